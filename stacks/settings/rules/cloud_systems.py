"""Which systems of a cluster's platform another cloud than AWS has no use for: each is refused, never left out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path

BESIDE_AWS: Final = (
    "stands before a data store of the region that AWS has, and none is reached from here; take it out"
)
KEPT_IN_AWS: Final = "writes to log groups of AWS, for which accounts of this cluster hold no role; "
SIGNED_ON_IN_AWS: Final = (
    "reads its sign-on and the keys of its repositories out of AWS's store of secrets, and this cluster reads its own "
    "cloud's; leave delivery to the clusters of AWS, and take it out"
)
ON_EKS: Final[Mapping[str, str]] = {
    "argo_cd": SIGNED_ON_IN_AWS,
    "argo_workflows": SIGNED_ON_IN_AWS,
    "cloudwatch_exporter": "reads CloudWatch, to which nothing of this cloud tells anything; take it out",
    "chaos": "is run by Argo Workflows, which stands on EKS alone, and keeps its reports in AWS; take it out",
    "copies": "copies the backups' bucket in AWS, which the home region's cluster alone may read; take it out",
    "database_pool": BESIDE_AWS,
    "dumps": "reads the primary, which is in AWS's home region, and no other network leads there; take it out",
    "image_updates": SIGNED_ON_IN_AWS,
    "incidents": "is a workflow that keeps its evidence in a bucket of AWS, and neither is here; take it out",
    "logs": f"{KEPT_IN_AWS}take it out",
    "load_balancers": "fills target groups of AWS, and the gateway here has its cloud's own balancer; take it out",
    "nginx": "stands behind a balancer of AWS; describe gateway, which is the way in here, or take it out",
    "node_autoscaler": "adds nodes of EC2, and this cloud adds its own; size the pools of `cluster`, and take it out",
    "postgres_exporter": BESIDE_AWS,
    "preview_cleanup": "removes what previews leave behind on EKS and in AWS; take it out",
    "redis_exporter": BESIDE_AWS,
    "tracing": "keeps traces in the search domain of an AWS region, to which no network leads from here; take it out",
}
"""What stands on EKS alone, and what to do on another cloud."""

BROUGHT_BY_GKE: Final = (
    "is what GKE brings itself, with the same definitions, and two would answer for each pod; take it out"
)
OF_ONE: Final[Mapping[str, Mapping[str, str]]] = {
    "gcp": {
        "vertical_autoscaler": BROUGHT_BY_GKE,
        "logs": f"{KEPT_IN_AWS}GKE sends the logs of pods to Cloud Logging by itself, so take it out",
    },
}
"""What is said of a system on one cloud alone, or otherwise than on the others."""

IN_AWS: Final[Mapping[Path, str]] = {
    ("scaling", "queues"): "name queues of AWS, whose depth nobody here may read; take them out",
    ("sends_to",): "name queues of AWS, for which accounts of this cluster hold no role; take them out",
    ("takes_from",): "name queues of AWS, for which accounts of this cluster hold no role; take them out",
    ("reaches",): "name data stores of an AWS region, to which no network leads from here; take them out",
}
"""What of a workload is about AWS, and what to do on another cloud."""


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each system on a cloud that has no use for it, and for what has no cluster to run on."""
    for cloud in ("gcp", "azure"):
        yield from _without_cluster(file, cloud)
        for key, reason in _refused(cloud).items():
            if file.at((cloud, "platform", key)) is not None:
                yield file.fault((cloud, "platform", key), reason)
        if file.at((cloud, "platform", "scanning", "nightly")) is not None:
            yield file.fault(
                (cloud, "platform", "scanning", "nightly"),
                "scans the registry of AWS and keeps its reports there; the operator here scans what runs; take it out",
            )
        yield from _workloads(file, cloud)


def _refused(cloud: str) -> dict[str, str]:
    return {**ON_EKS, **OF_ONE.get(cloud, {})}


def _without_cluster(file: StackFile, cloud: str) -> Iterator[Fault]:
    """Yield a fault for a platform that nothing would run, and for namespaces that nobody would make."""
    cluster, platform = file.at((cloud, "cluster")), file.at((cloud, "platform"))
    if platform is not None and cluster is None:
        yield file.fault((cloud, "platform"), "has no cluster to run on; describe `cluster`, or take it out")
    if file.at((cloud, "namespaces")) and platform is None:
        yield file.fault(
            (cloud, "namespaces"),
            "are made with the platform, and this cluster has none; describe `platform`, or take them out",
        )


def _workloads(file: StackFile, cloud: str) -> Iterator[Fault]:
    for name in file.mapping((cloud, "platform", "workloads")):
        for path, reason in IN_AWS.items():
            place: Path = (cloud, "platform", "workloads", name, *path)
            if _named(file.at(place)):
                yield file.fault(place, reason)
        delivery: Path = (cloud, "platform", "workloads", name, "delivery")
        if file.at(delivery) == "argo-cd":
            yield file.fault(
                delivery,
                "leaves it to an Argo CD that this cluster does not have, so nobody would change it; set it to pulumi",
            )


def _named(given: Any) -> bool:
    """Tell whether queues or stores are named; the internet is reached from everywhere."""
    return isinstance(given, list | dict) and any(word != "internet" for word in given)
