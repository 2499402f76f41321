"""What Google's resources have in common: paths as ids, a project they inherit, labels that are merged."""

from collections.abc import Mapping
from typing import Any

from simulator.clouds import templates
from simulator.clouds.case import Case
from simulator.clouds.kind import Derive, Fact, Refusal
from simulator.clouds.refusals import matches
from simulator.values import UNKNOWN, Secret, holds_unknown, plain, reveal

LINK = "https://www.googleapis.com/compute/v1/"

SINCE = "2026-01-01T00:00:00.000-08:00"
"""When everything was made: a simulated cloud has no clock."""


def at(template: str) -> Derive:
    """Return what fills a template whose ``{project}``, ``{region}`` and ``{location}`` are the provider's where left out."""

    def fill(case: Case) -> Any:
        return templates.fill(template, lambda name, argument: _lookup(case, name, argument))

    return fill


def _lookup(case: Case, name: str, argument: str) -> Any:
    if name == "project":
        return _first(case["project"], case.scope.settings.get("project"), "example-project")
    if name == "location":
        return _first(case["location"], case.scope.region, "us-central1")
    if name == "region":
        return _first(case["region"], case.scope.region, "us-central1")
    if name == "project_number":
        return str(int(templates.digest(str(_lookup(case, "project", ""))), 16))[:12]
    return case.lookup(name, argument)


def _first(*values: Any) -> Any:
    return next(value for value in values if value is not None)


def last_part(name: str) -> Derive:
    """Return what takes a physical name out of a path, such as a network's out of its id."""

    def part(case: Case) -> Any:
        value = case[name]
        opened = reveal(value)
        if opened is UNKNOWN or opened is None:
            return value
        text = str(opened).rpartition("/")[2]
        return Secret(text) if isinstance(value, Secret) else text

    return part


PROJECT: Mapping[str, Fact] = {"project": at("{project}")}
"""The project that a resource inherits from its provider."""

REGION: Mapping[str, Fact] = {"region": at("{region}")}

ETAG: Mapping[str, Fact] = {"etag": "BwY{letters:9}="}


def merged(name: str = "labels") -> Mapping[str, Fact]:
    """Return the outputs that hold a resource's labels together with its provider's, kept up with every update."""

    def all_labels(case: Case) -> Any:
        own, inherited = case[name], case.scope.settings.get("defaultLabels")
        opened = reveal(own)
        if opened is UNKNOWN or holds_unknown(own) or holds_unknown(inherited):
            return UNKNOWN
        together = {
            **(inherited if isinstance(inherited, Mapping) else {}),
            **(plain(opened) if isinstance(opened, Mapping) else {}),
            "goog-pulumi-provisioned": "true",
        }
        return Secret(together) if isinstance(own, Secret) else together

    return {"effectiveLabels": all_labels, "pulumiLabels": all_labels}


LABELS_MOVE = frozenset({"effectiveLabels", "pulumiLabels"})
"""The outputs of :func:`merged`, which an update of the labels computes anew."""


def labels_moved(case: Case) -> bool:
    """Say whether an update changes the labels."""
    return case.changed("labels", "resourceLabels")


def rfc1035(name: str = "name", limit: int = 63) -> Refusal:
    """Refuse a name that Compute Engine refuses."""
    return matches(
        name,
        rf"[a-z]([a-z0-9-]{{0,{limit - 2}}}[a-z0-9])?",
        f"1 to {limit} lower-case letters, digits or hyphens that begin with a letter and do not end with a hyphen",
    )
