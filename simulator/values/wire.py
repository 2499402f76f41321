"""The wire form of values: the protobuf ``Struct`` that the SDKs and the engine exchange."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from google.protobuf.struct_pb2 import ListValue, Struct, Value

from simulator.values.marks import UNKNOWN, Secret, secret
from simulator.values.signatures import OUTPUT_VALUE, RESOURCE, SECRET, SENTINELS, SIGNATURE, UNKNOWN_SENTINEL

LARGEST_EXACT_INTEGER: Final = 2**53
"""Beyond this a double no longer tells neighbouring integers apart, so it stays a float."""


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
