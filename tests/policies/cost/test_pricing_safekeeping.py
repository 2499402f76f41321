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


PLAN, TESTED = (
    "aws:backup/restoreTestingPlan:RestoreTestingPlan",
    "aws:backup/restoreTestingSelection:RestoreTestingSelection",
)
OVERRIDES = {"dbInstanceClass": "db.t4g.large"}


def drills(make: Make, schedule: str, **changes: Any) -> list[dict[str, Any]]:
    plan = make(PLAN, "drill", name="drill", scheduleExpression=schedule)
    inputs = {
        "protectedResourceType": "RDS",
        "restoreTestingPlanName": "drill",
        "restoreMetadataOverrides": OVERRIDES,
        "validationWindowHours": 1,
        **changes,
    }
    return [plan, make(TESTED, "drilled", edges={"restoreTestingPlanName": plan}, **inputs)]


@pytest.mark.parametrize(
    ("schedule", "tests", "hours"),
    [
        ("cron(0 9 2 * ? *)", "1.50", ("0.26", "0.39", "0.90")),
        ("cron(0 9 2,16 * ? *)", "3.00", ("0.52", "0.77", "1.81")),
        ("cron(0 9 ? * MON *)", "6.50", ("1.12", "1.68", "3.91")),
    ],
)
def test_a_test_costs_its_fee_and_what_comes_up_for_it(
    make: Make, price: Price, schedule: str, tests: str, hours: tuple[str, str, str]
) -> None:
    found = price(*drills(make, schedule))
    assert assumed(found) == {
        "Restores tested": (tests, tests, tests),
        "Restored database, db.t4g.large": hours,
    }
    assert {line.item: line.category for line in found.lines} == {
        "Restores tested": "storage",
        "Restored database, db.t4g.large": "compute",
    }


@pytest.mark.parametrize(
    ("schedule", "changes", "reason"),
    [
        ("rate(1 day)", {}, "its schedule is neither by days of the month nor of the week; write it so"),
        (
            "cron(0 9 * * ? *)",
            {},
            "its schedule is neither by days of the month nor of the week; write it so",
        ),
        (
            "cron(0 9 2 * ? *)",
            {"protectedResourceType": "S3"},
            "no price of restored S3 is recorded; test databases, or add one",
        ),
        (
            "cron(0 9 2 * ? *)",
            {"restoreMetadataOverrides": None},
            "dbInstanceClass is not overridden, so what is restored runs on anything; set it",
        ),
    ],
)
def test_a_test_whose_price_is_not_known_is_missed_aloud(
    make: Make, price: Price, schedule: str, changes: dict[str, Any], reason: str
) -> None:
    assert [note.reason for note in price(*drills(make, schedule, **changes)).unpriced] == [reason]


def test_a_test_without_its_plan_is_missed_aloud(make: Make, price: Price) -> None:
    _, alone = drills(make, "cron(0 9 2 * ? *)")
    assert [note.reason for note in price(alone).unpriced] == [
        "its restore testing plan is not in the stack, and the number of tests is there"
    ]


def test_a_vault_costs_its_copies_of_databases_disks_and_buckets(make: Make, price: Price) -> None:
    assert assumed(price(make("aws:backup/vault:Vault", "vault"))) == {
        "Copies of databases": ("38.00", "85.50", "237.50"),
        "Copies of disks": ("0.00", "5.00", "25.00"),
        "Copies of buckets": ("0.25", "1.50", "7.50"),
    }
