"""Writes what a run of each stack is and what its SDKs say, for one process that imports them lean and one that does not.

Run as ``python -m tests.stacks.sdk_facts (lean|whole) FOLDER STACK...``.
"""

import json
import sys
from pathlib import Path
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


def main(how: str, folder: str, *stacks: str) -> None:
    """Preview each stack into a file, and write the hints of all types in use and the peak of the first."""
    from components.foundation import sdk_imports  # noqa: PLC0415 - as above

    if how == "whole":
        sdk_imports.install = lambda: None
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, sdk_imports.Finder)]
    assert not any(name.startswith("pulumi_") for name in sys.modules)
    from operations import cli  # noqa: PLC0415 - as above
    from operations.peak_memory import peak_memory  # noqa: PLC0415 - as above

    tokens: set[str] = set()
    peaks: list[int] = []
    for stack in stacks:
        file = Path(folder) / f"{stack}.{how}.json"
        code = cli.app(["preview", stack, "--json", str(file)], standalone_mode=False)
        assert not code, f"preview {stack} ended with {code}"
        tokens |= {entry["type"] for entry in json.loads(file.read_text())["resources"]}
        peaks.append(peak_memory() // 1024)
    hints = json.dumps(sdk_facts(tokens), indent=1, sort_keys=True)
    (Path(folder) / f"hints.{how}.json").write_text(hints)
    (Path(folder) / f"cost.{how}.json").write_text(json.dumps({"kilobytes": peaks[0]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
