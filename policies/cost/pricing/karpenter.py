"""Karpenter's node pools: nothing at rest, at most what their CPU limit allows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from policies.cost.amounts import HOURS, Span
from policies.cost.lines import Line
from policies.cost.pricing.machines import vcpus
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, number, text

NODE_POOL: Final = "kubernetes:karpenter.sh/v1:NodePool"
TYPE_LABEL: Final = "node.kubernetes.io/instance-type"


def provisioned(pool: Subject) -> Iterator[Line]:
    """Bill the CPUs that a pool may provision, at the price that its instance types ask for one."""
    limit = pool["spec"]["limits"]["cpu"]
    if limit.absent:
        raise UnpriceableError(
            "it has no limit of CPUs, so there is no most that it can cost; set spec.limits.cpu"
        )
    types = _types(pool)
    if not types:
        raise UnpriceableError(
            f"it names no instance types; restrict {TYPE_LABEL} so that its price is known"
        )
    each = [pool.price(f"ec2.{name}").usd / vcpus(name) for name in types]
    quantity = pool.assumed("karpenter.share") * (number(limit) * HOURS)
    line = pool.line(f"Provisioned nodes, {types[0]}", f"ec2.{types[0]}", quantity, "compute", usage=True)
    yield replace(line, unit="vCPU-hour", price=Span(min(each), each[0], max(each)))


def _types(pool: Subject) -> list[str]:
    requirements = pool["spec"]["template"]["spec"]["requirements"]
    return [
        text(name)
        for requirement in requirements.items()
        if text(requirement["key"], "") == TYPE_LABEL and text(requirement["operator"], "") == "In"
        for name in requirement["values"].items()
    ]


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {NODE_POOL: (provisioned,)}
