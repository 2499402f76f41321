"""What an undecided policy does to a deployment, by environment and severity: data, reviewed like the rules."""

from functools import cache
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from policies.framework.findings import Severity
from policies.framework.reviewed_file import parsed
from policies.framework.rules import Environment

FILE: Final = Path(__file__).resolve().parents[1] / "unknowns.yaml"

Treatment = Literal["fail", "warn", "ignore"]


class UnknownsError(ValueError):
    """The table cannot be used; the text names each fault."""


class _Severities(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    critical: Treatment
    high: Treatment
    medium: Treatment
    low: Treatment


class Unknowns(BaseModel):
    """How each environment treats what it cannot decide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dev: _Severities
    staging: _Severities
    production: _Severities

    @model_validator(mode="after")
    def strict_where_it_counts(self) -> Self:
        """Refuse a production that lets pass what nobody could look at."""
        if self.production.critical != "fail":
            raise ValueError("production.critical must be fail: what nobody could look at does not go there")
        return self

    def treatment(self, environment: Environment, severity: Severity) -> Treatment:
        """Return what an undecided policy of this severity does there."""
        chosen: Treatment = getattr(getattr(self, environment), severity)
        return chosen


def read(path: Path = FILE) -> Unknowns:
    """Return the table.

    :raises UnknownsError: if it is missing, malformed, or lenient where production must not be.
    """
    return parsed(Unknowns, path, UnknownsError)


@cache
def shipped() -> Unknowns:
    """Return the table of the repository, read once."""
    return read()
