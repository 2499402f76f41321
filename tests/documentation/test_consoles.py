"""What README and docs show was printed by the commands that they show: the commands run, and their lines appear.

A block fenced as ```console holds commands after `$ ` and, below each, lines of its output in their order; a line
`...` stands for any lines between. Blocks fenced as ```sh need an account and are not run.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)

VARYING = re.compile(r"\(\d+\.\d s\)")
"""Times differ from run to run."""


def examples() -> Iterator[tuple[str, str, list[str]]]:
    """Yield each document, each command in it and the lines shown below the command."""
    for document in DOCUMENTS:
        for block in BLOCK.findall(document.read_text(encoding="utf-8")):
            for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *lines = example.rstrip("\n").split("\n")
                yield str(document.relative_to(ROOT)), command, lines


EXAMPLES = list(examples())


def run(command: str) -> list[str]:
    """Run a command as the document shows it; `make preview` stands for what it calls once set up."""
    words = shlex.split(command)
    if words[:2] == ["make", "preview"]:
        stack = next((word.removeprefix("STACK=") for word in words if word.startswith("STACK=")), "dev")
        words = [".venv/bin/infra", "preview", stack]
    return printed(*words)


@cache
def printed(*words: str) -> list[str]:
    """Return what a command prints. Several documents show parts of the same, which takes a while to print."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, env=_terminal())
    assert done.returncode in {0, 1}, done.stderr
    return [line.rstrip() for line in done.stdout.splitlines()]


def _terminal() -> dict[str, str]:
    return os.environ | {"COLUMNS": "110", "NO_COLOR": "1", "TERM": "dumb"}


def test_the_readme_shows_its_two_commands() -> None:
    commands = {command for document, command, _ in EXAMPLES if document == "README.md"}
    assert {"make preview", "make preview STACK=production"} <= commands


@pytest.mark.parametrize(
    ("document", "command", "shown"), EXAMPLES, ids=[f"{d}: {c}" for d, c, _ in EXAMPLES]
)
def test_what_is_shown_is_what_is_printed(document: str, command: str, shown: list[str]) -> None:
    assert shown, f"{document} shows nothing of what `{command}` prints"
    printed = iter([VARYING.sub("", line) for line in run(command)])
    skipping = True
    for line in shown:
        if line == "...":
            skipping = True
            continue
        wanted = VARYING.sub("", line.rstrip())
        if skipping:
            assert wanted in printed, f"{document}: `{command}` no longer prints: {line}"
        else:
            assert next(printed, None) == wanted, f"{document}: `{command}` no longer prints: {line}"
        skipping = False
