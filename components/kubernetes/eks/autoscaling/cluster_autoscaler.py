"""What the cluster autoscaler needs in AWS: an identity, and groups that say what their nodes will be like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.kubernetes.eks.node_groups import NodePool
from components.kubernetes.identity_policies.cluster_autoscaler import (
    ENABLED_TAG,
    cluster_autoscaler,
    owned_tag,
)
from components.kubernetes.node_pools import POOL_LABEL, SYSTEM_TOLERATIONS, NodePoolSpec
from components.kubernetes.workload_identity import IdentityIssuer, WorkloadIdentity, WorkloadIdentityArgs

NAMESPACE = "kube-system"
SERVICE_ACCOUNT = "cluster-autoscaler"
TEMPLATE = "k8s.io/cluster-autoscaler/node-template"
EBS_ZONE_LABEL = "topology.ebs.csi.aws.com/zone"


@dataclass(frozen=True, kw_only=True)
class ClusterAutoscalerArgs:
    """The cluster, and its pools with what was decided about them, keyed by name."""

    issuer: IdentityIssuer
    labels: Labels
    protected: bool
    specs: Mapping[str, NodePoolSpec]
    pools: Mapping[str, NodePool]


class ClusterAutoscaler(Component):
    """The AWS half of the cluster autoscaler; ``chart_values`` is what its chart is installed with.

    EKS copies neither labels nor taints of a node group to the Auto Scaling group behind it, so a group that
    has shrunk to nothing would never be chosen again. The tags made here say what its next node will carry.
    """

    urn_type = "platform:kubernetes:ClusterAutoscaler"

    role_arn: Output[str]

    def __init__(self, name: str, args: ClusterAutoscalerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        issuer = args.issuer
        self.identity = WorkloadIdentity(
            name,
            WorkloadIdentityArgs(
                issuer=issuer,
                labels=args.labels,
                protected=args.protected,
                namespace=NAMESPACE,
                service_account=SERVICE_ACCOUNT,
                grants=cluster_autoscaler(placement=issuer.placement, cluster_name=issuer.cluster_name),
            ),
            self.child(),
        )
        for pool, spec in args.specs.items():
            if spec.autoscaled:
                self._announce(name, args, pool, spec)
        self.role_arn = self.identity.role_arn
        self.chart_values = _chart_values(issuer, self.identity)
        self.publish()

    def _announce(self, name: str, args: ClusterAutoscalerArgs, pool: str, spec: NodePoolSpec) -> None:
        region = args.issuer.placement.region
        for zone, group_name in args.pools[pool].autoscaling_groups.items():
            for key, value in group_tags(args.issuer, pool, spec, zone).items():
                aws.autoscaling.Tag(
                    "-".join(part for part in (name, pool, zone, _slug(key)) if part),
                    region=region,
                    autoscaling_group_name=group_name,
                    tag={"key": key, "value": value, "propagate_at_launch": False},
                    opts=self.child(),
                )


def group_tags(issuer: IdentityIssuer, pool: str, spec: NodePoolSpec, zone: str) -> dict[str, str]:
    """Return the tags by which the autoscaler finds a group and knows the nodes that it would make.

    :param zone: the zone's letter, for a group that stands in one zone alone.
    """
    labels = {**spec.labels, POOL_LABEL: pool}
    if zone:
        labels[EBS_ZONE_LABEL] = f"{issuer.placement.region}{zone}"
    return {
        ENABLED_TAG: "true",
        owned_tag(issuer.cluster_name): "owned",
        **{f"{TEMPLATE}/label/{key}": value for key, value in labels.items()},
        **{f"{TEMPLATE}/taint/{taint.key}": f"{taint.value}:{taint.effect}" for taint in spec.all_taints},
    }


def _slug(key: str) -> str:
    """Return what tells a tag apart within its group, as part of a resource's name."""
    return key.removeprefix("k8s.io/cluster-autoscaler/").replace("/", "-").replace(".", "-")


def _chart_values(issuer: IdentityIssuer, identity: WorkloadIdentity) -> dict[str, Any]:
    """Return the values of the chart cluster-autoscaler. The flags are those that the platform's owner set."""
    return {
        "autoDiscovery": {"clusterName": issuer.cluster_name},
        "awsRegion": issuer.placement.region,
        "cloudProvider": "aws",
        "rbac": {"serviceAccount": {"name": SERVICE_ACCOUNT, "annotations": identity.annotations}},
        "tolerations": list(SYSTEM_TOLERATIONS),
        "extraArgs": {
            "expander": "least-waste",
            "balance-similar-node-groups": True,
            "skip-nodes-with-local-storage": False,
            "scale-down-enabled": True,
            "scale-down-delay-after-add": "10m",
            "scale-down-unneeded-time": "10m",
            "scale-down-utilization-threshold": 0.5,
            "max-node-provision-time": "15m",
        },
    }
