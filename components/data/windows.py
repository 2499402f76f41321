"""Windows of time in which AWS may work on a data store: daily and weekly ranges, in UTC."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

DAY = 24 * 60
WEEK = 7 * DAY
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAILY = re.compile(rf"{_TIME}-{_TIME}")
_WEEKLY = re.compile(rf"({'|'.join(DAYS)}):{_TIME}-({'|'.join(DAYS)}):{_TIME}")


@dataclass(frozen=True)
class Span:
    """A stretch of a repeating cycle, in minutes: where it starts and how long it lasts."""

    start: int
    minutes: int


def daily(text: str) -> Span:
    """Parse ``hh:mm-hh:mm``, which may run past midnight.

    :raises ValueError: if the text has another shape or the window is empty.
    """
    match = _DAILY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a daily window: write hh:mm-hh:mm in UTC, such as 03:00-04:00")
    start, end = _minutes(*match.group(1, 2)), _minutes(*match.group(3, 4))
    return _span(text, start, end, DAY)


def weekly(text: str) -> Span:
    """Parse ``ddd:hh:mm-ddd:hh:mm``, whatever its case; it may run past the end of the week.

    :raises ValueError: if the text has another shape or the window is empty.
    """
    match = _WEEKLY.fullmatch(text.lower())
    if match is None:
        raise ValueError(
            f"{text!r} is not a weekly window: write ddd:hh:mm-ddd:hh:mm in UTC, such as sun:04:00-sun:05:00"
        )
    start = DAYS.index(match.group(1)) * DAY + _minutes(*match.group(2, 3))
    end = DAYS.index(match.group(4)) * DAY + _minutes(*match.group(5, 6))
    return _span(text, start, end, WEEK)


def overlap(of_the_day: str, of_the_week: str) -> bool:
    """Tell whether a daily and a weekly window share a minute. Windows that only touch do not."""
    every_day, once = daily(of_the_day), weekly(of_the_week)
    days = (Span(day * DAY + every_day.start, every_day.minutes) for day in range(len(DAYS)))
    return any(_meet(one, once) for one in days)


def window_faults(backup: str, maintenance: str, *, service: str, shortest: int) -> list[str]:
    """Return why a pair of windows is refused.

    :param service: who refuses it, for the sentence.
    :param shortest: minutes that either window has to last.
    """
    faults = [
        f"the window {text} lasts {span.minutes} minutes, and {service} refuses less than {shortest}; widen it"
        for text, span in ((backup, daily(backup)), (maintenance, weekly(maintenance)))
        if span.minutes < shortest
    ]
    if overlap(backup, maintenance):
        faults.append(
            f"the backup window {backup} overlaps the maintenance window {maintenance}, and {service} refuses "
            "both together; move one of them"
        )
    return faults


def _span(text: str, start: int, end: int, cycle: int) -> Span:
    if start == end:
        raise ValueError(f"{text!r} starts and ends at the same minute; give the window a length")
    return Span(start, (end - start) % cycle)


def _meet(one: Span, other: Span) -> bool:
    return (other.start - one.start) % WEEK < one.minutes or (one.start - other.start) % WEEK < other.minutes


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)


def _checked_daily(text: str) -> str:
    daily(text)
    return text


def _checked_weekly(text: str) -> str:
    weekly(text)
    # AWS answers in lower case, and a difference of case would show as a change for ever.
    return text.lower()


DailyWindow = Annotated[
    str, AfterValidator(_checked_daily), Field(description="A daily window in UTC: hh:mm-hh:mm.")
]
WeeklyWindow = Annotated[
    str, AfterValidator(_checked_weekly), Field(description="A weekly window in UTC: ddd:hh:mm-ddd:hh:mm.")
]
