"""The control plane of a GKE cluster: everything about it that is no pool."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Final

import pulumi_gcp as gcp
from pulumi import Resource, ResourceOptions

from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.spec import Wire
from components.kubernetes.gke.spec import GkeSpec

CREATED_ONLY: Final = ["nodeConfig", "initialNodeCount"]
"""Of the pool that GKE insists on making with the cluster, and that is removed at once."""


@dataclass(frozen=True, kw_only=True)
class GkeClusterArgs:
    """A spec wired to its network and keys.

    ``pods_range`` and ``services_range`` are the names of the subnet's secondary ranges. ``granted`` is what has to
    have happened before a cluster is made: APIs, grants of the keys, a way out of the network.
    """

    spec: GkeSpec
    placement: GcpPlacement
    labels: Labels
    protected: bool
    network: Wire[str]
    subnetwork: Wire[str]
    pods_range: str
    services_range: str
    control_plane_range: IPv4Network
    node_tag: str
    secrets_key: Wire[str]
    disks_key: Wire[str]
    messaging_key: Wire[str]
    granted: Sequence[Resource]
    trusted_registries: tuple[str, ...] = ()


def control_plane(
    name: str,
    cluster_name: str,
    args: GkeClusterArgs,
    *,
    account: Wire[str],
    topic: Wire[str],
    opts: ResourceOptions,
) -> gcp.container.Cluster:
    """Make the control plane without any node of its own."""
    spec, placement = args.spec, args.placement
    return gcp.container.Cluster(
        f"{name}-cluster",
        name=cluster_name,
        project=placement.project,
        location=placement.region,
        node_locations=[placement.zone(letter) for letter in spec.zones],
        description=f"The platform's cluster of {args.labels.environment} in {placement.region}",
        deletion_protection=args.protected,
        resource_labels=args.labels.gcp(),
        min_master_version=spec.version,
        release_channel={"channel": spec.channel},
        remove_default_node_pool=True,
        initial_node_count=1,
        node_config=_first_pool(args, account),
        node_pool_defaults={
            "node_config_defaults": {
                "insecure_kubelet_readonly_port_enabled": "FALSE",
                "logging_variant": "DEFAULT",
            }
        },
        maintenance_policy=_maintenance(spec),
        notification_config={"pubsub": {"enabled": True, "topic": topic}},
        authenticator_groups_config={"security_group": spec.people} if spec.people else None,
        **_network(args),
        **_hardening(args),
        **_observability(args.labels.environment == "production"),
        opts=opts,
    )


def _first_pool(args: GkeClusterArgs, account: Wire[str]) -> gcp.container.ClusterNodeConfigArgsDict:
    """Return the nodes of the pool that lives for minutes: on the dedicated account, because others may be disabled."""
    return {
        "service_account": account,
        "oauth_scopes": ["https://www.googleapis.com/auth/cloud-platform"],
        "boot_disk_kms_key": args.disks_key,
        "machine_type": "e2-medium",
        "disk_type": "pd-balanced",
        "shielded_instance_config": {"enable_secure_boot": True, "enable_integrity_monitoring": True},
        "workload_metadata_config": {"mode": "GKE_METADATA"},
        "tags": [args.node_tag],
    }


def _network(args: GkeClusterArgs) -> dict[str, Any]:
    return {
        "network": args.network,
        "subnetwork": args.subnetwork,
        "networking_mode": "VPC_NATIVE",
        # Dataplane V2 is Cilium and enforces network policies by itself; the `network_policy` block is Calico's.
        "datapath_provider": "ADVANCED_DATAPATH",
        "enable_fqdn_network_policy": True,
        "enable_intranode_visibility": True,
        "ip_allocation_policy": {
            "cluster_secondary_range_name": args.pods_range,
            "services_secondary_range_name": args.services_range,
        },
        "private_cluster_config": {
            "enable_private_nodes": True,
            "master_ipv4_cidr_block": str(args.control_plane_range),
        },
        "control_plane_endpoints_config": {
            "dns_endpoint_config": {"allow_external_traffic": True},
            "ip_endpoints_config": {"enabled": False},
        },
        "gateway_api_config": {"channel": "CHANNEL_STANDARD"},
        "dns_config": {"cluster_dns": "CLOUD_DNS", "cluster_dns_scope": "CLUSTER_SCOPE"},
        "addons_config": {
            "dns_cache_config": {"enabled": True},
            "gce_persistent_disk_csi_driver_config": {"enabled": True},
            "horizontal_pod_autoscaling": {"disabled": False},
            "http_load_balancing": {"disabled": False},
        },
        "service_external_ips_config": {"enabled": False},
    }


def _hardening(args: GkeClusterArgs) -> dict[str, Any]:
    mode = "PROJECT_SINGLETON_POLICY_ENFORCE" if args.spec.enforce_signed_images else "DISABLED"
    return {
        "workload_identity_config": {"workload_pool": args.placement.workload_pool},
        "enable_shielded_nodes": True,
        "enable_legacy_abac": False,
        "master_auth": {"client_certificate_config": {"issue_client_certificate": False}},
        "anonymous_authentication_config": {"mode": "LIMITED"},
        "rbac_binding_config": {
            "enable_insecure_binding_system_authenticated": False,
            "enable_insecure_binding_system_unauthenticated": False,
        },
        "database_encryption": {"state": "ENCRYPTED", "key_name": args.secrets_key},
        "binary_authorization": {"evaluation_mode": mode},
        "security_posture_config": {"mode": "BASIC", "vulnerability_mode": "VULNERABILITY_BASIC"},
    }


def _observability(production: bool) -> dict[str, Any]:
    components = ["SYSTEM_COMPONENTS", "WORKLOADS"]
    return {
        "logging_config": {"enable_components": [*components, "APISERVER"] if production else components},
        "monitoring_config": {
            "enable_components": ["SYSTEM_COMPONENTS"],
            "managed_prometheus": {"enabled": True},
        },
        "cost_management_config": {"enabled": True},
        "vertical_pod_autoscaling": {"enabled": True},
    }


def _maintenance(spec: GkeSpec) -> gcp.container.ClusterMaintenancePolicyArgsDict:
    return {
        "recurring_window": {
            "start_time": spec.window.start,
            "end_time": spec.window.end,
            "recurrence": spec.window.recurrence,
        },
        "maintenance_exclusions": [
            {
                "exclusion_name": name,
                "start_time": freeze.start,
                "end_time": freeze.end,
                "exclusion_options": {"scope": "NO_UPGRADES"},
            }
            for name, freeze in sorted(spec.freezes.items())
        ],
    }
