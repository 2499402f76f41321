"""Working out Terraform's expressions, as far as examples use them; what is not known stays open."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from lark import Token

from policies.framework.values import UNKNOWN_TEXT
from tests.policies.corpus.terraform import source
from tests.policies.corpus.terraform.source import Node, nodes, text_of
from tests.policies.corpus.terraform.values import Wired, as_text, made_of, rehearsed

OPEN: Final = Wired(UNKNOWN_TEXT)
"""A value of which nothing is known, in a rehearsal neither, such as a variable without a default."""


class Names(Protocol):
    """What the names in expressions stand for."""

    def lookup(self, path: tuple[str, ...]) -> Any:
        """Return what a dotted name such as ``var.region`` or ``aws_vpc.main.id`` stands for."""


@dataclass(frozen=True)
class Scope:
    """The names of a directory, and those that a dynamic block or a comprehension adds."""

    names: Names
    bound: Mapping[str, Any] = field(default_factory=dict)

    def binding(self, **more: Any) -> "Scope":
        """Return the scope with more names bound."""
        return Scope(self.names, {**self.bound, **more})


def evaluate(tree: Node, scope: Scope) -> Any:
    """Return what an expression is worth."""
    kind = str(tree.data)
    if kind == "expr_term":
        return evaluate(nodes(tree)[0], scope)
    worked_out = _KINDS.get(kind)
    return worked_out(tree, scope) if worked_out else OPEN


def template(text: str, scope: Scope) -> Any:
    """Return a text with its interpolations filled in."""
    parts: list[Any] = []
    for piece in re.split(r"(\$?\$\{[^{}]*\})", text):
        if piece.startswith("${"):
            parts.append(evaluate(source.expression(piece[2:-1]), scope))
        else:
            parts.append(piece)
    return _joined(parts)


def _joined(parts: list[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    return made_of(parts, "".join(_written(rehearsed(part)) for part in parts))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value == UNKNOWN_TEXT:
        return "open"
    return "" if value is None else str(value)


def _string(tree: Node, scope: Scope) -> Any:
    parts: list[Any] = []
    for part in nodes(tree):
        [content] = part.children
        if isinstance(content, Token):
            parts.append(_unescaped(str(content)))
        elif content.data == "interpolation":
            parts.append(evaluate(nodes(content)[0], scope))
        else:
            return OPEN
    return _joined(parts) if parts else ""


_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def _unescaped(text: str) -> str:
    text = re.sub(r'\\([ntr"\\])', lambda found: _ESCAPES[found[1]], text)
    return text.replace("$${", "${")


def _heredoc(tree: Node, scope: Scope) -> Any:
    _, _, body = str(tree.children[0]).partition("\n")
    return template(body.rstrip().rpartition("\n")[0] + "\n", scope)


def _literal(tree: Node, _: Scope) -> Any:
    return {"true": True, "false": False, "null": None}[text_of(tree)]


def _object(tree: Node, scope: Scope) -> Any:
    held: dict[str, Any] = {}
    for element in nodes(tree):
        key, value = nodes(element)
        held[_key(key, scope)] = evaluate(value, scope)
    return held


def _key(tree: Node, scope: Scope) -> str:
    written = text_of(tree)
    if re.fullmatch(r"[\w-]+", written):
        return written
    inner = nodes(tree)
    return _written(rehearsed(evaluate(inner[0], scope))) if inner else written


def _path(tree: Node) -> tuple[str, ...] | None:
    """Return the dotted name that a tree is, without its indices; None if it is something else."""
    kind = str(tree.data)
    if kind == "expr_term":
        return _path(nodes(tree)[0])
    if kind == "identifier":
        return (text_of(tree),)
    if kind in {"get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term"}:
        base = _path(nodes(tree)[0])
        further = re.findall(r"\.([A-Za-z_][\w-]*)", text_of(nodes(tree)[1]))
        return None if base is None else (*base, *([] if kind == "index_expr_term" else further))
    return None


def _named(tree: Node, scope: Scope) -> Any:
    path = _path(tree)
    if path is None:
        return _member(tree, scope)
    if path in {("True",), ("False",)}:
        return path == ("True",)
    if path[0] in scope.bound:
        value: Any = scope.bound[path[0]]
        for step in path[1:]:
            value = value.get(step, OPEN) if isinstance(value, dict) else OPEN
        return value
    found = scope.names.lookup(path)
    several = "splat" in str(tree.data)
    return [found] if several and not isinstance(found, list) else found


def _member(tree: Node, scope: Scope) -> Any:
    base = evaluate(nodes(tree)[0], scope)
    return made_of([base], OPEN.value) if isinstance(base, Wired) else OPEN


def _conditional(tree: Node, scope: Scope) -> Any:
    condition, yes, no = (evaluate(one, scope) for one in nodes(tree))
    if isinstance(condition, Wired):
        return Wired(rehearsed(yes))
    return yes if condition else no


def _negation(tree: Node, scope: Scope) -> Any:
    value = evaluate(nodes(tree)[0], scope)
    if isinstance(value, Wired):
        return OPEN
    return not value if str(tree.children[0]) == "!" else -value


def _call(tree: Node, scope: Scope) -> Any:
    name, *rest = nodes(tree)
    arguments = [evaluate(one, scope) for part in rest for one in nodes(part)]
    function = _FUNCTIONS.get(text_of(name))
    if function is None:
        return made_of([*arguments, OPEN], OPEN.value)
    return function(*arguments)


def _merged(*parts: Any) -> Any:
    if all(isinstance(part, dict) for part in parts):
        return {key: value for part in parts for key, value in part.items()}
    return made_of(parts, OPEN.value)


def _concatenated(*parts: Any) -> Any:
    return [one for part in parts for one in (part if isinstance(part, list) else [part])]


def _formatted(pattern: Any, *values: Any) -> Any:
    pieces = re.split(r"%[sdv]", str(rehearsed(pattern)))
    filled = [_written(rehearsed(one)) for one in values] + [""]
    return made_of([pattern, *values], "".join(a + b for a, b in zip(pieces, filled, strict=False)))


def _decoded(text: Any) -> Any:
    return OPEN if isinstance(text, Wired) else json.loads(text)


def _encoded(text: Any) -> Any:
    return made_of([text], base64.b64encode(_written(rehearsed(text)).encode()).decode())


def _itself(value: Any) -> Any:
    return value


_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "base64encode": _encoded,
    "concat": _concatenated,
    "format": _formatted,
    "jsondecode": _decoded,
    "jsonencode": as_text,
    "merge": _merged,
    "tobool": _itself,
    "tolist": _itself,
    "toset": _itself,
    "tostring": _itself,
}

_KINDS: Final[Mapping[str, Callable[[Node, Scope], Any]]] = {
    "string": _string,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "int_lit": lambda tree, _: int(text_of(tree)),
    "float_lit": lambda tree, _: float(text_of(tree)),
    "literal_value": _literal,
    "tuple": lambda tree, scope: [evaluate(one, scope) for one in nodes(tree)],
    "object": _object,
    "identifier": _named,
    "get_attr_expr_term": _named,
    "index_expr_term": _named,
    "attr_splat_expr_term": _named,
    "full_splat_expr_term": _named,
    "conditional": _conditional,
    "unary_op": _negation,
    "function_call": _call,
}
