"""Which requirements of published standards a policy serves, beyond the benchmarks that its rule names itself.

Auditors ask by requirement, and a rule about encryption serves the same ones whatever it is that it encrypts.
The table therefore stands in one reviewed file, ``policies/standards.yaml``, by subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from policies.framework.reviewed_file import parsed
from policies.framework.rules import AnyRule, Control, Pack

FILE: Final = Path(__file__).resolve().parents[1] / "standards.yaml"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]


class StandardsError(ValueError):
    """The table of standards cannot be used; the text names each fault."""


class _Subject(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    means: Words
    controls: list[Words]
    policies: list[Words]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    versions: dict[str, Words]
    subjects: dict[str, _Subject]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a group of policies protects, and the requirements that it serves."""

    name: str
    means: str
    controls: tuple[Control, ...]
    policies: tuple[str, ...]


def read(path: Path = FILE) -> tuple[Subject, ...]:
    """Return the subjects of the table, in its order.

    :raises StandardsError: if the file is missing, malformed or names a framework without a version.
    """
    held = parsed(_File, path, StandardsError)
    return tuple(
        Subject(
            name,
            subject.means,
            tuple(_control(text, held.versions, path.name) for text in subject.controls),
            tuple(subject.policies),
        )
        for name, subject in held.subjects.items()
    )


def _control(text: str, versions: Mapping[str, str], place: str) -> Control:
    for framework, version in versions.items():
        if text.startswith(f"{framework} "):
            return Control(framework, version, text.removeprefix(f"{framework} "))
    raise StandardsError(f"{place}: {text} begins with no framework of its versions: {', '.join(versions)}")


@cache
def _table() -> Mapping[str, tuple[Control, ...]]:
    found: dict[str, dict[Control, None]] = {}
    for subject in read():
        for name in subject.policies:
            found.setdefault(name, {}).update(dict.fromkeys(subject.controls))
    return {name: tuple(controls) for name, controls in found.items()}


def controls_of(pack: Pack, rule: AnyRule) -> tuple[Control, ...]:
    """Return every requirement that a rule serves: the benchmarks it names, then those of its subjects."""
    return (*rule.controls, *_table().get(f"{pack.name}/{rule.name}", ()))
