"""One resource as the engine holds it: what a state entry says, with values that can still be computed with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any, Final

from simulator.urns import PROVIDER_PREFIX, STACK_TYPE, provider_urn
from simulator.values import UNKNOWN, UNKNOWN_SENTINEL, Unknown, from_state, to_state

ALWAYS: Final = ("inputs", "outputs", "dependencies", "propertyDependencies", "external")
"""What an entry of ours always has; Pulumi's own file leaves these out where they are empty."""

FRESH: Final = frozenset(
    {"created", "modified", "sourcePosition", "stackTrace", "initErrors", "taint", "refreshBeforeUpdate"}
)
MARKS: Final = frozenset({"initErrors", "taint"})
"""Those of them that decide about the next deployment."""

"""What an engine notes of its own run: different every time, and no part of what the program declared."""


@dataclass(kw_only=True, slots=True)
class Resource:
    """A registered resource. ``inputs`` and ``outputs`` are in the plain form of :mod:`simulator.values`.

    ``id`` is empty for a component. ``settings`` holds the options that a state entry records under their own names
    (``protect``, ``ignoreChanges``, ``customTimeouts`` ...), only where they are set.
    """

    urn: str
    type: str
    custom: bool
    id: str | Unknown = ""
    parent: str = ""
    provider: str = ""
    external: bool = False
    inputs: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    dependencies: list[str] = field(default_factory=list)
    property_dependencies: dict[str, list[str]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def is_provider(self) -> bool:
        """Whether this is a provider rather than something that a provider makes."""
        return self.type.startswith(PROVIDER_PREFIX)

    @property
    def protected(self) -> bool:
        """Whether the engine refuses to delete or replace it."""
        return bool(self.settings.get("protect"))

    def needs(self) -> set[str]:
        """Return the URNs that must stand before this resource can."""
        needed = {*self.dependencies, self.parent, provider_urn(self.provider)}
        for urns in self.property_dependencies.values():
            needed.update(urns)
        needed.update(urn for urn in (self.settings.get("deletedWith"),) if urn)
        return needed - {"", self.urn}

    def entry(self) -> dict[str, Any]:
        """Return the state entry, with secrets in sealed envelopes and unknowns as Pulumi's sentinel."""
        known = {"urn": self.urn, "custom": self.custom}
        if self.custom and self.id is not UNKNOWN:
            known["id"] = self.id
        entry: dict[str, Any] = {
            **known,
            "type": self.type,
            "inputs": _sorted(to_state(self.inputs, urn=self.urn, field="inputs")),
            "outputs": _sorted(to_state(self.outputs, urn=self.urn, field="outputs")),
        }
        if self.parent:
            entry["parent"] = self.parent
        if self.provider:
            entry["provider"] = self.provider
        entry["external"] = self.external
        entry["dependencies"] = list(self.dependencies)
        entry["propertyDependencies"] = {
            name: list(urns) for name, urns in sorted(self.property_dependencies.items())
        }
        return entry | {name: self.settings[name] for name in sorted(self.settings)}


def _sorted(value: Any) -> Any:
    """Return the value with the names of every object in order: protobuf hands them over in one of its own."""
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def resource_of(entry: Mapping[str, Any]) -> Resource:
    """Return the resource of a state entry. A sealed secret becomes one of an unreadable text."""
    named = {
        *("urn", "type", "custom", "id", "parent", "provider", "external"),
        *("inputs", "outputs", "dependencies", "propertyDependencies"),
    }
    return Resource(
        urn=entry["urn"],
        type=entry["type"],
        custom=bool(entry.get("custom")),
        id=(entry.get("id") or UNKNOWN) if entry.get("custom") else "",
        parent=entry.get("parent") or "",
        provider=entry.get("provider") or "",
        external=bool(entry.get("external")),
        inputs=from_state(entry.get("inputs") or {}),
        outputs=from_state(entry.get("outputs") or {}),
        dependencies=list(entry.get("dependencies") or ()),
        property_dependencies={
            name: list(urns or ()) for name, urns in (entry.get("propertyDependencies") or {}).items()
        },
        settings={
            name: value for name, value in entry.items() if name not in named | FRESH - MARKS and value
        },
    )


def normal(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state entry without what an engine notes of its own run, and with what ours always have."""
    empty = {"inputs": {}, "outputs": {}, "dependencies": [], "propertyDependencies": {}, "external": False}
    kept = {name: value for name, value in entry.items() if name not in FRESH and value is not None}
    return {name: kept.get(name) or value for name, value in empty.items()} | {
        name: value for name, value in kept.items() if name not in empty
    }


def provider_reference(urn: str, identity: str | Unknown) -> str:
    """Return a reference to a provider; one that a preview has not made yet carries Pulumi's sentinel."""
    return f"{urn}::{UNKNOWN_SENTINEL if isinstance(identity, Unknown) else identity}"


def in_order(resources: Iterable[Resource]) -> list[Resource]:
    """Return the resources so that each follows all that it needs, and by URN where that leaves a choice.

    A need that is not among them, or a circle of needs, holds nothing back: the rest follows by URN.
    """
    waiting = {resource.urn: resource for resource in resources}
    needs = {urn: resource.needs() & waiting.keys() for urn, resource in waiting.items()}
    followers: dict[str, list[str]] = {}
    for urn, needed in needs.items():
        for other in needed:
            followers.setdefault(other, []).append(urn)
    ready = [_rank(waiting[urn]) for urn, needed in needs.items() if not needed]
    heapify(ready)
    ordered: list[Resource] = []
    while ready:
        _, urn = heappop(ready)
        ordered.append(waiting.pop(urn))
        for follower in followers.get(urn, ()):
            needs[follower].discard(urn)
            if not needs[follower]:
                heappush(ready, _rank(waiting[follower]))
    return ordered + [waiting[urn] for urn in sorted(waiting)]


def _rank(resource: Resource) -> tuple[bool, str]:
    """Return what decides between resources that could both come next: the stack itself is always the first."""
    return resource.type != STACK_TYPE, resource.urn
