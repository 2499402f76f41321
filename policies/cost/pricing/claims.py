"""Objects in a cluster that make its cloud start something: disks and load balancers."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from components.foundation.cluster.quantities import amount
from policies.cost.amounts import Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, text
from policies.framework import tokens

VOLUME_CLAIM: Final = "kubernetes:core/v1:PersistentVolumeClaim"


PRICED_CLASS: Final = "gp3"
"""The class of storage that EKS clusters have, whose disks are EBS volumes at the baseline of gp3."""

REGION_LABEL: Final = "topology.kubernetes.io/region"
"""Kubernetes' own label of a region, by which a claim says where its disk is made."""

GIB: Final = Decimal(2**30)


def volume_claim(claim: Subject) -> Iterator[Line]:
    """Bill the disk that the cluster's storage driver makes for a claim of a class whose disks are known."""
    spec = claim["spec"]
    size = text(spec["resources"]["requests"]["storage"], "")
    if text(spec["storageClassName"], "") != PRICED_CLASS or not size:
        raise UnpriceableError(
            "the cluster makes a disk for it, and no price of disks made in clusters is recorded yet"
        )
    asked = Span.exactly(amount(size) / GIB)
    where = text(claim["metadata"]["labels"][REGION_LABEL], "") or None
    yield claim.line(f"Disk of a claim, gp3 of {size}", "ebs.gp3", asked, "storage", region=where)


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
