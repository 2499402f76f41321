from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

import pytest

from policies.cost.estimate import Estimate, estimate
from policies.cost.lines import Line

TODAY = date(2026, 11, 23)
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
Entry = dict[str, Any]


class Maker(Protocol):
    def __call__(
        self, kind: str, name: str, /, *, edges: Mapping[str, Entry] = ..., **inputs: Any
    ) -> Entry: ...


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def unknown() -> str:
    return UNKNOWN


@pytest.fixture
def make() -> Maker:
    """Return a maker of state entries; they stand in us-east-1 of production unless they say otherwise."""

    def maker(
        kind: str,
        name: str,
        /,
        *,
        stack: str = "production",
        edges: Mapping[str, Entry] | None = None,
        **inputs: Any,
    ) -> Entry:
        return {
            "urn": f"urn:pulumi:{stack}::platform::{kind}::{name}",
            "type": kind,
            "custom": True,
            "inputs": {"region": "us-east-1", **inputs},
            "outputs": {},
            "propertyDependencies": {key: [target["urn"]] for key, target in (edges or {}).items()},
        }

    return maker


@pytest.fixture
def price() -> Callable[..., Estimate]:
    """Return the estimate of some entries on the day of the tests."""

    def estimated(*entries: Entry, **options: Any) -> Estimate:
        return estimate(entries, **{"today": TODAY, **options})

    return estimated


@pytest.fixture
def fixed(price: Callable[..., Estimate]) -> Callable[..., dict[str, tuple[str, str, str]]]:
    """Return, for each item that does not rest on assumptions, its three monthly amounts to the cent."""

    def amounts(*entries: Entry, **options: Any) -> dict[str, tuple[str, str, str]]:
        return {line.item: _cents(line) for line in price(*entries, **options).lines if not line.usage}

    return amounts


def _cents(line: Line) -> tuple[str, str, str]:
    monthly = line.monthly
    return f"{monthly.least:.2f}", f"{monthly.expected:.2f}", f"{monthly.most:.2f}"
