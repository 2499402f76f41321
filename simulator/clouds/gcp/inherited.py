"""What a resource of Google Cloud takes from its provider: the project, the region and zone, and the default labels.

Sources, read November 2026: terraform-provider-google-beta, ``tpgresource`` (DefaultProviderProject and its siblings,
SetLabelsDiff); pulumi-gcp ``provider/labels.go`` and ``provider/resources.go``.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from simulator import schema
from simulator.clouds.answers import Failure
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN, Unreadable, holds_unknown, plain, reveal, secret

ATTRIBUTION: Final = "goog-pulumi-provisioned"
"""The label by which Google Cloud counts what Pulumi made."""

PLACES: Final = ("project", "region", "zone")
COMBINED, EFFECTIVE = "pulumiLabels", "effectiveLabels"


def check(token: str, filled: Mapping[str, Any], scope: Scope) -> list[Failure]:
    """Refuse a resource that belongs in a project and has none. The inputs stay as the program wrote them."""
    if "project" in _places(token) and filled.get("project") is None and scope.project is None:
        return [Failure("project", f"{token} has no project: set it on the resource or on its provider")]
    return []


def outputs(
    token: str, inputs: Mapping[str, Any], old_outputs: Mapping[str, Any], scope: Scope
) -> dict[str, Any]:
    """Return the places that the program left to the provider, and the two outputs that say all labels."""
    found = dict(_taken(token, inputs, scope))
    labels = _labels_of(token)
    if labels is not None:
        found[COMBINED], found[EFFECTIVE] = map(
            secret, _all_labels(inputs.get(labels), old_outputs, scope, fresh=not old_outputs)
        )
    return found


def stays(path: str, old_outputs: Mapping[str, Any], inputs: Mapping[str, Any], scope: Scope) -> bool:
    """Say whether a place is the one of before, be it written on the resource or on its provider."""
    if path not in PLACES:
        return False
    value = getattr(scope, path) if inputs.get(path) is None else reveal(inputs[path])
    return value is not None and value == reveal(old_outputs.get(path))


def moved(
    token: str, old_outputs: Mapping[str, Any], inputs: Mapping[str, Any], scope: Scope
) -> dict[str, tuple[Any, Any]]:
    """Return what of it the provider would give otherwise now: (before, after). Without a provider nothing would."""
    if scope.project is None:
        return {}
    now = outputs(token, inputs, old_outputs, scope)
    return {
        name: (old_outputs[name], value)
        for name, value in now.items()
        if name in old_outputs
        and not isinstance(reveal(old_outputs[name]), Unreadable)
        and plain(old_outputs[name]) != plain(value)
    }


def _taken(token: str, inputs: Mapping[str, Any], scope: Scope) -> Iterator[tuple[str, Any]]:
    for name in _places(token):
        value = getattr(scope, name)
        if inputs.get(name) is None and value is not None:
            yield name, value


@cache
def _places(token: str) -> tuple[str, ...]:
    declared = schema.declaration_of(token)
    if declared is None:
        return ()
    return tuple(name for name in PLACES if name in declared.inputs.shapes and name in declared.outputs)


@cache
def _labels_of(token: str) -> str | None:
    """Return the input that holds the labels of a type, or None for a type that carries none."""
    declared = schema.declaration_of(token)
    if declared is None or not {COMBINED, EFFECTIVE} <= declared.outputs.keys():
        return None
    return "labels" if "labels" in declared.inputs.shapes else "resourceLabels"


def _all_labels(labels: Any, old: Mapping[str, Any], scope: Scope, *, fresh: bool) -> tuple[Any, Any]:
    """Return what Pulumi sets, and what is on the resource then: others' labels stay."""
    if holds_unknown(labels) or holds_unknown(scope.default_labels):
        return UNKNOWN, UNKNOWN
    before, present = _known(old.get(COMBINED)), _known(old.get(EFFECTIVE))
    combined = dict(plain(scope.default_labels))
    if _attributed(scope, present, fresh=fresh):
        combined[ATTRIBUTION] = "true"
    combined |= plain(labels) or {}
    kept = {key: value for key, value in present.items() if key not in before}
    return combined, kept | combined


def _attributed(scope: Scope, present: Mapping[str, Any], *, fresh: bool) -> bool:
    if scope.settings.get("addPulumiAttributionLabel") in (False, "false"):
        return False
    proactive = scope.settings.get("pulumiAttributionLabelAdditionStrategy") == "PROACTIVE"
    return fresh or proactive or ATTRIBUTION in present


def _known(labels: Any) -> Mapping[str, Any]:
    opened = reveal(labels)
    return plain(opened) if isinstance(opened, Mapping) else {}
