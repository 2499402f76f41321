"""What Checkov's own tests expect of its examples: which resources pass a check, and which fail it."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.policies.corpus.terraform import inline
from tests.policies.corpus.terraform.example import Example

CLOUDS = ("aws", "azure", "gcp")
CHECK = {"check", "scanner"}
"""What Checkov calls the one check of a module."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a test imports: its id and the Terraform types that it reads."""

    id: str
    kinds: tuple[str, ...]


@cache
def of_checkov(checkout: Path) -> tuple[Example, ...]:
    """Return the examples of a checkout that its tests say something of, by check and name."""
    found = {*_of_resources(checkout), *_of_relations(checkout)}
    return tuple(sorted(found, key=lambda one: (str(one), one.good, one.text)))


def _of_resources(checkout: Path) -> Iterator[Example]:
    for cloud in CLOUDS:
        folder = checkout / "tests/terraform/checks/resource" / cloud
        for file in sorted(folder.glob("test_*.py")):
            tree = ast.parse(file.read_text())
            check = _check_of(checkout, tree)
            for function in ast.walk(tree) if check else ():
                if check and isinstance(function, ast.FunctionDef):
                    yield from _of_directory(check, function, folder)
                    yield from inline.of_function(check.id, check.kinds, file.stem, function)


def _of_directory(check: Check, function: ast.FunctionDef, folder: Path) -> Iterator[Example]:
    named = [
        folder / node.value.strip("/")
        for node in ast.walk(function)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"/?(example|test)_[\w./-]+", node.value)
    ]
    directories = [one for one in named if one.is_dir()]
    if len(directories) != 1:
        return
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            verdict = re.match(r"(pass|fail)", node.targets[0].id)
            for address in _addresses(node.value) if verdict else ():
                good = verdict is not None and verdict[1] == "pass"
                yield Example(check.id, directories[0].name, address, good, directories[0])


def _addresses(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Set | ast.List | ast.Tuple):
        for one in value.elts:
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value:
                yield one.value


def _check_of(checkout: Path, tree: ast.Module) -> Check | None:
    """Return the check that a test imports."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and CHECK & {one.name for one in node.names}:
            file = checkout / f"{node.module.replace('.', '/')}.py"
            text = file.read_text() if file.is_file() else ""
            found = re.search(r"""\b(?:check_)?id\s*=\s*["'](CKV2?_[A-Z]+_\d+)["']""", text)
            kinds = re.search(r"supported_resources\b[^=]*=\s*[\[(]([^\])]*)[\])]", text)
            return Check(found[1], tuple(re.findall(r"\w+", kinds[1] if kinds else ""))) if found else None
    return None


def _of_relations(checkout: Path) -> Iterator[Example]:
    folder = checkout / "tests/terraform/graph/checks/resources"
    for name, check in relations(checkout).items():
        expected = folder / name / "expected.yaml"
        said = (yaml.safe_load(expected.read_text()) or {}) if expected.is_file() else {}
        for key, good in (("pass", True), ("fail", False)):
            for address in said.get(key) or ():
                yield Example(check, name, str(address), good, expected.parent)


@cache
def relations(checkout: Path) -> Mapping[str, str]:
    """Return the ids of the checks of relations by their names."""
    found: dict[str, str] = {}
    for cloud in CLOUDS:
        for file in sorted((checkout / "checkov/terraform/checks/graph_checks" / cloud).glob("*.yaml")):
            match = re.search(r"""\bid:\s*["']?(CKV2?_[A-Z]+_\d+)""", file.read_text())
            if match:
                found[file.stem] = match[1]
    return found
