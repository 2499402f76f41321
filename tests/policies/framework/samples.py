"""State entries and one-step changes of them, from which the cases of the rules are built."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from policies.framework.values import UNKNOWN_TEXT

TODAY = date(2026, 11, 23)
STACK_TYPE = "pulumi:pulumi:Stack"
STACK_URN = "urn:pulumi:production::platform::pulumi:pulumi:Stack::platform-production"
UNKNOWN = UNKNOWN_TEXT

Entry = dict[str, Any]
Change = Callable[[list[Entry]], None]


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:production::platform::{token}::{name}"


def entry(
    token: str,
    name: str,
    inputs: Mapping[str, Any],
    *,
    edges: Mapping[str, Sequence[str]] | None = None,
    provider: str = "",
    protect: bool = False,
) -> Entry:
    held = deepcopy(dict(inputs))
    return {
        "urn": urn(token, name),
        "custom": True,
        "id": f"{name}-id",
        "type": token,
        "inputs": held,
        "outputs": deepcopy(held),
        "parent": STACK_URN,
        "protect": protect,
        "dependencies": sorted({target for targets in (edges or {}).values() for target in targets}),
        "propertyDependencies": {key: list(targets) for key, targets in (edges or {}).items()},
        "provider": provider,
    }


def stack_entry() -> Entry:
    return {"urn": STACK_URN, "custom": False, "type": STACK_TYPE, "inputs": {}, "outputs": {}}


def named(entries: Sequence[Entry], name: str) -> Entry:
    found = [one for one in entries if one["urn"].rsplit("::", 1)[1] == name]
    assert len(found) == 1, f"{len(found)} resources are named {name}"
    return found[0]


def keys_of(path: str) -> list[str | int]:
    """Split a path such as ``spec.containers[0].image`` or ``labels.["a.b/c"]`` into its keys."""
    parts = re.findall(r'\["([^"]+)"\]|\[(\d+)\]|([^.\[\]]+)', path)
    return [int(number) if number else quoted or plain for quoted, number, plain in parts]


def put(name: str, path: str, value: Any) -> Change:
    """Set one property, in inputs and outputs, making the mappings on the way."""

    def change(entries: list[Entry]) -> None:
        *above, last = keys_of(path)
        for part in ("inputs", "outputs"):
            place: Any = named(entries, name)[part]
            for key in above:
                place = place[key] if isinstance(key, int) else place.setdefault(key, {})
            place[last] = deepcopy(value)

    return change


def drop(name: str, path: str) -> Change:
    """Leave one property out, in inputs and outputs."""

    def change(entries: list[Entry]) -> None:
        *above, last = keys_of(path)
        for part in ("inputs", "outputs"):
            place: Any = named(entries, name)[part]
            for key in above:
                place = place[key]
            del place[last]

    return change


def unwire(name: str, key: str) -> Change:
    """Cut the edges of one property."""

    def change(entries: list[Entry]) -> None:
        del named(entries, name)["propertyDependencies"][key]

    return change


def wire(name: str, key: str, *targets: str) -> Change:
    """Lead the edges of one property to other resources of the list, by name."""

    def change(entries: list[Entry]) -> None:
        found = [named(entries, target)["urn"] for target in targets]
        named(entries, name)["propertyDependencies"][key] = found

    return change


def add(*more: Entry) -> Change:
    def change(entries: list[Entry]) -> None:
        entries.extend(deepcopy(list(more)))

    return change


def remove(name: str) -> Change:
    def change(entries: list[Entry]) -> None:
        entries.remove(named(entries, name))

    return change


def both(*changes: Change) -> Change:
    def change(entries: list[Entry]) -> None:
        for one in changes:
            one(entries)

    return change


def changed(entries: Sequence[Entry], change: Change) -> list[Entry]:
    copied = deepcopy(list(entries))
    change(copied)
    return copied
