"""The Kubernetes versions that Amazon EKS still runs, and until when.

The table carries the day it was read. A spec has no clock, so a configuration is judged against that day;
whoever has a clock (a policy, a scheduled check) passes its own date to :func:`support`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

REVIEWED = date(2026, 11, 23)
"""The day on which the calendar below was last compared with its sources."""

DEFAULT = "1.35"
"""The version that a cluster gets if its settings name none: standard support until 2027-03-27."""

STANDARD_USD_PER_HOUR = 0.10
EXTENDED_USD_PER_HOUR = 0.60
"""Price of one control plane, per hour (Amazon EKS pricing: extended support costs six times as much)."""

NOTICE = timedelta(days=30)
"""A version with less extended support left than this is refused: AWS would upgrade it before it settled."""


class Support(StrEnum):
    """How far AWS still stands behind a version on a given day."""

    STANDARD = "standard"
    EXTENDED = "extended"
    ENDED = "ended"


@dataclass(frozen=True)
class Lifetime:
    """The last days of a version's standard and extended support."""

    standard_until: date
    extended_until: date


EKS: dict[str, Lifetime] = {
    "1.28": Lifetime(date(2024, 11, 26), date(2025, 11, 26)),
    "1.29": Lifetime(date(2025, 3, 23), date(2026, 3, 23)),
    "1.30": Lifetime(date(2025, 7, 23), date(2026, 7, 23)),
    "1.31": Lifetime(date(2025, 11, 26), date(2026, 11, 26)),
    "1.32": Lifetime(date(2026, 3, 23), date(2027, 3, 23)),
    "1.33": Lifetime(date(2026, 7, 29), date(2027, 7, 29)),
    "1.34": Lifetime(date(2026, 12, 2), date(2027, 12, 2)),
    "1.35": Lifetime(date(2027, 3, 27), date(2028, 3, 27)),
    "1.36": Lifetime(date(2027, 8, 2), date(2028, 8, 2)),
}
"""Source: the release calendar of the Amazon EKS user guide, as gathered by endoflife.date."""


def support(version: str, on: date) -> Support:
    """Return how a version is supported on a day.

    :raises KeyError: if the table does not know the version.
    """
    lifetime = EKS[version]
    if on <= lifetime.standard_until:
        return Support.STANDARD
    return Support.EXTENDED if on <= lifetime.extended_until else Support.ENDED


def version_fault(version: str, *, extended_support: bool, on: date = REVIEWED) -> str | None:
    """Return why a cluster may not have this version on that day, with the way out, or nothing.

    :param extended_support: that the surcharge of extended support was chosen knowingly.
    """
    if version not in EKS:
        known = ", ".join(name for name in EKS if support(name, on) is not Support.ENDED)
        return (
            f"EKS does not offer Kubernetes {version}, so the cluster could not be created: "
            f"choose one of {known}; {DEFAULT} is the default"
        )
    until = EKS[version].extended_until
    if until - on < NOTICE:
        return (
            f"Kubernetes {version} leaves extended support on {until}, after which AWS refuses or force-upgrades "
            f"it: set version to {DEFAULT}"
        )
    if support(version, on) is Support.EXTENDED and not extended_support:
        return (
            f"Kubernetes {version} left standard support on {EKS[version].standard_until} and costs "
            f"{EXTENDED_USD_PER_HOUR:.2f} instead of {STANDARD_USD_PER_HOUR:.2f} USD an hour until {until}: "
            f"set version to {DEFAULT}, or extended_support to true to accept the price"
        )
    return None
