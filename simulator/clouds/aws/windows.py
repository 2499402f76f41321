"""Daily and weekly windows, as ``03:00-04:00`` and ``sun:04:00-sun:05:00``."""

import re
from typing import Final

from simulator.clouds.kind import Refusal
from simulator.clouds.refusals import Given, Refused

DAY: Final = 24 * 60
WEEK: Final = 7 * DAY
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK: Final = r"([01]\d|2[0-3]):([0-5]\d)"
DAILY: Final = re.compile(rf"{CLOCK}-{CLOCK}")
WEEKLY: Final = re.compile(rf"({'|'.join(DAYS)}):{CLOCK}-({'|'.join(DAYS)}):{CLOCK}", re.IGNORECASE)


def daily(text: str) -> tuple[int, int] | None:
    """Return a daily window's start and length in minutes, or None if it is not one."""
    found = DAILY.fullmatch(text)
    if found is None:
        return None
    start, end = (int(found[hour]) * 60 + int(found[hour + 1]) for hour in (1, 3))
    return start, (end - start) % DAY


def weekly(text: str) -> tuple[int, int] | None:
    """Return a weekly window's start, from Monday midnight, and length in minutes, or None if it is not one."""
    found = WEEKLY.fullmatch(text)
    if found is None:
        return None
    start, end = (
        DAYS.index(found[day].lower()) * DAY + int(found[day + 1]) * 60 + int(found[day + 2])
        for day in (1, 4)
    )
    return start, (end - start) % WEEK


def overlap(day: tuple[int, int], week: tuple[int, int]) -> bool:
    """Say whether a daily window meets a weekly one on any day."""
    starts = [number * DAY + day[0] for number in range(-1, 8)]
    return any(
        start < week[0] + shift + week[1] and week[0] + shift < start + day[1]
        for start in starts
        for shift in (-WEEK, 0, WEEK)
    )


def windows(daily_path: str, weekly_path: str, least: int) -> Refusal:
    """Refuse malformed windows, those shorter than ``least`` minutes, and two that overlap."""

    def refuse(given: Given) -> Refused:
        found = {}
        forms = ((daily_path, daily, "03:00-04:00"), (weekly_path, weekly, "sun:04:00-sun:05:00"))
        for path, read, example in forms:
            text = given.text(path)
            window = read(text) if text is not None else None
            if text is not None and window is None:
                yield path, f"{path} must be a window such as {example}, not {text!r}"
            elif window is not None and window[1] < least:
                yield path, f"{path} must be at least {least} minutes long, not {window[1]}"
            elif window is not None:
                found[path] = window
        if len(found) == 2 and overlap(found[daily_path], found[weekly_path]):
            yield daily_path, f"{daily_path} overlaps {weekly_path}"

    return refuse
