"""Objects in a cluster that make its cloud start something: disks and load balancers."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, text
from policies.framework import tokens

VOLUME_CLAIM: Final = "kubernetes:core/v1:PersistentVolumeClaim"


def volume_claim(_: Subject) -> Iterator[Line]:
    """Bill the disk that the cluster's storage driver makes for a claim."""
    raise UnpriceableError(
        "the cluster makes a disk for it, and no price of disks made in clusters is recorded yet"
    )
    yield


def claim_templates(workload: Subject) -> Iterator[Line]:
    """Bill a disk for each replica of a stateful set that has claim templates."""
    if any(True for _ in workload["spec"]["volumeClaimTemplates"].items()):
        raise UnpriceableError(
            "each of its replicas gets a disk, and no price of disks made in clusters is recorded yet"
        )
    yield from ()


def load_balancer(service: Subject) -> Iterator[Line]:
    """Bill a load balancer, if the service asks for one."""
    if text(service["spec"]["type"], "ClusterIP") == "LoadBalancer":
        raise UnpriceableError(
            "the cloud makes a load balancer for it, and no price of those is recorded yet"
        )
    yield from ()


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    VOLUME_CLAIM: (volume_claim,),
    tokens.STATEFUL_SET: (claim_templates,),
    tokens.SERVICE: (load_balancer,),
}
