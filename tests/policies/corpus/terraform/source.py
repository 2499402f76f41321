"""Reading Terraform: the blocks of a directory, with each expression as its tree."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import hcl2.api
from lark import Token, Tree
from lark.exceptions import LarkError

Node = Tree[Token]


class UnreadableError(ValueError):
    """A file is no Terraform that the reader knows."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block such as ``resource "aws_vpc" "main" {...}``: what it is, its labels, and what stands in it."""

    kind: str
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, Node] = field(default_factory=dict)
    blocks: tuple["Block", ...] = ()

    def inside(self, kind: str) -> Iterator["Block"]:
        """Yield the blocks of one kind directly inside this."""
        return (one for one in self.blocks if one.kind == kind)


def read(text: str) -> tuple[Block, ...]:
    """Return the blocks at the top of one file.

    :raises UnreadableError: if it cannot be parsed.
    """
    try:
        tree: Node = hcl2.api.parses_to_tree(re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))
    except LarkError:
        raise UnreadableError("not HCL that can be parsed") from None
    return _body(nodes(tree)[0])[1]


def expression(text: str) -> Node:
    """Return the tree of one expression.

    :raises UnreadableError: if it cannot be parsed.
    """
    try:
        tree: Node = hcl2.api.parses_to_tree(f"it = {text.strip()}")
    except LarkError:
        raise UnreadableError("an interpolation that cannot be parsed") from None
    return _body(nodes(tree)[0])[0]["it"]


def read_directory(directory: Path) -> tuple[Block, ...]:
    """Return the blocks of all files of a directory."""
    return tuple(block for file in sorted(directory.glob("*.tf")) for block in read(file.read_text()))


def nodes(tree: Node) -> list[Node]:
    """Return the trees among the children, without the layout."""
    return [one for one in tree.children if isinstance(one, Tree) and one.data != "new_line_or_comment"]


def text_of(tree: Node) -> str:
    """Return the tokens below a tree as they were written."""
    return "".join(str(token) for token in tree.scan_values(lambda one: isinstance(one, Token)))


def _body(tree: Node) -> tuple[dict[str, Node], tuple[Block, ...]]:
    attributes: dict[str, Node] = {}
    blocks: list[Block] = []
    for one in nodes(tree):
        if one.data == "attribute":
            name, value = nodes(one)
            attributes[text_of(name)] = value
        elif one.data == "block":
            *head, body = nodes(one)
            kind, *labels = (text_of(part).strip('"') for part in head)
            blocks.append(Block(kind, tuple(labels), *_body(body)))
    return attributes, tuple(blocks)
