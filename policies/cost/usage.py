"""The reviewed assumptions about what a program does not decide: traffic, logs, requests."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field

from components.foundation.labels import Environment
from components.foundation.spec import Spec
from policies.cost.amounts import Span
from policies.cost.documents import HERE, checked, read

Quantity = Annotated[Decimal, Field(strict=False, ge=0)]


def _ordered(quantities: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    if list(quantities) != sorted(quantities):
        raise ValueError("write the least first, then the expected, then the most")
    return quantities


Quantities = Annotated[tuple[Quantity, Quantity, Quantity], Field(strict=False), AfterValidator(_ordered)]


class Assumption(Spec):
    """Quantities a month for one resource; ``match`` narrows the row to resources whose name fits a pattern."""

    item: str
    unit: str
    why: str
    dev: Quantities
    staging: Quantities
    production: Quantities
    match: tuple[str, ...] = Field(default=("*",), strict=False)

    def of(self, environment: Environment) -> Span:
        """Return the quantities in ``environment``."""
        by_name = {"dev": self.dev, "staging": self.staging, "production": self.production}
        return Span(*by_name[environment])


class _File(Spec):
    reviewed: date
    rows: Annotated[tuple[Assumption, ...], Field(strict=False)]


class Usage:
    """The assumptions by item."""

    def __init__(self, rows: Iterable[Assumption]) -> None:
        self._rows: dict[str, list[Assumption]] = {}
        for row in rows:
            self._rows.setdefault(row.item, []).append(row)

    def find(self, item: str, name: str, environment: Environment) -> Span | None:
        """Return what is assumed of ``item`` for the resource called ``name``, if anything is."""
        for row in self._rows.get(item, ()):
            if any(fnmatchcase(name, pattern) for pattern in row.match):
                return row.of(environment)
        return None


@lru_cache(maxsize=1)
def shipped_usage() -> Usage:
    """Return the assumptions that come with this pack, read once in a process."""
    path = HERE / "usage.yaml"
    return Usage(checked(_File, read(path), path.name).rows)
