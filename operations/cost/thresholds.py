"""How much a change may add to the bill: in dollars, in percent, or both."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from operations.faults import CannotJudge
from policies.cost.amounts import ZERO, cents
from policies.cost.difference import Difference


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The most that the expected bill may grow by: USD a month, and percent of what it was. None sets no limit."""

    usd: Decimal | None = None
    percent: Decimal | None = None

    def broken(self, change: Difference | None) -> Iterator[str]:
        """Yield a sentence for each threshold that a change breaks. It is compared exactly, before any rounding."""
        if change is None:
            return
        if self.usd is not None and change.delta > self.usd:
            yield (
                f"the bill grows by {cents(change.delta):,.2f} USD a month, "
                f"more than the {self.usd:,.2f} that --max-increase allows"
            )
        if self.percent is not None and change.delta > ZERO and self._exceeds(change):
            grown = f"by {change.percent}%" if change.percent is not None else "from nothing"
            yield f"the bill grows {grown}, more than the {self.percent}% that --max-increase-percent allows"

    def _exceeds(self, change: Difference) -> bool:
        return self.percent is not None and change.delta * 100 > self.percent * change.before


def thresholds(usd: str | None, percent: str | None, base: str | None) -> Thresholds:
    """Return the thresholds that the options name.

    :raises CannotJudge: with a sentence for each that is no amount, and if there is nothing to compare with.
    """
    options = (("--max-increase", usd), ("--max-increase-percent", percent))
    faults = [
        f"{option} needs --base, the bill that it is an increase over; give a file or a git revision"
        for option, text in options
        if text is not None and base is None
    ]
    amounts: list[Decimal | None] = []
    for option, text in options:
        amounts.append(_amount(text))
        if text is not None and amounts[-1] is None:
            faults.append(f"{option} {text}: is not a number of 0 or more; write it like 250 or 2.5")
    if faults:
        raise CannotJudge(*faults)
    return Thresholds(*amounts)


def _amount(text: str | None) -> Decimal | None:
    try:
        amount = Decimal(text) if text is not None else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and amount >= 0 else None
