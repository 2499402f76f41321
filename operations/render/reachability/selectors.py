"""Label selectors as the API server reads them."""

from collections.abc import Mapping
from typing import Any, Final

OPERATORS: Final = frozenset({"In", "NotIn", "Exists", "DoesNotExist"})


class CannotEvaluateError(Exception):
    """A policy says something that the evaluation does not know; guessing would be worse than stopping."""


def matches(selector: Mapping[str, Any] | None, labels: Mapping[str, str]) -> bool:
    """Say whether a selector chooses what carries these labels. An empty one chooses everything, none chooses nothing.

    :raises CannotEvaluateError: for an operator or a field that selectors do not have.
    """
    if selector is None:
        return False
    if further := selector.keys() - {"matchLabels", "matchExpressions"}:
        raise CannotEvaluateError(f"a label selector has no {', '.join(sorted(further))}")
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    return all(_holds(one, labels) for one in selector.get("matchExpressions") or ())


def _holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator, values = expression["key"], expression["operator"], expression.get("values") or ()
    if operator not in OPERATORS:
        raise CannotEvaluateError(f"a label selector has no operator {operator}")
    match operator:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels
