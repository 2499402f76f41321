"""Until when a version is supported, and from when its vendor charges for going on: one table for prices and rules."""

from datetime import date
from functools import lru_cache
from typing import Literal

from components.foundation.spec import Spec
from policies.cost.documents import HERE, checked, read

Product = Literal["eks", "rds-postgres"]

Standing = Literal["standard", "extended", "extended-year-3", "ended", "unlisted"]
"""How the vendor treats a version on a day. ``unlisted``: the calendar does not know the version."""


class Lifetime(Spec):
    """The last days of standard and of extended support; ``year_3`` is when the surcharge rises, if it does."""

    standard_ends: date
    extended_ends: date
    year_3: date | None = None


class Calendar(Spec):
    """The versions of one product."""

    product: str
    source: str
    versions: dict[str, Lifetime]

    def standing(self, version: str, today: date) -> Standing:
        """Return how ``version`` stands on ``today``. A patch level is ignored: 15.15 is judged as 15."""
        lifetime = self.lifetime(version)
        if lifetime is None:
            return "unlisted"
        if today <= lifetime.standard_ends:
            return "standard"
        if today > lifetime.extended_ends:
            return "ended"
        return "extended-year-3" if lifetime.year_3 and today >= lifetime.year_3 else "extended"

    def lifetime(self, version: str) -> Lifetime | None:
        """Return the lifetime of the listed version that ``version`` belongs to."""
        parts = version.split(".")
        names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        return next((self.versions[name] for name in names if name in self.versions), None)


class Calendars(Spec):
    """The file ``support_calendar.yaml``; ``reviewed`` is the day it was last compared with its sources."""

    reviewed: date
    calendars: dict[Product, Calendar]


@lru_cache(maxsize=1)
def shipped_calendars() -> Calendars:
    """Return the calendars that come with this pack, read once in a process."""
    path = HERE / "support_calendar.yaml"
    return checked(Calendars, read(path), path.name)


def calendar_of(product: Product) -> Calendar:
    """Return the calendar of one product."""
    return shipped_calendars().calendars[product]
