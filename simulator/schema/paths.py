"""Judges the property paths of resource options such as ``ignoreChanges``."""

import re
from collections.abc import Mapping
from typing import Final

from simulator.schema.declaration import Fields, Shape, Sort
from simulator.schema.judgement import Fault, nearest
from simulator.schema.reading import declaration_of

CUSTOM: Final = re.compile(r"kubernetes:[^:/]+\.[^:/]+/[^:]+:[^:]+$")
"""A kind of a group that has a domain, as custom resource definitions have it."""

STEP: Final = re.compile(r"""\.?([^.\[\]"]+)|\[(\d+|\*)\]|\["([^"]*)"\]""")


def judge_path(token: str, path: str) -> list[Fault]:
    """Return why a path would match nothing.

    The Python SDK translates ``snake_case`` only where the whole path is one top-level name (pulumi 3.272,
    ``runtime/resource.py``); anywhere else a Python name reaches the engine as it is, matches nothing, and nobody is told.
    """
    declared = declaration_of(token)
    if declared is None:
        # A custom resource is whatever its definition says, in the cluster.
        return [] if CUSTOM.match(token) else [Fault(path, f"the SDK declares no type {token}")]
    if path == "*" or path in declared.inputs.python_names.values():
        return []
    steps = [match.group(1) or match.group(3) or match.group(2) for match in STEP.finditer(path)]
    if not steps:
        return [Fault(path, f"{path!r} is not a property path")]
    shape: Shape | None = None
    for position, step in enumerate(steps):
        fields = declared.inputs if position == 0 else _fields(shape)
        if fields is None:
            shape = shape.item if shape is not None else None
            continue
        known = fields.shapes
        if position == 0 and step not in known and step in declared.outputs:
            return []
        if step not in known:
            return [_unmatched(token, path, step, known, fields.python_names)]
        shape = known[step]
    return []


def _fields(shape: Shape | None) -> Fields | None:
    return shape.fields if shape is not None and shape.sort is Sort.OBJECT else None


def _unmatched(
    token: str, path: str, step: str, known: Mapping[str, Shape], python_names: Mapping[str, str]
) -> Fault:
    if step in python_names.values():
        right = re.sub(r"_([a-z0-9])", lambda found: found.group(1).upper(), path)
        return Fault(path, f"{path} matches nothing, because a nested path is not translated: write {right}")
    return Fault(path, f"{path} matches nothing: {token} has no property {step}{nearest(step, known)}")
