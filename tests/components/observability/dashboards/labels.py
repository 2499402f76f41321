"""Which labels the result of a query can have, as far as the query itself says so."""

import promql_parser
from promql_parser import (
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    NumberLiteral,
    ParenExpr,
    SubqueryExpr,
)

from components.observability.metric_names.stand_ins import replaced

KEPT = {"topk", "bottomk"}
SCALARS = {"time", "vector", "hour", "day_of_month", "days_in_month"}

Labels = set[str] | None
"""Labels that a result has at most; none where that is for the metric to say."""


def result_labels(expression: str) -> Labels:
    """Return the labels that the result of a query has at most."""
    return _of(promql_parser.parse(replaced(expression)))


def _of(node: Expr) -> Labels:
    match node:
        case ParenExpr() | SubqueryExpr():
            return _of(node.expr)
        case AggregateExpr():
            return _of(node.expr) if str(node.op) in KEPT else _aggregated(node)
        case Call():
            return _called(node)
        case BinaryExpr():
            left, right = _of(node.lhs), _of(node.rhs)
            return right if isinstance(node.lhs, NumberLiteral) or left == set() else left
    return None


def _aggregated(node: AggregateExpr) -> Labels:
    if node.modifier is None:
        return set()
    return set(node.modifier.labels) if node.modifier.type == AggModifierType.By else None


def _called(node: Call) -> Labels:
    if node.func.name in SCALARS:
        return set()
    if node.func.name != "histogram_quantile":
        return _of(node.args[0])
    inner = _of(node.args[1])
    return None if inner is None else inner - {"le"}
