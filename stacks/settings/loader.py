"""From a stack file to checked settings, with every fault of the file at once."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import get_args

import pulumi
from pulumi.runtime.config import is_config_secret
from pydantic import ValidationError

from components.foundation.labels import Environment
from stacks.settings.document import KEY, TOP, StackFile, file_name, handed_over, read, stack_names
from stacks.settings.faults import Fault, SettingsError
from stacks.settings.model import Settings
from stacks.settings.rules import (
    addresses,
    azure,
    backup_copies,
    backups,
    callers,
    chaos,
    cloud_systems,
    cluster_access,
    data_systems,
    delivery,
    edge,
    floor,
    google,
    guard_rails,
    incidents,
    mesh,
    mesh_trust,
    metrics,
    monitors,
    plaintext,
    platform,
    principals,
    regions,
    signatures,
    stores,
    telemetry,
    traffic,
)
from stacks.settings.rules.parts import sound_parts
from stacks.settings.wording import placed


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
    return _checked(_running(project, stack), _others(project, stack))


def _running(project: FilePath, stack: str) -> StackFile:
    """Return the tree that Pulumi hands over, in its file if that says the same: then there are lines."""
    try:
        file = read(project, stack)
    except SettingsError:  # `--config-file` names another place
        file = None
    text = pulumi.Config("platform").get("settings")
    if text is None:
        raise SettingsError([file.absence() if file else handed_over(stack, None).absence()])
    if is_config_secret(KEY):
        raise SettingsError(list(plaintext.faults(handed_over(stack, {"secure": ""}))))
    try:
        settings = json.loads(text)
    except (ValueError, RecursionError):
        settings = text  # a plain text, which the model refuses
    return file if file and file.settings == settings else handed_over(stack, settings)


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
        [Fault(file_name(stack), 0, (), f"does not exist, so there is no stack {stack!r}: {there}{hint}")]
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
    if file.settings is None:
        raise SettingsError([*file.faults, file.absence(), *plaintext.faults(file)])
    settings, faults = _validated(file)
    parts = sound_parts(file, settings)
    faults += addresses.faults(file, others)
    faults += regions.faults(file, parts)
    faults += google.faults(file)
    faults += data_systems.faults(file, parts)
    faults += backups.faults(file, parts)
    faults += principals.faults(file)
    faults += stores.faults(file, parts)
    faults += traffic.faults(file)
    faults += mesh.faults(file)
    faults += callers.faults(file)
    faults += mesh_trust.faults(file)
    faults += metrics.faults(file)
    faults += guard_rails.faults(file, parts)
    faults += floor.faults(file, parts)
    faults += cluster_access.faults(file, parts)
    faults += signatures.faults(file)
    faults += cloud_systems.faults(file)
    faults += monitors.faults(file)
    faults += platform.faults(file, parts)
    faults += telemetry.faults(file, parts)
    faults += delivery.faults(file, parts)
    faults += chaos.faults(file, parts)
    faults += incidents.faults(file, parts)
    faults += edge.faults(file, settings)
    faults += azure.faults(file)
    faults += backup_copies.faults(file)
    faults += _of_another_environment(file)
    faults = _besides(list(plaintext.faults(file)), _besides(file.faults, faults))
    if faults or settings is None:
        raise SettingsError(faults)
    return settings


def _validated(file: StackFile) -> tuple[Settings | None, list[Fault]]:
    try:
        return Settings.model_validate_json(json.dumps(file.settings)), []
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        return None, [
            file.fault(path, said)
            for error in errors
            for path, said in placed(Settings, error, file.settings)
        ]


def _of_another_environment(file: StackFile) -> Iterator[Fault]:
    environment, known = file.at(("environment",)), get_args(Environment)
    if environment in known and file.stack in known and environment != file.stack:
        yield file.fault(
            ("environment",),
            f"says {environment} in the file of stack {file.stack}; copy the right file, or select the right stack",
        )


def _besides(telling: list[Fault], others: list[Fault]) -> list[Fault]:
    """Return both, without what others say of a place that ``telling`` speaks of, or of a place below it.

    That a secret is also an unknown key, or that a date is no text, is true and beside the point.
    """
    places = {fault.path for fault in telling if fault.path != TOP}
    beside = [
        fault
        for fault in others
        if not any(fault.path[:end] in places for end in range(1, len(fault.path) + 1))
    ]
    if any(fault.path == TOP for fault in telling):
        beside = []
    return [*telling, *beside]
