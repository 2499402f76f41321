"""Redshift: nodes in each zone, managed storage, scaling beyond what is free, and snapshots copied elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.cost.amounts import HOURS, ZERO
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, number, text
from policies.framework import tokens

FREE_SCALING_MINUTES: Final = 60
"""Concurrency scaling that each day of running earns for free (Redshift management guide)."""

DAYS: Final = HOURS / 24
"""Days of a month."""


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


def scaling(limit: Subject) -> Iterator[Line]:
    """Bill concurrency scaling from the free hour a day to where the limit stops it, at the price of the own nodes."""
    if text(limit["featureType"]) != "concurrency-scaling":
        raise UnpriceableError(
            "only limits of concurrency scaling are priced; Spectrum has no recorded price"
        )
    if text(limit["period"], "monthly") != "daily" or text(limit["breachAction"], "log") != "disable":
        raise UnpriceableError("the limit does not stop scaling day by day, so that nothing bounds the bill")
    cluster = limit.neighbour("clusterIdentifier", tokens.REDSHIFT)
    if cluster is None:
        raise UnpriceableError("the cluster that it limits is not part of this stack")
    beyond = max(ZERO, number(limit["amount"]) - FREE_SCALING_MINUTES) / 60 * DAYS
    quantity = limit.assumed("redshift.scaling") * (beyond * number(cluster["numberOfNodes"], 1))
    key = f"redshift.{text(cluster['nodeType'])}"
    yield limit.line("Concurrency scaling beyond the free hours", key, quantity, "compute", usage=True)


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
    tokens.REDSHIFT: (nodes, storage),
    tokens.REDSHIFT_USAGE_LIMIT: (scaling,),
    tokens.REDSHIFT_SNAPSHOT_COPY: (copies,),
}
