"""EKS control planes."""

from collections.abc import Iterator, Mapping
from typing import Final

from components.foundation.support_calendar import EKS, Standing
from policies.cost.amounts import HOURS
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, text
from policies.framework import tokens


def control_plane(cluster: Subject) -> Iterator[Line]:
    """Bill a control plane by the hour."""
    tier = text(cluster["controlPlaneScalingConfig"]["tier"], "standard")
    if tier != "standard":
        raise UnpriceableError("no price of a provisioned control plane is recorded; use the standard tier")
    yield cluster.line("EKS control plane", "eks.cluster", HOURS, "compute")


def extended_support(cluster: Subject) -> Iterator[Line]:
    """Bill the surcharge on a version past standard support, unless the cluster asks to be upgraded instead."""
    if (
        text(cluster["upgradePolicy"]["supportType"], "EXTENDED") == EKS.standard_only
        or cluster["version"].absent
    ):
        return
    version = text(cluster["version"])
    standing = EKS.standing(version, cluster.tariff.today)
    if standing in {Standing.ENDED, Standing.UNLISTED}:
        raise UnpriceableError(
            f"Kubernetes {version} is {'no longer offered by EKS' if standing is Standing.ENDED else 'unknown here'}; "
            "choose a version that components/foundation/support_calendar.py lists as supported"
        )
    if standing.surcharged:
        yield cluster.line(f"Extended support of {version}", "eks.extended-support", HOURS, "compute")


def auto_mode(cluster: Subject) -> Iterator[Line]:
    """Auto Mode adds a fee to every instance that it starts, which nothing in the program sizes."""
    if flag(cluster["computeConfig"]["enabled"]):
        raise UnpriceableError(
            "EKS Auto Mode starts instances that the program does not size; use node groups"
        )
    yield from ()


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.EKS_CLUSTER: (control_plane, extended_support, auto_mode),
}
