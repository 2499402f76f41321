"""Which Kubernetes version a cluster may have: one that Amazon EKS still runs, at a price that was chosen."""

from datetime import date, timedelta

from components.foundation.support_calendar import EKS, REVIEWED

DEFAULT = "1.35"
"""The version that a cluster gets if its settings name none: standard support until 2027-03-27."""

STANDARD_USD_PER_HOUR = 0.10
EXTENDED_USD_PER_HOUR = 0.60
"""Price of one control plane, per hour (Amazon EKS pricing: extended support costs six times as much)."""

NOTICE = timedelta(days=30)
"""A version with less extended support left than this is refused: AWS would upgrade it before it settled."""


def version_fault(version: str, *, extended_support: bool, on: date = REVIEWED) -> str | None:
    """Return why a cluster may not have this version on that day, with the way out, or nothing.

    :param extended_support: that the surcharge of extended support was chosen knowingly.
    """
    lifetime = EKS.versions.get(version)
    if lifetime is None:
        return (
            f"EKS does not offer Kubernetes {version}, so the cluster could not be created: "
            f"choose one of {', '.join(EKS.offered(on))}; {DEFAULT} is the default"
        )
    until = lifetime.extended_until
    if until - on < NOTICE:
        return (
            f"Kubernetes {version} leaves extended support on {until}, after which AWS refuses or force-upgrades "
            f"it: set version to {DEFAULT}"
        )
    if EKS.standing(version, on).surcharged and not extended_support:
        return (
            f"Kubernetes {version} left standard support on {lifetime.standard_until} and costs "
            f"{EXTENDED_USD_PER_HOUR:.2f} instead of {STANDARD_USD_PER_HOUR:.2f} USD an hour until {until}: "
            f"set version to {DEFAULT}, or extended_support to true to accept the price"
        )
    return None
