"""What benchmarks ask that no policy serves, each with the reason: ``policies/unserved.yaml``.

An auditor asks by the numbers of a benchmark. A policy answers by naming them beside its check; this answers for the rest.
"""

from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from policies.framework.left_out import LeftOutError, Row, Words
from policies.framework.reviewed_file import parsed

FILE: Final = Path(__file__).resolve().parents[1] / "unserved.yaml"

Reference = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)+$")]


class Unserved(Row):
    """Requirements of one benchmark that have one reason, by their numbers."""

    references: Annotated[list[Reference], Field(min_length=1)]

    @property
    def order(self) -> list[tuple[int, ...]]:
        """Where it stands: the numbers as numbers."""
        return [tuple(map(int, one.split("."))) for one in self.references]


class Benchmark(BaseModel):
    """What no policy serves of one benchmark, and the version that is spoken of."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    benchmark: Words
    version: Annotated[str, StringConstraints(min_length=1)]
    rest: list[Unserved]

    @property
    def references(self) -> list[str]:
        """Every number that is spoken of."""
        return [one for row in self.rest for one in row.references]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    benchmarks: list[Benchmark]


def read(path: Path = FILE) -> tuple[Benchmark, ...]:
    """Return the list, by benchmark.

    :raises LeftOutError: if the file is missing or malformed.
    """
    return tuple(parsed(_File, path, LeftOutError).benchmarks)
