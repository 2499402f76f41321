"""What a launch template makes each machine cost besides its hours and disks."""

from collections.abc import Iterator
from typing import Final

from policies.cost.amounts import Span
from policies.cost.lines import Line
from policies.cost.pricing.machines import BURSTABLE, family
from policies.cost.pricing.subject import Subject, flag, text

DETAILED_METRICS: Final = 7
"""Metrics that EC2 detailed monitoring bills for each instance."""


def detailed_monitoring(group: Subject, template: Subject | None, count: Span) -> Iterator[Line]:
    """Bill EC2 detailed monitoring, where the template asks for it."""
    if template is not None and flag(template["monitoring"]["enabled"]):
        yield group.line("Detailed monitoring", "metric.custom", count * DETAILED_METRICS, "monitoring")


def burst(group: Subject, template: Subject | None, kind: str, count: Span) -> Iterator[Line]:
    """Bill what burstable machines use above their baseline, which unlimited mode (the default) charges for."""
    if family(kind) not in BURSTABLE:
        return
    mode = text(template["creditSpecification"]["cpuCredits"], "unlimited") if template else "unlimited"
    if mode != "standard":
        quantity = count * group.assumed("ec2.cpu-credit")
        yield group.line("CPU above the baseline", "ec2.cpu-credit", quantity, "compute", usage=True)
