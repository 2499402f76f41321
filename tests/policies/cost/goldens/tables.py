"""Infracost's goldens as they are printed: a tree of components for each resource, with a quantity and an amount."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

PRINTED: Final = Path("internal/providers/terraform")
"""Where a checkout of Infracost keeps its goldens, below ``CLOUD/testdata/TYPE_test``."""

CENT: Final = Decimal("0.01")
BRANCH: Final = re.compile(r" ((?:[│ ] {2})*)([├└]─ )?(.*)")
COLUMNS: Final = re.compile(r"\s{2,}")
BY_USE: Final = re.compile(r"Monthly cost depends on usage: \$([\d,.]+) per (.+)")
END: Final = "OVERALL TOTAL"
YUAN: Final = "_china_test"
"""Goldens of AWS's partition in China, which bills in another currency and where nothing of ours stands."""


@dataclass(frozen=True, slots=True)
class Component:
    """A line of a golden. ``price`` stands where the amount depends on use; else ``quantity`` and ``amount`` do.

    ``shown`` is the last place that the amount or the price was rounded to.
    """

    name: str
    unit: str
    quantity: Decimal | None = None
    amount: Decimal | None = None
    price: Decimal | None = None
    shown: Decimal = CENT


@dataclass(frozen=True, slots=True)
class Resource:
    """What a golden bills of one resource."""

    golden: str
    address: str
    components: list[Component] = field(default_factory=list)


def goldens(checkout: Path) -> list[Resource]:
    """Return the resources of every golden of the three clouds."""
    paths = sorted(checkout.joinpath(PRINTED).glob("*/testdata/*_test*/*.golden"))
    return [
        resource
        for path in paths
        if not path.stem.endswith(YUAN)
        for resource in printed(path.stem, path.read_text())
    ]


def printed(golden: str, text: str) -> Iterator[Resource]:
    """Yield the resources of one golden.

    :raises ValueError: for a line that is no part of a table, so that nothing is passed over in silence.
    """
    found: Resource | None = None
    above: list[str] = []
    for line in text.splitlines():
        if line.strip().startswith(END):
            break
        if not line.strip() or line.strip().startswith("Name "):
            continue
        branch = BRANCH.fullmatch(line)
        if branch is None:
            raise ValueError(f"{golden}: {line!r} is no line of a table")
        name, *cells = COLUMNS.split(branch[3].strip())
        if not branch[2]:
            if found is not None:
                yield found
            found, above = Resource(golden, name), []
            continue
        above = [*above[: len(branch[1]) // 3], name]
        if cells and found is not None:
            found.components.append(_component(golden, " / ".join(above), cells))
    if found is not None:
        yield found


def _component(golden: str, name: str, cells: Sequence[str]) -> Component:
    by_use = BY_USE.fullmatch(cells[0])
    if by_use is not None:
        price = Decimal(by_use[1].replace(",", ""))
        exponent = price.as_tuple().exponent
        return Component(name, by_use[2], price=price, shown=Decimal(1).scaleb(int(exponent)))
    if cells[-1] == "*":
        cells = cells[:-1]
    if cells == ["not found"] or cells[-1] == "not found":
        return Component(name, "not found")
    try:
        quantity, unit, amount = cells
        return Component(name, unit, _number(quantity), _number(amount.removeprefix("$")))
    except ValueError as error:
        raise ValueError(
            f"{golden}: {name} has the cells {cells}, which are no quantity and amount"
        ) from error


def _number(text: str) -> Decimal:
    if not re.fullmatch(r"[\d,]+(\.\d+)?", text):
        raise ValueError(f"{text!r} is no number")
    return Decimal(text.replace(",", ""))
