"""Our bill of a golden's resource beside theirs, component by component.

What the program decides is compared by its amount. What depends on use is compared by its price for a unit, since the
quantities of the goldens are made up and ours are assumptions.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from policies.cost.amounts import Span, total
from policies.cost.estimate import estimate
from policies.cost.lines import Line
from policies.cost.prices.book import shipped_prices
from tests.policies.cost.goldens.conversion import Converted, Key
from tests.policies.cost.goldens.tables import CENT, Component

TODAY: Final = date(2026, 11, 23)

TOLERANCE: Final = Decimal("0.005")
"""How far two amounts may lie apart (requirement 22): half a hundredth of theirs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: what of which resource, and both figures; ``ours`` or ``theirs`` is None where it is missing."""

    golden: str
    address: str
    what: str
    theirs: Decimal | None
    ours: Decimal | None
    agrees: bool = False

    def __str__(self) -> str:
        return f"{self.golden} {self.address}: {self.what}: theirs {self.theirs}, ours {self.ours}"


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Something of a resource that our estimator refuses to price, and its reason."""

    golden: str
    address: str
    reason: str

    def __str__(self) -> str:
        return f"{self.golden} {self.address}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Compared:
    """What came out of one resource. ``refused`` counts components that our bill says aloud it has no price for."""

    findings: tuple[Finding, ...]
    unpriced: tuple[Unpriced, ...]
    refused: int


def compared(case: Converted) -> Compared:
    """Estimate a resource and hold each component of its golden against it."""
    bill = estimate(case.entries, today=TODAY, region=case.region) if case.entries else None
    own = case.entries[0]["urn"] if case.entries else None
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in bill.lines if bill else ():
        if line.urn == own:
            lines[line.key].append(line)
    reasons = [note.reason for note in bill.unpriced if note.urn == own] if bill else []
    theirs: dict[str, list[tuple[Key, Component]]] = defaultdict(list)
    findings: list[Finding] = []
    refused = 0
    booked: set[str] = set()
    for component in case.theirs.components:
        key = case.key_of(component)
        if key is not None and key.book:
            booked.add(key.key)
            findings.append(_priced(case, key, component))
        elif key is not None and key.key in lines:
            theirs[key.key].append((key, component))
        elif key is not None and reasons:
            refused += 1
        elif component.amount != 0:
            findings.append(_found(case, component.name, component.amount or component.price, None))
    for name, pairs in theirs.items():
        findings.extend(_of_key(case, name, lines[name], pairs))
    findings.extend(_alone(case, lines, booked | set(theirs)))
    notes = tuple(Unpriced(case.theirs.golden, case.theirs.address, reason) for reason in reasons)
    return Compared(tuple(findings), notes, refused)


def _of_key(
    case: Converted, name: str, lines: list[Line], pairs: list[tuple[Key, Component]]
) -> Iterator[Finding]:
    """Yield the findings of one price: amounts together where the program decides them, else each price."""
    fixed = [line for line in lines if not line.usage]
    known = [component for _, component in pairs if component.amount is not None]
    if fixed and known:
        amount = sum((component.amount or Decimal(0) for component in known), Decimal(0))
        ours = total([line.monthly for line in fixed]).expected
        yield _found(case, name, amount, ours, agrees=near(amount, ours, CENT))
    for key, component in pairs:
        if component.amount is None or not fixed:
            yield _priced(case, key, component)


def _priced(case: Converted, key: Key, component: Component) -> Finding:
    price = shipped_prices().find(key.key, case.region)
    theirs = component.price if component.price is not None else component.amount
    if price is None or theirs is None:
        return _found(case, component.name, theirs, None)
    quantity = Decimal(1) if component.quantity is None else component.quantity
    ours = price.usd * key.per * quantity
    return _found(case, component.name, theirs, ours, agrees=near(theirs, ours, component.shown))


def _alone(case: Converted, lines: dict[str, list[Line]], named: set[str]) -> Iterator[Finding]:
    """Yield what the program decides, costs money and is not in their bill."""
    for key, own in lines.items():
        amount = total([line.monthly for line in own if not line.usage] or [Span.exactly(0)]).expected
        if key not in named and amount:
            yield _found(case, key, None, amount)


def near(theirs: Decimal, ours: Decimal, shown: Decimal) -> bool:
    """Tell whether two figures agree, theirs being rounded to a place."""
    return abs(theirs - ours) <= max(theirs * TOLERANCE, shown / 2)


def _found(
    case: Converted, what: str, theirs: Decimal | None, ours: Decimal | None, *, agrees: bool = False
) -> Finding:
    return Finding(case.theirs.golden, case.theirs.address, what, theirs, ours, agrees)
