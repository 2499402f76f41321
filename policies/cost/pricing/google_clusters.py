"""GKE: control planes, and the nodes of every pool in every zone between the autoscaler's bounds."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.cost.amounts import HOURS, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import (
    GOOGLE_ZONE,
    Part,
    Subject,
    UnpriceableError,
    flag,
    number,
    text,
)
from policies.framework import google_tokens as tokens

ZONES: Final = 3
"""Zones of a region in which GKE makes the nodes of a pool that names none (GKE, regional clusters)."""


def control_plane(cluster: Subject) -> Iterator[Line]:
    """Bill a control plane by the hour."""
    if flag(cluster["enableAutopilot"]):
        raise UnpriceableError("Autopilot bills each pod, which the program does not size; use node pools")
    yield cluster.line("GKE control plane", "gke.cluster", HOURS, "compute")


def first_pool(cluster: Subject) -> Iterator[Line]:
    """Refuse the pool that GKE makes with a cluster, unless it is removed at once: nothing bounds it."""
    if not flag(cluster["removeDefaultNodePool"]) and not flag(cluster["enableAutopilot"]):
        raise UnpriceableError("its default pool is kept and has no bounds; set removeDefaultNodePool")
    yield from ()


def cluster_logs(cluster: Subject) -> Iterator[Line]:
    """Bill what a cluster writes to Cloud Logging and what managed Prometheus takes in."""
    if any(True for _ in cluster["loggingConfig"]["enableComponents"].items()):
        yield cluster.line(
            "Logs of the cluster",
            "gcp.logs.ingestion",
            cluster.assumed("gcp.logs.cluster"),
            "monitoring",
            usage=True,
        )
    if flag(cluster["monitoringConfig"]["managedPrometheus"]["enabled"]):
        yield cluster.line(
            "Samples of managed Prometheus",
            "gcp.prometheus.samples",
            cluster.assumed("gcp.prometheus.samples"),
            "monitoring",
            usage=True,
        )


def instances(pool: Subject) -> Iterator[Line]:
    """Bill the nodes between the autoscaler's bounds; at rest it keeps the least."""
    config = pool["nodeConfig"]
    kind = text(config["machineType"], "e2-medium")
    spot = ", spot at the on-demand price, which it never exceeds" if flag(config["spot"]) else ""
    yield pool.line(f"Nodes, {kind}{spot}", f"gce.{kind}", _count(pool) * HOURS, "compute")


def disks(pool: Subject) -> Iterator[Line]:
    """Bill each node's boot disk; GKE makes 100 GB of pd-balanced where none is named."""
    config = pool["nodeConfig"]
    kind, size = text(config["diskType"], "pd-balanced"), number(config["diskSizeGb"], 100)
    yield pool.line(f"Boot disks, {kind}", f"gce.{kind}", _count(pool) * size, "storage")


def nat_hours(pool: Subject) -> Iterator[Line]:
    """Bill Cloud NAT for each node that it serves, up to 32 of them by the hour."""
    if flag(pool["networkConfig"]["enablePrivateNodes"]):
        yield pool.line("Nodes behind Cloud NAT", "gcp.nat.vm-hour", _count(pool) * HOURS, "network")


def _count(pool: Subject) -> Span:
    """Return least, expected and most nodes of all zones: totals as they are, other bounds for each zone."""
    scaling, zones = pool["autoscaling"], _zones(pool)
    if not scaling["totalMaxNodeCount"].absent:
        least, most = number(scaling["totalMinNodeCount"], 0), number(scaling["totalMaxNodeCount"])
    elif not scaling["maxNodeCount"].absent:
        least, most = number(scaling["minNodeCount"], 0) * zones, number(scaling["maxNodeCount"]) * zones
    else:
        fixed = pool["nodeCount"] if not pool["nodeCount"].absent else pool["initialNodeCount"]
        least = most = number(fixed, 1) * zones
    if least > most:
        raise UnpriceableError("autoscaling has a least above its most; GKE would refuse it")
    return Span(least, least, most)


def _zones(pool: Subject) -> int:
    """Return in how many zones each node of a pool stands: those it names, else its cluster's, else those of its place."""
    cluster = pool.neighbour("cluster", tokens.CLUSTER)
    for owner in (pool, cluster) if cluster is not None else (pool,):
        named = {text(zone) for zone in owner["nodeLocations"].items()}
        if named:
            return len(named | _zone(owner))
    place = pool if cluster is None or not pool["location"].absent else cluster
    return 1 if place["location"].absent or _zone(place) else ZONES


def _zone(owner: Subject) -> set[str]:
    """Return the zone that something stands in; none if it stands in a region or does not say."""
    place = text(owner["location"], "")
    return {place} if GOOGLE_ZONE.search(place) else set()


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.CLUSTER: (control_plane, first_pool, cluster_logs),
    tokens.NODE_POOL: (instances, disks, nat_hours),
}
