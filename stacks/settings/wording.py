"""Turns what the validation library says into what a person can act on."""

from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from stacks.settings.faults import Path

KINDS = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text (put it in quotes)",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of names to values",
    "model_attributes_type": "a mapping of names to values",
    "list_type": "a list",
    "tuple_type": "a list",
    "ip_v4_network": "an IPv4 range such as 10.0.0.0/16, written with its first address",
}


def sentence(root: type[BaseModel], error: ErrorDetails) -> str:
    """Return the fault and the way out for one error of a validation of ``root``."""
    path: Path = error["loc"]
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(root, path)
    if kind == "missing":
        return _missing_key(root, path)
    if kind in KINDS:
        return f"should be {KINDS[kind]}"
    if kind == "literal_error":
        return f"should be one of {context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"does not have the form {context['pattern']}"
    return error["msg"].removeprefix("Value error, ")


def _unknown_key(root: type[BaseModel], path: Path) -> str:
    known = sorted(_model_at(root, path[:-1]))
    near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    if near:
        return f"is not a known key; did you mean {near[0]}?"
    return (
        f"is not a known key; known here are {', '.join(known)}"
        if known
        else "is not a known key; take it out"
    )


def _missing_key(root: type[BaseModel], path: Path) -> str:
    field = _model_at(root, path[:-1]).get(str(path[-1]))
    purpose = getattr(field, "description", None)
    return f"is missing; add it: {purpose}" if purpose else "is missing; add it"


def _model_at(root: type[BaseModel], path: Path) -> dict[str, Any]:
    """Return the fields of the model that stands at ``path``; none where there is no model."""
    kinds: list[Any] = [root]
    for part in path:
        kinds = [below for kind in kinds for below in _below(kind, part)]
    models = [model for kind in kinds for model in _models(kind)]
    return {name: field for model in models for name, field in model.model_fields.items()}


def _below(kind: Any, part: str | int) -> list[Any]:
    if origin := get_origin(kind):
        if origin in (Union, UnionType):
            return [below for option in get_args(kind) for below in _below(option, part)]
        if origin in (dict, list, tuple):
            return [get_args(kind)[-1] if origin is dict else get_args(kind)[0]]
        return _below(get_args(kind)[0], part)  # Annotated and the like
    if isinstance(kind, type) and issubclass(kind, BaseModel) and str(part) in kind.model_fields:
        return [kind.model_fields[str(part)].annotation]
    # An error inside a union names the member that was tried; that step goes down no key.
    return [kind] if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__name__ == part else []


def _models(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type):
        return [kind] if issubclass(kind, BaseModel) else []
    return [model for option in get_args(kind) for model in _models(option)]
