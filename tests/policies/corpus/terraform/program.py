"""The resources of a Terraform directory, with what the names in their expressions stand for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from tests.policies.corpus.terraform.expressions import OPEN, Scope, evaluate
from tests.policies.corpus.terraform.source import Block
from tests.policies.corpus.terraform.statements import statement_of
from tests.policies.corpus.terraform.values import NO_EDGES, Wired, as_text, rehearsed

META: Final = frozenset(
    {"count", "depends_on", "for_each", "provider", "lifecycle", "timeouts", "provisioner"}
)
"""What Terraform itself reads of a resource, and no provider."""

PROVIDERS: Final = ("aws_", "azurerm_", "google_")
"""How the name of a resource begins; one that is referred to and not declared is taken to stand."""

ACCOUNT: Final = "123456789012"
READ: Final[Mapping[str, str]] = {
    "account_id": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:role/read", "name": "us-east-1", "id": "read-id",
    "partition": "aws", "dns_suffix": "amazonaws.com",
}  # fmt: skip
"""What data sources are taken to answer; a preview knows it, for it asks them."""


@dataclass(frozen=True)
class Copy:
    """A resource as it is made: a block, once or for one of the keys that it stands for."""

    address: str
    block: Block
    scope: Scope


@dataclass(frozen=True)
class Program:
    """All blocks of a directory."""

    blocks: tuple[Block, ...]

    @cached_property
    def resources(self) -> Mapping[str, "Copy"]:
        """The resources by address, such as ``aws_vpc.main`` or ``aws_vpc.main["one"]``."""
        return {copy.address: copy for block in self._of("resource") for copy in self._copies(block)}

    @cached_property
    def _written(self) -> Mapping[str, Sequence["Copy"]]:
        found: dict[str, list[Copy]] = {}
        for copy in self.resources.values():
            found.setdefault(".".join(copy.block.labels), []).append(copy)
        return found

    def _copies(self, block: Block) -> Iterator["Copy"]:
        address = ".".join(block.labels)
        if "for_each" in block.attributes:
            for key, value in copies(evaluate(block.attributes["for_each"], Scope(self))):
                each = {"each": {"key": key, "value": value}}
                yield Copy(f'{address}["{rehearsed(key)}"]', block, Scope(self, each))
        elif isinstance(count := self._count(block), int):
            for index in range(count):
                yield Copy(f"{address}[{index}]", block, Scope(self, {"count": {"index": index}}))
        else:
            yield Copy(address, block, Scope(self, {"count": {"index": 0}}))

    def _count(self, block: Block) -> Any:
        return evaluate(block.attributes["count"], Scope(self)) if "count" in block.attributes else None

    def lookup(self, path: tuple[str, ...]) -> Any:
        """Return what a dotted name stands for."""
        first, *rest = path
        if first == "var" and rest:
            return _inside(self._variables.get(rest[0], OPEN), rest[1:])
        if first == "local" and rest:
            found = self._locals.get(rest[0])
            return OPEN if found is None else _inside(evaluate(found, Scope(self)), rest[1:])
        if first == "data" and len(rest) > 2:
            return self._read(rest[0], rest[1], rest[2])
        if ".".join(path[:2]) in self._written and len(path) > 1:
            return self._output(".".join(path[:2]), *(path[2:] or ("id",)))
        if first.startswith(PROVIDERS) and len(path) > 2:
            return Wired(made_up(".".join(path[:2]), path[2]))
        return OPEN

    def _of(self, kind: str) -> Iterator[Block]:
        return (block for block in self.blocks if block.kind == kind)

    @cached_property
    def _variables(self) -> Mapping[str, Any]:
        return {
            block.labels[0]: evaluate(block.attributes["default"], Scope(self))
            for block in self._of("variable")
            if "default" in block.attributes
        }

    @cached_property
    def _locals(self) -> Mapping[str, Any]:
        return {name: tree for block in self._of("locals") for name, tree in block.attributes.items()}

    def _read(self, kind: str, name: str, attribute: str) -> Any:
        if kind != "aws_iam_policy_document":
            return Wired(READ.get(attribute, f"{name}-{attribute}"), NO_EDGES, known=True)
        found = [block for block in self._of("data") if block.labels == (kind, name)]
        return self.document(found[0]) if found and attribute == "json" else OPEN

    def document(self, block: Block) -> Any:
        """Return the policy document that a data source writes."""
        scope = Scope(self)
        statements = [statement_of(contents(one, scope)) for one in block.inside("statement")]
        return as_text({"Version": "2012-10-17", "Statement": statements})

    def _output(self, address: str, attribute: str, *further: str) -> Any:
        copies_of_it = self._written[address]
        edges = frozenset(one.address for one in copies_of_it)
        first = copies_of_it[0]
        given = first.block.attributes.get(attribute)
        if given is not None and not further:
            value = evaluate(given, first.scope)
            if isinstance(value, str | int | bool):
                return Wired(value, edges, known=True)
        return Wired(made_up(first.address, attribute), edges)


def made_up(address: str, attribute: str) -> str:
    """Return what a resource is taken to answer once it stands."""
    kind, name = address.split(".", 1)
    if attribute == "id":
        return f"{name}-id"
    if attribute != "arn":
        return f"{name}-{attribute}"
    if kind == "aws_s3_bucket":
        return f"arn:aws:s3:::{name}"
    service = kind.split("_")[1]
    region = "" if service == "iam" else "us-east-1"
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{kind.rsplit('_', 1)[1]}/{name}"


def contents(block: Block, scope: Scope, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return what stands in a block: attributes by name, and lists of blocks by kind, but those of some names."""
    held: dict[str, Any] = {
        name: evaluate(tree, scope) for name, tree in block.attributes.items() if name not in without
    }
    for inner in block.blocks:
        if inner.kind == "dynamic":
            name = inner.labels[0]
            made = list(_expanded(inner, scope))
            if made:
                held[name] = [*held.get(name, ()), *made]
        elif inner.kind not in without:
            held[inner.kind] = [*_listed(held.get(inner.kind)), contents(inner, scope)]
    return {name: value for name, value in held.items() if value is not None}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _expanded(dynamic: Block, scope: Scope) -> Iterator[dict[str, Any]]:
    iterator = dynamic.labels[0]
    for key, value in copies(evaluate(dynamic.attributes["for_each"], scope)):
        for content in dynamic.inside("content"):
            yield contents(content, scope.binding(**{iterator: {"key": key, "value": value}}))


def copies(over: Any) -> Iterable[tuple[Any, Any]]:
    """Return key and value of each copy that `for_each` makes; of one that is not known, a single open copy."""
    if isinstance(over, dict):
        return over.items()
    if isinstance(over, list):
        return [(one, one) for one in over]
    return [(OPEN, OPEN)]


def _inside(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step, OPEN) if isinstance(value, dict) else OPEN
    return value
