"""Auto Scaling groups of our own: machines between the group's bounds, their disks and what they send out."""

from collections.abc import Iterator, Mapping
from typing import Final

from policies.cost.amounts import HOURS, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, number, text
from policies.cost.pricing.templates import burst, detailed_monitoring
from policies.cost.pricing.volumes import volume
from policies.framework import tokens


def machines(group: Subject) -> Iterator[Line]:
    """Bill the machines: the group's least, what it wants now, and its most."""
    kind = text(_template(group)["instanceType"])
    yield group.line(f"Machines, {kind}", f"ec2.{kind}", _count(group) * HOURS, "compute")


def disks(group: Subject) -> Iterator[Line]:
    """Bill the disks that the template gives each machine."""
    mappings = list(_template(group)["blockDeviceMappings"].items())
    if not mappings:
        raise UnpriceableError(
            "its launch template names no disk, so the machine image decides its size; name it in blockDeviceMappings"
        )
    for mapping in mappings:
        yield from volume(group, mapping["ebs"], _count(group))


def metrics(group: Subject) -> Iterator[Line]:
    """EC2 detailed monitoring, where the launch template asks for it."""
    yield from detailed_monitoring(group, _template(group), _count(group))


def credits_above_baseline(group: Subject) -> Iterator[Line]:
    """Bill what burstable machines use above their baseline."""
    template = _template(group)
    yield from burst(group, template, text(template["instanceType"]), _count(group))


def traffic(group: Subject) -> Iterator[Line]:
    """Bill what the machines send to the internet."""
    quantity = group.assumed("vpn.data")
    yield group.line("Data to clients", "transfer.internet", quantity, "network", usage=True)


def _count(group: Subject) -> Span:
    least, most = number(group["minSize"]), number(group["maxSize"])
    return Span(least, number(group["desiredCapacity"], least), most)


def _template(group: Subject) -> Subject:
    reference = group["launchTemplate"]
    identity = reference["id"]
    found = group.neighbour(
        "launchTemplate", tokens.LAUNCH_TEMPLATE, str(identity.raw) if identity.known else None
    )
    if found is None:
        raise UnpriceableError("its launch template is not part of this stack, and the price depends on it")
    return found


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.AUTOSCALING_GROUP: (machines, disks, metrics, credits_above_baseline, traffic)
}
