"""What changes how many replicas there are, and how large they are: of something that exists, and one at a time."""

from collections.abc import Iterator
from typing import Final

from policies.framework import tokens
from policies.framework.facts import YES, Fact, some
from policies.framework.index import Stack, alike
from policies.framework.resources import Resource
from policies.framework.rules import Context, Levels, Outcomes, require, stack_rule
from policies.framework.values import Value
from policies.kubernetes.namespaces import by_cluster, cluster_of
from policies.kubernetes.pods import SERVING

AVAILABLE: Final = Levels("disabled", "advisory", "mandatory")
"""For what keeps production answering, and what staging should hear of."""

TARGETS: Final = {
    tokens.HORIZONTAL_SCALER: "scaleTargetRef",
    tokens.SCALED_OBJECT: "scaleTargetRef",
    tokens.VERTICAL_SCALER: "targetRef",
}
"""Where each kind of scaler names what it scales."""

DEFAULT_KIND: Final = "Deployment"
"""What a ScaledObject means that names no kind."""


def _is_kind(kind: Value, workload: Resource) -> Fact:
    own = workload.type.rsplit(":", 1)[-1]
    return kind.test(lambda raw: raw == own, absent=own == DEFAULT_KIND)


def _means(scaler: Resource, workload: Resource) -> Fact:
    target = scaler.at("spec", TARGETS[scaler.type])
    here = alike(scaler.at("metadata", "namespace"), workload.at("metadata", "namespace"))
    named = alike(target["name"], workload.at("metadata", "name"))
    return _is_kind(target["kind"], workload) & here & named


@stack_rule(
    name="scaler-has-target",
    title="What scales a workload names one that exists",
    types=tuple(TARGETS),
    severity="medium",
    levels=AVAILABLE,
    remediation="Name the kind and the name of a workload of the same namespace.",
    kyverno=("check-hpa-exists",),
    url="https://kubernetes.io/docs/concepts/workloads/autoscaling/",
)
def scaler_has_target(stack: Stack, _: Context) -> Outcomes:
    """Require the target: a scaler of nothing says so in its status alone, and the load arrives all the same."""
    workloads = by_cluster(stack, *SERVING)
    for scaler in stack.of(*TARGETS):
        found = some(_means(scaler, workload) for workload in workloads.get(cluster_of(scaler), ()))
        yield from require(
            found, "nothing of that kind and name is in its namespace: mend the reference", of=scaler
        )


def _counts(scaler: Resource) -> Iterator[Value]:
    """Yield the names of the pods' own resources that a scaler counts replicas by."""
    if scaler.type == tokens.HORIZONTAL_SCALER:
        for metric in scaler.at("spec", "metrics").items():
            yield metric.at("resource", "name")
            yield metric.at("containerResource", "name")
        return
    for trigger in scaler.at("spec", "triggers").items():
        yield trigger["type"]


def _resizes(vertical: Resource, resource: str) -> Fact:
    """Return whether a vertical scaler sets this resource: it sets both by itself unless it is told otherwise."""
    mode = vertical.at("spec", "updatePolicy", "updateMode")
    policies = list(vertical.at("spec", "resourcePolicy", "containerPolicies").items())
    named = some(
        policy["controlledResources"].contains(resource)
        | policy["controlledResources"].test(lambda _: False, absent=True)
        for policy in policies
    )
    return ~mode.equals("Off") & (named if policies else YES)


@stack_rule(
    name="scalers-apart",
    title="Replicas are not counted by what something else resizes",
    types=(tokens.VERTICAL_SCALER,),
    severity="medium",
    levels=AVAILABLE,
    remediation="Set the vertical scaler's updateMode to Off, or its controlledResources to what no other scaler counts by.",
    url="https://kubernetes.io/docs/concepts/workloads/autoscaling/#scaling-workloads-vertically",
)
def scalers_apart(stack: Stack, _: Context) -> Outcomes:
    """Refuse two scalers that answer one another: larger pods look idle, so fewer of them run, which makes them busy."""
    others = by_cluster(stack, tokens.HORIZONTAL_SCALER, tokens.SCALED_OBJECT)
    for vertical in stack.of(tokens.VERTICAL_SCALER):
        for other in others.get(cluster_of(vertical), ()):
            together = _same_target(vertical, other)
            for resource in ("cpu", "memory"):
                counted = some(name.equals(resource) for name in _counts(other))
                clash = together & counted & _resizes(vertical, resource)
                yield from require(
                    ~clash,
                    f"it resizes the {resource} that replicas are counted by: set updateMode to Off",
                    of=vertical,
                )


def _same_target(vertical: Resource, other: Resource) -> Fact:
    one, two = (scaler.at("spec", TARGETS[scaler.type]) for scaler in (vertical, other))
    kind = two["kind"].test(lambda raw: one["kind"].known and raw == one["kind"].raw, absent=_is_default(one))
    here = alike(vertical.at("metadata", "namespace"), other.at("metadata", "namespace"))
    return here & kind & alike(one["name"], two["name"])


def _is_default(target: Value) -> bool:
    return target["kind"].known and target["kind"].raw == DEFAULT_KIND


RULES = (scaler_has_target, scalers_apart)
