"""How the dashboards' queries are written: selectors, rates, sums and quantiles, and what the variables select."""

from typing import Final

CLUSTER: Final = 'cluster=~"$cluster"'
"""One cluster, or all. A cluster's own Prometheus puts no such label on its series; "All" is then all there is."""

SPACE: Final = f'{CLUSTER},namespace=~"$namespace"'
REGION: Final = 'region=~"$region"'
CONTAINER: Final = 'container!="",container!="POD"'
"""Containers, without the sums over a pod and without the one that holds its network."""


def series(metric: str, *where: str) -> str:
    """Return a selector."""
    return f"{metric}{{{','.join(where)}}}" if where else metric


def rate(metric: str, *where: str, over: str = "$__rate_interval") -> str:
    """Return how much a counter grows a second."""
    return f"rate({series(metric, *where)}[{over}])"


def grown(metric: str, *where: str, over: str = "$__range") -> str:
    """Return how much a counter has grown, in the range that is looked at unless another is given."""
    return f"increase({series(metric, *where)}[{over}])"


def total(expression: str, *by: str) -> str:
    """Return a sum, by labels or of all."""
    return f"sum by ({', '.join(by)}) ({expression})" if by else f"sum({expression})"


def most(count: int, expression: str) -> str:
    """Return the highest series alone, where there may be more than a picture shows."""
    return f"topk({count}, {expression})"


def quantile(
    at: float, histogram: str, *where: str, by: tuple[str, ...] = (), over: str = "$__rate_interval"
) -> str:
    """Return a quantile of a histogram, by labels or of all."""
    buckets = total(rate(f"{histogram}_bucket", *where, over=over), *by, "le")
    return f"histogram_quantile({at}, {buckets})"


def mean(histogram: str, *where: str, by: tuple[str, ...] = ()) -> str:
    """Return the mean of what a histogram or a summary observed."""
    return share(total(rate(f"{histogram}_sum", *where), *by), total(rate(f"{histogram}_count", *where), *by))


def share(part: str, whole: str) -> str:
    """Return a part of a whole, and nothing where the whole is nothing."""
    return f"{part} / ({whole} > 0)"


def or_zero(expression: str) -> str:
    """Return 0 where an expression has no series at all, as a count of what there is none of."""
    return f"{expression} or vector(0)"


def age(timestamp: str) -> str:
    """Return the seconds since a moment."""
    return f"time() - {timestamp}"
