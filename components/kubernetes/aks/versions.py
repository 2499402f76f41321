"""Which Kubernetes version a cluster on AKS may have: one that Azure still creates in the tier that was chosen."""

from datetime import date

from components.foundation.support_calendar import AKS, REVIEWED, Standing

DEFAULT = "1.35"
"""The version that a cluster gets if its settings name none: supported until 2027-03-31."""


def version_fault(version: str, *, on: date = REVIEWED) -> str | None:
    """Return why a cluster may not have this version on that day, with the way out, or nothing."""
    offered = ", ".join(AKS.offered(on, extended=False))
    standing = AKS.standing(version, on)
    if standing is Standing.UNLISTED or version not in AKS.versions:
        return (
            f"AKS does not offer Kubernetes {version}, so the cluster could not be created: choose one of {offered}; "
            f"{DEFAULT} is the default"
        )
    if standing is not Standing.STANDARD:
        until = AKS.versions[version].standard_until
        return (
            f"Kubernetes {version} left AKS's support on {until}, and the long-term support after it needs the Premium tier "
            f"at six times the price: choose one of {offered}"
        )
    return None
