"""Machines of the same size that cost less: another family of the same generation or a later one."""

import re
from collections.abc import Iterator
from typing import Final

from policies.cost.advice.terms import Advice, Bill, instead_of, summed
from policies.cost.lines import Line
from policies.cost.prices.book import RANK, Price
from policies.cost.sizes import shipped_sizes

TYPE: Final = re.compile(
    r"(?P<service>ec2|rds\.postgres\.db|cache\.\w+\.cache)\.(?P<family>[a-z]\d[a-z]*)\.(?P<size>\w+)(?P<tail>\.multi-az)?"
)
"""The keys of the price book that name a machine. Flexible families (m7i-flex) do less of the same size and are left out."""

FAMILY: Final = re.compile(r"(?P<line>[a-z])(?P<generation>\d)(?P<maker>[a-z]*)")
"""A family's name: its line (m, c, r, t), within which a size has the same virtual CPUs and memory; generation; maker."""


def advice(bill: Bill) -> Iterator[Advice]:
    """Yield the cheapest machine of the same instruction set and the cheapest of the other one, of which one is chosen."""
    for line in bill.lines:
        if found := TYPE.fullmatch(line.key):
            yield from _families(bill, line, found)


def _families(bill: Bill, line: Line, now: re.Match[str]) -> Iterator[Advice]:
    choices: dict[bool, list[tuple[Price, str]]] = {True: [], False: []}
    for family in (name for names in shipped_sizes().families.values() for name in names):
        if not _succeeds(family, now["family"]):
            continue
        key = f"{now['service']}.{family}.{now['size']}{now['tail'] or ''}"
        price = bill.prices.find(key, line.region)
        if price and price.usd < line.price.expected and RANK[price.confidence] <= RANK[line.confidence]:
            choices[_is_arm(family)].append((price, family))
    managed = now["service"] != "ec2"
    groups = [choices[True] + choices[False]] if managed else [choices[False], choices[True]]
    for group in groups:
        if not group:
            continue
        price, family = min(
            group,
            key=lambda choice: (
                choice[0].usd,
                _generation(choice[1]) - _generation(now["family"]),
                choice[1],
            ),
        )
        yield _offer(line, price, now, family, _condition(family, now["family"], managed=managed))


def _offer(line: Line, price: Price, now: re.Match[str], family: str, condition: str) -> Advice:
    saving, arithmetic = summed([instead_of(line, price)])
    prefix = "" if now["service"] == "ec2" else now["service"].rsplit(".", 1)[-1] + "."
    before, after = (f"{prefix}{name}.{now['size']}" for name in (now["family"], family))
    return Advice(
        kind="machine family", urn=line.urn, advice=f"run {after} instead of {before}", condition=condition,
        saving=saving, arithmetic=arithmetic, source=price.source, confidence=price.confidence,
        choice=f"{line.urn} {line.item}", option=after, replaces=((line, price),),
    )  # fmt: skip


def _condition(family: str, now: str, *, managed: bool) -> str:
    if managed:
        return (
            "the engine's version runs on it; changing the class restarts the nodes in the maintenance window"
        )
    if _is_arm(family) and not _is_arm(now):
        return "every image on these nodes is built for arm64 too, and the machine image is the one for arm64"
    return "the same instruction set; what the work needs of one core has been measured"


def _succeeds(family: str, now: str) -> bool:
    """Say whether a family is of the same line and generation or a later one."""
    one, other = FAMILY.fullmatch(family), FAMILY.fullmatch(now)
    if one is None or other is None or family == now:
        return False
    return one["line"] == other["line"] and int(one["generation"]) >= int(other["generation"])


def _generation(family: str) -> int:
    found = FAMILY.fullmatch(family)
    return int(found["generation"]) if found else 0


def _is_arm(family: str) -> bool:
    found = FAMILY.fullmatch(family)
    return found is not None and "g" in found["maker"]
