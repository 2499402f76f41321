"""OpenSearch Service: data nodes, dedicated masters, and a disk for each data node."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.cost.amounts import HOURS
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens
from policies.framework.values import Value

INCLUDED_IOPS, INCLUDED_THROUGHPUT = 3_000, 125
"""What a gp3 disk includes."""


def nodes(domain: Subject) -> Iterator[Line]:
    """Bill the data nodes."""
    config = domain["clusterConfig"]
    kind, count = text(config["instanceType"]), number(config["instanceCount"], 1)
    yield domain.line(f"{count} nodes, {kind}", f"opensearch.{kind}", HOURS * count, "compute")


def masters(domain: Subject) -> Iterator[Line]:
    """Bill the dedicated masters."""
    config = domain["clusterConfig"]
    if flag(config["dedicatedMasterEnabled"]):
        kind, count = text(config["dedicatedMasterType"]), number(config["dedicatedMasterCount"])
        yield domain.line(f"{count} masters, {kind}", f"opensearch.{kind}", HOURS * count, "compute")


def disks(domain: Subject) -> Iterator[Line]:
    """Bill the disk of each data node: the size is a node's own, not the domain's."""
    disk, count = domain["ebsOptions"], number(domain["clusterConfig"]["instanceCount"], 1)
    if not flag(disk["ebsEnabled"]):
        return
    kind, size = text(disk["volumeType"], "gp2"), number(disk["volumeSize"])
    yield domain.line(f"{count} disks, {kind}", f"opensearch.{kind}", size * count, "storage")
    if kind == "gp3" and (
        _beyond(disk["iops"], INCLUDED_IOPS) or _beyond(disk["throughput"], INCLUDED_THROUGHPUT)
    ):
        raise UnpriceableError(
            f"no price of gp3 beyond {INCLUDED_IOPS:,} IOPS and {INCLUDED_THROUGHPUT} MiB/s is recorded; stay within "
            "what every disk includes, or add one to policies/cost/prices"
        )


def warm(domain: Subject) -> Iterator[Line]:
    """Refuse UltraWarm nodes, which have no recorded price."""
    if flag(domain["clusterConfig"]["warmEnabled"]):
        raise UnpriceableError("no price of UltraWarm nodes is recorded; add one to policies/cost/prices")
    yield from ()


def _beyond(value: Value, included: int) -> bool:
    return number(value, included) > included


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {tokens.OPENSEARCH: (nodes, masters, disks, warm)}
