"""What workloads are scaled by: who goes first, and where metrics come from."""

from dataclasses import dataclass
from typing import Final

from pulumi import Output

from components.foundation.cluster.flows import Flow, Peer
from components.foundation.cluster.site import Cloud
from components.kubernetes.identity_policies.queues import queue_depths
from components.kubernetes.scaling import keda
from components.kubernetes.scaling.keda import Keda, KedaArgs
from components.kubernetes.scaling.priorities import PriorityClasses
from components.workloads.pods import selector
from stacks.layers.platform.site import PlatformSite

MEASURED_BY: Final[dict[Cloud, str]] = {
    "aws": "the add-on metrics-server of EKS",
    "gcp": "the metrics-server that GKE brings",
    "azure": "the metrics-server that AKS brings",
}
SERVICE_MONITORS: Final = "servicemonitors.monitoring.coreos.com"


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """What scaling rests on; what the cluster does not have is None."""

    priorities: PriorityClasses
    keda: Keda | None


def build(site: PlatformSite) -> Scaling:
    """Build the priority classes, and KEDA where the settings have it."""
    cluster = site.cluster
    cluster.ledger.claim("metrics API", "metrics.k8s.io", MEASURED_BY[cluster.cloud])
    return Scaling(priorities=PriorityClasses(cluster), keda=_keda(site))


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
            monitored=site.cluster.ledger.owner("definition", SERVICE_MONITORS) is not None,
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
