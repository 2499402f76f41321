"""Cron expressions: which are valid, and the longest wait that they leave."""

import pytest
from pydantic import TypeAdapter, ValidationError

from components.foundation.cron import CronSchedule, cron_fault, longest_gap

DAY = 1440


@pytest.mark.parametrize(
    ("expression", "minutes"),
    [
        ("* * * * *", 1),
        ("*/15 * * * *", 15),
        ("5/20 * * * *", 20),
        ("0,10 * * * *", 50),
        ("0 3 * * *", DAY),
        ("0 3,15 * * *", 12 * 60),
        ("30 1-3 * * *", 22 * 60),
        ("0 2 * * 1", 7 * DAY),
        ("0 2 * * mon-fri", 3 * DAY),
        ("0 0 1 * *", 31 * DAY),
        ("0 0 31 * *", 61 * DAY),
        # Two fields of days are two ways to match.
        ("0 3 1 * mon", 7 * DAY),
        ("0 3 */2 * mon", 21 * DAY),
        ("0 3 * JAN *", (365 - 30 + 1) * DAY),
    ],
)
def test_the_longest_gap_is_what_the_expression_leaves(expression: str, minutes: int) -> None:
    assert cron_fault(expression) is None
    assert longest_gap(expression) == minutes


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("daily", "is no cron expression: write five fields"),
        ("@daily", "is no cron expression: write five fields"),
        ("0 3 * *", "is no cron expression: write five fields"),
        ("0 3 * * * *", "is no cron expression: write five fields"),
        ("0  3 * * *", "is no cron expression: write five fields"),
        ("60 3 * * *", "the minute '60' is not within 0 to 59"),
        ("0 24 * * *", "the hour '24' is not within 0 to 23"),
        ("0 3 0 * *", "the day of the month '0' is not within 1 to 31"),
        ("0 3 * 13 *", "the month '13' is not within 1 to 12"),
        ("0 3 * * 7", "the day of the week '7' is not within 0 to 6"),
        ("0 3 * * someday", "the day of the week 'someday' is not within 0 to 6"),
        ("0 5-3 * * *", "the hour '5-3' is a range that ends before it begins"),
        ("*/0 * * * *", "has a step that is no number above 0"),
        ("1,,2 * * * *", "the minute '1,,2' is not within 0 to 59"),
        ("0 0 31 2 *", "names a day that no year has"),
    ],
)
def test_what_cron_refuses_is_refused(expression: str, said: str) -> None:
    assert said in str(cron_fault(expression))
    with pytest.raises(ValidationError, match="Value error"):
        TypeAdapter(CronSchedule).validate_python(expression)
