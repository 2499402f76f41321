"""What the firewall rules of one network of Google Cloud open together, though none of them does alone."""

from collections import defaultdict

from policies.framework import google_tokens as tokens
from policies.framework.facts import fact
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, require, stack_rule
from policies.security.aws.addresses import together_world
from policies.security.gcp.networks import is_wide


@stack_rule(
    name="gcp-fw-no-world-by-parts",
    title="No network's firewall rules add up to the world",
    types=(tokens.FIREWALL,),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the sources that are meant; ranges that together cover a quarter of the internet are no restriction.",
    url="https://cloud.google.com/firewall/docs/firewalls",
)
def firewall_no_world_by_parts(stack: Stack, _: Context) -> Outcomes:
    """Refuse several rules of one network, each narrow enough, whose public ranges together are not.

    A range that is wide by itself is for ``gcp-fw-no-world`` to refuse.
    """
    by_network: dict[str, list[Resource]] = defaultdict(list)
    for rule in stack.of(tokens.FIREWALL):
        if (~rule["direction"].equals("EGRESS") & rule["allows"].given()).truth is not False:
            by_network[_network_of(rule)].append(rule)
    for rules in by_network.values():
        texts = {
            source.raw
            for rule in rules
            for source in rule["sourceRanges"].items()
            if source.known and isinstance(source.raw, str) and not is_wide(source.raw)
        }
        message = "the network's rules together let in a quarter of the internet or more"
        yield from require(fact(not together_world(texts)), message, of=rules[0])


def _network_of(rule: Resource) -> str:
    """Return what tells a rule's network from others: the edge to it, or its name as text."""
    edges = rule.edges("network")
    return edges[0] if edges else str(rule["network"].raw) if rule["network"].known else ""


RULES = (firewall_no_world_by_parts,)
