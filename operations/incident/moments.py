"""Times as people write them in an incident, and by when somebody answers. All of it is UTC."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Final

from components.delivery.incidents.severities import ResponseSpec

CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
SPAN: Final = re.compile(r"([1-9]\d{0,4})([smhd])")
_UNIT: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SATURDAY: Final = 5


def now() -> datetime:
    """Return the time, without fractions of a second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment(text: str, declared: datetime) -> datetime:
    """Return a time: a whole one with its zone, or a clock's, which is the first such time since the declaration.

    A clock's minute that is the declaration's own means the declaration.

    :raises ValueError: for what is neither.
    """
    start = declared.astimezone(UTC)
    if CLOCK.fullmatch(text):
        found = datetime.combine(start.date(), time.fromisoformat(text), UTC)
        if found == start.replace(second=0, microsecond=0):
            return start
        return found if found > start else found + timedelta(days=1)
    given = datetime.fromisoformat(text)
    if given.tzinfo is None:
        raise ValueError(text)
    return given.astimezone(UTC)


def seconds(span: str) -> int:
    """Return the seconds of a span such as ``90m``.

    :raises ValueError: for what is none.
    """
    found = SPAN.fullmatch(span)
    if found is None:
        raise ValueError(span)
    return int(found[1]) * _UNIT[found[2]]


def next_business_day_ends(after: datetime) -> datetime:
    """Return when the next day that is no Saturday or Sunday ends."""
    day = after.astimezone(UTC).date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def acknowledge_by(declared: datetime, targets: ResponseSpec) -> datetime:
    """Return by when somebody says that it is theirs."""
    return _by(declared, targets.acknowledge_minutes)


def respond_by(declared: datetime, targets: ResponseSpec) -> datetime:
    """Return by when somebody works on it."""
    return _by(declared, targets.respond_minutes)


def _by(declared: datetime, minutes: int | None) -> datetime:
    if minutes is None:
        return next_business_day_ends(declared)
    return declared + timedelta(minutes=minutes)


def written(when: datetime) -> str:
    """Return a time as pages and terminals show it."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def length(span: timedelta) -> str:
    """Return how long something took, to the minute, or to the second below one."""
    whole = int(span.total_seconds())
    days, hours, minutes = whole // 86_400, whole // 3_600 % 24, whole // 60 % 60
    parts = [f"{value} {unit}" for value, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if value]
    return " ".join(parts) or f"{whole} s"
