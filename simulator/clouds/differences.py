"""What changed between two sets of checked inputs, and what of it cannot change in place."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from simulator.clouds import inheritance
from simulator.clouds.answers import Difference
from simulator.clouds.azure.inherited import CREATE_FIRST, location_of
from simulator.clouds.catalogue import kind_of
from simulator.clouds.gcp.inherited import PLACES
from simulator.clouds.kind import Always, Kind
from simulator.clouds.refusals import Given
from simulator.clouds.replacement import replacing
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN, Unreadable, reveal

INDEX: Final = re.compile(r"\[\d+\]")
PLAIN_STEP: Final = re.compile(r"[A-Za-z_][\w-]*")
STATE_ONLY: Final = frozenset(
    {"__defaults", "__autonamed", "__initialApiVersion", "__fieldManager", "__inputs", CREATE_FIRST}
)
"""What providers note among the inputs for themselves; a program never wrote it."""


def diff(
    token: str,
    old_inputs: Mapping[str, Any],
    old_outputs: Mapping[str, Any],
    new_inputs: Mapping[str, Any],
    ignore: Sequence[str],
    scope: Scope,
) -> Difference:
    """See :func:`simulator.clouds.diff`."""
    kind = kind_of(token)
    forcing = forcing_paths(token, old_inputs, new_inputs, scope)
    compared = _Comparison(token, kind, forcing)
    moved = inheritance.moved(token, old_outputs, new_inputs, scope)
    changed = sorted(
        path
        for path in (
            *compared.objects(old_inputs, new_inputs, "", top=True),
            *(path for name, (was, now) in moved.items() for path in compared.values(was, now, name)),
        )
        if not (
            (path not in moved and _computed(kind, path, new_inputs, old_outputs))
            or inheritance.stays(token, path, old_outputs, new_inputs, scope)
            or any(_covers(skip, path) for skip in ignore)
        )
    )
    forced = tuple(path for path in changed if _forces((*forcing, *moved.keys() & PLACES), path))
    delete_first = kind is not None and (kind.delete_first or _alone(kind, old_inputs, new_inputs))
    return Difference(tuple(changed), forced, delete_first=bool(forced) and delete_first)


def forcing_paths(
    token: str, old_inputs: Mapping[str, Any], new_inputs: Mapping[str, Any], scope: Scope
) -> tuple[str, ...]:
    """Return the paths whose change forces a replacement."""
    kind = kind_of(token)
    tabled = (*replacing(token), "region") if token.startswith("aws:") else replacing(token)
    if kind is None or kind.forcing is None:
        return tabled
    return (*tabled, *kind.forcing(old_inputs, new_inputs, scope))


def _alone(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Say whether the old one must go first: a resource of Azure, or an object of Kubernetes, that the program named.

    Sources: pulumi-azure-native ``provider/pkg/provider/provider.go`` (Diff, deleteBeforeReplace); pulumi-kubernetes
    ``provider/pkg/provider/provider.go`` (the same).
    """
    if kind.token.startswith("azure-native:"):
        return reveal(old.get(CREATE_FIRST)) is not True
    before, after = Given(old), Given(new)
    names = ("metadata.name", "metadata.namespace")
    generated = after.known("metadata.annotations") or {}
    return (
        kind.token.startswith("kubernetes:")
        and "pulumi.com/autonamed" not in generated
        and all(before.known(path) == after.known(path) for path in names)
    )


def _computed(kind: Kind | None, path: str, new: Mapping[str, Any], old_outputs: Mapping[str, Any]) -> bool:
    """Say whether the program merely stopped setting what the cloud computes, which changes nothing."""
    if kind is None or path not in kind.outputs or new.get(path) is not None or old_outputs.get(path) is None:
        return False
    fact = kind.outputs[path]
    return old_outputs[path] == fact if path in kind.early else not isinstance(fact, Always)


def _forces(forcing: Sequence[str], path: str) -> bool:
    bare = INDEX.sub("", path)
    return any(bare == force or bare.startswith((f"{force}.", f"{force}[")) for force in forcing)


def _covers(skip: str, path: str) -> bool:
    """Say whether a path of ``ignoreChanges`` covers a changed path; ``*`` is any step."""
    if skip == "*":
        return True
    pattern = re.escape(skip).replace(r"\[\*\]", r"\[\d+\]").replace(r"\*", r"[^.\[]+")
    return re.match(rf"{pattern}(?:$|[.\[])", path) is not None


class _Comparison:
    """Walks two values side by side and yields the paths at which they differ."""

    def __init__(self, token: str, kind: Kind | None, forcing: Sequence[str]) -> None:
        self.ordered = kind.ordered if kind is not None else frozenset()
        self.unordered = kind.unordered if kind is not None else frozenset()
        self.positional = not token.startswith("aws:")
        self.azure = token.startswith("azure-native:")
        self.beneath = tuple(forcing)

    def objects(
        self, old: Mapping[str, Any], new: Mapping[str, Any], path: str, *, top: bool = False
    ) -> Iterator[str]:
        for name in dict.fromkeys((*old, *new)):
            if not (top and name in STATE_ONLY):
                yield from self.values(old.get(name), new.get(name), _join(path, name))

    def values(self, old: Any, new: Any, path: str) -> Iterator[str]:
        old, new = reveal(old), reveal(new)
        if isinstance(old, Unreadable) and new is not UNKNOWN and new is not None:
            return
        if old is new or (
            _scalar(old) and _scalar(new) and old == new and isinstance(old, bool) == isinstance(new, bool)
        ):
            return
        if old is UNKNOWN or new is UNKNOWN:
            yield path
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self.objects(old, new, path)
        elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
            yield from self.lists(old, new, path)
        elif isinstance(old, str) and isinstance(new, str) and self.alike(old, new, path):
            return
        elif self.expands(old, new, path):
            yield from self.objects(old or {}, new or {}, path)
        elif not (_empty(old) and _empty(new)):
            yield path

    def alike(self, old: str, new: str, path: str) -> bool:
        """Say whether two texts mean the same: the same document, or the same location of Azure."""
        if self.azure and path == "location":
            return location_of(old) == location_of(new)
        return _same_document(old, new)

    def expands(self, old: Any, new: Any, path: str) -> bool:
        """Say whether an object that came or went is told field by field, because a field of it forces a replacement."""
        one = old if new is None else new if old is None else None
        bare = INDEX.sub("", path)
        return isinstance(one, Mapping) and any(force.startswith(f"{bare}.") for force in self.beneath)

    def lists(self, old: Sequence[Any], new: Sequence[Any], path: str) -> Iterator[str]:
        before, after = list(enumerate(old)), list(enumerate(new))
        bare = INDEX.sub("", path)
        if bare in self.unordered if self.positional else bare not in self.ordered:
            before, after = _without_shared(before, after)
        for was, now in zip_longest(before, after):
            index = now[0] if now is not None else was[0] if was is not None else 0
            yield from self.values(was and was[1], now and now[1], f"{path}[{index}]")


Numbered: TypeAlias = list[tuple[int, Any]]


def _without_shared(old: Numbered, new: Numbered) -> tuple[Numbered, Numbered]:
    """Return two sets' own items, whose order says nothing."""
    left, fresh = [(_key(item), index, item) for index, item in old], []
    for index, item in new:
        key = _key(item)
        shared = next((place for place, (other, _, _) in enumerate(left) if other == key), None)
        if shared is None:
            fresh.append((index, item))
        else:
            del left[shared]
    return [(index, item) for _, index, item in left], fresh


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=lambda item: repr(reveal(item)))


def _scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _same_document(old: str, new: str) -> bool:
    """Say whether two texts are the same JSON object, which the providers compare as objects."""
    if not (old.lstrip()[:1] == "{" == new.lstrip()[:1]):
        return False
    try:
        same: bool = json.loads(old) == json.loads(new)
    except ValueError:
        return False
    return same


def _join(path: str, name: str) -> str:
    if not PLAIN_STEP.fullmatch(name):
        return f'{path}["{name}"]'
    return f"{path}.{name}" if path else name
