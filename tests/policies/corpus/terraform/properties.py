"""The reviewed table of what the SDKs cannot tell: renamed properties, those that are gone, and Azure's other shapes."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tests.policies.corpus.terraform.values import made_of, rehearsed

FILE: Final = Path(__file__).with_name("properties.yaml")


class Row(BaseModel):
    """How one property is carried over; see the head of the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[str | list[str], Field(alias="from")]
    to: str
    values: dict[bool | str, Any] = {}
    given: Any = None
    default: Any = None
    join: str | None = None
    members: list["Row"] = []


class Beside(BaseModel):
    """A resource of its own in Azure that Terraform writes as a part of another, which ``by`` refers to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: str
    by: str
    properties: list[Row]


class Kind(BaseModel):
    """A type of Terraform's provider for Azure; one with ``part_of`` is a part of what that property refers to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: str
    properties: list[Row]
    beside: Beside | None = None
    part_of: str | None = None


class Table(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    renamed: dict[str, list[Row]]
    gone: dict[str, list[str]]
    azure: dict[str, Kind]


@cache
def table() -> Table:
    """Return the table."""
    return Table.model_validate(yaml.safe_load(FILE.read_text()))


def current(kind: str, held: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a resource holds under the names that its provider has today."""
    made = cast("dict[str, Any]", _copied(held))
    for row in table().renamed.get(kind, ()):
        *above, last = str(row.source).split(".")
        place = _block(_at(made, above))
        if isinstance(place, dict) and last in place:
            _put(made, row.to.split("."), _spelled(row, place.pop(last)))
    return made


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def shaped(rows: Iterable[Row], held: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties that the rows say, out of what a block holds."""
    made: dict[str, Any] = {}
    for row in rows:
        value = _value(row, held)
        if value is None and row.default is not None and _at(made, row.to.split(".")) is None:
            value = row.default
        if value is not None:
            _put(made, row.to.split("."), value)
    return made


def _value(row: Row, held: Mapping[str, Any]) -> Any:
    sources = [row.source] if isinstance(row.source, str) else row.source
    found = [_at(held, source.split(".")) for source in sources]
    if any(one is None for one in found):
        return None
    if row.members:
        blocks = found[0] if isinstance(found[0], list) else [found[0]]
        return [shaped(row.members, block) for block in blocks]
    if row.join is not None:
        parts = found[0] if isinstance(found[0], list) else found
        return made_of(parts, row.join.join(str(rehearsed(one)) for one in parts))
    return _spelled(row, found[0])


def _spelled(row: Row, value: Any) -> Any:
    if row.given is not None:
        return made_of([value], row.given)
    key = rehearsed(value)
    if row.values and isinstance(key, bool | str):
        key = {"true": True, "false": False}.get(str(key).lower(), key)
        return made_of([value], row.values.get(key, key))
    return value


def _at(held: Any, steps: Iterable[str]) -> Any:
    for step in steps:
        block = _block(held)
        held = block.get(step) if isinstance(block, Mapping) else None
    return held


def _block(held: Any) -> Any:
    return held[0] if isinstance(held, list) and held else held


def _put(made: dict[str, Any], steps: list[str], value: Any) -> None:
    *above, last = steps
    place: Any = made
    for step in above:
        place = _block(place.setdefault(step, {}))
    place[last] = value
