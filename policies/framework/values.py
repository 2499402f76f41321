"""Reading a resource's properties while telling known, absent and unknown apart.

During a preview a property may hold one of seven sentinels instead of a value, and a secret is sealed in
an envelope. A rule never meets either: it reads a :class:`Value` and asks it for a :class:`Fact`, which
is yes, no, or undecided with the paths that are to blame.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from policies.framework.facts import NO, YES, Fact, some, undecided

UNKNOWN_SENTINELS: Final = frozenset({
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # string
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
    "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
    "e48ece36-62e2-4504-bad9-02848725956a",  # archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
})  # fmt: skip
"""What Pulumi writes where a value is not known yet (pulumi_policy.proxy, protocol of the engine)."""

UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The sentinel that the engine itself uses for every kind of value."""

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of Pulumi's wire format, not a secret

Path = tuple[str | int, ...]
Defaults = Mapping[tuple[str, ...], Any]


class _Hole:
    """A place where there is nothing to read, and why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


ABSENT: Final = _Hole("absent")
UNKNOWN: Final = _Hole("not known before deployment")
SECRET: Final = _Hole("a secret")
UNREADABLE: Final = _Hole("not a JSON document")


def _normal(raw: Any) -> Any:
    if raw is None:
        return ABSENT
    if isinstance(raw, str):
        return UNKNOWN if raw in UNKNOWN_SENTINELS else raw
    if isinstance(raw, dict) and raw.get(SIGNATURE) == SECRET_SIGNATURE:
        return SECRET
    return raw


class Value:
    """One property, or a place where one could be."""

    __slots__ = ("_defaults", "_inside", "_raw", "path")

    def __init__(
        self, raw: Any, path: Path = (), defaults: Defaults | None = None, *, inside: bool = False
    ) -> None:
        self.path = path
        self._defaults = defaults
        self._inside = inside
        self._raw = _normal(raw)
        if self._raw is ABSENT and defaults:
            self._raw = _normal(defaults.get(tuple(part for part in path if isinstance(part, str))))

    def __getitem__(self, key: str | int) -> "Value":
        """Return the member ``key``: absent if this holds none, undecided if this is."""
        raw = self._raw
        if isinstance(raw, _Hole) and raw is not ABSENT:
            return self if self._inside else self._member_of_unknown()
        member: Any = None
        if isinstance(raw, dict):
            member = raw.get(key)
        elif isinstance(raw, list) and isinstance(key, int) and -len(raw) <= key < len(raw):
            member = raw[key]
        return Value(member, (*self.path, key), self._defaults)

    def _member_of_unknown(self) -> "Value":
        """Return something inside this: blamed on this, and perhaps not even there."""
        member = Value(UNKNOWN_TEXT, self.path, inside=True)
        member._raw = self._raw
        return member

    def at(self, *keys: str | int) -> "Value":
        """Return the member at the end of a path of keys."""
        value = self
        for key in keys:
            value = value[key]
        return value

    @property
    def where(self) -> str:
        """The path in the way Pulumi writes it: ``vpcConfig.subnetIds[0]``."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
        return text

    @property
    def known(self) -> bool:
        """Whether there is a value and it can be read."""
        return not isinstance(self._raw, _Hole)

    @property
    def absent(self) -> bool:
        """Whether there is no value and the provider's default is not recorded either."""
        return self._raw is ABSENT

    @property
    def unknown(self) -> bool:
        """Whether there is a value that cannot be read: not known yet, secret, or no JSON."""
        return isinstance(self._raw, _Hole) and self._raw is not ABSENT

    @property
    def raw(self) -> Any:
        """The value itself; only for :attr:`known` values, and never for a message.

        :raises LookupError: if there is nothing to read.
        """
        if isinstance(self._raw, _Hole):
            raise LookupError(f"{self.where} is {self._raw.reason}")  # noqa: TRY004 - nothing is there to have a type
        return self._raw

    def undecided(self) -> Fact:
        """Return the fact that nothing can be said here, naming this place."""
        return undecided(self.where)

    def test(self, predicate: Callable[[Any], bool], *, absent: bool = False) -> Fact:
        """Return whether ``predicate`` holds for the value; ``absent`` is the answer where there is none."""
        if self.unknown:
            return self.undecided()
        if self.absent:
            return YES if absent else NO
        return YES if predicate(self._raw) else NO

    def given(self, *nothing: Any) -> Fact:
        """Return whether something is wired here; an unknown or secret counts, an empty value does not.

        What lies inside an unknown is undecided: nobody knows yet whether it is there.

        :param nothing: further values that count as none, such as the name of a default.
        """
        if self.unknown:
            return self.undecided() if self._inside else YES
        return YES if self.known and self._raw not in ("", [], {}, *nothing) else NO

    def equals(self, *allowed: Any) -> Fact:
        """Return whether the value is one of ``allowed``; booleans may also be written as text."""
        wanted = [_comparable(value) for value in allowed]
        return self.test(lambda raw: _comparable(raw) in wanted)

    def is_true(self) -> Fact:
        """Return whether the value is true, or the text "true"."""
        return self.equals(True)

    def is_false(self) -> Fact:
        """Return whether the value is false or absent without a recorded default."""
        return ~self.is_true()

    def at_least(self, bound: float) -> Fact:
        """Return whether the value is a number (or the text of one) not below ``bound``."""
        return self.test(lambda raw: (number := _number(raw)) is not None and number >= bound)

    def at_most(self, bound: float) -> Fact:
        """Return whether the value is a number (or the text of one) not above ``bound``."""
        return self.test(lambda raw: (number := _number(raw)) is not None and number <= bound)

    def contains(self, member: Any) -> Fact:
        """Return whether a list, or a single value standing for one, holds ``member``."""
        return some(item.equals(member) for item in self.items())

    def items(self) -> Iterator["Value"]:
        """Yield the members of a list; a single value stands for a list of one, an undecided one for itself."""
        if self.absent:
            return
        if not isinstance(self._raw, list):
            yield self
            return
        for position, member in enumerate(self._raw):
            yield Value(member, (*self.path, position), self._defaults)

    def entries(self) -> Iterator[tuple[str, "Value"]]:
        """Yield keys and members of a known mapping, in the order of the keys; nothing otherwise."""
        if isinstance(self._raw, dict):
            for key in sorted(self._raw):
                yield key, Value(self._raw[key], (*self.path, key), self._defaults)

    def within(self) -> Iterator["Value"]:
        """Yield the value and all that it holds, however deep; an undecided part stands for itself."""
        yield self
        if isinstance(self._raw, dict | list):
            members = self.items() if isinstance(self._raw, list) else (one for _, one in self.entries())
            for member in members:
                yield from member.within()

    def readable(self) -> Fact:
        """Return whether what :meth:`document` returned could be read as one; an absent document is none."""
        if self._raw is UNREADABLE:
            return NO
        return self.undecided() if self.unknown else YES

    def document(self) -> "Value":
        """Return the JSON document that the value holds as text or already as a mapping."""
        if not isinstance(self._raw, str):
            return self
        try:
            parsed = json.loads(self._raw)
        except (ValueError, RecursionError):  # of brackets without an end
            parsed = None
        document = Value(parsed, self.path)
        if not isinstance(parsed, dict | list):
            document._raw = UNREADABLE
        return document


def _comparable(raw: Any) -> Any:
    if isinstance(raw, str) and raw.lower() in {"true", "false"}:
        return ("boolean", raw.lower() == "true")
    if isinstance(raw, bool):
        return ("boolean", raw)
    return raw


def _number(raw: Any) -> float | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return float(raw)
    try:
        return float(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def holds_unknown(raw: Any) -> bool:
    """Return whether a tree of plain values has an unknown anywhere in it."""
    if isinstance(raw, str):
        return raw in UNKNOWN_SENTINELS
    members: Iterable[Any] = ()
    if isinstance(raw, Mapping):
        members = raw.values()
    elif isinstance(raw, Sequence):
        members = raw
    return any(holds_unknown(member) for member in members)
