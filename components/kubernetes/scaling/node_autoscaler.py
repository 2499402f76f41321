"""What adds and removes nodes, inside the cluster: the cluster autoscaler or Karpenter, as the cluster has it in AWS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.kubernetes.node_pools import POOL_LABEL
from components.kubernetes.scaling.specs import KarpenterPoolSpec, NodeAutoscalerSpec

NODE_CLASS: Final = "platform"
DISCOVERY: Final = "karpenter.sh/discovery"
STARTUP_SECONDS: Final = 60
"""For how long a node must be hardly used until Karpenter packs its pods elsewhere."""


@dataclass(frozen=True, kw_only=True)
class NodeAutoscalerArgs:
    """A spec, and the half that stands in AWS: its kind, its chart's values, and what it waits for.

    ``cluster_name`` is the tag by which subnets and security groups are found; ``instance_profile`` and ``ebs_key_arn``
    are what Karpenter's nodes run and are encrypted with; all three are Karpenter's alone.
    """

    spec: NodeAutoscalerSpec
    kind: Literal["cluster-autoscaler", "karpenter"]
    values: Mapping[str, Any]
    granted: Sequence[Resource]
    cluster_name: str
    instance_profile: Wire[str] | None = None
    ebs_key_arn: Wire[str] | None = None
    monitored: bool = False


class NodeAutoscaler(ClusterComponent):
    """The controller in kube-system, and Karpenter's pools.

    Output: ``release``.

    :raises ValueError: for Karpenter without a pool, and for pools that the cluster autoscaler would not look at.
    """

    urn_type = "platform:kubernetes:NodeAutoscaler"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: NodeAutoscalerArgs) -> None:
        _refuse(site, args)
        super().__init__("node-autoscaler", site)
        self.args = args
        values = _karpenter(site, args) if args.kind == "karpenter" else _cluster_autoscaler(site, args)
        release = ChartRelease(
            site,
            ChartArgs(chart=args.kind, namespace=None, values={**args.values, **values}, after=args.granted),
            self.child(),
        )
        self.release = release.release
        self.ready: list[Resource] = release.ready
        if args.kind == "karpenter":
            self._pools(release)
        self.publish()

    def _pools(self, release: ChartRelease) -> None:
        args = self.args
        node_class = self.custom(
            "class",
            "karpenter.k8s.aws/v1",
            "EC2NodeClass",
            self.metadata(NODE_CLASS),
            _node_class(self.site, args),
            after=release.ready,
        )
        for name, pool in args.spec.pools.items():
            self.custom(
                f"pool-{name}",
                "karpenter.sh/v1",
                "NodePool",
                self.metadata(name),
                _node_pool(name, pool),
                after=[*release.ready, node_class],
            )


def _refuse(site: ClusterSite, args: NodeAutoscalerArgs) -> None:
    if args.kind == "karpenter" and not args.spec.pools:
        raise ValueError(
            f"cluster {site.name}: Karpenter makes nodes for pools, and node_autoscaler.pools names none: describe one"
        )
    if args.kind != "karpenter" and args.spec.pools:
        raise ValueError(
            f"cluster {site.name}: node_autoscaler.pools are Karpenter's, and this cluster has the cluster autoscaler, "
            "which looks at its node groups: leave them out, or set cluster.autoscaler to karpenter"
        )


def _cluster_autoscaler(site: ClusterSite, args: NodeAutoscalerArgs) -> dict[str, Any]:
    return {
        # Its minor version is the cluster's: it holds a copy of that version's scheduler.
        "image": {"tag": f"v{site.version}.0"},
        "replicaCount": site.replicas,
        "nodeSelector": site.on_system_nodes()["nodeSelector"],
        "resources": share("100m", "300Mi", "600Mi"),
        "containerSecurityContext": confined(),
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65534,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "serviceMonitor": {"enabled": args.monitored, "namespace": "kube-system", "selector": {}},
    }


def _karpenter(site: ClusterSite, args: NodeAutoscalerArgs) -> dict[str, Any]:
    spread: dict[str, Any] = {"affinity": {"podAntiAffinity": None}} if not site.available else {}
    return {
        "replicas": site.replicas,
        "nodeSelector": site.on_system_nodes()["nodeSelector"],
        "controller": {"resources": share("200m", "512Mi", "1Gi")},
        "serviceMonitor": {"enabled": args.monitored},
        **spread,
    }


def _node_class(site: ClusterSite, args: NodeAutoscalerArgs) -> dict[str, Any]:
    tagged = [{"tags": {DISCOVERY: args.cluster_name}}]
    return {
        "instanceProfile": args.instance_profile,
        "amiSelectorTerms": [{"alias": args.spec.image}],
        "subnetSelectorTerms": tagged,
        "securityGroupSelectorTerms": tagged,
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpProtocolIPv6": "disabled",
            "httpPutResponseHopLimit": 1,
            "httpTokens": "required",
        },
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {
                    "volumeSize": f"{args.spec.disk_gib}Gi",
                    "volumeType": "gp3",
                    "encrypted": True,
                    "kmsKeyID": args.ebs_key_arn,
                    "deleteOnTermination": True,
                },
            }
        ],
        "tags": site.labels.aws(f"{site.name}-karpenter"),
    }


def _node_pool(name: str, pool: KarpenterPoolSpec) -> dict[str, Any]:
    requirements = [
        ("kubernetes.io/arch", "In", list(pool.architectures)),
        ("kubernetes.io/os", "In", ["linux"]),
        ("karpenter.sh/capacity-type", "In", list(pool.capacity)),
        ("karpenter.k8s.aws/instance-category", "In", list(pool.categories)),
        ("karpenter.k8s.aws/instance-generation", "Gte", [str(pool.least_generation)]),
    ]
    return {
        "template": {
            "metadata": {"labels": {POOL_LABEL: name}},
            "spec": {
                "nodeClassRef": {
                    "group": "karpenter.k8s.aws",
                    "kind": "EC2NodeClass",
                    "name": NODE_CLASS,
                },
                "requirements": [
                    {"key": key, "operator": operator, "values": values}
                    for key, operator, values in requirements
                ],
                "taints": [taint.model_dump() for taint in pool.taints],
                "expireAfter": f"{pool.replaced_after_days * 24}h",
                "terminationGracePeriod": "1h",
            },
        },
        "limits": {"cpu": str(pool.cpu), "memory": pool.memory},
        "disruption": {
            "consolidationPolicy": "WhenEmptyOrUnderutilized",
            "consolidateAfter": f"{STARTUP_SECONDS}s",
            "budgets": [{"nodes": "10%"}],
        },
    }
