"""What Terraform's resources of the goldens are as entries of our own state: a reviewed table, one file a cloud.

Each file holds blocks, one for each Terraform type. A block names the type that ours is, which of our price keys each
component is billed under, and for each resource the inputs that cost money. A pattern may name groups, whose text then
stands for ``{group}`` in the inputs and in the keys.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final

import yaml
from pydantic import Field

from components.foundation.spec import Spec
from policies.cost.documents import checked
from tests.policies.cost.goldens.tables import Component, Resource

FOLDER: Final = Path(__file__).parent / "conversions"

Entry = dict[str, Any]

_MODULE: Final = re.compile(r"^(module\.[\w-]+\.)+")


class Key(Spec):
    """The price that a component is billed under; ``per`` of our units are one of theirs.

    ``book`` is for what our bill has elsewhere: only the price is compared, and no line is looked for.
    """

    key: str
    per: Annotated[Decimal, Field(strict=False)] = Decimal(1)
    book: bool = False


class Neighbour(Spec):
    """Another resource, and the property that refers to it."""

    type: str
    edge: str
    inputs: dict[str, Any] = Field(default_factory=dict)


class Row(Spec):
    """Resources of a golden: their addresses without the type, and what of them costs money."""

    match: str
    golden: str | None = None
    region: str | None = None
    inputs: dict[str, Any] = Field(default_factory=dict)
    groups: dict[str, str] = Field(default_factory=dict)
    neighbours: tuple[Neighbour, ...] = Field(default=(), strict=False)
    free: bool = False
    """Their golden says nothing of it, since they hold it to be free."""


class Block(Spec):
    """A Terraform type; ``type`` is left out where only prices of the book are compared."""

    terraform: str
    region: str
    type: str | None = None
    groups: dict[str, str] = Field(default_factory=dict)
    components: dict[str, str | Key]
    resources: Annotated[tuple[Row, ...], Field(strict=False)]


class File(Spec):
    """A cloud's table, and the types that we price and Infracost has no golden of."""

    blocks: Annotated[tuple[Block, ...], Field(strict=False)]
    without_golden: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Converted:
    """A resource of a golden as ours; ``entries`` begins with it, and its neighbours follow."""

    theirs: Resource
    block: Block
    row: Row
    region: str
    entries: list[Entry]
    groups: Mapping[str, str]

    def key_of(self, component: Component) -> Key | None:
        """Return what a component is billed under, if the table says."""
        for pattern, named in self.block.components.items():
            found = re.fullmatch(pattern, component.name)
            if found is not None:
                key = named if isinstance(named, Key) else Key(key=named)
                return key.model_copy(update={"key": filled(key.key, {**self.groups, **found.groupdict()})})
        return None


@lru_cache(maxsize=1)
def tables() -> tuple[File, ...]:
    """Return the tables of the three clouds."""
    return tuple(
        checked(File, yaml.safe_load(path.read_text()), path.name) for path in sorted(FOLDER.glob("*.yaml"))
    )


def blocks() -> Iterator[Block]:
    """Yield every block of every table."""
    for table in tables():
        yield from table.blocks


def type_of(address: str) -> str:
    """Return the Terraform type of an address, in a module or not."""
    return _MODULE.sub("", address).partition(".")[0]


def name_of(address: str) -> str:
    """Return what follows the type."""
    return _MODULE.sub("", address).partition(".")[2]


def converted(resource: Resource) -> list[Converted]:
    """Return a golden's resource as each row that fits it makes it; of a type of ours exactly one should."""
    made = []
    name = name_of(resource.address)
    for block in blocks():
        if type_of(resource.address) != block.terraform:
            continue
        for row in block.resources:
            found = re.fullmatch(row.match, name)
            if found is not None and row.golden in {None, resource.golden}:
                made.append(_as_ours(resource, block, row, found.groupdict()))
    return made


def held_free() -> list[Converted]:
    """Return the resources that the goldens hold to be free, and that cost money."""
    return [
        _as_ours(Resource(row.golden or "", f"{block.terraform}.{row.match}"), block, row, {})
        for block in blocks()
        for row in block.resources
        if row.free
    ]


def filled(value: Any, groups: Mapping[str, str]) -> Any:
    """Return ``value`` with the text of each group in the place of its name; a mapping's and a list's parts too."""
    if isinstance(value, str):
        for name, text in groups.items():
            value = value.replace(f"{{{name}}}", text)
        return value
    if isinstance(value, Mapping):
        return {key: filled(part, groups) for key, part in value.items()}
    if isinstance(value, list):
        return [filled(part, groups) for part in value]
    return value


def _as_ours(resource: Resource, block: Block, row: Row, found: Mapping[str, str]) -> Converted:
    groups = {**block.groups, **row.groups, **found}
    entries: list[Entry] = []
    if block.type is not None:
        neighbours = [
            _entry(neighbour.type, f"{neighbour.edge}-{index}", filled(neighbour.inputs, groups), {})
            for index, neighbour in enumerate(row.neighbours)
        ]
        edges = {
            neighbour.edge: [entry["urn"]]
            for neighbour, entry in zip(row.neighbours, neighbours, strict=True)
        }
        entries = [_entry(block.type, resource.address, filled(row.inputs, groups), edges), *neighbours]
    return Converted(resource, block, row, filled(row.region or block.region, groups), entries, groups)


def _entry(kind: str, name: str, inputs: Mapping[str, Any], edges: Mapping[str, list[str]]) -> Entry:
    return {
        "urn": f"urn:pulumi:production::goldens::{kind}::{name}",
        "type": kind,
        "custom": True,
        "inputs": dict(inputs),
        "outputs": {},
        "propertyDependencies": dict(edges),
    }
