"""What Grafana puts into a query before Prometheus sees it, replaced by something of the same kind."""

import re
from collections.abc import Mapping
from typing import Final

DURATIONS: Final[Mapping[str, str]] = {"__rate_interval": "1m", "__interval": "15s", "__range": "1h"}
"""Grafana's variables that stand where a duration does (Grafana documentation, "Global variables")."""

TEXT: Final = "any"
"""What a variable says within quotes: no regular expression is broken by it."""

NUMBER: Final = "1"
"""What any other variable outside of quotes says: a count of ``topk`` or a threshold."""

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)(?::\w+)?\}|(?P<plain>\w+))")


def replaced(expression: str) -> str:
    """Return an expression without variables, as ``$namespace`` or ``${namespace:regex}``."""
    pieces, at = [], 0
    for quoted in _QUOTED.finditer(expression):
        pieces.append(_VARIABLE.sub(_outside, expression[at : quoted.start()]))
        pieces.append(_VARIABLE.sub(TEXT, quoted.group()))
        at = quoted.end()
    return "".join([*pieces, _VARIABLE.sub(_outside, expression[at:])])


def _outside(variable: re.Match[str]) -> str:
    return DURATIONS.get(variable["braced"] or variable["plain"], NUMBER)
