"""State entries out of Terraform's resources: what a preview and a rehearsal of the same program would hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.policies.corpus.terraform import properties, sdk
from tests.policies.corpus.terraform.program import META, Program, contents, made_up
from tests.policies.corpus.terraform.source import Block, text_of
from tests.policies.corpus.terraform.values import as_text, edges_of, previewed, rehearsed
from tests.policies.framework.samples import STACK_URN, Entry, stack_entry, urn

FOREIGN = "terraform:index"
"""The package of a type that no policy speaks of; its resources stand there so that edges lead somewhere."""


@dataclass
class Converted:
    """One resource, with those that stand beside it in the other provider.

    ``strange`` are the properties that nothing has a place for, ``gone`` those of them that the table knows to be
    gone from the provider, ``needs`` the URNs of what it refers to.
    """

    urn: str
    token: str | None
    needs: list[str]
    previews: list[Entry] = field(default_factory=list)
    rehearsals: list[Entry] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def token_of(kind: str) -> str | None:
    """Return the token that stands for a Terraform type; None if no policy speaks of it."""
    azure = properties.table().azure.get(kind)
    return azure.token if azure else sdk.token_of(kind)


def urn_of(address: str) -> str:
    """Return the URN of a resource."""
    kind = address.split(".", 1)[0]
    return urn(token_of(kind) or f"{FOREIGN}:{kind}", address)


def resources_of(program: Program) -> dict[str, Converted]:
    """Return all resources of a program by address, each with the parts that others are of it."""
    held = {address: contents(copy.block, copy.scope, META) for address, copy in program.resources.items()}
    return {address: _converted(program.resources[address].block, address, held) for address in held}


def stack_of(chosen: Iterable[Converted]) -> tuple[list[Entry], list[Entry]]:
    """Return the preview and the rehearsal of a stack of some resources."""
    all_of_it = list(chosen)
    return (
        [stack_entry(), *(entry for one in all_of_it for entry in one.previews)],
        [stack_entry(), *(entry for one in all_of_it for entry in one.rehearsals)],
    )


def _converted(block: Block, address: str, all_held: Mapping[str, dict[str, Any]]) -> Converted:
    kind, held = block.labels[0], all_held[address]
    strange: list[str] = []
    inputs = _inputs(kind, held, strange)
    for other, part in all_held.items():
        of = properties.table().azure.get(other.split(".", 1)[0])
        if of is not None and of.part_of and address in edges_of(part.get(of.part_of)):
            inputs = _merged(inputs, properties.shaped(of.properties, part))
    needs = sorted(urn_of(edge) for edge in edges_of(held))
    known = set(properties.table().gone.get(kind, ()))
    made = Converted(urn_of(address), token_of(kind), needs)
    made.strange, made.gone = sorted(set(strange) - known), sorted(set(strange) & known)
    foreign = {"held": needs} if made.token is None else {}
    token = made.token or f"{FOREIGN}:{kind}"
    _enter(made, made.urn, token, inputs, address, protect=_protected(block), also=foreign)
    azure = properties.table().azure.get(kind)
    if azure is not None and azure.beside is not None:
        beside = azure.beside
        own = properties.shaped(beside.properties, held)
        _enter(made, urn(beside.token, address), beside.token, own, address, also={beside.by: [made.urn]})
    return made


def _enter(
    made: Converted,
    own_urn: str,
    token: str,
    inputs: Mapping[str, Any],
    address: str,
    *,
    protect: bool = False,
    also: Mapping[str, list[str]] | None = None,
) -> None:
    edges = {key: sorted(urn_of(edge) for edge in edges_of(value)) for key, value in inputs.items()}
    entry = {
        "urn": own_urn, "custom": True, "type": token, "parent": STACK_URN, "protect": protect, "provider": "",
        "dependencies": made.needs, "propertyDependencies": {**edges, **(also or {})},
    }  # fmt: skip
    before, after = previewed(inputs), rehearsed(inputs)
    outputs = {"arn": made_up(address, "arn"), **after}
    made.previews.append({**entry, "inputs": before, "outputs": before})
    made.rehearsals.append({**entry, "id": made_up(address, "id"), "inputs": after, "outputs": outputs})


def _inputs(kind: str, held: Mapping[str, Any], strange: list[str]) -> dict[str, Any]:
    azure = properties.table().azure.get(kind)
    if azure is not None:
        return properties.shaped(azure.properties, held)
    token = sdk.token_of(kind)
    if token is None:
        return {}
    return _placed(sdk.arguments(token), properties.current(kind, held), strange, "")


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(one)
    for key, value in other.items():
        within = made.get(key)
        nested = isinstance(within, dict) and isinstance(value, dict)
        made[key] = _merged(within or {}, value) if nested else value
    return made


def _protected(block: Block) -> bool:
    said = [
        one.attributes["prevent_destroy"]
        for one in block.inside("lifecycle")
        if "prevent_destroy" in one.attributes
    ]
    return any(text_of(one) == "true" for one in said)


def _placed(cls: type, held: Mapping[str, Any], strange: list[str], place: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in held.items():
        found = sdk.property_of(cls, name)
        if found is not None:
            key, shape = found
            made[key] = _shaped(shape, value, strange, f"{place}{name}.")
        else:
            strange.append(f"{place}{name}")
    return made


def _shaped(shape: Any, value: Any, strange: list[str], place: str) -> Any:
    member = sdk.member_of(shape)
    if sdk.is_text(shape) and isinstance(value, dict | list):
        return as_text(value)
    if sdk.is_list(shape):
        members = value if isinstance(value, list) else [value]
        return [_member(member, one, strange, place) for one in members]
    if isinstance(value, list):
        return _member(member, value[0], strange, place) if value else {}
    return _member(member, value, strange, place)


def _member(member: Any, value: Any, strange: list[str], place: str) -> Any:
    if member is not None and isinstance(value, dict):
        return _placed(member, value, strange, place)
    return value
