"""Redshift: nodes in each zone, managed storage, scaling beyond what is free, and snapshots copied elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.cost.amounts import HOURS
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens


def nodes(cluster: Subject) -> Iterator[Line]:
    """Bill the nodes; Multi-AZ runs as many again in a second zone."""
    kind = text(cluster["nodeType"])
    count = number(cluster["numberOfNodes"], 1) * (2 if flag(cluster["multiAz"]) else 1)
    yield cluster.line(f"{count} nodes, {kind}", f"redshift.{kind}", HOURS * count, "compute")


def storage(cluster: Subject) -> Iterator[Line]:
    """Bill managed storage, which RA3 keeps apart from its nodes and bills once, whatever the number of zones."""
    if text(cluster["nodeType"]).startswith("ra3."):
        quantity = cluster.assumed("redshift.storage")
        yield cluster.line("Managed storage", "redshift.storage", quantity, "storage", usage=True)


def scaling(cluster: Subject) -> Iterator[Line]:
    """Bill concurrency scaling beyond the free hour a day, at the price of the cluster's own nodes."""
    quantity = cluster.assumed("redshift.scaling") * number(cluster["numberOfNodes"], 1)
    key = f"redshift.{text(cluster['nodeType'])}"
    yield cluster.line("Concurrency scaling beyond the free hours", key, quantity, "compute", usage=True)


def copies(copy: Subject) -> Iterator[Line]:
    """Bill snapshots kept in another region, and the way there."""
    source = copy.neighbour("clusterIdentifier", tokens.REDSHIFT)
    if source is None:
        raise UnpriceableError("the cluster whose snapshots it copies is not part of this stack")
    quantity = copy.assumed("redshift.storage") * copy.assumed("redshift.backup")
    there, sent = text(copy["destinationRegion"]), copy.assumed("redshift.copied-data")
    yield copy.line("Snapshots copied", "redshift.backup", quantity, "storage", region=there, usage=True)
    yield copy.line("Snapshots sent", "transfer.region", sent, "network", usage=True)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.REDSHIFT: (nodes, storage, scaling),
    tokens.REDSHIFT_SNAPSHOT_COPY: (copies,),
}
