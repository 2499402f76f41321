"""Values while they are being computed: plain Python data, with unknowns and secrets marked.

Three forms of one value exist. The **plain** form is what the simulated clouds compute with: ``None``, ``bool``,
``int``, ``float``, ``str``, ``list`` and ``dict``, plus :data:`UNKNOWN` and :class:`Secret`. The **wire** form is the
protobuf ``Struct`` that the SDKs and the engine exchange. The **state** form is the JSON of ``pulumi stack export``.

Assets and archives stay mappings under their own signature in every form. The signatures and sentinels are those of
``pulumi.runtime.rpc`` (pulumi 3.272) and, for unknowns that are not strings, ``pulumi_policy.proxy`` (1.21).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Final, Self

from google.protobuf.struct_pb2 import ListValue, Struct, Value
from pulumi.runtime import rpc

UNKNOWN_SENTINEL: Final = rpc.UNKNOWN
SIGNATURE: Final = rpc._special_sig_key  # noqa: SLF001 - the SDK names its wire format nowhere in public
ASSET: Final = rpc._special_asset_sig  # noqa: SLF001 - the same
ARCHIVE: Final = rpc._special_archive_sig  # noqa: SLF001 - the same
SECRET: Final = rpc._special_secret_sig  # noqa: SLF001 - the same
RESOURCE: Final = rpc._special_resource_sig  # noqa: SLF001 - the same
OUTPUT_VALUE: Final = rpc._special_output_value_sig  # noqa: SLF001 - the same

SENTINELS: Final = frozenset(
    {
        UNKNOWN_SENTINEL,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
"""Every text by which Pulumi says that a value is not known yet."""

LARGEST_EXACT_INTEGER: Final = 2**53
"""Beyond this a double no longer tells neighbouring integers apart, so it stays a float."""


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


# --- the wire ---------------------------------------------------------------------------------------------------


def from_struct(struct: Struct) -> dict[str, Any]:
    """Return the plain form of what came over the wire.

    Whole numbers become integers, a resource reference its id (the URN for a component), an output value its value,
    and a field set to null is left out, as the engine leaves it out.
    """
    return {
        key: _from_value(value)
        for key, value in struct.fields.items()
        if value.WhichOneof("kind") not in {None, "null_value"}
    }


def _from_value(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value in SENTINELS else value.string_value
        case "number_value":
            return _number(value.number_value)
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_from_value(item) for item in value.list_value.values]
        case "struct_value":
            return _from_signed(from_struct(value.struct_value))
        case _:
            return None


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < LARGEST_EXACT_INTEGER else value


def _from_signed(fields: dict[str, Any]) -> Any:
    match fields.get(SIGNATURE):
        case signature if signature == SECRET:
            return secret(fields.get("value"))
        case signature if signature == OUTPUT_VALUE:
            value = fields.get("value", UNKNOWN)
            return secret(value) if fields.get("secret") else value
        case signature if signature == RESOURCE:
            return (fields["id"] or UNKNOWN) if "id" in fields else fields.get("urn", UNKNOWN)
        case _:
            return fields


def to_struct(values: Mapping[str, Any]) -> Struct:
    """Return the wire form, with secrets in their envelopes and unknowns as the sentinel."""
    struct = Struct()
    for key, value in values.items():
        _into(struct.fields[key], value)
    return struct


def _into(target: Value, value: Any) -> None:
    if value is UNKNOWN:
        target.string_value = UNKNOWN_SENTINEL
    elif isinstance(value, Secret):
        target.struct_value.fields[SIGNATURE].string_value = SECRET
        _into(target.struct_value.fields["value"], value.value)
    elif value is None:
        target.null_value = 0  # type: ignore[assignment]
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, Mapping):
        target.struct_value.CopyFrom(to_struct(value))
    elif isinstance(value, Sequence):
        items = ListValue()
        for item in value:
            _into(items.values.add(), item)
        target.list_value.CopyFrom(items)
    else:
        raise TypeError(f"a {type(value).__name__} has no wire form")


# --- the state --------------------------------------------------------------------------------------------------


def to_state(values: Mapping[str, Any], *, urn: str, field: str) -> dict[str, Any]:
    """Return the JSON state form of a resource's ``inputs`` or ``outputs``.

    A secret becomes Pulumi's envelope. Its ciphertext is a digest of where it stands (URN, field, path) and of nothing
    else, so that the output is the same from run to run and says nothing about the value. A secret that is unknown
    becomes the unknown sentinel.
    """
    path: list[str] = [urn, field]
    return {key: _to_state(value, path, key) for key, value in values.items()}


def _to_state(value: Any, path: list[str], step: str) -> Any:
    if value is UNKNOWN:
        return UNKNOWN_SENTINEL
    if not isinstance(value, Secret | Mapping | list | tuple):
        return value
    path.append(step)
    try:
        if isinstance(value, Secret):
            if reveal(value) is UNKNOWN:
                return UNKNOWN_SENTINEL
            return {SIGNATURE: SECRET, "ciphertext": sha256("\0".join(path).encode()).hexdigest()}
        if isinstance(value, Mapping):
            return {key: _to_state(item, path, key) for key, item in value.items()}
        return [_to_state(item, path, str(index)) for index, item in enumerate(value)]
    finally:
        path.pop()


def from_state(value: Any) -> Any:
    """Return the plain form of a JSON state value.

    A ciphertext cannot be read, so it becomes a secret of an :class:`Unreadable` text. An envelope that carries its
    plaintext (a state exported with ``--show-secrets``) becomes a secret of that.
    """
    if isinstance(value, str):
        return UNKNOWN if value in SENTINELS else value
    if isinstance(value, Mapping):
        if value.get(SIGNATURE) == SECRET:
            return _opened(value)
        return {key: from_state(item) for key, item in value.items()}
    if isinstance(value, list):
        return [from_state(item) for item in value]
    return value


def _opened(envelope: Mapping[str, Any]) -> Secret:
    text = envelope.get("plaintext")
    if isinstance(text, str):
        try:
            return Secret(from_state(json.loads(text)))
        except ValueError:
            return Secret(text)
    digest = sha256(str(envelope.get("ciphertext")).encode()).hexdigest()
    return Secret(Unreadable(f"unreadable-{digest[:48]}"))
