"""The YAML of a stack file as a tree of plain values that knows its lines.

Pulumi's engine and this program read the same file with different readers: YAML 1.2 there, 1.1 here. What the
two would read differently is reported instead of guessed, and so is what JSON, in which the engine hands the
tree over, cannot hold. The tree is built from the parser's events, so that no nesting exhausts the stack.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from stacks.settings.faults import Path, shown

DEEPEST: Final = 40
"""Levels that a file may nest; the settings tree has about a dozen."""

MOST_PARTS: Final = 50_000
"""Values in a file, aliases counted as often as they stand for something; production has about 400."""

MOST_DIGITS: Final = 15
"""Digits of a whole number that JSON readers keep exactly."""

BOOLEAN: Final = re.compile(r"yes|no|on|off", re.IGNORECASE)
NUMBER: Final = re.compile(
    r"[-+]?(0\d[\d_]*|0o[0-7]+|\d[\d_]*(:[0-5]?\d)+(\.\d*)?|\d[\d_]*(\.\d*)?[eE][-+]?\d+)"
)
"""Plain words that only one of YAML 1.1 and 1.2 takes for a boolean or a number, or takes for another number."""

KINDS: Final = {"int": "a number", "float": "a number", "bool": "true or false", "null": "nothing"}
KINDS_OF_TAGS: Final = {f"tag:yaml.org,2002:{name}": kind for name, kind in KINDS.items()}
TEXT, MERGE, TIME = (f"tag:yaml.org,2002:{name}" for name in ("str", "merge", "timestamp"))
OF_TREES: Final = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_reader: Any = yaml.SafeLoader("")
"""Knows which plain words are numbers and booleans, and turns them into such."""

_CONVERSIONS: Final = {
    "int": _reader.construct_yaml_int,
    "float": _reader.construct_yaml_float,
    "bool": _reader.construct_yaml_bool,
    "null": _reader.construct_yaml_null,
}


class Unreadable(Exception):  # noqa: N818 (it is a statement about a file)
    """The file cannot be read to its end. ``line`` is 0 where none is to blame."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True)
class Oddity:
    """Something that can be read, but not relied upon. ``path`` starts at the top of the file."""

    path: Path
    line: int
    sentence: str


@dataclass(frozen=True)
class Node:
    """A value, the line it begins on, and the nodes below it; ``size`` counts them all."""

    line: int
    value: Any
    below: dict[str | int, "Node"] = field(default_factory=dict)
    key_lines: dict[str | int, int] = field(default_factory=dict)
    size: int = 1


@dataclass(frozen=True)
class Tree:
    """A file that was read to its end."""

    root: Node
    oddities: list[Oddity]

    def line(self, path: Path) -> int:
        """Return the line of the deepest part of a path that exists: of its key, where it has one."""
        node, line = self.root, 1
        for part in path:
            if part not in node.below:
                break
            line = node.key_lines.get(part, node.below[part].line)
            node = node.below[part]
        return line


def parse(text: str) -> Tree:
    """Read a file's text.

    :raises Unreadable: if it nests or repeats itself without end.
    :raises yaml.YAMLError: if it is not YAML.
    """
    composer = _Composer(yaml.parse(text, Loader=_Loader))
    return Tree(composer.document(), composer.oddities)


class _Composer:
    """Builds the tree from the events of a parser."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.oddities: list[Oddity] = []
        self.anchors: dict[str, Node | None] = {}
        self.size = 0

    def document(self) -> Node:
        root = Node(1, None)
        seen = False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise Unreadable(_line(event), "begins a second YAML document (---); keep one")
                seen, root = True, self._node(next(self.events), ())
        return root

    def _node(self, event: Any, path: Path) -> Node:
        line = _line(event)
        if len(path) > DEEPEST:
            raise Unreadable(line, f"nests deeper than {DEEPEST} levels; no setting lies there")
        if isinstance(event, yaml.AliasEvent):
            return self._counted(self._alias(event), line)
        if event.anchor:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = Node(line, self._scalar(event, path))
        else:
            if event.tag and event.tag not in OF_TREES:
                self._odd(path, line, "has a YAML tag, which Pulumi does not hand over; take the tag out")
            node = (
                self._mapping(line, path)
                if isinstance(event, yaml.MappingStartEvent)
                else self._list(line, path)
            )
        if event.anchor:
            self.anchors[event.anchor] = node
        return self._counted(node, line, own=1)

    def _counted(self, node: Node, line: int, own: int | None = None) -> Node:
        """Count what is added to the tree: a node by itself, an alias with all that it stands for."""
        self.size += node.size if own is None else own
        if self.size > MOST_PARTS:
            raise Unreadable(line, f"holds more than {MOST_PARTS} values, so it is no stack file; restore it")
        return node

    def _alias(self, event: Any) -> Node:
        line = _line(event)
        if event.anchor not in self.anchors:
            raise Unreadable(
                line, "refers to an anchor that nothing above defines; text that begins with * needs quotes"
            )
        node = self.anchors[event.anchor]
        if node is None:
            raise Unreadable(line, "refers to an anchor that it is part of and would never end; write it out")
        return node

    def _list(self, line: int, path: Path) -> Node:
        below: dict[str | int, Node] = {}
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            index = len(below)
            below[index] = self._node(event, (*path, index))
        return _tree(line, [node.value for node in below.values()], below, {})

    def _mapping(self, line: int, path: Path) -> Node:
        below: dict[str | int, Node] = {}
        merged: dict[str | int, Node] = {}
        lines: dict[str | int, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if _is_merge(event):
                merged = self._merged(path) | merged
                continue
            key = self._key(event, path)
            if key in lines:
                self._twice((*path, key), _line(event), lines[key])
            lines[key] = _line(event)
            below[key] = self._node(next(self.events), (*path, key))
        # What a mapping says itself goes before what it merges in
        below = merged | below
        return _tree(line, {key: node.value for key, node in below.items()}, below, lines)

    def _twice(self, path: Path, line: int, first: int) -> None:
        sentence = f"is given twice, first on line {first}, and YAML would silently keep one; take one out"
        self._odd(path, line, sentence)

    def _merged(self, path: Path) -> dict[str | int, Node]:
        event = next(self.events)
        node = self._node(event, (*path, "<<"))
        sources = list(node.below.values()) if isinstance(node.value, list) else [node]
        if not all(isinstance(source.value, dict) for source in sources):
            self._odd((*path, "<<"), _line(event), "should name a mapping, or a list of such, to merge in")
            return {}
        # The first of several goes before the others
        return {key: below for source in reversed(sources) for key, below in source.below.items()}

    def _key(self, event: Any, path: Path) -> str:
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, path)
            self._odd(path, line, "has a key that is no plain text; write the key out")
            return f"(line {line})"
        tag = _tag(event)
        if tag in (TEXT, MERGE):
            return str(event.value)
        self._odd((*path, event.value), line, f"is a key that YAML takes for {_kind(tag)}; put it in quotes")
        return str(event.value)

    def _scalar(self, event: Any, path: Path) -> Any:
        tag, text, line = _tag(event), event.value, _line(event)
        if event.implicit[0] and (BOOLEAN.fullmatch(text) or NUMBER.fullmatch(text)):
            likeness = "true or false" if BOOLEAN.fullmatch(text) else "a number"
            way_out = (
                "write true or false, or quote text" if likeness != "a number" else "quote it if it is text"
            )
            self._odd(path, line, f"is {likeness} to some readers of YAML and text to others; {way_out}")
            return text
        if tag in (TEXT, MERGE):
            return text
        if tag not in KINDS_OF_TAGS:
            self._odd(path, line, f"is taken by YAML for {_kind(tag)}, which no setting is; put it in quotes")
            return text
        return self._converted(event, tag, path)

    def _converted(self, event: Any, tag: str, path: Path) -> Any:
        kind, text = tag.rpartition(":")[2], event.value
        value: Any = math.inf
        if kind != "int" or len(text) <= MOST_DIGITS:
            try:
                value = _CONVERSIONS[kind](yaml.ScalarNode(tag, text))
            except (ValueError, KeyError, OverflowError, yaml.YAMLError):
                self._odd(path, _line(event), f"is marked as {KINDS[kind]} and is none; put it in quotes")
                return text
        if isinstance(value, float) and not math.isfinite(value):
            self._odd(path, _line(event), "is a number too large to be kept exactly; write a smaller one")
            return text
        return value

    def _odd(self, path: Path, line: int, sentence: str) -> None:
        self.oddities.append(Oddity(path, line, sentence))


def _tree(line: int, value: Any, below: dict[str | int, Node], lines: dict[str | int, int]) -> Node:
    return Node(line, value, below, lines, 1 + sum(node.size for node in below.values()))


def _is_merge(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and _tag(event) == MERGE


def _tag(event: Any) -> str:
    if event.tag and event.tag != "!":
        return str(event.tag)
    return str(_reader.resolve(yaml.ScalarNode, event.value, event.implicit))


def _kind(tag: str) -> str:
    if tag == TIME:
        return "a date"
    return KINDS_OF_TAGS.get(tag, f"something of the tag {shown(tag.rpartition(':')[2])}")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
