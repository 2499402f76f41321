"""Whether a PromQL expression asks for metrics that there are, and in a way that gives what is meant.

It needs promql-parser, which development has and a stack has not: nothing that a stack imports may import this.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

import promql_parser
from promql_parser import (
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    MatchOp,
    MatrixSelector,
    ParenExpr,
    SubqueryExpr,
    UnaryExpr,
    VectorSelector,
)

from components.observability.metric_names.known import COUNTED, metrics, series
from components.observability.metric_names.stand_ins import replaced

GROWTH: Final = frozenset({"rate", "irate", "increase", "resets"})
"""Functions that take every fall of a value for a restart, as is right for a counter and wrong for a gauge."""

EXISTENCE: Final = frozenset(
    {"absent", "absent_over_time", "changes", "count_over_time", "present_over_time", "timestamp"}
)
"""Functions that do not care how high a counter stands."""

COUNTS: Final = frozenset({"count", "group"})
"""Aggregations that do not care either."""

SELECTIONS: Final = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
"""Aggregations that leave the labels of what they choose."""


@dataclass(frozen=True)
class _Place:
    """Where in an expression a selector stands: within which function, and whether ``le`` is lost above it."""

    function: str = ""
    indifferent: bool = False
    loses_le: bool = False


def faults(expression: str, recorded: Collection[str] = ()) -> list[str]:
    """Return one sentence for each fault of an expression of Prometheus or Grafana; none for a good one.

    Told are: what does not parse; a metric that nobody exports, with the nearest that somebody does; a histogram or no
    name at all in place of a series; a counter without ``rate()`` and a gauge within it; and buckets that are summed
    over ``le``. Variables of Grafana are read as what they stand for.

    :param recorded: names of recording rules, of which it is not asked how their values go.
    """
    try:
        tree = promql_parser.parse(replaced(expression))
    except ValueError as refusal:
        return [f"{_short(expression)} does not parse: {refusal}"]
    told = [
        sentence
        for selector, place in _selectors(tree, _Place())
        for sentence in _judged(selector, place, recorded)
    ]
    return list(dict.fromkeys(told))


def selectors(expression: str) -> list[VectorSelector]:
    """Return what an expression selects, as often as it does.

    :raises ValueError: if it does not parse.
    """
    return [selector for selector, _ in _selectors(promql_parser.parse(replaced(expression)), _Place())]


def names(expression: str) -> set[str]:
    """Return the names of the series that an expression asks for.

    :raises ValueError: if it does not parse.
    """
    return {name for selector in selectors(expression) if (name := _name(selector))}


def _selectors(node: Expr, place: _Place) -> Iterator[tuple[VectorSelector, _Place]]:
    """Yield every selector with where it stands."""
    match node:
        case VectorSelector():
            yield node, place
        case MatrixSelector():
            yield node.vector_selector, place
        case ParenExpr() | UnaryExpr() | SubqueryExpr():
            yield from _selectors(node.expr, place)
        case Call():
            indifferent = place.indifferent or node.func.name in EXISTENCE
            for argument in node.args:
                yield from _selectors(
                    argument, replace(place, function=node.func.name, indifferent=indifferent)
                )
        case AggregateExpr():
            yield from _selectors(node.expr, _aggregated(node, place))
        case BinaryExpr():
            yield from _selectors(node.lhs, place)
            # On the right of these only the labels count.
            chosen = place.indifferent or str(node.op) in ("and", "unless")
            yield from _selectors(node.rhs, replace(place, indifferent=chosen))


def _aggregated(node: AggregateExpr, place: _Place) -> _Place:
    """Return the place of what is aggregated: a function around it is given no counter any more, but a sum or a choice."""
    operation, modifier = str(node.op), node.modifier
    if operation in COUNTS:
        return replace(place, function="", indifferent=True)
    if operation in SELECTIONS:
        return replace(place, function="")
    named = modifier is not None and "le" in modifier.labels
    kept = modifier is not None and named == (modifier.type == AggModifierType.By)
    return replace(place, function="", loses_le=place.loses_le or not kept)


def _judged(selector: VectorSelector, place: _Place, recorded: Collection[str]) -> Iterator[str]:
    name = _name(selector)
    if name is None:
        yield f"{_short(str(selector))} names no metric, and would read whatever has such labels"
        return
    if name in recorded:
        return
    known = series()
    if name not in known:
        yield _unknown(name, recorded)
        return
    if place.indifferent:
        return
    if known[name] == "counter" and place.function not in GROWTH:
        yield f"{name} is a counter, whose height says only how long it has counted: ask for its rate()"
    if known[name] == "gauge" and place.function in GROWTH:
        yield (
            f"{name} is a gauge, of which {place.function}() takes every fall for a restart: "
            "ask for its delta() or deriv()"
        )
    if name.endswith("_bucket") and place.loses_le and not _has(selector, "le"):
        yield f"{name} is summed over le, which counts a request once for every bucket: keep le in by()"


def _unknown(name: str, recorded: Collection[str]) -> str:
    if metrics().get(name) == "histogram":
        return f"{name} is a histogram, and has no series of that name: ask for {', '.join(name + one for one in COUNTED)}"
    nearest = get_close_matches(name, [*series(), *recorded], n=1, cutoff=0)
    hint = f"; the nearest known name is {nearest[0]}" if nearest else ""
    return f"{name} is exported by nothing that metrics.yaml knows{hint}"


def _name(selector: VectorSelector) -> str | None:
    if selector.name:
        return selector.name
    equal = (
        one.value for one in selector.matchers.matchers if one.name == "__name__" and one.op == MatchOp.Equal
    )
    return next(equal, None)


def _has(selector: VectorSelector, label: str) -> bool:
    return any(one.name == label for one in selector.matchers.matchers)


def _short(text: str, most: int = 120) -> str:
    """Return an expression on one line that a sentence can hold."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
