"""Every figure that an alert judges by, once: alerts, dashboards and docs/alerts.md read it from here.

Where the requirements name a figure it stands as they have it. The others say what they follow from. A figure that follows a
milder one of the same quantity says so (``milder``), and an order that would page before it warns is refused.
"""

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Final, Literal

import yaml
from pydantic import Field, StringConstraints

from components.foundation.spec import RefusalError, Spec

Unit = Literal[
    "ratio", "s", "ms", "bytes", "bytes/s", "requests/s", "connections", "transactions", "times", "USD"
]
Side = Literal["above", "below"]
ThresholdName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,48}$")]

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400
GIB: Final = 2**30


class Threshold(Spec):
    """A figure, in the unit that its metric has: ratios from 0 to 1, times in seconds unless the metric has milliseconds."""

    name: ThresholdName = Field(description="How expressions and tables call it.")
    value: Decimal = Field(ge=0, description="The figure itself, exactly.")
    unit: Unit = Field(description="What it counts.")
    side: Side = Field(default="above", description="On which side of it something is wrong.")
    meaning: str = Field(min_length=10, description="What is judged by it, in a sentence.")
    source: str = Field(min_length=3, description="The section of the requirements, or what it follows from.")
    milder: ThresholdName | None = Field(
        default=None, description="The figure of the same quantity that is passed before this one."
    )

    @property
    def promql(self) -> str:
        """The figure as PromQL reads it: without an exponent."""
        return f"{self.value.normalize():f}"

    @property
    def text(self) -> str:
        """The figure as people read it, with its unit."""
        if self.unit == "ratio":
            return f"{(self.value * 100).normalize():f} %"
        steps = {
            "s": ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")),
            "bytes": ((GIB, "GiB"), (2**20, "MiB")),
        }.get(self.unit, ())
        for size, called in steps:
            # Two days are said in days, 26 hours in hours.
            if self.value >= size and self.value % size == 0 and self.value != DAY:
                return f"{(self.value / size).normalize():f} {called}"
        return f"{self.value.normalize():,f} {self.unit}"


def table(*given: Threshold) -> Mapping[str, Threshold]:
    """Return thresholds by their names.

    :raises RefusalError: for two of one name, a milder one that is not there, and one that would be passed first.
    """
    found: dict[str, Threshold] = {}
    faults = []
    for one in given:
        if one.name in found:
            faults.append(
                f"threshold {one.name}: there are two of this name: leave one, or call it otherwise"
            )
        found[one.name] = one
    for one in found.values():
        if one.milder is not None:
            faults += _order(one, found.get(one.milder))
    if faults:
        raise RefusalError(*faults)
    return MappingProxyType(found)


def _order(one: Threshold, milder: Threshold | None) -> list[str]:
    here = f"threshold {one.name}"
    if milder is None:
        return [f"{here}: the milder threshold {one.milder} is not there: name one that is, or none"]
    if (one.unit, one.side) != (milder.unit, milder.side):
        return [
            f"{here}: {milder.name} counts {milder.unit} and is told {milder.side}, so it is no milder form of it"
        ]
    beyond = one.value > milder.value if one.side == "above" else one.value < milder.value
    if beyond:
        return []
    said = f"{one.text} is reached before {milder.name} at {milder.text}, so people would be woken before they are warned"
    return [f"{here}: {said}: set it {one.side} {milder.text}"]


def _read() -> Mapping[str, Threshold]:
    rows = yaml.safe_load(files(__package__).joinpath("thresholds.yaml").read_text(encoding="utf-8"))
    return table(
        *(Threshold(name=name, **{**row, "value": Decimal(row["value"])}) for name, row in rows.items())
    )


THRESHOLDS: Final[Mapping[str, Threshold]] = _read()
"""All of them by name, as thresholds.yaml has them."""
