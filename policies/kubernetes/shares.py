"""Shares of a node: what containers were placed by, and what they may take."""

from decimal import Decimal
from typing import Final

from components.foundation.cluster.quantities import amount
from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, Context, Outcomes, require, resource_rule
from policies.framework.values import Value
from policies.kubernetes.pods import WORKLOADS, pod_of

MOST_TIMES: Final = 4
"""How often a container's memory may be above what it was placed by: a full node then holds a quarter of the promises."""


def size_of(raw: object) -> Decimal:
    """Return the bytes that a quantity of Kubernetes means, without end if it is none, which the API server refuses."""
    try:
        return amount(str(raw))
    except ValueError:
        return Decimal("inf")


@resource_rule(
    name="memory-near-request",
    title="Containers may take little more memory than they are placed by",
    types=WORKLOADS,
    severity="low",
    levels=ADVICE,
    url="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    remediation=f"Raise resources.requests.memory, or lower limits.memory to {MOST_TIMES} times of it.",
)
def memory_near_request(workload: Resource, _: Context) -> Outcomes:
    """Advise against limits that nodes cannot keep: what is promised to all of them is killed when they come for it."""
    for container in pod_of(workload).containers("containers", "initContainers"):
        resources = container["resources"]
        asked, limit = resources.at("requests", "memory"), resources.at("limits", "memory")
        if asked.absent or limit.absent:
            continue
        message = f"{limit.where} is more than {MOST_TIMES} times the request: bring them nearer"
        yield from require(_near(asked, limit), message)


def _near(asked: Value, limit: Value) -> Fact:
    if asked.unknown:
        return asked.undecided()
    placed_by = size_of(asked.raw) * MOST_TIMES
    return limit.test(lambda raw: size_of(raw) <= placed_by)


RULES = (memory_near_request,)
