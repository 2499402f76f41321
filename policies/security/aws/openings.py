"""What a security group or one of its rules lets in, in whichever of three styles it is written."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.framework import tokens
from policies.framework.facts import YES, Fact, fact, some
from policies.framework.resources import Resource
from policies.framework.values import Value
from policies.security.aws.addresses import PortRange, together_world, world

GROUPS = (tokens.SECURITY_GROUP, tokens.DEFAULT_SECURITY_GROUP)


@dataclass(frozen=True, slots=True)
class Opening:
    """One inbound permission, wherever it is written down."""

    place: str
    ports: PortRange
    cidrs: tuple[Value, ...]
    prefix_lists: tuple[Value, ...]
    applies: Fact = YES

    @property
    def to_world(self) -> Fact:
        """Whether one of the sources is the world."""
        return self.applies & (
            some(world(cidr) for cidr in self.cidrs) | fact(together_world(self._known_cidrs()))
        )

    @property
    def to_unseen(self) -> Fact:
        """Whether one of the sources is a prefix list, whose content stands elsewhere."""
        return self.applies & some(listed.given() for listed in self.prefix_lists)

    def _known_cidrs(self) -> Iterator[str]:
        return (cidr.raw for cidr in self.cidrs if cidr.known and isinstance(cidr.raw, str))


def openings(resource: Resource) -> Iterator[Opening]:
    """Yield the inbound permissions that a group or a rule resource grants."""
    if resource.type in GROUPS:
        for rule in resource["ingress"].items():
            yield _inline(rule, YES)
    elif resource.type == tokens.SECURITY_GROUP_RULE:
        yield _inline(resource.properties, resource["type"].equals("ingress"))
    elif resource.type == tokens.INGRESS_RULE:
        ports = PortRange(resource["ipProtocol"], resource["fromPort"], resource["toPort"])
        cidrs = (resource["cidrIpv4"], resource["cidrIpv6"])
        yield Opening("the rule", ports, cidrs, (resource["prefixListId"],))


def _inline(rule: Value, applies: Fact) -> Opening:
    cidrs = (*rule["cidrBlocks"].items(), *rule["ipv6CidrBlocks"].items())
    ports = PortRange(rule["protocol"], rule["fromPort"], rule["toPort"])
    return Opening(rule.where or "the rule", ports, cidrs, tuple(rule["prefixListIds"].items()), applies)
