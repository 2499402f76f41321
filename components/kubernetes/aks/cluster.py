"""Azure AKS: a warm cluster that recovery brings up, with nothing of AWS in reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import containerservice, monitor

from components.foundation.azure.placement import AzurePlacement, Guid
from components.foundation.azure.roles import Grant, Role, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire
from components.kubernetes.aks.control_plane import api_server, cluster_inputs, people, protection
from components.kubernetes.aks.identities import ClusterIdentities, IdentityWiring, cluster_identities
from components.kubernetes.aks.node_inputs import system_profile, user_pool_inputs
from components.kubernetes.aks.pool_names import generation, pool_name
from components.kubernetes.aks.spec import AksSpec

LOGS: Final = ("kube-apiserver", "kube-audit-admin", "guard", "kube-controller-manager", "cluster-autoscaler")
"""What the control plane writes: who asked for what (without the reads, which are most of it), and what it did."""

WINDOWS: Final = {
    "upgrades": "aksManagedAutoUpgradeSchedule",
    "node-images": "aksManagedNodeOSUpgradeSchedule",
}
"""The names by which AKS knows the two windows that it upgrades in; any other name is a window for nothing."""

ADMINISTRATION: Final[Mapping[str, Role]] = {
    "administers": "Azure Kubernetes Service RBAC Cluster Admin",
    "connects": "Azure Kubernetes Service Cluster User Role",
}
"""What an administrator needs: the one inside the cluster, the other to be told how to reach it."""

SUBNETS: Final = ("system", "api-server")


@dataclass(frozen=True, kw_only=True)
class AksClusterArgs:
    """A spec wired to the network, the keys and the people it runs with.

    ``cluster_name`` is also the name of its node group's prefix. ``subnets`` are ``system``, ``api-server`` and
    ``nodes-<zone>``; ``ways_out`` are what must stand before a node can reach anything. ``private_zone_id`` is the zone
    that a private cluster names itself in, and which AKS links to the network itself. ``administrators`` are groups of
    Entra, by a name of ours.
    """

    spec: AksSpec
    placement: AzurePlacement
    labels: Labels
    protected: bool
    cluster_name: str
    group: Wire[str]
    vnet_id: Wire[str]
    subnets: Mapping[str, Wire[str]]
    ways_out: Sequence[Resource]
    private_zone_id: Wire[str] | None
    ingress_group_id: Wire[str]
    registry_id: Wire[str] | None
    disk_key_id: Wire[str]
    disk_key_url: Wire[str]
    vault_id: Wire[str]
    workspace_id: Wire[str]
    administrators: Mapping[str, Guid]


class AksCluster(Component):
    """A cluster whose API only Entra's people reach, on Cilium, with a pool of each kind in each zone.

    The pools are as small as they may be and grow when pods wait. Another size or disk of a pool is another pool,
    made before the old one goes. AKS upgrades by itself within its windows.

    Outputs: ``cluster_id``, ``cluster_name``, ``fqdn``, ``oidc_issuer``, ``version``; ``pool_names`` by pool and zone;
    ``kubelet_client_id``. Beside them ``made``: the cluster and its pools, for whoever needs them to stand.

    :raises ValueError: if a pool names a zone that has no subnet.
    """

    urn_type = "platform:kubernetes:AksCluster"

    cluster_id: Output[str]
    cluster_name: Output[str]
    fqdn: Output[str]
    oidc_issuer: Output[str]
    version: Output[str]
    pool_names: Output[dict[str, str]]
    kubelet_client_id: Output[str]

    def __init__(self, name: str, args: AksClusterArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_missing_subnets(name, args)
        super().__init__(name, opts)
        identities = cluster_identities(self, name, _identity_wiring(args))
        cluster = self._cluster(name, args, identities)
        pools = self._pools(name, args, cluster)
        self._people(name, args, cluster)
        self._windows(name, args, cluster)
        self._logs(name, args, cluster)
        self.made: list[Resource] = [cluster, *pools.values()]
        self.cluster_id, self.cluster_name = cluster.id, cluster.name
        self.fqdn = cluster.private_fqdn if args.spec.private else cluster.fqdn
        self.oidc_issuer = cluster.oidc_issuer_profile.apply(
            lambda profile: profile.issuer_url if profile else ""
        )
        self.version = cluster.current_kubernetes_version
        self.pool_names = Output.all(**{key: pool.name for key, pool in pools.items()})
        self.kubelet_client_id = identities.kubelet.client_id
        self.publish()

    def _cluster(
        self, name: str, args: AksClusterArgs, identities: ClusterIdentities
    ) -> containerservice.ManagedCluster:
        # AKS rolls every pool when the inline one changes. What upgrades minors by itself would be set back by us.
        ignored = ["agentPoolProfiles"] + (
            ["kubernetesVersion"] if args.spec.upgrade_channel == "stable" else []
        )
        return containerservice.ManagedCluster(
            name,
            resource_group_name=args.group,
            resource_name_=args.cluster_name,
            identity=containerservice.ManagedClusterIdentityArgs(
                type=containerservice.ResourceIdentityType.USER_ASSIGNED,
                user_assigned_identities=[identities.control_plane.id],
            ),
            identity_profile={
                "kubeletidentity": containerservice.UserAssignedIdentityArgs(
                    client_id=identities.kubelet.client_id,
                    object_id=identities.kubelet.principal_id,
                    resource_id=identities.kubelet.id,
                )
            },
            agent_pool_profiles=[
                system_profile(args.spec.system, subnet_id=args.subnets["system"], tags=args.labels.azure())
            ],
            api_server_access_profile=api_server(
                args.spec, subnet_id=args.subnets["api-server"], private_zone_id=args.private_zone_id
            ),
            aad_profile=people(args.placement, list(args.administrators.values())),
            security_profile=protection(args.workspace_id),
            disk_encryption_set_id=identities.disks.id,
            tags=args.labels.azure(),
            opts=self.child(
                depends_on=[*args.ways_out, *identities.allowed],
                protect=args.protected or None,
                ignore_changes=ignored,
            ),
            **cluster_inputs(args.spec, args.placement, args.cluster_name),
        )

    def _pools(
        self, name: str, args: AksClusterArgs, cluster: containerservice.ManagedCluster
    ) -> dict[str, containerservice.AgentPool]:
        return {
            f"{pool}-{zone}": containerservice.AgentPool(
                f"{name}-{pool}-{zone}-{generation(spec)}",
                resource_group_name=args.group,
                resource_name_=cluster.name,
                agent_pool_name=pool_name(pool, zone, spec),
                vnet_subnet_id=args.subnets[f"nodes-{zone}"],
                tags=args.labels.azure(),
                # How many there are is the autoscaler's to say.
                opts=self.child(ignore_changes=["count"]),
                **user_pool_inputs(pool, zone, spec),
            )
            for pool, spec in args.spec.pools.items()
            for zone in spec.zones
        }

    def _people(self, name: str, args: AksClusterArgs, cluster: containerservice.ManagedCluster) -> None:
        for who, group_id in args.administrators.items():
            for way, role in ADMINISTRATION.items():
                assign(
                    f"{name}-{who}-{way}",
                    Grant(
                        role=role,
                        scope=cluster.id,
                        principal_id=group_id,
                        principal_type="Group",
                    ),
                    args.placement,
                    self.child(),
                )

    def _windows(self, name: str, args: AksClusterArgs, cluster: containerservice.ManagedCluster) -> None:
        spec = args.spec
        for role, config_name in WINDOWS.items():
            containerservice.MaintenanceConfiguration(
                f"{name}-{role}",
                resource_group_name=args.group,
                resource_name_=cluster.name,
                config_name=config_name,
                maintenance_window=containerservice.MaintenanceWindowArgs(
                    duration_hours=spec.maintenance_hours,
                    start_time=f"{spec.maintenance_hour:02d}:00",
                    utc_offset="+00:00",
                    schedule=containerservice.ScheduleArgs(
                        weekly=containerservice.WeeklyScheduleArgs(
                            day_of_week=spec.maintenance_day, interval_weeks=1
                        )
                    ),
                ),
                opts=self.child(),
            )

    def _logs(self, name: str, args: AksClusterArgs, cluster: containerservice.ManagedCluster) -> None:
        monitor.DiagnosticSetting(
            f"{name}-logs",
            name="control-plane",
            resource_uri=cluster.id,
            workspace_id=args.workspace_id,
            log_analytics_destination_type="Dedicated",
            logs=[monitor.DiagnosticsLogSettingsArgs(category=log, enabled=True) for log in LOGS],
            opts=self.child(),
        )


def _identity_wiring(args: AksClusterArgs) -> IdentityWiring:
    return IdentityWiring(
        placement=args.placement,
        labels=args.labels,
        stem=args.cluster_name,
        group=args.group,
        vnet_id=args.vnet_id,
        private_zone_id=args.private_zone_id,
        ingress_group_id=args.ingress_group_id,
        registry_id=args.registry_id,
        disk_key_id=args.disk_key_id,
        disk_key_url=args.disk_key_url,
        vault_id=args.vault_id,
    )


def _refuse_missing_subnets(name: str, args: AksClusterArgs) -> None:
    wanted = {*SUBNETS, *(f"nodes-{zone}" for pool in args.spec.pools.values() for zone in pool.zones)}
    missing = sorted(wanted - args.subnets.keys())
    if missing:
        raise ValueError(
            f"{name}: there is no subnet {', '.join(missing)}: add the zone to the network, or take it out of the pools"
        )
