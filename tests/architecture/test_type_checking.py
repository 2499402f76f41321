"""Every part of an SDK that the sources use is one whose types are read."""

import ast
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
SOURCES = [
    file
    for folder in ("components", "stacks", "policies", "simulator", "operations", "tests")
    for file in sorted((ROOT / folder).rglob("*.py"))
]
LEAN = ("pulumi_azure_native", "pulumi_gcp")


def followed() -> list[str]:
    """Return the module patterns that are read in spite of a wider one that is not."""
    return [
        pattern
        for override in CONFIGURATION["overrides"]
        if override["follow_imports"] == "normal"
        for pattern in override["module"]
    ]


def used(tree: ast.Module) -> Iterator[str]:
    """Yield the modules, or names in modules, of the two SDKs that a source speaks of."""
    packages: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] in LEAN:
                    packages[alias.asname or alias.name] = alias.name
                    yield alias.name
        elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in LEAN:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in packages:
            yield f"{packages[node.value.id]}.{node.attr}"


def read(name: str) -> bool:
    """Say whether a module is followed; what begins with a capital is a name in the package's own modules."""
    head, _, leaf = name.rpartition(".")
    if head in LEAN and leaf[:1].isupper():
        return True
    return any(name == pattern or fnmatch(f"{name}.", pattern) for pattern in followed())


@pytest.mark.parametrize("package", LEAN)
def test_what_is_not_named_is_not_read(package: str) -> None:
    assert {"module": f"{package}.*", "follow_imports": "skip"} in CONFIGURATION["overrides"]
    assert not read(f"{package}.nothing")


def test_every_part_in_use_is_read() -> None:
    unread = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in SOURCES
        for name in used(ast.parse(file.read_text(encoding="utf-8")))
        if not read(name)
    }
    assert unread == set()


def test_a_part_that_is_not_named_is_found() -> None:
    source = "import pulumi_gcp as gcp\nfrom pulumi_azure_native import batch\ngcp.redis.Instance('x')\ngcp.Provider('y')\n"
    found = {name for name in used(ast.parse(source)) if not read(name)}
    assert found == {"pulumi_azure_native.batch", "pulumi_gcp.redis"}
