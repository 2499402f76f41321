"""Workloads that outlive the loss of a node, and nodes that can be emptied all the same."""

from collections.abc import Iterable
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, every, some
from policies.framework.index import Stack, alike
from policies.framework.resources import Resource
from policies.framework.rules import (
    PROMOTED,
    Context,
    Levels,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value
from policies.kubernetes.namespaces import by_cluster, cluster_of
from policies.kubernetes.pods import pod_of

GUIDE: Final = "https://kubernetes.io/docs/tasks/run-application/configure-pdb/"
SEVERAL: Final = (tokens.DEPLOYMENT, tokens.STATEFUL_SET, tokens.ROLLOUT)
"""The kinds of which there may be several alike, each of which serves."""
NODE: Final = "kubernetes.io/hostname"
ZONE: Final = "topology.kubernetes.io/zone"


@resource_rule(
    name="pdb-lets-nodes-go",
    title="A disruption budget lets nodes be emptied",
    types=(tokens.DISRUPTION_BUDGET,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set maxUnavailable to 1 or more, and run more replicas than must stay.",
    kyverno=("pdb-maxunavailable", "pdb-maxunavailable-with-deployments"),
    url=GUIDE,
)
def pdb_lets_nodes_go(budget: Resource, _: Context) -> Outcomes:
    """Refuse a budget of nothing: no upgrade of a node ever ends, until somebody deletes pods by force."""
    spec = budget["spec"]
    none = spec["maxUnavailable"].test(lambda raw: str(raw).strip().rstrip("%") == "0")
    yield from require(~none, "no pod may ever go: set spec.maxUnavailable to 1 or more")
    whole = spec["minAvailable"].test(lambda raw: str(raw).strip() == "100%")
    yield from require(~whole, "no pod may ever go: set spec.minAvailable below 100%")


@stack_rule(
    name="replicas-guarded",
    title="Several replicas have a disruption budget",
    types=SEVERAL,
    severity="medium",
    levels=Levels("disabled", "advisory", "mandatory"),
    remediation="Add a PodDisruptionBudget whose selector is the workload's, with maxUnavailable 1.",
    kyverno=("require-pdb",),
    url=GUIDE,
)
def replicas_guarded(stack: Stack, _: Context) -> Outcomes:
    """Require a budget that selects the pods, without which an upgrade may empty all their nodes at once."""
    budgets = by_cluster(stack, tokens.DISRUPTION_BUDGET)
    for workload in stack.of(*SEVERAL):
        several = workload.at("spec", "replicas").at_least(2)
        if several.truth is False:
            continue
        guarded = some(_guards(budget, workload) for budget in budgets.get(cluster_of(workload), ()))
        yield from require(
            ~several | guarded, "an upgrade may stop all its replicas at once: add a budget", of=workload
        )


@resource_rule(
    name="replicas-spread",
    title="Several replicas stand on several nodes or zones",
    types=SEVERAL,
    severity="medium",
    levels=Levels("disabled", "advisory", "mandatory"),
    remediation="Add topologySpreadConstraints, or a podAntiAffinity, over topology.kubernetes.io/zone and over "
    "kubernetes.io/hostname.",
    kyverno=("topologyspreadconstraints-policy",),
    url="https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
)
def replicas_spread(workload: Resource, _: Context) -> Outcomes:
    """Require a wish for distance: over nodes or zones, and from three replicas on over both of them."""
    replicas, spec = workload.at("spec", "replicas"), pod_of(workload).spec
    nodes, zones = _apart(spec, NODE), _apart(spec, ZONE)
    yield from require(
        ~replicas.at_least(2) | nodes | zones,
        "one node's failure may stop all its replicas: add topologySpreadConstraints",
    )
    yield from require(
        ~replicas.at_least(3) | ~(nodes | zones) | nodes & zones,
        "its replicas keep apart by nodes or by zones alone: add a topologySpreadConstraint for the other",
    )


def _apart(spec: Value, key: str) -> Fact:
    """Return whether pods keep apart by a label of nodes: by a constraint, or by a term of either affinity."""
    against = spec.at("affinity", "podAntiAffinity")
    terms = (
        *spec["topologySpreadConstraints"].items(),
        *against["requiredDuringSchedulingIgnoredDuringExecution"].items(),
        *(
            wish["podAffinityTerm"]
            for wish in against["preferredDuringSchedulingIgnoredDuringExecution"].items()
        ),
    )
    return some(term["topologyKey"].equals(key) for term in terms)


def _guards(budget: Resource, workload: Resource) -> Fact:
    """Return whether a budget is about the pods of a workload: the same namespace, and labels that they have."""
    same = alike(budget.at("metadata", "namespace"), workload.at("metadata", "namespace"))
    selector = budget.at("spec", "selector")
    labels = pod_of(workload).metadata["labels"]
    asked = _held(selector["matchLabels"], labels)
    return same & (every(asked) & selector["matchLabels"].given() | selector["matchExpressions"].given())


def _held(asked: Value, labels: Value) -> Iterable[Fact]:
    if asked.unknown:
        return [asked.undecided()]
    return [
        labels[key].equals(value.raw) if value.known else value.undecided() for key, value in asked.entries()
    ]


RULES = (pdb_lets_nodes_go, replicas_guarded, replicas_spread)
