"""How many pods each workload of the program runs: least, expected and most."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from policies.cost.amounts import ZERO, Span
from policies.cost.pricing.subject import Entry
from policies.framework import tokens
from policies.framework.values import Value

SCALED: Final = frozenset({tokens.DEPLOYMENT, tokens.STATEFUL_SET, tokens.REPLICA_SET, tokens.ROLLOUT})
"""Workloads of as many pods as they or their autoscaler say."""

WORKLOADS: Final = frozenset({*SCALED, tokens.DAEMON_SET, tokens.JOB, tokens.POD})

HPA: Final = (
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "kubernetes:autoscaling/v1:HorizontalPodAutoscaler",
)
SCALED_OBJECT: Final = "kubernetes:keda.sh/v1alpha1:ScaledObject"

Target = tuple[str, str]
"""Kind and name of what an autoscaler scales, inside one namespace."""


class UnreadError(Exception):
    """A number of pods that is not known before a deployment."""


def inputs(entry: Entry) -> Value:
    """Return what the program gave an object."""
    return Value(entry.get("inputs") or {})


def kind_of(entry: Entry) -> str:
    """Return the kind of an object, as ``Deployment``."""
    return str(entry["type"]).rpartition(":")[2]


def name_of(entry: Entry) -> str:
    """Return an object's own name; that of its resource where only a deployment will tell it."""
    own = inputs(entry).at("metadata", "name")
    return str(own.raw) if own.known else str(entry["urn"]).rpartition("::")[2]


def scalers(entries: Sequence[Entry]) -> dict[Target, Value]:
    """Return the spec of each autoscaler of a namespace by what it scales."""
    return dict(_scalers(entries))


def _scalers(entries: Sequence[Entry]) -> Iterator[tuple[Target, Value]]:
    for entry in entries:
        if entry["type"] in HPA or entry["type"] == SCALED_OBJECT:
            spec = inputs(entry)["spec"]
            target = spec["scaleTargetRef"]
            kind = str(target["kind"].raw) if target["kind"].known else "Deployment"
            if target["name"].known:
                yield (kind, str(target["name"].raw)), spec


def pod_spec(entry: Entry, others: Sequence[Entry]) -> Value:
    """Return the spec of a workload's pods; that of the Deployment which a Rollout refers to where it has none itself."""
    spec = inputs(entry)["spec"]
    if entry["type"] == tokens.POD:
        return spec
    reference = spec.at("workloadRef", "name")
    if entry["type"] == tokens.ROLLOUT and reference.known:
        for other in others:
            if other["type"] == tokens.DEPLOYMENT and name_of(other) == reference.raw:
                spec = inputs(other)["spec"]
    return spec.at("template", "spec")


def replicas(entry: Entry, autoscaled: Mapping[Target, Value], nodes: Span) -> Span:
    """Return how many pods a workload has at once.

    An autoscaler's minimum is expected unless the workload asks for more; a daemon set has one on each node of the
    cluster; a job runs to its end, so that it counts in the most alone.

    :raises UnreadError: if a number is not known.
    """
    spec, kind = inputs(entry)["spec"], str(entry["type"])
    if kind == tokens.POD:
        return Span.exactly(1)
    if kind == tokens.DAEMON_SET:
        return nodes
    if kind == tokens.JOB:
        return Span(ZERO, ZERO, _number(spec["parallelism"], 1))
    scaler = autoscaled.get((kind_of(entry), name_of(entry)))
    if scaler is None:
        return Span.exactly(_number(spec["replicas"], 1))
    least, most = _bounds(scaler)
    wanted = _number(spec["replicas"], least)
    return Span(least, min(max(wanted, least), most), most)


def _bounds(scaler: Value) -> tuple[Decimal, Decimal]:
    """Return an autoscaler's bounds; KEDA's own where a ScaledObject names none (KEDA documentation, ScaledObject)."""
    if scaler["maxReplicas"].absent:
        least, most = _number(scaler["minReplicaCount"], 0), _number(scaler["maxReplicaCount"], 100)
    else:
        least, most = _number(scaler["minReplicas"], 1), _number(scaler["maxReplicas"], 1)
    return least, max(least, most)


def _number(value: Value, default: Decimal | int) -> Decimal:
    if value.absent:
        return Decimal(default)
    try:
        return Decimal(str(value.raw))
    except (LookupError, InvalidOperation) as error:
        raise UnreadError(value.where) from error
