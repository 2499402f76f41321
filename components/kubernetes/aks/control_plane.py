"""What a spec alone decides of a cluster on AKS, and the security that no spec decides."""

from collections.abc import Sequence
from typing import Any, Final

from pulumi_azure_native import containerservice

from components.foundation.azure.placement import AzurePlacement
from components.foundation.spec import Wire
from components.kubernetes.aks.spec import AksSpec

IMAGE_CLEANER_HOURS: Final = 48
SECRET_POLL: Final = "10m"  # noqa: S105 - an interval


def cluster_inputs(spec: AksSpec, placement: AzurePlacement, stem: str) -> dict[str, Any]:
    """Return the inputs that follow from the spec, for the component to wire.

    As keywords, because the SDK's own ``ManagedClusterArgs`` cannot be passed: its ``resource_name`` is taken for the
    resource's name in the program.
    """
    return {
        "location": placement.location,
        "kubernetes_version": spec.version,
        "sku": containerservice.ManagedClusterSKUArgs(
            name=containerservice.ManagedClusterSKUName.BASE, tier=spec.tier
        ),
        "support_plan": containerservice.KubernetesSupportPlan.KUBERNETES_OFFICIAL,
        # One prefix for a cluster of either kind: a private one may be opened for a recovery, and another name would
        # make it another cluster.
        "dns_prefix": stem,
        "node_resource_group": f"{stem}-nodes",
        "node_resource_group_profile": containerservice.ManagedClusterNodeResourceGroupProfileArgs(
            restriction_level=containerservice.RestrictionLevel.READ_ONLY
        ),
        "enable_rbac": True,
        "disable_local_accounts": True,
        "oidc_issuer_profile": containerservice.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
        "network_profile": network_profile(spec),
        "auto_upgrade_profile": containerservice.ManagedClusterAutoUpgradeProfileArgs(
            upgrade_channel=spec.upgrade_channel, node_os_upgrade_channel=spec.node_os_channel
        ),
        "auto_scaler_profile": autoscaler(),
        "addon_profiles": addons(),
        "storage_profile": containerservice.ManagedClusterStorageProfileArgs(
            disk_csi_driver=containerservice.ManagedClusterStorageProfileDiskCSIDriverArgs(enabled=True),
            snapshot_controller=containerservice.ManagedClusterStorageProfileSnapshotControllerArgs(
                enabled=True
            ),
        ),
        "azure_monitor_profile": containerservice.ManagedClusterAzureMonitorProfileArgs(
            metrics=containerservice.ManagedClusterAzureMonitorProfileMetricsArgs(enabled=True)
        ),
    }


def autoscaler() -> containerservice.ManagedClusterPropertiesAutoScalerProfileArgs:
    """Spread over the zones, each of which has a pool of its own: else the first would take all the pods."""
    return containerservice.ManagedClusterPropertiesAutoScalerProfileArgs(
        balance_similar_node_groups="true",
        expander=containerservice.Expander.LEAST_WASTE,
        skip_nodes_with_system_pods="true",
    )


def network_profile(spec: AksSpec) -> containerservice.ContainerServiceNetworkProfileArgs:
    """Return Azure's CNI as an overlay, with Cilium moving the packets and enforcing the policies."""
    return containerservice.ContainerServiceNetworkProfileArgs(
        network_plugin=containerservice.NetworkPlugin.AZURE,
        network_plugin_mode=containerservice.NetworkPluginMode.OVERLAY,
        network_dataplane=containerservice.NetworkDataplane.CILIUM,
        network_policy=containerservice.NetworkPolicy.CILIUM,
        pod_cidr=str(spec.pod_cidr),
        service_cidr=str(spec.service_cidr),
        dns_service_ip=str(spec.dns_address),
        load_balancer_sku=containerservice.LoadBalancerSku.STANDARD,
        outbound_type=containerservice.OutboundType.USER_ASSIGNED_NAT_GATEWAY,
    )


def api_server(
    spec: AksSpec, *, subnet_id: Wire[str], private_zone_id: Wire[str] | None
) -> containerservice.ManagedClusterAPIServerAccessProfileArgs:
    """Put the API server into a subnet of ours, and say who else reaches it. No command is run through Azure itself."""
    return containerservice.ManagedClusterAPIServerAccessProfileArgs(
        enable_vnet_integration=True,
        subnet_id=subnet_id,
        disable_run_command=True,
        enable_private_cluster=spec.private,
        enable_private_cluster_public_fqdn=False if spec.private else None,
        private_dns_zone=private_zone_id if spec.private else None,
        authorized_ip_ranges=[str(block) for block in spec.authorized_ranges] or None,
    )


def people(
    placement: AzurePlacement, administrators: Sequence[str]
) -> containerservice.ManagedClusterAADProfileArgs:
    """Let in Entra's people alone, with the roles that Azure gives them."""
    return containerservice.ManagedClusterAADProfileArgs(
        managed=True,
        enable_azure_rbac=True,
        tenant_id=placement.tenant_id,
        admin_group_object_ids=list(administrators),
    )


def protection(workspace_id: Wire[str]) -> containerservice.ManagedClusterSecurityProfileArgs:
    """Watch the nodes at run time, sweep old images, and give workloads identities of their own."""
    return containerservice.ManagedClusterSecurityProfileArgs(
        defender=containerservice.ManagedClusterSecurityProfileDefenderArgs(
            log_analytics_workspace_resource_id=workspace_id,
            security_monitoring=containerservice.ManagedClusterSecurityProfileDefenderSecurityMonitoringArgs(
                enabled=True
            ),
        ),
        image_cleaner=containerservice.ManagedClusterSecurityProfileImageCleanerArgs(
            enabled=True, interval_hours=IMAGE_CLEANER_HOURS
        ),
        workload_identity=containerservice.ManagedClusterSecurityProfileWorkloadIdentityArgs(enabled=True),
    )


def addons() -> dict[str, containerservice.ManagedClusterAddonProfileArgs]:
    """Return Azure Policy, and the driver that hands secrets of Key Vault to pods and follows them as they rotate."""
    return {
        "azurepolicy": containerservice.ManagedClusterAddonProfileArgs(
            enabled=True, config={"version": "v2"}
        ),
        "azureKeyvaultSecretsProvider": containerservice.ManagedClusterAddonProfileArgs(
            enabled=True,
            config={"enableSecretRotation": "true", "rotationPollInterval": SECRET_POLL},
        ),
    }
