"""From a stack file to checked settings, with every fault of the file at once."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, get_args

import pulumi
from pydantic import ValidationError

from components.foundation.labels import Environment
from stacks.settings import addresses, floor, plaintext
from stacks.settings.document import KEY, StackFile, file_name, read, stack_names
from stacks.settings.faults import Fault, SettingsError
from stacks.settings.model import Settings
from stacks.settings.wording import sentence


def load(project: FilePath, stack: str) -> Settings:
    """Read and check the settings of a stack from its file.

    :raises SettingsError: naming every fault with its file, line, path, cause and way out.
    """
    return _checked(_existing(project, stack), _others(project, stack))


def load_running() -> Settings:
    """Return the settings of the stack that is being deployed, as Pulumi hands them over.

    :raises SettingsError: as :func:`load` does.
    """
    stack, project = pulumi.get_stack(), FilePath.cwd()
    text = pulumi.Config("platform").get("settings")
    name = file_name(stack)
    if text is None:
        raise SettingsError(
            [Fault(name, 0, KEY, "is missing; copy the tree from another stack's file and adapt it")]
        )
    handed_over = json.loads(text)
    try:
        file = read(project, stack)
    except SettingsError:  # `--config-file` names another place; there are no lines to point at then
        file = StackFile(stack, name, None, {})
    if file.settings != handed_over:
        file = StackFile(stack, name, None, {"config": {KEY: handed_over}})
    return _checked(file, _others(project, stack))


def _existing(project: FilePath, stack: str) -> StackFile:
    known = stack_names(project)
    if stack in known:
        return read(project, stack)
    near = get_close_matches(stack, known, n=1, cutoff=0.4)
    hint = f"; did you mean {near[0]}?" if near else ""
    there = (
        f"there are {', '.join(known)}"
        if known
        else "this folder has no stack files; run it in the repository"
    )
    raise SettingsError(
        [Fault(file_name(stack), 0, "", f"does not exist, so there is no stack {stack!r}: {there}{hint}")]
    )


def _others(project: FilePath, stack: str) -> list[StackFile]:
    others = []
    for name in stack_names(project):
        if name != stack:
            try:
                others.append(read(project, name))
            except SettingsError:
                continue  # a broken neighbour is reported when it is judged itself
    return others


def _checked(file: StackFile, others: list[StackFile]) -> Settings:
    settings, faults = _validated(file)
    faults += plaintext.faults(file)
    faults += addresses.faults(file, others)
    faults += floor.faults(file)
    faults += _of_another_environment(file)
    if faults or settings is None:
        raise SettingsError(_most_telling(faults))
    return settings


def _validated(file: StackFile) -> tuple[Settings | None, list[Fault]]:
    if file.settings is None:
        return None, [
            file.fault((), f"config holds no {KEY}; copy the tree from another stack's file and adapt it")
        ]
    text = json.dumps(file.settings, default=str)
    try:
        return Settings.model_validate_json(text), []
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        return None, [
            file.fault(_real_path(file, error["loc"]), sentence(Settings, error)) for error in errors
        ]


def _real_path(file: StackFile, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Drop the steps of a location that name a member of a union or a key's own check, not a place in the file."""
    tree: Any = file.settings
    path: list[str | int] = []
    for index, part in enumerate(location):
        last = index == len(location) - 1
        if isinstance(tree, dict) and (part in tree or last) and part != "[key]":
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _of_another_environment(file: StackFile) -> Iterator[Fault]:
    environment = file.settings.get("environment") if isinstance(file.settings, dict) else None
    if (
        environment in get_args(Environment)
        and file.stack in get_args(Environment)
        and environment != file.stack
    ):
        yield file.fault(
            ("environment",),
            f"says {environment} in the file of stack {file.stack}; the wrong file was copied or the wrong stack selected",
        )


def _most_telling(faults: list[Fault]) -> list[Fault]:
    """Keep one fault for a secret: that it is also an unknown key is true and beside the point."""
    secret = {fault.path for fault in faults if plaintext.WAY_OUT in fault.sentence}
    return [
        fault
        for fault in faults
        if plaintext.WAY_OUT in fault.sentence or not any(fault.path.startswith(path) for path in secret)
    ]
