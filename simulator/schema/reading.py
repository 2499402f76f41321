"""Reads a type's declaration from the SDK that is installed.

The SDKs keep a registry of their modules by token (``pulumi.runtime.rpc``). A class's module lists its ``Args`` class in
``__all__``; the ``Args`` class has a getter for each input, whose name on the wire and type hint are read here, and a
constructor whose parameters without a default are the required ones.
"""

import importlib
import inspect
import sys
import types
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

import pulumi
from pulumi.runtime import rpc

from components.foundation.sdk_imports import install
from simulator.schema.declaration import Declaration, Fields, Shape, Sort

install()

PACKAGES = {
    "aws": "pulumi_aws",
    "azure-native": "pulumi_azure_native",
    "cloudflare": "pulumi_cloudflare",
    "gcp": "pulumi_gcp",
    "kubernetes": "pulumi_kubernetes",
    "random": "pulumi_random",
}
"""The Python package of each provider whose SDK this project installs."""

SCALARS: Mapping[Any, Sort] = {str: Sort.TEXT, int: Sort.INTEGER, float: Sort.NUMBER, bool: Sort.BOOLEAN}


@cache
def declaration_of(token: str) -> Declaration | None:
    """Return what the SDK declares of a type, or None if there is no such type."""
    found = class_of(token)
    if found is None:
        return None
    module = sys.modules[found.__module__]
    (args,) = (getattr(module, name) for name in module.__all__ if name.endswith("Args"))
    return Declaration(
        token=token,
        inputs=fields_of(args),
        outputs=_properties(found)[0],
        provider=token.startswith("pulumi:providers:"),
    )


@cache
def class_of(token: str) -> type | None:
    """Return the class of a resource type in its SDK, or None if there is no such type."""
    package, _, rest = token.removeprefix("pulumi:providers:").partition(":")
    importable = PACKAGES.get(package)
    if importable is None:
        return None
    importlib.import_module(importable)
    if token.startswith("pulumi:providers:"):
        provider: type = importlib.import_module(f"{importable}.provider").Provider
        return provider
    key = rpc._module_key(package, rest.rpartition(":")[0])  # noqa: SLF001 - the SDK's registry has no public reader
    for module in rpc._RESOURCE_MODULES.get(key, ()):  # noqa: SLF001 - the same
        described = module.mod_info  # type: ignore[attr-defined]
        name = described["classes"].get(token)
        if name is not None:
            found: type = getattr(importlib.import_module(described["fqn"]), name)
            return found
    return None


@cache
def fields_of(owner: type) -> Fields:
    """Return the inputs that an ``Args`` class declares, or the fields of an output class."""
    shapes, python_names = _properties(owner)
    parameters = inspect.signature(owner.__init__).parameters  # type: ignore[misc]
    wire_names = {python: wire for wire, python in python_names.items()}
    required = frozenset(
        wire_names[name]
        for name, parameter in parameters.items()
        if parameter.default is inspect.Parameter.empty and name in wire_names
    )
    return Fields(shapes, required, python_names)


def _properties(owner: type) -> tuple[dict[str, Shape], dict[str, str]]:
    """Return the shape and the Python name of each getter of a generated class, by wire name."""
    shapes, python_names = {}, {}
    for name, member in vars(owner).items():
        getter = member.fget if isinstance(member, property) else None
        if getter is None:
            continue
        wire = getattr(getter, "_pulumi_name", name)
        # Locals of its own: typing shares one `Sequence["ParameterGroupParameterArgs"]` between all modules that write it,
        # and keeps what the name first meant, unless the two scopes differ
        hints = typing.get_type_hints(getter, _namespace(getter), {})
        shapes[wire] = _shape(hints.get("return", Any))
        python_names[wire] = name
    return shapes, python_names


def _namespace(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the names of a getter's module, and those by which ``pulumi.Input`` refers to an ``Output[T]``."""
    return {**vars(sys.modules[function.__module__]), "Output": pulumi.Output, "T": Any}


@cache
def _shape(hint: Any) -> Shape:  # noqa: PLR0911 - one return for each sort of hint
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return _union(arguments)
    if origin is pulumi.Output:
        return _shape(arguments[0])
    if origin is Literal:
        return Shape(Sort.ENUM, choices=arguments)
    if hint in SCALARS:
        return Shape(SCALARS[hint])
    if inspect.isclass(origin) and issubclass(origin, Mapping):
        return Shape(Sort.MAP, item=_shape(arguments[1]) if len(arguments) > 1 else None)
    if inspect.isclass(origin) and issubclass(origin, Sequence):
        return Shape(Sort.LIST, item=_shape(arguments[0]))
    if inspect.isclass(hint):
        return _class_shape(hint)
    return Shape(Sort.ANY)


def _class_shape(hint: type) -> Shape:
    if issubclass(hint, pulumi.Asset | pulumi.Archive):
        return Shape(Sort.ASSET)
    if issubclass(hint, Enum):
        return Shape(Sort.ENUM, choices=tuple(member.value for member in hint))
    if issubclass(hint, Mapping):
        return Shape(Sort.MAP)
    if hasattr(hint, "__init__") and any(isinstance(member, property) for member in vars(hint).values()):
        return Shape(Sort.OBJECT, reference=hint)
    return Shape(Sort.ANY)


def _union(arguments: tuple[Any, ...]) -> Shape:
    """Return the shape of a union: an ``Input[T]`` is a T, an optional T is a T, and T or an enum of T is open."""
    members: list[Shape] = []
    for argument in arguments:
        if (
            argument is type(None)
            or get_origin(argument) in {pulumi.Output, Awaitable}
            or _is_awaitable(argument)
        ):
            continue
        if typing.is_typeddict(argument):
            continue
        shape = _shape(argument)
        for member in shape.members if shape.sort is Sort.UNION else (shape,):
            if member not in members or member.sort is Sort.OBJECT:
                members.append(member)
    scalars = {member.sort for member in members} & set(SCALARS.values())
    if scalars:
        members = [member for member in members if member.sort is not Sort.ENUM]
    members = list(
        {(member.sort, member.item, member.reference, member.choices): member for member in members}.values()
    )
    if len(members) == 1:
        return members[0]
    return Shape(Sort.UNION, members=tuple(members)) if members else Shape(Sort.ANY)


def _is_awaitable(argument: Any) -> bool:
    origin = get_origin(argument)
    return inspect.isclass(origin) and origin is Awaitable
