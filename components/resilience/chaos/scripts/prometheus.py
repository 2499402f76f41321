"""How the services are, as Prometheus has measured it. What cannot be known counts as bad: a gate is never open by chance."""

import json
import math
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SECONDS = 10
LARGEST = 4_000_000
"""More than this is no answer to what is asked here, in bytes."""


class UnknownError(Exception):
    """A measure that cannot be had, and why."""


Readings = dict[str, float]
"""Measure -> the worst value of it."""

LOWEST_IS_WORST = frozenset({"budget_left"})


def read(address: str, queries: dict[str, str]) -> Readings:
    """Return the worst value of each measure.

    :raises UnknownError: if Prometheus does not answer, or answers with no value, or with one that is no number.
    """
    found = {}
    for measure, query in queries.items():
        values = _values(measure, _answer(address, measure, query))
        found[measure] = min(values) if measure in LOWEST_IS_WORST else max(values)
    return found


def breaches(readings: Readings, safeguards: dict[str, float]) -> list[str]:
    """Return what is beyond its bound; a bound itself is still allowed. Every bound has to have been read."""
    said = []
    for measure, bound in safeguards.items():
        value = readings[measure]
        if measure in LOWEST_IS_WORST and value < bound:
            said.append(f"{measure} is {value:.4g}, less than {bound:.4g}")
        elif measure not in LOWEST_IS_WORST and value > bound:
            said.append(f"{measure} is {value:.4g}, more than {bound:.4g}")
    return said


def _answer(address: str, measure: str, query: str) -> Any:
    request = Request(f"{address}/api/v1/query?{urlencode({'query': query})}")  # noqa: S310 - of the settings, http
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            text = answer.read(LARGEST)
    except (URLError, OSError, ValueError) as fault:
        raise UnknownError(f"{measure}: Prometheus does not answer ({type(fault).__name__})") from None
    try:
        return json.loads(text)
    except ValueError:
        raise UnknownError(f"{measure}: what answers is not Prometheus") from None


def _values(measure: str, answer: Any) -> list[float]:
    try:
        if answer["status"] != "success":
            raise UnknownError(f"{measure}: Prometheus could not tell")
        values = [float(one["value"][1]) for one in answer["data"]["result"]]
    except (KeyError, TypeError, IndexError, ValueError):
        raise UnknownError(f"{measure}: what answers is not Prometheus") from None
    if not values:
        raise UnknownError(f"{measure}: nothing is recorded")
    if not all(math.isfinite(value) for value in values):
        raise UnknownError(f"{measure}: is no number, because nothing was asked of the service")
    return values
