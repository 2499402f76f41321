"""A whole stack as stack rules see it: every resource by type and URN, and who refers to whom.

An id is not known during a preview, but the edge that carries it is. Relations are therefore read from
``propertyDependencies`` first, and from equal known values where the program wrote them literally.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from policies.framework.facts import NO, YES, Fact, fact, some, undecided
from policies.framework.resources import Entry, Resource
from policies.framework.values import Value

STACK_TYPE = "pulumi:pulumi:Stack"


def alike(one: Value, other: Value) -> Fact:
    """Return whether two places hold the same, which they do too where both are left out."""
    for value in (one, other):
        if value.unknown:
            return value.undecided()
    return fact((one.raw if one.known else None) == (other.raw if other.known else None))


class Stack:
    """An index over the entries of one stack, built once in linear time; every answer is in URN order."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: Sequence[Entry] = sorted(entries, key=lambda entry: str(entry["urn"]))
        self.resources: Sequence[Resource] = [Resource(entry, deployed=True) for entry in self.entries]
        self._without_edges: dict[tuple[str, tuple[str, ...]], Sequence[Resource]] = {}
        self._by_urn = {resource.urn: resource for resource in self.resources}

    @cached_property
    def _by_type(self) -> Mapping[str, Sequence[Resource]]:
        groups: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            groups[resource.type].append(resource)
        return groups

    @cached_property
    def _referrers(self) -> Mapping[str, Sequence[tuple[str, Resource]]]:
        found: dict[str, list[tuple[str, Resource]]] = defaultdict(list)
        for resource in self.resources:
            for key, urns in (resource.entry.get("propertyDependencies") or {}).items():
                for urn in dict.fromkeys(urns or ()):
                    found[urn].append((key, resource))
        return found

    @cached_property
    def urn(self) -> str:
        """The URN of the stack itself, which findings without a resource of their own are filed under."""
        roots = self._by_type.get(STACK_TYPE)
        return roots[0].urn if roots else ""

    def of(self, *types: str) -> Sequence[Resource]:
        """Return the resources of these types."""
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        found = [resource for kind in types for resource in self._by_type.get(kind, ())]
        return sorted(found, key=lambda resource: resource.urn)

    def at(self, urn: str) -> Resource | None:
        """Return the resource with this URN, if the stack has it."""
        return self._by_urn.get(urn)

    def referrers(self, target: Resource, *types: str, by: str | None = None) -> Sequence[Resource]:
        """Return the resources of ``types`` (any, if none is given) that use an output of ``target``.

        :param by: only those that use it in this top-level property.
        """
        found = {
            resource.urn: resource
            for key, resource in self._referrers.get(target.urn, ())
            if (not types or resource.type in types) and (by is None or key == by)
        }
        return list(found.values())

    def naming(
        self, key: str, target: Resource, *types: str, identities: Sequence[str] = ()
    ) -> Iterator[tuple[Resource, Fact]]:
        """Yield the resources of ``types`` that may name ``target`` in ``key``, each with whether it does.

        Those whose edges lead elsewhere are left out without being looked at, so that a large stack takes no longer.
        """
        for resource in (*self.referrers(target, *types, by=key), *self._loose(key, types)):
            yield resource, self.refers(resource, key, target, *identities)

    def _loose(self, key: str, types: tuple[str, ...]) -> Sequence[Resource]:
        if (key, types) not in self._without_edges:
            self._without_edges[key, types] = [one for one in self.of(*types) if not one.edges(key)]
        return self._without_edges[key, types]

    def targets(self, source: Resource, key: str, *types: str) -> Sequence[Resource]:
        """Return the resources of ``types`` whose outputs went into the property ``key`` of ``source``."""
        found = (self.at(urn) for urn in source.edges(key))
        return [one for one in found if one is not None and (not types or one.type in types)]

    def refers(self, source: Resource, key: str, target: Resource, *identities: str) -> Fact:
        """Return whether the property ``key`` of ``source`` names ``target``.

        :param identities: the properties of ``target`` that may be named, such as ``arn``; its id always may.
        """
        edges = source.edges(key)
        if target.urn in edges:
            return YES
        if edges and source[key].unknown:
            return NO
        return some(self._same(value, target, identities) for value in source[key].items())

    def _same(self, value: Value, target: Resource, identities: Sequence[str]) -> Fact:
        if value.absent:
            return NO
        names = [Value(target.entry.get("id"), ("id",)), *(target[identity] for identity in identities)]
        if value.unknown:
            return undecided(value.where)
        return some(name.equals(value.raw) for name in names if name.known)
