"""Every part of an SDK that the sources use is one whose types are read.

A part that is not read is `Any` to the type checker, which then accepts whatever is written with it.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
SOURCES = [
    ROOT / "__main__.py",
    *(
        file
        for folder in ("components", "stacks", "policies", "simulator", "operations", "tests")
        for file in sorted((ROOT / folder).rglob("*.py"))
    ),
]
LEAN = ("pulumi_aws", "pulumi_azure_native", "pulumi_cloudflare", "pulumi_gcp", "pulumi_kubernetes")
OFFERED = re.compile(r"^__all__ = \[(.*?)\]", re.DOTALL | re.MULTILINE)
TAKEN = re.compile(r"^from (\.\.+) import (\w+) as ", re.MULTILINE)
HEAD = 4_000
"""Characters in which a module of an SDK has named what it imports and offers, but for the shared ones."""


def package(name: str) -> Path:
    """Return where an installed package stands, which is not imported for that."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


@cache
def offered(name: str) -> dict[str, str]:
    """Return what the modules of a package's top offer, and in which of them it stands."""
    found = {}
    for file in sorted(package(name).glob("*.py")):
        with file.open(encoding="utf-8") as text:
            head = text.read() if file.stem.startswith("_") else text.read(HEAD)
        for names in OFFERED.findall(head):
            found.update(dict.fromkeys(re.findall(r"'(\w+)'", names), file.stem))
    return found


def followed() -> set[str]:
    """Return the modules that are read in spite of a wider pattern that is not; with a star, all that is in them."""
    return {
        pattern
        for override in CONFIGURATION["overrides"]
        if override["follow_imports"] == "normal"
        for pattern in override["module"]
    }


def used(tree: ast.Module) -> Iterator[str]:
    """Yield the modules, or names in modules, of the SDKs that a source speaks of."""
    packages: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] in LEAN:
                    packages[alias.asname or alias.name] = alias.name
                    yield alias.name
        elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in LEAN:
            for alias in node.names:
                packages[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in packages:
            yield f"{packages[node.value.id]}.{node.attr}"


def read(name: str) -> bool:
    """Say whether the types of what a name of an SDK stands for are read."""
    sdk, *rest = name.split(".")
    if not rest or rest[0].startswith("__"):
        return sdk in followed()
    if (package(sdk) / rest[0]).is_dir():
        return f"{sdk}.{rest[0]}.*" in followed()
    return f"{sdk}.{offered(sdk).get(rest[0], rest[0])}" in followed()


@pytest.mark.parametrize("sdk", LEAN)
def test_what_is_not_named_is_not_read(sdk: str) -> None:
    assert {"module": f"{sdk}.*", "follow_imports": "skip"} in CONFIGURATION["overrides"]
    assert not read(f"{sdk}.nothing")


def test_every_part_in_use_is_read() -> None:
    unread = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in SOURCES
        for name in used(ast.parse(file.read_text(encoding="utf-8")))
        if not read(name)
    }
    assert unread == set()


@pytest.mark.parametrize("sdk", LEAN)
def test_what_a_part_takes_from_another_is_read(sdk: str) -> None:
    patterns = {pattern for pattern in followed() if pattern.startswith(f"{sdk}.") and pattern.endswith(".*")}
    unread = set()
    for pattern in patterns:
        folder = package(sdk) / pattern.split(".")[1]
        for file in folder.rglob("*.py"):
            with file.open(encoding="utf-8") as text:
                taken = TAKEN.findall(text.read(HEAD))
            # Two dots in a module of a part lead to the SDK's top, three in a module of a part's version.
            depth = len(file.relative_to(package(sdk)).parts)
            unread |= {part for dots, part in taken if len(dots) == depth and not read(f"{sdk}.{part}")}
    assert unread == set()


def test_a_part_that_is_not_named_is_found() -> None:
    source = (
        "import pulumi_gcp as gcp, pulumi_aws as aws, pulumi_cloudflare as cloudflare\n"
        "from pulumi_azure_native import batch\n"
        "from pulumi_kubernetes.coordination.v1 import Lease\n"
        "gcp.redis.Instance('x')\ngcp.Provider('y')\naws.lex.Bot('x')\naws.get_region_output()\n"
        "cloudflare.Account('x')\ncloudflare.AccountArgs('x')\ncloudflare.ZoneArgs('x')\n"
    )
    found = {name for name in used(ast.parse(source)) if not read(name)}
    assert found == {
        "pulumi_azure_native.batch",
        "pulumi_gcp.redis",
        "pulumi_kubernetes.coordination.v1.Lease",
        "pulumi_aws.lex",
        "pulumi_aws.get_region_output",
        "pulumi_cloudflare.Account",
        "pulumi_cloudflare.AccountArgs",
    }
