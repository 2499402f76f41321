"""Which Kubernetes versions GKE's release channels offer, and until when."""

from datetime import date
from typing import Final, Literal

from components.foundation.support_calendar import REVIEWED

Channel = Literal["RAPID", "REGULAR", "STABLE"]

ENDS: Final[dict[str, date | None]] = {
    "1.32": date(2026, 4, 11),
    "1.33": date(2026, 8, 3),
    "1.34": date(2026, 10, 1),
    "1.35": date(2027, 4, 11),
    "1.36": None,
}
"""The last day of a version's standard support; None where Google has named none. Source: GKE's release schedule as
endoflife.date gathers it."""

OFFERED: Final[dict[Channel, tuple[str, ...]]] = {
    "RAPID": ("1.35", "1.36"),
    "REGULAR": ("1.35", "1.36"),
    "STABLE": ("1.35",),
}
"""The versions still supported that each channel offers. Source: GKE's release notes, current versions."""


def version_fault(version: str, channel: Channel, on: date = REVIEWED) -> str | None:
    """Return why a cluster of this channel may not have this version on that day, with the way out, or nothing."""
    choose = f"choose one of {', '.join(OFFERED[channel])}, or leave version out and take the channel's own"
    end = ENDS.get(version)
    if end is not None and end < on:
        return f"Kubernetes {version} left GKE's support on {end}, and GKE would upgrade the cluster at once: {choose}"
    if version not in OFFERED[channel]:
        return f"GKE's channel {channel} does not offer Kubernetes {version}, so the cluster could not be created: {choose}"
    return None
