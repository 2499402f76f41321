"""What was decided about the examples: which statement an id stands for, and which differences are ours to keep."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

HERE: Final = Path(__file__).parent

Sentence = Annotated[str, StringConstraints(pattern=r"^[A-Z].+\.$")]


class Difference(BaseModel):
    """Examples of one check that our policies judge otherwise than their authors, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    examples: Annotated[list[str], Field(min_length=1)]
    because: Sentence


class Count(BaseModel):
    """How the examples of one scanner and cloud came out; ``bad`` and ``good`` are those that could be converted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bad: int
    noticed: int
    good: int
    wrong: int
    not_converted: int


class Reviewed(BaseModel):
    """The list of differences, with the checkouts and the figures that it was made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checkouts: dict[str, str]
    counts: dict[str, Count]
    without_example: list[str]
    not_converted: dict[str, int]
    differences: list[Difference]


@cache
def reviewed() -> Reviewed:
    """Return the list of differences."""
    return Reviewed.model_validate(yaml.safe_load((HERE / "differences.yaml").read_text()))


@cache
def statements() -> Mapping[str, tuple[str, ...]]:
    """Return for each id that stands for some statements of its policies the parts of their messages."""
    held: dict[str, list[str]] = yaml.safe_load((HERE / "statements.yaml").read_text())
    return {check: tuple(parts) for check, parts in held.items()}
