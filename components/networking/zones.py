"""The availability zones that the platform may use, by region."""

from collections.abc import Iterable, Mapping

ZONES: Mapping[str, str] = {
    "us-east-1": "abcdf",
    "us-east-2": "abc",
    "us-west-2": "abcd",
    "eu-central-1": "abc",
    "eu-west-1": "abc",
}
"""Region -> the letters of its zones.

us-east-1e is left out: it is where most accounts see the zone use1-az3, in which EKS refuses to place a
control plane (EKS user guide, VPC and subnet requirements).
"""


def zone_faults(zones: Iterable[str], region: str) -> list[str]:
    """Say which zone letters cannot be used in a region, a sentence each."""
    if region not in ZONES:
        known = ", ".join(sorted(ZONES))
        return [f"{region} has no zones on record; use one of {known}, or add it to the table of zones"]
    offered = ZONES[region]
    return [
        f"{region}{zone} is not a zone the platform can use, so its subnets or its control plane would be "
        f"refused; choose among {', '.join(offered)}"
        for zone in zones
        if zone not in offered
    ]
