"""Which namespace a load balancer works for that the program makes outside the cluster: by bindings of its targets.

A TargetGroupBinding fills a target group with pods of its namespace; a listener or one of its rules sends to that group.
One that works for several namespaces is none's, and stays beside the accounts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from policies.cost.pricing.subject import Entry
from policies.framework import tokens

BINDING: Final = "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding"
ACTIONS: Final = ("actions", "defaultActions")


def fed(entries: Sequence[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the bindings that feed each load balancer, by its URN."""
    by_urn = {str(entry["urn"]): entry for entry in entries}
    balancers = dict(_balancers_of_groups(entries, by_urn))
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry["type"] == BINDING:
            served = {balancer for group in _edges(entry, "spec") for balancer in balancers.get(group, ())}
            for balancer in served:
                found[balancer].append(entry)
    return {balancer: tuple(bindings) for balancer, bindings in found.items()}


def _balancers_of_groups(
    entries: Sequence[Entry], by_urn: Mapping[str, Entry]
) -> Iterator[tuple[str, frozenset[str]]]:
    behind: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry["type"] not in (tokens.LISTENER, tokens.LISTENER_RULE):
            continue
        listeners = (
            [entry] if entry["type"] == tokens.LISTENER else _found(by_urn, _edges(entry, "listenerArn"))
        )
        balancers = {urn for listener in listeners for urn in _edges(listener, "loadBalancerArn")}
        for key in ACTIONS:
            for group in _edges(entry, key):
                behind[group] |= balancers
    for group, balancers in behind.items():
        yield group, frozenset(balancers)


def _edges(entry: Entry, key: str) -> Sequence[str]:
    return [str(urn) for urn in (entry.get("propertyDependencies") or {}).get(key) or ()]


def _found(by_urn: Mapping[str, Entry], urns: Sequence[str]) -> list[Entry]:
    return [by_urn[urn] for urn in urns if urn in by_urn]
