"""What several services refuse of the ARNs that they are given: a resource of another region."""

from simulator.clouds.kind import Refusal
from simulator.clouds.refusals import Given, Refused


def region_of(arn: str) -> str | None:
    """Return the region in an ARN, or None for what is no ARN or is of no region."""
    fields = arn.split(":")
    return (fields[3] or None) if len(fields) > 5 and fields[0] == "arn" else None


def in_own_region(path: str) -> Refusal:
    """Refuse an ARN of another region than the resource's own."""

    def refuse(given: Given) -> Refused:
        value, region = given.text(path), given.text("region")
        there = region_of(value) if value is not None else None
        if region is not None and there is not None and there != region:
            yield path, f"{path} must be a resource of {region}, not of {there}"

    return refuse


def in_region(path: str, region: str, why: str) -> Refusal:
    """Refuse an ARN of another region than the only one that the service takes. ``why`` ends the sentence."""

    def refuse(given: Given) -> Refused:
        value = given.text(path)
        there = region_of(value) if value is not None else None
        if there is not None and there != region:
            yield path, f"{path} must be a resource of {region}, not of {there}: {why}"

    return refuse
