"""Examples that stand in Checkov's tests themselves: Terraform as text, or as what an old parser made of it."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.policies.corpus.terraform.example import Example

RESULTS = {"PASSED": True, "FAILED": False}


def of_function(
    check: str, kinds: tuple[str, ...], file: str, function: ast.FunctionDef
) -> Iterator[Example]:
    """Yield the example of one test, if it has one: a single configuration and what is said of it.

    :param kinds: the Terraform types that the check reads; a configuration without a type is of the first.
    """
    said = [
        node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute) and node.attr in RESULTS
    ]
    if len(set(said)) != 1 or not kinds:
        return
    for address, text in _configurations(function, kinds[0]):
        yield Example(check, f"{file}::{function.name}", address, RESULTS[said[0]], text=text)


def _configurations(function: ast.FunctionDef, kind: str) -> Iterator[tuple[str, str]]:
    texts = [
        node.args[0].value
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "loads"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    chosen = [path for node in ast.walk(function) if (path := _subscripts(node)) and len(path) == 2]
    if len(texts) == 1 and len(set(chosen)) == 1:
        yield ".".join(chosen[0]), str(texts[0])
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            try:
                held = ast.literal_eval(node.value)
            except ValueError:
                continue
            yield f"{kind}.inline", _written(kind, held)


def _subscripts(node: ast.AST) -> tuple[str, ...]:
    """Return the texts that `parsed['resource'][0][type][name]` asks for, without the first."""
    found: list[str] = []
    while isinstance(node, ast.Subscript):
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            found.insert(0, node.slice.value)
        node = node.value
    return tuple(found[1:]) if found[:1] == ["resource"] else ()


def _written(kind: str, held: Mapping[str, Any]) -> str:
    lines = [
        f"  {name} = {json.dumps(_unwrapped(value))}"
        for name, value in held.items()
        if re.match(r"\w+$", name)
    ]
    return "\n".join([f'resource "{kind}" "inline" {{', *lines, "}", ""])


def _unwrapped(value: Any) -> Any:
    """Return a value without the lists that the old parser put around each."""
    if isinstance(value, dict):
        return {key: _unwrapped(one) for key, one in value.items()}
    if isinstance(value, list):
        inner = [_unwrapped(one) for one in value]
        return inner[0] if len(inner) == 1 else inner
    return value
