"""Which keys are known at a place of the settings tree, and what is said of those that are refused there."""

from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from components.foundation.spec import Spec
from stacks.settings.faults import Path


def fields_at(root: type[BaseModel], path: Path) -> dict[str, FieldInfo]:
    """Return the fields of the model that stands at ``path``; none where there is no model."""
    return {name: info for model in _models_at(root, path) for name, info in model.model_fields.items()}


def refused_at(root: type[BaseModel], path: Path) -> dict[str, str]:
    """Return the keys that the model at ``path`` refuses with a reason of its own, and what it says of each."""
    specs = (model for model in _models_at(root, path) if issubclass(model, Spec))
    return {key: reason for spec in specs for key, reason in spec.refused_keys.items()}


def _models_at(root: type[BaseModel], path: Path) -> list[type[BaseModel]]:
    kinds: list[Any] = [root]
    for part in path:
        kinds = [below for kind in kinds for below in _below(kind, part)]
    return [model for kind in kinds for model in _models(kind)]


def _below(kind: Any, part: str | int) -> list[Any]:
    if origin := get_origin(kind):
        if origin in (Union, UnionType):
            return [below for option in get_args(kind) for below in _below(option, part)]
        if origin is dict:
            return [get_args(kind)[1]] if isinstance(part, str) else []
        if origin in (list, tuple):
            return [get_args(kind)[0]] if isinstance(part, int) else []
        return _below(get_args(kind)[0], part)  # Annotated and the like
    if isinstance(kind, type) and issubclass(kind, BaseModel) and part in kind.model_fields:
        return [kind.model_fields[str(part)].annotation]
    return []


def _models(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type):
        return [kind] if issubclass(kind, BaseModel) else []
    if get_origin(kind) in (dict, list, tuple):
        return []
    return [model for option in get_args(kind) for model in _models(option)]
