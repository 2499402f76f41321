"""Objects in a cluster that make its cloud start something: disks and load balancers."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from components.foundation.cluster.quantities import amount
from policies.cost.amounts import Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, number, text
from policies.framework import tokens
from policies.framework.values import Value

VOLUME_CLAIM: Final = "kubernetes:core/v1:PersistentVolumeClaim"


CLASSES: Final[Mapping[str, str]] = {
    "gp3": "ebs.gp3",
    "standard-rwo": "gce.pd-balanced",
    "managed-csi": "azure.disk.standard-ssd",
}
"""Class of storage -> the price of its disks. The first is the platform's own on EKS, at the baseline of gp3; the others are
those that GKE and AKS make their default."""

REGION_LABEL: Final = "topology.kubernetes.io/region"
"""Kubernetes' own label of a region, by which a claim says where its disk is made."""

AZURE_DISKS: Final = (4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32767)
"""GiB of the sizes that Azure bills managed disks by; one between two costs what the larger does."""

GIB: Final = Decimal(2**30)
TEMPLATE: Final = "volumeClaimTemplate"
"""The key under which charts of operators take the claim of each replica."""


def volume_claim(claim: Subject) -> Iterator[Line]:
    """Bill the disk that the cluster's storage driver makes for a claim of a class whose disks are known."""
    yield _disks(claim, claim, 1)


def claim_templates(workload: Subject) -> Iterator[Line]:
    """Bill a disk for each replica of a stateful set that has claim templates."""
    spec = workload["spec"]
    for template in spec["volumeClaimTemplates"].items():
        yield _disks(workload, template, int(number(spec["replicas"], 1)))


def release(made: Subject) -> Iterator[Line]:
    """Bill the disks of a chart's sets, as its values ask for them: a template of claims, beside the number of replicas."""
    yield from _asked(made, made["values"], 1)


def _asked(made: Subject, place: Value, replicas: int) -> Iterator[Line]:
    """Yield the disks of whatever stands at a place of the values or below it."""
    if place.known and isinstance(place.raw, list):
        for index in range(len(place.raw)):
            yield from _asked(made, place[index], replicas)
    if not place.known or not isinstance(place.raw, dict):
        return
    own = place["replicas"]
    here = int(number(own)) if own.known else replicas
    for key in place.raw:
        if key == TEMPLATE:
            yield _disks(made, place[key], here)
        else:
            yield from _asked(made, place[key], here)


def _disks(owner: Subject, claim: Subject | Value, replicas: int) -> Line:
    """Return what equal disks cost, as the claim of one of them says."""
    spec = claim["spec"]
    kind, size = text(spec["storageClassName"], ""), text(spec["resources"]["requests"]["storage"], "")
    if kind not in CLASSES or not size:
        raise UnpriceableError(
            f"the cluster makes a disk for it of the class {kind or 'that is its default'}, of which no price is recorded; "
            f"name one of {', '.join(CLASSES)} with a size"
        )
    many = "Disk of a claim" if replicas == 1 else f"{replicas} disks of claims"
    asked = Span.exactly(_billed(kind, _gib(size)) * replicas)
    where = text(claim["metadata"]["labels"][REGION_LABEL], "") or None
    return owner.line(f"{many}, {kind} of {size}", CLASSES[kind], asked, "storage", region=where)


def _billed(kind: str, gib: Decimal) -> Decimal:
    if not CLASSES[kind].startswith("azure."):
        return gib
    return next((Decimal(size) for size in AZURE_DISKS if size >= gib), gib)


def _gib(size: str) -> Decimal:
    try:
        return amount(size) / GIB
    except ValueError:
        raise UnpriceableError("its size is none that Kubernetes reads; write it as 10Gi") from None


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
    tokens.HELM_RELEASE: (release,),
    tokens.SERVICE: (load_balancer,),
}
