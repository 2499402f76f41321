"""The examples that are judged otherwise than their authors do, each with a reason: ``differences.yaml``."""

from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from tests.policies.corpus.verdicts import Answer

FILE: Final = Path(__file__).with_name("differences.yaml")

Kind = Literal["standard", "stricter", "inert", "context"]
OF_GOOD: Final = frozenset({"standard", "stricter", "context"})
"""Why a good example may be spoken of."""
OF_BAD: Final = frozenset({"standard", "inert", "context"})
"""Why a bad example may be let be. That our policy does not look at something is no reason."""

Place = Annotated[str, StringConstraints(min_length=5)]
Sentence = Annotated[str, StringConstraints(pattern=r"(?s)^[A-Z].{30,}\.$")]


class Difference(BaseModel):
    """A reason, and the examples of one check that it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: Annotated[str, StringConstraints(min_length=5)]
    kind: Kind
    examples: Annotated[tuple[Place, ...], Field(min_length=1)]
    why: Sentence


def read(file: Path = FILE) -> dict[tuple[str, str], Difference]:
    """Return the rows by check and place.

    :raises ValueError: for a malformed row, or one example with two reasons.
    """
    rows = TypeAdapter(tuple[Difference, ...]).validate_python(
        yaml.safe_load(file.read_text(encoding="utf-8"))
    )
    found: dict[tuple[str, str], Difference] = {}
    for row in rows:
        for place in row.examples:
            if (row.check, place) in found:
                raise ValueError(f"{row.check} {place} has two reasons: keep one")
            found[row.check, place] = row
    return found


def unexplained(answers: list[Answer], rows: dict[tuple[str, str], Difference]) -> list[str]:
    """Return the answers that differ without a reason, or with one that is none for such a difference."""
    found = []
    for one in answers:
        row = rows.get((one.example.check, one.example.place))
        allowed = OF_GOOD if one.example.good else OF_BAD
        if not one.agrees and (row is None or row.kind not in allowed):
            said = sorted({finding.message for finding in one.said})
            found.append(f"{one.example}: {'; '.join(said) or 'nothing is said'}")
    return found


def unneeded(answers: list[Answer], rows: dict[tuple[str, str], Difference]) -> list[str]:
    """Return the rows that explain nothing: there is no such example, or it is judged as its authors do."""
    differing = {(one.example.check, one.example.place) for one in answers if not one.agrees}
    return [f"{check} {place}" for check, place in rows if (check, place) not in differing]
