"""The plain form of values, which the simulated clouds compute with, and questions about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self


class Unknown:
    """The type of :data:`UNKNOWN`, of which there is one: a value that only a deployment would know."""

    __slots__ = ()
    _only: ClassVar["Unknown | None"] = None

    def __new__(cls) -> "Unknown":  # noqa: PYI034 - it is a singleton, so no subclass of it can be made
        """Return the one unknown."""
        if Unknown._only is None:
            Unknown._only = super().__new__(cls)
        return Unknown._only

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[type["Unknown"], tuple[()]]:
        return (Unknown, ())


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that must not be shown: its text form hides it."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(...)"


class Unreadable(str):
    """The stand-in of a secret whose ciphertext cannot be read: known to be there, and equal only to itself."""

    __slots__ = ()


def secret(value: Any) -> Secret:
    """Return ``value`` as a secret, once."""
    return value if isinstance(value, Secret) else Secret(value)


def reveal(value: Any) -> Any:
    """Return what stands inside a secret, or the value itself."""
    while isinstance(value, Secret):
        value = value.value
    return value


def plain(value: Any) -> Any:
    """Return the value with every secret inside it opened. For judging only: the result must not be shown."""
    value = reveal(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def holds_unknown(value: Any) -> bool:
    """Say whether the value, or anything inside it, is unknown."""
    return any(leaf is UNKNOWN for leaf in _leaves(value))


def holds_secret(value: Any) -> bool:
    """Say whether the value, or anything inside it, is secret."""
    if isinstance(value, Secret):
        return True
    if isinstance(value, Mapping):
        return any(holds_secret(item) for item in value.values())
    return isinstance(value, list | tuple) and any(holds_secret(item) for item in value)


def secret_leaves(value: Any) -> Iterator[Any]:
    """Yield every known value that stands inside a secret, taken apart to the last."""
    if isinstance(value, Secret):
        yield from (leaf for leaf in _leaves(value) if leaf is not UNKNOWN and leaf is not None)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from secret_leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from secret_leaves(item)


def _leaves(value: Any) -> Iterator[Any]:
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, Secret):
            pending.append(value.value)
        elif isinstance(value, Mapping):
            pending.extend(value.values())
        elif isinstance(value, list | tuple):
            pending.extend(value)
        else:
            yield value
