"""Helm releases: what the provider answers for a chart, without the chart itself.

Source: pulumi-kubernetes 94977969d641, ``provider/pkg/provider/helm_release.go`` (Check, Diff, Create). What the chart
would have made is not known here, so a release answers with its own state and no list of objects.
"""

from collections.abc import Mapping
from typing import Any, Final

from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.kubernetes import syntax
from simulator.clouds.refusals import Given, Refused
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN

TOKEN: Final = "kubernetes:helm.sh/v3:Release"  # noqa: S105 - the token of a resource type
NAME_LIMIT: Final = 53
"""Helm refuses longer names of releases, because labels of 63 characters are made of them (helm, ``chartutil``)."""


def _identity(case: Case) -> Any:
    name, namespace = case.known("name"), case.known("namespace")
    return UNKNOWN if name is None or namespace is None else f"{namespace}/{name}"


def _complete(_: str, filled: dict[str, Any], __: Mapping[str, Any], scope: Scope) -> None:
    if filled.get("namespace") is None:
        filled["namespace"] = scope.settings.get("namespace") or "default"


def _status(case: Case) -> Any:
    version = case.known("version")
    return {
        "appVersion": version,
        "chart": str(case.known("chart") or "").rsplit("/", 1)[-1],
        "name": case.known("name"),
        "namespace": case.known("namespace"),
        "revision": 1,
        "status": "deployed",
        "version": version,
    }


def _named(given: Given) -> Refused:
    name, namespace = given.text("name"), given.text("namespace")
    if name is not None and (len(name) > NAME_LIMIT or not syntax.SUBDOMAIN.fullmatch(name)):
        yield (
            "name",
            f"the release name {name!r} must be {syntax.SUBDOMAIN_RULE}, and at most {NAME_LIMIT} characters",
        )
    if namespace is not None and not syntax.LABEL_NAME.fullmatch(namespace):
        yield "namespace", f"namespace must be {syntax.LABEL_RULE}, not {namespace!r}"


def _found(given: Given) -> Refused:
    chart, repository = given.text("chart"), given.text("repositoryOpts.repo")
    if chart is not None and chart.startswith("oci://") and repository is not None:
        yield "repositoryOpts.repo", "a chart that is named by its oci:// address has no repository beside it"
    seconds = given.number("timeout")
    if seconds is not None and seconds <= 0:
        yield "timeout", f"timeout must be more than 0 seconds, not {seconds}"
    if given.true("atomic") and given.true("skipAwait"):
        yield "skipAwait", "atomic waits for the release to be ready, so skipAwait must be left out"


def _forcing(_: Mapping[str, Any], __: Mapping[str, Any], ___: Scope) -> tuple[str, ...]:
    """Return what makes another release: nothing but its name and namespace (``Diff``)."""
    return "name", "namespace"


KIND: Final = Kind(
    TOKEN,
    id=_identity,
    autoname=Autoname("name", limit=NAME_LIMIT),
    fill_in=_complete,
    forcing=_forcing,
    outputs={"status": _status, "resourceNames": {}},
    volatile=frozenset({"status"}),
    moved=lambda case: case.changed("chart", "values", "version"),
    refusals=(_named, _found),
)
