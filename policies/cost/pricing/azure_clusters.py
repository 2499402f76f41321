"""AKS: control planes, the nodes of every pool between the autoscaler's bounds, and what watches them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from components.foundation.support_calendar import AKS, Standing
from policies.cost.amounts import HOURS, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens
from policies.framework.values import Value

VCPUS: Final = re.compile(r"Standard_[A-Z]+(\d+)")


def control_plane(cluster: Subject) -> Iterator[Line]:
    """Bill a control plane by the hour; the Free tier is free."""
    tier = text(cluster["sku"]["tier"], "Free")
    if tier == "Standard":
        yield cluster.line("AKS control plane", "azure.aks.standard", HOURS, "compute")
    elif tier != "Free":
        raise UnpriceableError(
            "no price of the Premium tier and its long-term support is recorded; use Standard"
        )


def version(cluster: Subject) -> Iterator[Line]:
    """Refuse to price a version that AKS no longer supports in the tiers that are priced."""
    named = cluster["kubernetesVersion"]
    if named.known and AKS.standing(text(named), cluster.tariff.today) is not Standing.STANDARD:
        raise UnpriceableError(
            f"Kubernetes {text(named)} is not in AKS's support; choose a version that "
            "components/foundation/support_calendar.py lists as supported"
        )
    yield from ()


def inline_nodes(cluster: Subject) -> Iterator[Line]:
    """Bill the nodes of the pools that are part of the cluster itself."""
    for pool in cluster["agentPoolProfiles"].items():
        yield from _nodes(cluster, pool, f"pool {text(pool['name'])}")


def inline_protection(cluster: Subject) -> Iterator[Line]:
    """Bill Defender for the virtual CPUs of those nodes."""
    if flag(cluster["securityProfile"]["defender"]["securityMonitoring"]["enabled"]):
        for pool in cluster["agentPoolProfiles"].items():
            yield _defender(cluster, pool)


def pool_nodes(pool: Subject) -> Iterator[Line]:
    """Bill the nodes of a pool of its own."""
    yield from _nodes(pool, pool, "pool")


def pool_protection(pool: Subject) -> Iterator[Line]:
    """Bill Defender for them, if their cluster has it."""
    name = pool["resourceName"]
    cluster = pool.neighbour("resourceName", tokens.AKS_CLUSTER, str(name.raw) if name.known else None)
    if cluster is not None and flag(cluster["securityProfile"]["defender"]["securityMonitoring"]["enabled"]):
        yield _defender(pool, pool)


def _nodes(subject: Subject, pool: Subject | Value, what: str) -> Iterator[Line]:
    if text(pool["osDiskType"], "Managed") != "Ephemeral":
        raise UnpriceableError("no price of managed system disks is recorded; set osDiskType to Ephemeral")
    size = text(pool["vmSize"])
    item = f"Nodes of {what}, {size}"
    if text(pool["scaleSetPriority"], "Regular") == "Spot":
        item += ", spot at the on-demand price, which it never exceeds"
    yield subject.line(item, f"azure.vm.{size}", _count(pool) * HOURS, "compute")


def _defender(subject: Subject, pool: Subject | Value) -> Line:
    size = text(pool["vmSize"])
    match = VCPUS.match(size)
    if match is None:
        raise UnpriceableError(
            f"the number of virtual CPUs of {size} is not known; name a size such as Standard_D4ds_v5"
        )
    quantity = _count(pool) * int(match[1])
    return subject.line("Defender for Containers", "azure.defender.containers", quantity, "security")


def _count(pool: Subject | Value) -> Span:
    """Return how many nodes a pool has: between the autoscaler's bounds, as few as may be until a recovery needs more."""
    if not flag(pool["enableAutoScaling"]):
        return Span.exactly(number(pool["count"], 1))
    least, most = number(pool["minCount"]), number(pool["maxCount"])
    expected = min(max(number(pool["count"], least), least), most)
    if least > most:
        raise UnpriceableError("minCount is above maxCount; AKS would refuse it")
    return Span(least, expected, most)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.AKS_CLUSTER: (control_plane, version, inline_nodes, inline_protection),
    tokens.AKS_POOL: (pool_nodes, pool_protection),
}
