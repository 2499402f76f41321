"""Google Cloud's provider: what it refuses of its own configuration."""

import re
from collections.abc import Mapping

from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, conflicts, kept_secret, only_if
from simulator.clouds.scope import decoded
from simulator.clouds.templates import uuid

PROJECT = re.compile(r"(?:[a-z0-9][a-z0-9.-]*\.[a-z]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]")
REGION = re.compile(r"[a-z]+-[a-z]+\d{1,2}")
ZONE = re.compile(rf"({REGION.pattern})-[a-z]")
LABEL = re.compile(r"[^\W\d_A-Z][\w-]{0,62}")


def _projects(given: Given) -> Refused:
    for path in ("project", "billingProject"):
        project = given.text(path)
        if project is not None and not PROJECT.fullmatch(project):
            sentence = (
                f"{path} must be a project's id, of 6 to 30 lowercase letters, digits and hyphens that begins with a "
                f"letter, not {given.shown(path)}; a project's number or display name will not do"
            )
            yield path, sentence


def _places(given: Given) -> Refused:
    region, zone = given.text("region"), given.text("zone")
    if region is not None and not REGION.fullmatch(region):
        sentence = f"region must be the name of a region of Google Cloud such as us-central1, not {region!r}"
        yield "region", sentence
    found = ZONE.fullmatch(zone) if zone is not None else None
    if zone is not None and found is None:
        yield "zone", f"zone must be the name of a zone of Google Cloud such as us-central1-a, not {zone!r}"
    elif found is not None and region is not None and found.group(1) != region:
        yield "zone", f"zone {zone} does not lie in region {region}"


def _labels(given: Given) -> Refused:
    """Source: cloud.google.com/resource-manager/docs/labels-overview, requirements for labels."""
    labels = decoded(given.known("defaultLabels"))
    for key, value in labels.items() if isinstance(labels, Mapping) else ():
        if not LABEL.fullmatch(key) or key != key.lower():
            sentence = (
                f"defaultLabels has the key {key!r}: Google Cloud takes lowercase letters, digits, _ and -, at most 63 "
                "of them and a letter first"
            )
            yield "defaultLabels", sentence
        if isinstance(value, str) and (not re.fullmatch(r"[\w-]{0,63}", value) or value != value.lower()):
            yield (
                f"defaultLabels.{key}",
                f"defaultLabels.{key} must be at most 63 lowercase letters, digits, _ and -, not {value!r}",
            )


def _holds_key(given: Given) -> bool:
    """Say whether the credentials are a key itself: the path of a file that holds one is no secret."""
    return (given.text("credentials") or "").lstrip().startswith("{")


KIND = Kind(
    "pulumi:providers:gcp",
    id=lambda case: uuid(case.urn),
    secret_outputs=frozenset({"accessToken"}),
    refusals=(
        _projects,
        _places,
        _labels,
        only_if(_holds_key, kept_secret("credentials", "gcp")),
        kept_secret("accessToken", "gcp"),
        conflicts("credentials", "accessToken"),
    ),
)
