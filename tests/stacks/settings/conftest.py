"""A desk with copies of the shipped stack files, on which tests make the mistakes that people make."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from stacks.settings.faults import SettingsError
from stacks.settings.loader import load

ROOT = Path(__file__).resolve().parents[3]

PLATFORM = re.compile(
    r"^( +)platform:(?: \{.*)?\n(?:\1 +.*\n|\n)*|^ +(?:mesh: ambient|routed: true)\n", re.MULTILINE
)
"""A cluster's platform in a stack file with all that is indented below it, and a namespace's share in its mesh."""

SHARED = "      shared_metrics: "
"""What the clusters' metrics are written to, and nothing else."""

OF_OTHER_CLOUDS = re.compile(r"^      namespaces:\n(?: {8}.*\n)*", re.MULTILINE)
"""The namespaces of another cloud's cluster, which are made with its platform."""

IN_ONE_LINE = re.compile(r"\{ mesh: ambient(?:, routed: true)? \}")

Edit = tuple[str, str] | tuple[str, str, int]
"""What to replace by what, and which of its occurrences (the first is 0)."""

Expected = tuple[str, str]
"""A text on the line that a fault has to point at (a line break in it is the line's start or end), and the fault."""


@dataclass(frozen=True)
class Desk:
    folder: Path

    def file(self, stack: str) -> Path:
        return self.folder / f"Pulumi.{stack}.yaml"

    def edit(self, stack: str, *edits: Edit) -> None:
        text = self.file(stack).read_text()
        for old, new, *which in edits:
            parts = text.split(old)
            at = (which[0] if which else 0) + 1
            assert len(parts) > at, f"{old!r} does not stand that often in the file of {stack}: mend the test"
            text = old.join(parts[:at]) + new + old.join(parts[at:])
        self.file(stack).write_text(text)

    def write(self, stack: str, content: str | bytes) -> None:
        self.file(stack).write_bytes(content if isinstance(content, bytes) else content.encode())

    def faults(self, stack: str) -> list[str]:
        try:
            load(self.folder, stack)
        except SettingsError as refused:
            return [str(fault) for fault in refused.faults]
        return []

    def expected(self, stack: str, faults: Sequence[Expected]) -> list[str]:
        lines = [f"\n{line}\n" for line in self.file(stack).read_text().splitlines()]
        return [f"Pulumi.{stack}.yaml:{_number(lines, marker)}: {said}" for marker, said in faults]


def _number(lines: Sequence[str], marker: str) -> int:
    return next(number for number, line in enumerate(lines, 1) if marker in line)


@pytest.fixture
def furnished(tmp_path: Path) -> Desk:
    """The files as they are shipped."""
    for file in ROOT.glob("Pulumi.*.yaml"):
        shutil.copy(file, tmp_path)
    return Desk(tmp_path)


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    """The files without the platform on the clusters, which hangs on nearly every other system and would join in."""
    for file in furnished.folder.glob("Pulumi.*.yaml"):
        bare = OF_OTHER_CLOUDS.sub("", PLATFORM.sub("", file.read_text()))
        kept = [line for line in bare.splitlines(keepends=True) if not line.startswith(SHARED)]
        file.write_text(IN_ONE_LINE.sub("{}", "".join(kept)))
    return furnished
