"""When an application may be synced: windows that open or close it."""

import re
from typing import Annotated, Final, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

LIMITS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
"""The bounds of the five fields of a schedule: minute, hour, day, month, day of the week."""

FIELDS: Final = ("minute", "hour", "day of the month", "month", "day of the week")
MINUTES: Final = {"m": 1, "h": 60}
LONGEST: Final = 7 * 24 * 60


def _schedule(text: str) -> str:
    fields = text.split()
    if len(fields) != len(LIMITS):
        raise ValueError(
            f"the schedule {text!r} has {len(fields)} fields; write five: minute, hour, day of the month, month, "
            "day of the week"
        )
    for field, name, (low, high) in zip(fields, FIELDS, LIMITS, strict=True):
        if not all(_part(part, low, high) for part in field.split(",")):
            raise ValueError(
                f"the schedule {text!r} has no {name} {field!r}: write numbers of {low} to {high}"
            )
    return text


def _part(part: str, low: int, high: int) -> bool:
    found = re.fullmatch(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/([1-9]\d?))?", part)
    if found is None:
        return False
    first, last = (int(number) if number else None for number in found.group(1, 2))
    if first is None:
        return True
    return low <= first <= high and (last is None or first <= last <= high)


def _zone(name: str) -> str:
    """Refuse what is no time zone; a machine without their database cannot tell, and lets Argo CD say so."""
    known = available_timezones()
    if known and name not in known:
        raise ValueError(
            f"{name!r} is no time zone: write one of the IANA's, such as Etc/UTC or America/New_York"
        )
    return name


class SyncWindow(Spec):
    """A stretch of time that opens (``allow``) or closes (``deny``) the applications of a project.

    As soon as a project has a window that allows, what lies outside of all such windows is closed. ``duration`` is in
    minutes or hours, as ``90m`` or ``8h``. ``manual`` lets people sync by hand while it is closed.
    Source: Argo CD, "Sync Windows".
    """

    kind: Literal["allow", "deny"]
    schedule: Annotated[str, AfterValidator(_schedule)] = Field(
        description="When it begins, as a cron schedule."
    )
    duration: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,4}[mh]$")]
    time_zone: Annotated[str, AfterValidator(_zone)] = "Etc/UTC"
    applications: tuple[str, ...] = Field(default=("*",), min_length=1)
    manual: bool = False
    why: str = Field(min_length=1, description="What the window is for; shown to whoever runs into it.")

    @property
    def minutes(self) -> int:
        """How long the window is."""
        return int(self.duration[:-1]) * MINUTES[self.duration[-1]]

    @model_validator(mode="after")
    def _ends(self) -> Self:
        faults = []
        if self.minutes > LONGEST:
            faults.append(f"duration {self.duration} is longer than a week: write windows that end")
        if self.kind == "deny" and not self.manual and self.minutes >= _apart(self.schedule):
            faults.append(
                f"begins again, by {self.schedule!r}, before its {self.duration} are over, so that nothing could ever be "
                "synced, not even a repair by hand: shorten it, or let people sync by hand (manual)"
            )
        if faults:
            raise RefusalError(*faults)
        return self

    def rendered(self) -> dict[str, object]:
        """Return the window as Argo CD writes it."""
        return {
            "kind": self.kind,
            "schedule": self.schedule,
            "duration": self.duration,
            "timeZone": self.time_zone,
            "applications": list(self.applications),
            "namespaces": [],
            "clusters": [],
            "manualSync": self.manual,
            "description": self.why,
        }


def _apart(schedule: str) -> int:
    """Return how many minutes at most lie between two beginnings: 1, an hour, a day or a week, by the first fixed field."""
    minute, hour, day, month, weekday = schedule.split()
    if day != "*" or month != "*" or weekday != "*":
        return LONGEST + 1
    if hour != "*":
        return 24 * 60
    return 60 if minute != "*" else 1
