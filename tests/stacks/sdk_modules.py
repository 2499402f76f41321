"""Writes which modules of the SDKs a preview of one stack ran, and which declare what the stack is made of.

Run as ``python -m tests.stacks.sdk_modules STACK FILE``.
"""

import json
import sys
from pathlib import Path
from types import ModuleType

from components.foundation.sdk_imports import Package
from operations import cli


def ran() -> list[str]:
    """Return the modules of SDKs that were run; one that still waits for its first use is of a type of its own."""
    return sorted(
        name
        for name, module in sys.modules.items()
        if name.startswith("pulumi_") and type(module) in {ModuleType, Package}
    )


def declaring(types: set[str]) -> list[str]:
    """Return the modules that declare the classes of these types."""
    from simulator import schema  # noqa: PLC0415 - only after what the preview imports by itself was counted

    return sorted({kind.__module__ for kind in map(schema.class_of, types) if kind is not None})


def main(stack: str, file: str) -> None:
    """Preview a stack and write what it ran beside what it is made of."""
    found = Path(file)
    code = cli.app(["preview", stack, "--json", file], standalone_mode=False)
    assert not code, f"preview {stack} ended with {code}"
    known, modules = sorted(name for name in sys.modules if name.startswith("pulumi_")), ran()
    types = {entry["type"] for entry in json.loads(found.read_text())["resources"]}
    found.write_text(json.dumps({"known": known, "ran": modules, "declaring": declaring(types)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
