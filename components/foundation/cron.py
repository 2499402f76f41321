"""Cron expressions of Kubernetes: which are valid, and how long they leave between two runs.

Source: robfig/cron v3, the parser of CronJobs and of Velero, for the five fields and their names. Its macros (``@daily``)
and time zones within the expression are left out: the one hides when something runs, the other is refused by Kubernetes.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Final

from pydantic import AfterValidator

MINUTES_OF_DAY: Final = 24 * 60

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

FIELDS: Final = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, MONTHS),
    ("day of the week", 0, 6, WEEKDAYS),
)
"""Each field with its least and greatest value and the names that stand for them."""

FIRST_DAY: Final = date(2024, 1, 1)
"""Where the days begin on which an expression is tried: four years hold every combination but that of leap centuries."""

DAYS: Final = 4 * 366


def cron_fault(expression: str) -> str | None:
    """Return why an expression is not one of cron's, with the way out, or nothing."""
    try:
        days, minutes = _runs(expression)
    except ValueError as fault:
        return str(fault)
    if not days or not minutes:
        return f"{expression!r} names a day that no year has, so that it never runs: name another"
    return None


def longest_gap(expression: str) -> int:
    """Return the most minutes that pass between two runs of a valid expression.

    :raises ValueError: for one that is not valid.
    """
    days, minutes = _runs(expression)
    within = max((later - earlier for earlier, later in pairwise(minutes)), default=0)
    over_night = minutes[0] - minutes[-1]
    between = max(
        ((later - earlier).days * MINUTES_OF_DAY + over_night for earlier, later in pairwise(days)),
        default=DAYS * MINUTES_OF_DAY,
    )
    return max(within, between)


def _runs(expression: str) -> tuple[list[date], list[int]]:
    """Return the days of some years on which an expression runs, and the minutes of such a day."""
    written = expression.split(" ")
    if len(written) != len(FIELDS):
        raise ValueError(
            f"{expression!r} is no cron expression: write five fields with one space between them (minute, hour, day of "
            "the month, month, day of the week), such as '0 3 * * *' for three at night"
        )
    minute, hour, day, month, weekday = (
        _values(text, *field) for text, field in zip(written, FIELDS, strict=True)
    )
    # Two restricted fields of days are two ways to match, not a further condition: cron's oldest surprise.
    either = not written[2].startswith("*") and not written[4].startswith("*")
    days = []
    for offset in range(DAYS):
        tried = FIRST_DAY + timedelta(days=offset)
        of_month, of_week = tried.day in day, tried.isoweekday() % 7 in weekday
        if tried.month in month and (of_month or of_week if either else of_month and of_week):
            days.append(tried)
    return days, sorted(60 * one + other for one in hour for other in minute)


def _values(text: str, field: str, least: int, greatest: int, names: tuple[str, ...]) -> frozenset[int]:
    """Return what one field stands for: numbers, names, ranges, lists and steps."""
    found: set[int] = set()
    for part in text.split(","):
        span, stepped, step = part.partition("/")
        if stepped and not (step.isdigit() and int(step) > 0):
            raise ValueError(f"the {field} {text!r} has a step that is no number above 0: write such as */15")
        ends = list(_ends(span, least, greatest, names))
        if not ends or any(end is None or not least <= end <= greatest for end in ends):
            raise ValueError(
                f"the {field} {text!r} is not within {least} to {greatest}: write *, a number, a range such as "
                f"{least}-{greatest}, a list or a step"
            )
        first, last = ends[0], ends[-1]
        if first is None or last is None or first > last:
            raise ValueError(f"the {field} {text!r} is a range that ends before it begins: turn it round")
        # A number with a step runs to the end of the field, as 10/15 does in robfig's parser.
        last = greatest if stepped and len(ends) == 1 else last
        found.update(range(first, last + 1, int(step) if stepped else 1))
    return frozenset(found)


def _ends(span: str, least: int, greatest: int, names: tuple[str, ...]) -> Iterator[int | None]:
    if span == "*":
        yield from (least, greatest)
        return
    offset = least if names else 0
    for end in span.split("-", 1):
        if end.isascii() and end.isdigit():
            yield int(end)
        else:
            yield names.index(end.lower()) + offset if end.lower() in names else None


def _valid(expression: str) -> str:
    fault = cron_fault(expression)
    if fault is not None:
        raise ValueError(fault)
    return expression


CronSchedule = Annotated[str, AfterValidator(_valid)]
"""When something runs, as a cron expression of five fields in UTC."""
