"""A stack file: its tree, the line on which each part of it stands, and the words for one that cannot be read."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Final

import yaml

from stacks.settings.faults import Fault, Path, SettingsError
from stacks.settings.yaml_tree import Node, Tree, Unreadable, parse

KEY: Final = "platform:settings"
TOP: Final = ("config", KEY)
PULUMI_KEYS: Final = ("config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider")
"""What Pulumi itself keeps at the top of a stack file."""

LARGEST: Final = 1_000_000
"""Bytes of a stack file; the largest of ours has six thousand."""

COPY: Final = "copy the tree from another stack's file and adapt it"

UNPRINTABLE: Final = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML allows nowhere (YAML 1.2, c-printable), and byte order marks inside a file."""

WAYS_OUT: Final = {
    "cannot start any token": "text that begins with a special character needs quotes",
    "mapping values are not allowed": "check the indentation, and quote text that holds a colon",
    "did not find expected key": "check the indentation of this line and the one before",
    "unexpected end of stream": "close what was opened",
    "did not find expected ',' or": "close what was opened",
    "unknown escape character": "double a backslash, or use single quotes",
}
"""By a part of what the parser says: what usually mends it."""


@dataclass(frozen=True)
class StackFile:
    """The parsed file of one stack, or the tree that Pulumi hands over without one (it has no lines then)."""

    stack: str
    name: str
    tree: Tree
    with_lines: bool = True

    @property
    def config(self) -> dict[str, Any]:
        """Everything under ``config:``, by Pulumi's ``namespace:key``."""
        content = self.tree.root.value
        config = content.get("config") if isinstance(content, dict) else None
        return config if isinstance(config, dict) else {}

    @property
    def settings(self) -> Any:
        """The tree under ``platform:settings``, unchecked; None where the file has none."""
        return self.config.get(KEY)

    @cached_property
    def faults(self) -> list[Fault]:
        """What makes the file unreliable before its meaning is looked at: duplicate keys, dates, odd keys."""
        return [
            Fault(self.name, oddity.line, _below_top(oddity.path), oddity.sentence)
            for oddity in self.tree.oddities
        ]

    def at(self, path: Path) -> Any:
        """Return what stands at a path below ``platform:settings``, or None."""
        value: Any = self.settings
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def mapping(self, path: Path) -> dict[str, Any]:
        """Return the mapping at a path below ``platform:settings``; empty where there is none."""
        value = self.at(path)
        return value if isinstance(value, dict) else {}

    def fault(self, path: Path, sentence: str) -> Fault:
        """Return a fault at a path below ``platform:settings``."""
        return Fault(self.name, self._line((*TOP, *path)), path or TOP, sentence)

    def fault_beside(self, path: Path, sentence: str) -> Fault:
        """Return a fault at a path below ``config``."""
        return Fault(self.name, self._line(("config", *path)), path, sentence)

    def absence(self) -> Fault:
        """Return the fault of a file without a settings tree: where it should be, or what was meant to be it."""
        content = self.tree.root.value
        if not content:
            return self._top_fault((), f"is empty; {COPY}")
        if "config" not in content:
            near = get_close_matches("config", [key for key in content if key not in PULUMI_KEYS], n=1)
            if near:
                return self._top_fault((near[0],), "is not a key of Pulumi's; did you mean config?")
            return self._top_fault(("config",), f"is missing; {COPY}")
        if KEY in self.config:
            return self.fault((), f"is empty; {COPY}")
        near = get_close_matches(KEY, self.config, n=1)
        if near:
            return self.fault_beside((near[0],), f"is not a key that is read; did you mean {KEY}?")
        return self._top_fault(("config",), f"holds no {KEY}; {COPY}")

    def _top_fault(self, path: Path, sentence: str) -> Fault:
        return Fault(self.name, self._line(path) if path else 0, path, sentence)

    def _line(self, path: Path) -> int:
        return self.tree.line(path) if self.with_lines else 0


def handed_over(stack: str, settings: Any) -> StackFile:
    """Return a tree as Pulumi handed it over, with no file to point into."""
    root = Node(0, {"config": {KEY: settings}})
    return StackFile(stack, file_name(stack), Tree(root, []), with_lines=False)


def file_name(stack: str) -> str:
    """Return the name that Pulumi gives to a stack's file."""
    return f"Pulumi.{stack}.yaml"


def stack_names(project: FilePath) -> list[str]:
    """Return the stacks that a project folder describes, in alphabetical order."""
    return sorted(
        path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in project.glob("Pulumi.*.yaml")
    )


def read(project: FilePath, stack: str) -> StackFile:
    """Read the file of a stack.

    :raises SettingsError: if it cannot be read, is not YAML or not a mapping.
    """
    name = file_name(stack)

    def refusal(line: int, sentence: str) -> SettingsError:
        return SettingsError([Fault(name, line, (), sentence)])

    try:
        text = _text(project / name)
        tree = parse(text)
    except OSError as failure:
        raise refusal(0, f"cannot be read ({failure.strerror}); check its permissions") from None
    except UnicodeDecodeError:
        raise refusal(0, "is not text in UTF-8; save it as such") from None
    except Unreadable as reason:
        raise refusal(reason.line, reason.sentence) from None
    except yaml.YAMLError as broken:
        raise refusal(*_broken(broken, text)) from None
    if not isinstance(tree.root.value, dict | None):
        raise refusal(tree.root.line, "holds no mapping; a stack file begins with `config:`")
    if isinstance(tree.root.value, dict) and not isinstance(tree.root.value.get("config"), dict | None):
        raise refusal(tree.line(("config",)), f"config is no mapping; write {KEY}: and its tree below it")
    return StackFile(stack, name, tree)


def _text(file: FilePath) -> str:
    if file.exists() and not file.is_file():
        raise Unreadable(0, "is not a file; put a stack file in its place")
    with file.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable(0, f"is larger than {LARGEST // 1_000_000} MB, so it is no stack file; restore it")
    text = content.decode("utf-8-sig")
    if odd := UNPRINTABLE.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise Unreadable(
            line, f"holds the control character U+{ord(odd[0]):04X}, which YAML refuses; take it out"
        )
    return text


def _broken(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """Return the line of a syntax error and the words for it, which repeat nothing of the file."""
    mark = getattr(error, "problem_mark", None)
    problem = re.sub(r"'[^'\s]{2,}'", "…", getattr(error, "problem", None) or "it breaks off")
    begun = getattr(error, "context_mark", None)
    lines = text.splitlines()
    line = min(mark.line + 1, len(lines)) if mark else 0
    if begun and mark and begun.line != mark.line:
        problem += f" (in what begins on line {begun.line + 1})"
    way_out = next((way_out for part, way_out in WAYS_OUT.items() if part in problem), "mend it there")
    if line and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        way_out = "indent with spaces, because YAML refuses tabs there"
    return line, f"is not valid YAML: {problem}; {way_out}"


def _below_top(path: Path) -> Path:
    """Return a path as faults say it: below the settings tree, or else below ``config``, where it lies in one."""
    if path[: len(TOP)] == TOP:
        return path[len(TOP) :] or TOP
    return path[1:] if path[:1] == ("config",) and len(path) > 1 else path
