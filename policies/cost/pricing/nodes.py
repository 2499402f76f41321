"""EKS managed node groups: instances between the autoscaler's bounds, their disks and what they report."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from policies.cost.amounts import HOURS, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, number, text
from policies.cost.pricing.templates import burst, detailed_monitoring
from policies.cost.pricing.volumes import volume
from policies.framework import tokens
from policies.framework.values import Value

DEFAULT_TYPE: Final = "t3.medium"
DEFAULT_DISK: Final = {"volumeSize": 20, "volumeType": "gp2"}
"""What EKS takes where neither the group nor a launch template says (Amazon EKS API reference, CreateNodegroup)."""


def instances(group: Subject) -> Iterator[Line]:
    """Bill the instances. Of several types the first is expected, the cheapest is the least, the dearest the most."""
    types = _types(group)
    prices = [group.price(f"ec2.{name}") for name in types]
    item = f"Nodes, {types[0]}" + (f" (or {', '.join(types[1:])})" if types[1:] else "")
    if text(group["capacityType"], "ON_DEMAND") == "SPOT":
        item += ", spot at the on-demand price, which it never exceeds"
    line = group.line(item, f"ec2.{types[0]}", _count(group) * HOURS, "compute")
    amounts = [price.usd for price in prices]
    yield replace(line, price=Span(min(amounts), amounts[0], max(amounts)))


def disks(group: Subject) -> Iterator[Line]:
    """Bill the disks that the launch template gives each node, or the one that EKS does."""
    template, count = _template(group), _count(group)
    if template is None:
        size = number(group["diskSize"], DEFAULT_DISK["volumeSize"])  # type: ignore[arg-type]
        yield from volume(group, Value({**DEFAULT_DISK, "volumeSize": str(size)}, ("diskSize",)), count)
        return
    mappings = list(template["blockDeviceMappings"].items())
    if not mappings:
        raise UnpriceableError(
            "its launch template names no disk, so the machine image decides its size; name it in blockDeviceMappings"
        )
    for mapping in mappings:
        yield from volume(group, mapping["ebs"], count)


def metrics(group: Subject) -> Iterator[Line]:
    """EC2 detailed monitoring, where the launch template asks for it."""
    yield from detailed_monitoring(group, _template(group), _count(group))


def credits_above_baseline(group: Subject) -> Iterator[Line]:
    """Bill what burstable nodes use above their baseline."""
    yield from burst(group, _template(group), _types(group)[0], _count(group))


def _count(group: Subject) -> Span:
    scaling = group["scalingConfig"]
    least, most = number(scaling["minSize"]), number(scaling["maxSize"])
    expected = number(scaling["desiredSize"], least)
    if not least <= expected <= most:
        raise UnpriceableError(
            "scalingConfig does not hold minSize <= desiredSize <= maxSize; EKS would refuse it"
        )
    return Span(least, expected, most)


def _types(group: Subject) -> list[str]:
    named = [text(item) for item in group["instanceTypes"].items()]
    if named:
        return named
    template = _template(group)
    return [text(template["instanceType"], DEFAULT_TYPE) if template else DEFAULT_TYPE]


def _template(group: Subject) -> Subject | None:
    reference = group["launchTemplate"]
    if reference.absent:
        return None
    identity = reference["id"]
    found = group.neighbour(
        "launchTemplate", tokens.LAUNCH_TEMPLATE, str(identity.raw) if identity.known else None
    )
    if found is None:
        raise UnpriceableError("its launch template is not part of this stack, and the price depends on it")
    return found


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.NODE_GROUP: (instances, disks, metrics, credits_above_baseline),
}
