"""What makes room on a cluster and shares it out: who goes first, metrics, proposals of size, nodes."""

from dataclasses import dataclass
from typing import Final

from pulumi import Output, Resource

from components.foundation.cluster.flows import Flow, Peer
from components.foundation.cluster.site import Cloud
from components.kubernetes.eks.autoscaling import Karpenter
from components.kubernetes.identity_policies.queues import queue_depths
from components.kubernetes.scaling import keda
from components.kubernetes.scaling.descheduler import Descheduler
from components.kubernetes.scaling.keda import Keda, KedaArgs
from components.kubernetes.scaling.node_autoscaler import NodeAutoscaler, NodeAutoscalerArgs
from components.kubernetes.scaling.priorities import PriorityClasses
from components.kubernetes.scaling.vertical import VerticalAutoscaler, VerticalAutoscalerArgs
from components.mesh.certificates import ClusterCertificates
from components.workloads.pods import selector
from stacks.layers.platform.site import PlatformSite

MEASURED_BY: Final[dict[Cloud, str]] = {
    "aws": "the add-on metrics-server of EKS",
    "gcp": "the metrics-server that GKE brings",
    "azure": "the metrics-server that AKS brings",
}


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """What scaling rests on; what the cluster does not have is None."""

    priorities: PriorityClasses
    keda: Keda | None
    vertical: VerticalAutoscaler | None
    nodes: NodeAutoscaler | None
    descheduler: Descheduler | None

    @property
    def ready(self) -> list[Resource]:
        """What is scaled waits for."""
        optional = [one for one in (self.keda, self.vertical) if one is not None]
        return [*self.priorities.ready, *(resource for one in optional for resource in one.ready)]


def build(site: PlatformSite, certificates: ClusterCertificates | None) -> Scaling:
    """Build the priority classes, and what else of it the settings have.

    :param certificates: what issues the certificate of a webhook.
    """
    cluster, spec = site.cluster, site.spec
    cluster.ledger.claim("metrics API", "metrics.k8s.io", MEASURED_BY[cluster.cloud])
    after = tuple(certificates.ready) if certificates else ()
    vertical = spec.vertical_autoscaler
    return Scaling(
        priorities=PriorityClasses(cluster),
        keda=_keda(site),
        vertical=VerticalAutoscaler(cluster, VerticalAutoscalerArgs(spec=vertical, after=after))
        if vertical
        else None,
        nodes=_nodes(site),
        descheduler=Descheduler(cluster, spec.descheduler) if spec.descheduler else None,
    )


def _nodes(site: PlatformSite) -> NodeAutoscaler | None:
    """Build what adds and removes nodes. GKE and AKS do that themselves."""
    spec, side = site.spec.node_autoscaler, site.aws
    if spec is None or side is None:
        return None
    half = side.clusters.cluster.autoscaler
    karpenter = isinstance(half, Karpenter)
    return NodeAutoscaler(
        site.cluster,
        NodeAutoscalerArgs(
            spec=spec,
            kind="karpenter" if karpenter else "cluster-autoscaler",
            values=half.chart_values,
            granted=half.identity.granted,
            cluster_name=site.cluster.name,
            instance_profile=half.instance_profile_name if isinstance(half, Karpenter) else None,
            ebs_key_arn=side.base.keys.arns["ebs"] if karpenter else None,
            monitored=site.monitored,
        ),
    )


def _keda(site: PlatformSite) -> Keda | None:
    spec = site.spec.keda
    if spec is None:
        return None
    queues = _queues(site)
    identity = (
        site.aws_identity(keda.NAMESPACE, keda.SERVICE_ACCOUNT, queue_depths(queues)) if queues else None
    )
    return Keda(
        site.cluster,
        KedaArgs(
            spec=spec,
            annotations=identity.annotations if identity else None,
            granted=identity.granted if identity else (),
            asks=_asks(site),
            cloud=identity is not None,
            monitored=site.monitored,
        ),
    )


def _queues(site: PlatformSite) -> list[Output[str]]:
    """Return the ARNs of the queues that workloads are scaled by."""
    if site.aws is None:
        return []
    named = {queue for spec in site.spec.workloads.values() for queue in spec.scaling.queues}
    return [queue.arn for key, queue in site.aws.systems.queues.items() if key in named]


def _asks(site: PlatformSite) -> dict[str, Flow]:
    """Return the way to each workload that tells gauges, by the name of its gate."""
    return {
        f"allow-gauges-of-{name}": Flow(
            direction="to",
            peers=(Peer(namespace=spec.namespace, pods=selector(name)),),
            ports=(spec.metrics_port,),
        )
        for name, spec in site.spec.workloads.items()
        if spec.scaling.gauges
    }
