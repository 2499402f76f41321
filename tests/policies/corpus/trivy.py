"""Trivy's examples: good and bad documents beside a check, and the inputs of the check's own tests."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from tests.policies.corpus.examples import Example, documents
from tests.policies.corpus.kubernetes_objects import entry_of

ROOMS: Final = ("checks/kubernetes", "checks/cloud/kubernetes")
IDENTITY: Final = re.compile(r"^#\s+id:\s*\"?([A-Z]+-\d+)\"?\s*$", re.MULTILINE)
TEST: Final = re.compile(r"^(test_\w+)[^\n{]* if \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
INPUT: Final = re.compile(r"deny with input as (?=[{\w])")
TABLE: Final = re.compile(r"some name, tc in (?=\{)")
MADE: Final = re.compile(r"inp := (?=\{)")
BUILDER: Final = re.compile(r"^(\w+)\((\w+)\) := (?=\{)", re.MULTILINE)
COUNT: Final = re.compile(r"count\((?:r|res)\) (==|=|>|!=) (\d+)")
TEXT: Final = re.compile(r"\"(?:\\.|[^\"\\])*\"|`[^`]*`")
OLD: Final = re.compile(r"with data\.k8s\.version as \"1\.(\d+)")
OLDEST: Final = 33
"""Tests that are about an older Kubernetes than this minor version speak of a standard that has changed since."""


def read(checkout: Path, checks: Sequence[str]) -> Iterator[Example]:
    """Yield the examples of these checks."""
    for room in ROOMS:
        for file in sorted((checkout / room).rglob("*.rego")):
            found = IDENTITY.search(file.read_text(encoding="utf-8"))
            if found and found[1] in checks and not file.stem.endswith("_test"):
                yield from _documents(checkout, file.with_suffix(".yaml"), found[1])
                yield from _inputs(checkout, file.with_name(f"{file.stem}_test.rego"), found[1])


def _documents(checkout: Path, file: Path, check: str) -> Iterator[Example]:
    if not file.is_file():
        return
    (held,) = documents(file.read_text(encoding="utf-8"))
    for verdict, texts in (held.get("kubernetes") or {}).items():
        for number, text in enumerate(texts if verdict in ("good", "bad") else ()):
            made = [entry_of(one, position) for position, one in enumerate(documents(text))]
            place = f"{file.relative_to(checkout)}#{verdict}-{number}"
            yield Example("Trivy", check, place, verdict == "good", tuple(one for one in made if one))


def _inputs(checkout: Path, file: Path, check: str) -> Iterator[Example]:
    if not file.is_file():
        return
    text = file.read_text(encoding="utf-8")
    builders = {one[1]: (one[2], text[one.end() : _end(text, one.end())]) for one in BUILDER.finditer(text)}
    for name, body in TEST.findall(text):
        yield from _rows(f"{file.relative_to(checkout)}#{name}", check, body)
        given = INPUT.search(body)
        old = OLD.search(body)
        if given is None or (old and int(old[1]) < OLDEST):
            continue
        thing = _value(body[given.end() :], builders)
        made = entry_of(thing)
        if made is not None:
            place = f"{file.relative_to(checkout)}#{name}"
            yield Example("Trivy", check, place, _good(body), (made,), made["urn"])


def _rows(place: str, check: str, body: str) -> Iterator[Example]:
    """Yield an example for each row of a test that has a table of them."""
    table, made = TABLE.search(body), MADE.search(body)
    if table is None or made is None:
        return
    template = body[made.end() : _end(body, made.end())]
    for name, row in _object(body[table.end() : _end(body, table.end())]).items():
        entry = entry_of(_object(_filled(template, row)))
        if entry is not None:
            yield Example("Trivy", check, f"{place}-{name}", row["expected"] == 0, (entry,), entry["urn"])


def _filled(template: str, row: Mapping[str, Any]) -> str:
    """Return the text of an object with what a row of a table has for it."""
    return re.sub(r"tc\.(\w+)", lambda key: json.dumps(row[key[1]]), template)


def _good(body: str) -> bool:
    """Return whether a test expects silence: it counts to nothing, or else looks at a message."""
    counted = COUNT.search(body)
    return counted is not None and counted[1] in ("==", "=") and counted[2] == "0"


def _value(text: str, builders: dict[str, tuple[str, str]]) -> Any:
    """Return the object that a text of Rego begins with: written out, or made by a function of the file."""
    if text.startswith("{"):
        return _object(text[: _end(text, 0)])
    name, _, rest = text.partition("(")
    if name not in builders:
        return None
    parameter, template = builders[name]
    argument = rest[: _end(rest, 0)]
    return _object(re.sub(rf"(?<=: ){parameter}(?=[,\n}}])", lambda _: argument, template))


def _object(text: str) -> Any:
    """Return an object of Rego, which is one of YAML but for tabs and for texts in backticks."""
    quoted = TEXT.sub(lambda one: json.dumps(one[0][1:-1]) if one[0][0] == "`" else one[0], text)
    return yaml.load(quoted.replace("\t", "  "), Loader=yaml.CSafeLoader)


def _end(text: str, start: int) -> int:
    """Return where the bracket that opens at ``start`` is closed again, texts in quotes left aside."""
    depth, quoted, position = 0, "", start
    while position < len(text):
        letter = text[position]
        if quoted:
            position += letter == "\\" and quoted == '"'
            quoted = "" if letter == quoted else quoted
        elif letter in '"`':
            quoted = letter
        elif letter in "{[":
            depth += 1
        elif letter in "}]":
            depth -= 1
            if not depth:
                return position + 1
        position += 1
    return position
