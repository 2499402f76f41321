"""How soon each burn is told, and how often in vain: thirty days of requests, counted minute by minute.

The pages of docs/slo.md show this table, and a test holds them to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from math import pi, sin
from pathlib import Path
from random import Random
from typing import Final

import pytest

from components.observability.slo import BurnRate, ObjectiveSpec
from tests.components.observability.slo.objectives import availability

DOCUMENT: Final = Path(__file__).resolve().parents[4] / "docs" / "slo.md"
DAY: Final = 1440
DAYS: Final = 30
SEED: Final = 20261126
SHARE_OF_BUDGET: Final = Decimal("0.3")
"""What a service uses up of its budget on days on which nothing is wrong."""

INCIDENTS: Final = (5, 7, 10, 15, 50, 1000)
"""How many times faster than evenly the budget burns, for six hours from noon of a day of its own."""

HOURS: Final = 6


@dataclass(frozen=True)
class Traffic:
    """Events up to each minute, and the bad ones among them."""

    total: Sequence[int]
    bad: Sequence[int]

    def ratio(self, minute: int, minutes: int) -> float:
        """Return the share of bad events in so many minutes before a minute."""
        begin = max(0, minute - minutes)
        total = self.total[minute] - self.total[begin]
        return (self.bad[minute] - self.bad[begin]) / total if total else 0.0


def traffic(spec: ObjectiveSpec, incidents: dict[int, int]) -> Traffic:
    """Return thirty days of requests, four times as many by day as by night, with incidents by the minute they begin at."""
    dice, total, bad = Random(SEED), [0], [0]  # noqa: S311 - noise that is the same in each run, and no secret
    for minute in range(DAYS * DAY):
        asked = int(1500 + 900 * sin(2 * pi * (minute % DAY - DAY / 4) / DAY))
        factor = next(
            (times for begin, times in incidents.items() if begin <= minute < begin + HOURS * 60),
            float(SHARE_OF_BUDGET),
        )
        expected = asked * min(1.0, factor * float(spec.budget))
        failed = asked if expected >= asked else max(0, round(dice.gauss(expected, expected**0.5)))
        total.append(asked)
        bad.append(failed)
    return Traffic(list(accumulate(total)), list(accumulate(bad)))


def burning(spec: ObjectiveSpec, burn: BurnRate, seen: Traffic, minute: int) -> bool:
    """Tell whether a burn is told at a minute, as the rules say it."""
    threshold = float(burn.factor * spec.budget)
    return all(
        seen.ratio(minute, minutes) > threshold for minutes in (burn.hours * 60, burn.hours * 60 // 12)
    )


def first(spec: ObjectiveSpec, burn: BurnRate, seen: Traffic, begin: int) -> int | None:
    """Return after how many minutes a burn is told, if it is at all while the incident lasts."""
    minutes = range(1, HOURS * 60 + 1)
    return next((minute for minute in minutes if burning(spec, burn, seen, begin + minute)), None)


@pytest.fixture(scope="module")
def spec() -> ObjectiveSpec:
    return availability()


@pytest.fixture(scope="module")
def incidents() -> dict[int, int]:
    return {(3 + 4 * index) * DAY + DAY // 2: times for index, times in enumerate(INCIDENTS)}


@pytest.fixture(scope="module")
def seen(spec: ObjectiveSpec, incidents: dict[int, int]) -> Traffic:
    return traffic(spec, incidents)


def table(spec: ObjectiveSpec, seen: Traffic, incidents: dict[int, int]) -> list[str]:
    """Return the lines of the table in docs/slo.md."""
    heads = [f"{burn.severity}, {burn.factor} x over {burn.hours} h" for burn in spec.burns]
    lines = [f"| budget burns | {' | '.join(heads)} |", f"| --- |{' --- |' * len(heads)}"]
    for begin, times in incidents.items():
        told = [first(spec, burn, seen, begin) for burn in spec.burns]
        shown = ["not told" if minutes is None else f"{minutes} min" for minutes in told]
        lines.append(f"| {times} x | {' | '.join(shown)} |")
    return lines


def test_the_document_shows_how_soon_a_burn_is_told(
    spec: ObjectiveSpec, seen: Traffic, incidents: dict[int, int]
) -> None:
    assert "\n".join(table(spec, seen, incidents)) in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("times", [15, 50])
def test_it_takes_what_the_workbook_says(
    spec: ObjectiveSpec, seen: Traffic, incidents: dict[int, int], times: int
) -> None:
    """A burn of n is told after factor / n of its window, a little sooner for what burned before and the noise."""
    begin = next(minute for minute, found in incidents.items() if found == times)
    for burn in spec.burns:
        by_hand = float(burn.factor) / times * burn.hours * 60
        told = first(spec, burn, seen, begin)
        assert told is not None
        assert 0.8 * by_hand - 2 <= told <= 1.05 * by_hand + 2


def test_nobody_is_told_in_vain(spec: ObjectiveSpec, seen: Traffic, incidents: dict[int, int]) -> None:
    """Outside incidents and the windows that still see them, no burn is told in thirty days."""
    for burn in spec.burns:
        after = HOURS * 60 + burn.hours * 60
        quiet = (
            minute
            for minute in range(burn.hours * 60, DAYS * DAY)
            if not any(begin <= minute <= begin + after for begin in incidents)
        )
        assert [minute for minute in quiet if burning(spec, burn, seen, minute)] == []


def test_an_alert_ends_soon_after_its_cause(
    spec: ObjectiveSpec, seen: Traffic, incidents: dict[int, int]
) -> None:
    """The short window forgets: a twelfth of the long one after the end nothing is told any more."""
    for begin in incidents:
        for burn in spec.burns:
            over = begin + HOURS * 60 + burn.hours * 60 // 12
            assert not burning(spec, burn, seen, over + 1)
