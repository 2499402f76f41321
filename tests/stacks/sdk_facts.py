"""Writes what a run of each stack is and what its SDKs say, for one process that imports them lean and one that does not.

Run as ``python -m tests.stacks.sdk_facts (lean|whole) FOLDER STACK...``.
"""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def hints_of(kind: type, found: dict[str, Any]) -> None:
    """Add the resolved type hints of a class, and of every SDK class in them, by qualified name."""
    from pulumi import _types  # noqa: PLC0415 - nothing of an SDK may be imported before the choice

    name = f"{kind.__module__}.{kind.__qualname__}"
    if name in found:
        return
    hints = {**_types._raw_return_hints(kind), **_types._types_from_annotations(kind)}
    found[name] = {key: repr(hint) for key, hint in sorted(hints.items())}
    for hint in hints.values():
        for inner in classes_in(hint):
            hints_of(inner, found)


def classes_in(hint: Any) -> set[type]:
    """Return the SDK classes that a hint is made of."""
    found = {hint} if isinstance(hint, type) and hint.__module__.startswith("pulumi_") else set()
    return found.union(*map(classes_in, getattr(hint, "__args__", ())))


def sdk_facts(tokens: set[str]) -> dict[str, Any]:
    """Return the type hints of the class and of the inputs of each type."""
    from simulator import schema  # noqa: PLC0415 - as above

    found: dict[str, Any] = {}
    for token in sorted(tokens):
        kind = schema.class_of(token)
        if kind is None or token.startswith("pulumi:providers:"):
            continue
        module = sys.modules[kind.__module__]
        for name in module.__all__:
            member = getattr(module, name)
            if isinstance(member, type):
                hints_of(member, found)
    return found


def modules() -> dict[str, list[str]]:
    """Return the modules of SDKs that are known, and that were run: some still wait for their first use."""
    from components.foundation.sdk_imports import Package  # noqa: PLC0415 - as above

    known = sorted(name for name in sys.modules if name.startswith("pulumi_"))
    return {
        "known": known,
        "ran": [name for name in known if type(sys.modules[name]) in {ModuleType, Package}],
    }


def declaring(types: set[str]) -> list[str]:
    """Return the modules that declare the classes of these types."""
    from simulator import schema  # noqa: PLC0415 - as above

    return sorted({kind.__module__ for kind in map(schema.class_of, types) if kind is not None})


def preview(stack: str, file: Path) -> set[str]:
    """Preview a stack into a file, and return the types that it is made of."""
    from operations import cli  # noqa: PLC0415 - as above

    code = cli.app(["preview", stack, "--json", str(file)], standalone_mode=False)
    assert not code, f"preview {stack} ended with {code}"
    return {entry["type"] for entry in json.loads(file.read_text())["resources"]}


def main(how: str, folder: str, *stacks: str) -> None:
    """Preview each stack into a file; write the hints of all types in use, the modules, and the peak of the first."""
    from components.foundation import sdk_imports  # noqa: PLC0415 - as above

    if how == "whole":
        sdk_imports.install = lambda: None
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, sdk_imports.Finder)]
    assert not any(name.startswith("pulumi_") for name in sys.modules)
    from operations.peak_memory import peak_memory  # noqa: PLC0415 - as above

    types: dict[str, set[str]] = {}
    seen: dict[str, dict[str, list[str]]] = {}
    peaks: list[int] = []
    for stack in stacks:
        types[stack] = preview(stack, Path(folder) / f"{stack}.{how}.json")
        seen[stack] = modules()
        peaks.append(peak_memory() // 1024)
    # The schema imports what it is asked for, so it is asked once all that a preview imports by itself was counted.
    found = {stack: {**seen[stack], "declaring": declaring(types[stack])} for stack in stacks}
    written = {
        "modules": found,
        "hints": sdk_facts(set().union(*types.values())),
        "cost": {"kilobytes": peaks[0]},
    }
    for what, facts in written.items():
        (Path(folder) / f"{what}.{how}.json").write_text(json.dumps(facts, indent=1, sort_keys=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
