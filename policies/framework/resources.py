"""A resource as a rule sees it: an entry of Pulumi's state whose properties are read safely."""

from collections.abc import Mapping, Sequence
from typing import Any

from policies.framework.defaults import defaults_of
from policies.framework.values import UNKNOWN_SENTINELS, Value

Entry = Mapping[str, Any]
"""A state entry, in the shape of ``deployment.resources[]`` of ``pulumi stack export``."""


class Resource:
    """One resource; ``resource["storageEncrypted"]`` reads a property.

    A resource rule reads the inputs. A stack rule reads the outputs and, for what those lack or do not
    know yet, the inputs.
    """

    __slots__ = ("_defaults", "_properties", "entry", "type", "urn")

    def __init__(self, entry: Entry, *, deployed: bool = False) -> None:
        self.entry = entry
        self.urn: str = entry["urn"]
        self.type: str = entry["type"]
        inputs: dict[str, Any] = entry.get("inputs") or {}
        self._defaults = defaults_of(self.type, inputs)
        self._properties = _overlaid(inputs, entry.get("outputs") or {}) if deployed else inputs

    def __getitem__(self, key: str) -> Value:
        return Value(self._properties.get(key), (key,), self._defaults)

    def at(self, *keys: str | int) -> Value:
        """Return the property at the end of a path of keys."""
        first, *rest = keys
        return self[str(first)].at(*rest)

    @property
    def properties(self) -> Value:
        """All properties at once."""
        return Value(self._properties, (), self._defaults)

    @property
    def name(self) -> str:
        """The last part of the URN."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def protected(self) -> bool:
        """Whether Pulumi itself refuses to delete the resource."""
        return bool(self.entry.get("protect"))

    @property
    def parent(self) -> str:
        """The URN of the parent, empty at the root."""
        return str(self.entry.get("parent") or "")

    def edges(self, key: str) -> Sequence[str]:
        """Return the URNs of the resources whose outputs went into the top-level property ``key``."""
        edges: Mapping[str, Sequence[str] | None] = self.entry.get("propertyDependencies") or {}
        return edges.get(key) or ()

    def __repr__(self) -> str:
        return f"Resource({self.urn!r})"


def _overlaid(inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs over the inputs, without those that are not known yet.

    An output that was not asked for and is not known, such as the inline rules that a provider reads back,
    says nothing: the property counts as left out.
    """
    known = {
        key: value
        for key, value in outputs.items()
        if value is not None and not (isinstance(value, str) and value in UNKNOWN_SENTINELS)
    }
    return {**inputs, **known}
