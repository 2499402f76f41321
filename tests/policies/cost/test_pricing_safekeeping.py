"""What is kept for the worst day and what watches over it, to the cent of its assumptions."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.estimate import Estimate

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]

RECORDER, RULE = "aws:cfg/recorder:Recorder", "aws:cfg/rule:Rule"


def assumed(estimate: Estimate) -> dict[str, tuple[str, str, str]]:
    assert estimate.unpriced == ()
    return {
        line.item: (
            f"{line.monthly.least:.2f}",
            f"{line.monthly.expected:.2f}",
            f"{line.monthly.most:.2f}",
        )
        for line in estimate.lines
    }


CHANGES = {"Configuration items": ("1.50", "9.00", "45.00")}
DAYS = {"Configuration items of a day": ("2.40", "10.80", "60.00")}


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (None, CHANGES),
        ({"recordingFrequency": "CONTINUOUS"}, CHANGES),
        ({"recordingFrequency": "DAILY"}, DAYS),
        (
            {
                "recordingFrequency": "CONTINUOUS",
                "recordingModeOverride": {"recordingFrequency": "DAILY", "resourceTypes": []},
            },
            CHANGES | DAYS,
        ),
    ],
)
def test_a_recorder_costs_the_items_of_its_frequencies(
    make: Make, price: Price, mode: Any, expected: dict[str, Any]
) -> None:
    found = price(make(RECORDER, "record", recordingMode=mode))
    assert assumed(found) == expected
    assert {line.category for line in found.lines} == {"security"}


def test_a_rule_costs_its_evaluations(make: Make, price: Price) -> None:
    rule = make(RULE, "required-tags", source={"owner": "AWS", "sourceIdentifier": "REQUIRED_TAGS"})
    assert assumed(price(rule)) == {"Evaluations of a rule": ("0.03", "0.30", "3.00")}
