"""The pools of a GKE cluster, each a resource of its own, so that changing one never touches the cluster."""

from typing import Final

import pulumi_gcp as gcp
from pulumi import Resource, ResourceOptions

from components.foundation.spec import Wire
from components.kubernetes.gke.control_plane import GkeClusterArgs
from components.kubernetes.gke.spec import GkePoolSpec
from components.kubernetes.node_pools import POOL_LABEL

EFFECTS: Final = {
    "NoSchedule": "NO_SCHEDULE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
}
"""Kubernetes' effects of a taint, as GKE writes them."""

SURGE: Final[gcp.container.NodePoolUpgradeSettingsArgsDict] = {
    "strategy": "SURGE",
    "max_surge": 1,
    "max_unavailable": 0,
}

BLUE_GREEN: Final[gcp.container.NodePoolUpgradeSettingsArgsDict] = {
    "strategy": "BLUE_GREEN",
    "blue_green_settings": {
        "node_pool_soak_duration": "3600s",
        "standard_rollout_policy": {"batch_node_count": 1, "batch_soak_duration": "600s"},
    },
}
"""One node at a time, ten minutes apart, and the old ones stay for an hour, so that an upgrade can be taken back."""


def node_pool(
    name: str,
    pool_name: str,
    cluster: gcp.container.Cluster,
    args: GkeClusterArgs,
    *,
    account: Wire[str],
    opts: ResourceOptions,
) -> Resource:
    """Make one pool. Its zones are the cluster's, and its version follows the channel, which auto-upgrade demands."""
    spec = args.spec.pools[pool_name]
    return gcp.container.NodePool(
        f"{name}-{pool_name}",
        name=pool_name,
        project=args.placement.project,
        location=args.placement.region,
        cluster=cluster.name,
        # Of each zone, and only when the pool is made: from then on the autoscaler counts.
        initial_node_count=spec.first_nodes(len(args.spec.zones)),
        node_locations=[args.placement.zone(letter) for letter in args.spec.zones],
        autoscaling={
            "total_min_node_count": spec.total_min,
            "total_max_node_count": spec.total_max,
            "location_policy": "BALANCED",
        },
        management={"auto_repair": True, "auto_upgrade": True},
        upgrade_settings=SURGE if spec.upgrade == "surge" else BLUE_GREEN,
        network_config={"enable_private_nodes": True},
        node_config=_nodes(pool_name, spec, args, account),
        opts=opts,
    )


def _nodes(
    pool_name: str, spec: GkePoolSpec, args: GkeClusterArgs, account: Wire[str]
) -> gcp.container.NodePoolNodeConfigArgsDict:
    return {
        "machine_type": spec.machine_type,
        "spot": spec.spot,
        "disk_size_gb": spec.disk_gib,
        "disk_type": spec.disk_type,
        "boot_disk_kms_key": args.disks_key,
        "image_type": "COS_CONTAINERD",
        "service_account": account,
        "oauth_scopes": ["https://www.googleapis.com/auth/cloud-platform"],
        "shielded_instance_config": {"enable_secure_boot": True, "enable_integrity_monitoring": True},
        "workload_metadata_config": {"mode": "GKE_METADATA"},
        "kubelet_config": {"insecure_kubelet_readonly_port_enabled": "FALSE"},
        "metadata": {"disable-legacy-endpoints": "true"},
        "gvnic": {"enabled": True},
        "gcfs_config": {"enabled": True},
        "labels": {POOL_LABEL: pool_name, **spec.labels},
        "resource_labels": args.labels.gcp(pool=pool_name),
        "taints": [
            {"key": taint.key, "value": taint.value, "effect": EFFECTS[taint.effect]}
            for taint in spec.all_taints
        ],
        "tags": [args.node_tag],
    }
