"""An EKS cluster, whole: control plane, access, add-ons, nodes, storage and autoscaler, in working order."""

from collections.abc import Sequence
from dataclasses import replace

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.kubernetes.eks.access import ClusterAccess, ClusterAccessArgs
from components.kubernetes.eks.addon_releases import AddonName
from components.kubernetes.eks.addons import AFTER_NODES, AGENT, Addons, AddonsArgs
from components.kubernetes.eks.autoscaling import (
    ClusterAutoscaler,
    ClusterAutoscalerArgs,
    Karpenter,
    KarpenterArgs,
)
from components.kubernetes.eks.control_plane import ControlPlane, ControlPlaneArgs
from components.kubernetes.eks.firewall import NodeFirewall, NodeFirewallArgs
from components.kubernetes.eks.kubeconfig import kubeconfig
from components.kubernetes.eks.node_groups import NodePool, NodePoolArgs
from components.kubernetes.eks.node_role import NodeRole, NodeRoleArgs
from components.kubernetes.eks.wiring import ClusterArgs, NetworkPluginSite, refuse_impossible
from components.kubernetes.node_pools import Taint
from components.kubernetes.storage_classes import StorageClasses, StorageClassesArgs
from components.kubernetes.workload_identity import IdentityIssuer

CILIUM_START_TAINT = Taint(key="node.cilium.io/agent-not-ready", value="true", effect="NoExecute")
"""Keeps pods off a node until Cilium's agent, which lifts it, can give them a network."""


class Cluster(Component):
    """A cluster that pods can run in as soon as its resources exist.

    Its physical name is the component's name, because the network's tags, the log group and the ARNs that
    trust policies speak of follow from it before it exists. ``provider`` reaches it and ``ready`` is what
    every Kubernetes resource depends on, whoever makes it: the deployer's rights, the network, nodes and
    add-ons exist before it and outlive it. ``settled`` is the one object that waited for all of these, for the hundreds
    that would else name each of them. ``issuer`` is for workload identities, ``pools`` and ``autoscaler``
    for what installs into the cluster.

    :raises ValueError: for a name that EKS or its node groups cannot bear, fewer than two zones, or a cni that
        nothing installs.
    """

    urn_type = "platform:kubernetes:Cluster"

    cluster_name: Output[str]
    cluster_arn: Output[str]
    endpoint: Output[str]
    oidc_issuer: Output[str]
    oidc_provider_arn: Output[str]
    node_security_group_id: Output[str]
    cluster_security_group_id: Output[str]
    node_role_arn: Output[str]
    autoscaler_role_arn: Output[str]
    kubeconfig: Output[str]
    log_group: Output[str]

    def __init__(self, name: str, args: ClusterArgs, opts: ResourceOptions | None = None) -> None:
        refuse_impossible(name, args)
        super().__init__(name, opts)
        self.name = name
        self.args = args
        plane = self._control_plane()
        self._publish_plane(plane)
        access = self._access()
        self.provider = self._kubernetes_provider()
        self.issuer = self._issuer()
        agent = self._addons("identity", [AGENT], after=[]).installed[AGENT]
        self.issuer = replace(self.issuer, agent=agent)
        network = self._network(access, agent)
        self.pools = self._pools(network)
        nodes = [group for pool in self.pools.values() for group in pool.groups.values()]
        services = self._addons("services", AFTER_NODES, after=nodes)
        self.ready: list[Resource] = [access.deployer, *network, *nodes, *services.installed.values()]
        self._storage()
        self.autoscaler = self._autoscaler()
        self.autoscaler_role_arn = self.autoscaler.role_arn
        self.publish()

    def _control_plane(self) -> ControlPlane:
        args = self.args
        return ControlPlane(
            f"{self.name}-control-plane",
            ControlPlaneArgs(
                cluster_name=self.name,
                spec=args.spec,
                placement=args.placement,
                labels=args.labels,
                protected=args.protected,
                private_subnets=args.private_subnets,
                secrets_key_arn=args.secrets_key_arn,
                logs_key_arn=args.logs_key_arn,
            ),
            self.child(),
        )

    def _publish_plane(self, plane: ControlPlane) -> None:
        self.cluster_name = plane.cluster.name
        self.cluster_arn = plane.cluster.arn
        self.endpoint = plane.endpoint
        self.oidc_issuer = plane.oidc_issuer
        self.oidc_provider_arn = plane.oidc_provider_arn
        self.cluster_security_group_id = plane.cluster_security_group_id
        self.log_group = plane.log_group
        self.kubeconfig = kubeconfig(
            cluster_name=self.name,
            region=self.args.placement.region,
            endpoint=plane.endpoint,
            certificate_authority=plane.certificate_authority,
        )

    def _access(self) -> ClusterAccess:
        args = self.args
        access = ClusterAccessArgs(
            cluster_name=self.cluster_name, spec=args.spec, placement=args.placement, labels=args.labels
        )
        return ClusterAccess(f"{self.name}-access", access, self.child())

    def _kubernetes_provider(self) -> kubernetes.Provider:
        return kubernetes.Provider(
            f"{self.name}-kubernetes",
            kubeconfig=self.kubeconfig,
            # A new endpoint or CA is the same cluster; only another cluster replaces what lives in it.
            cluster_identifier=self.cluster_arn,
            enable_server_side_apply=True,
            opts=self.child(),
        )

    def _issuer(self) -> IdentityIssuer:
        return IdentityIssuer(
            cluster_name=self.name,
            cluster=self.cluster_name,
            placement=self.args.placement,
            mode=self.args.spec.identities,
            oidc_issuer=self.oidc_issuer,
            oidc_provider_arn=self.oidc_provider_arn,
            agent=None,
        )

    def _network(self, access: ClusterAccess, agent: Resource) -> list[Resource]:
        """Return what gives pods a network, which nodes wait for: without it they never become ready."""
        args = self.args
        stands: list[Resource] = [agent, *args.network_ready]
        if args.spec.cni != "cilium":
            addons = self._addons("network", ["vpc-cni", "kube-proxy"], after=stands)
            stands = [*stands, *addons.installed.values()]
        if args.network_plugin is None:
            return stands
        site = NetworkPluginSite(
            cluster_name=self.name,
            provider=self.provider,
            endpoint=self.endpoint,
            issuer=self.issuer,
            parent=self,
            after=[access.deployer, *stands],
        )
        return [*stands, *args.network_plugin(site)]

    def _addons(self, step: str, names: Sequence[AddonName], *, after: Sequence[Resource]) -> Addons:
        args = self.args
        return Addons(
            f"{self.name}-{step}",
            AddonsArgs(
                names=names,
                spec=args.spec,
                issuer=self.issuer,
                labels=args.labels,
                protected=args.protected,
                ebs_key_arn=args.ebs_key_arn,
                after=after,
            ),
            self.child(),
        )

    def _firewall(self) -> NodeFirewall:
        args = self.args
        return NodeFirewall(
            f"{self.name}-firewall",
            NodeFirewallArgs(
                cluster_name=self.name,
                placement=args.placement,
                labels=args.labels,
                vpc_id=args.vpc_id,
                cluster_security_group_id=self.cluster_security_group_id,
                internal_ranges=args.internal_ranges,
                private_access_cidrs=args.spec.private_access_cidrs,
            ),
            self.child(),
        )

    def _pools(self, network: Sequence[Resource]) -> dict[str, NodePool]:
        args = self.args
        firewall = self._firewall()
        self.node_security_group_id = firewall.security_group_id
        role = NodeRole(
            f"{self.name}-node",
            NodeRoleArgs(
                cluster_name=self.name,
                purpose="node",
                placement=args.placement,
                labels=args.labels,
                with_cni_policy=args.spec.node_role_has_cni_policy,
            ),
            self.child(),
        )
        self.node_role_arn = role.arn
        return {
            pool: NodePool(
                f"{self.name}-{pool}",
                NodePoolArgs(
                    pool=pool,
                    spec=spec,
                    cluster_name=self.cluster_name,
                    kubernetes_version=args.spec.version,
                    placement=args.placement,
                    labels=args.labels,
                    subnets=args.private_subnets,
                    security_group_id=self.node_security_group_id,
                    node_role_arn=self.node_role_arn,
                    ebs_key_arn=args.ebs_key_arn,
                    start_taints=[] if args.spec.cni == "vpc-cni" else [CILIUM_START_TAINT],
                    after=[*network, *firewall.rules, *role.granted],
                    prefixes_unknown=args.spec.cni == "cilium",
                ),
                self.child(),
            )
            for pool, spec in args.spec.pools.items()
        }

    def _storage(self) -> None:
        args = StorageClassesArgs(
            labels=self.args.labels, ebs_key_arn=self.args.ebs_key_arn, ready=self.ready
        )
        storage = StorageClasses(f"{self.name}-storage", args, self.child(provider=self.provider))
        self.settled: list[Resource] = storage.made

    def _autoscaler(self) -> Karpenter | ClusterAutoscaler:
        args = self.args
        if args.spec.autoscaler == "karpenter":
            return Karpenter(
                f"{self.name}-karpenter",
                KarpenterArgs(
                    issuer=self.issuer,
                    labels=args.labels,
                    protected=args.protected,
                    with_cni_policy=args.spec.node_role_has_cni_policy,
                    ebs_key_arn=args.ebs_key_arn,
                    messaging_key_arn=args.messaging_key_arn,
                ),
                self.child(),
            )
        return ClusterAutoscaler(
            f"{self.name}-autoscaler",
            ClusterAutoscalerArgs(
                issuer=self.issuer,
                labels=args.labels,
                protected=args.protected,
                specs=args.spec.pools,
                pools=self.pools,
            ),
            self.child(),
        )
