"""The statements of a policy document as Terraform's data source spells them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

SPELLINGS: Final[Mapping[str, str]] = {
    "sid": "Sid", "effect": "Effect", "actions": "Action", "not_actions": "NotAction",
    "resources": "Resource", "not_resources": "NotResource",
}  # fmt: skip


def statement_of(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement in IAM's own spelling."""
    made = {theirs: held[ours] for ours, theirs in SPELLINGS.items() if ours in held}
    made.setdefault("Effect", "Allow")
    for ours, theirs in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if ours in held:
            made[theirs] = _principals(held[ours])
    if "condition" in held:
        made["Condition"] = _conditions(held["condition"])
    return made


def _principals(blocks: Iterable[Mapping[str, Any]]) -> Any:
    found: dict[str, list[Any]] = {}
    for block in blocks:
        named = block.get("identifiers", [])
        found.setdefault(str(block.get("type")), []).extend(named if isinstance(named, list) else [named])
    return "*" if "*" in found else found


def _conditions(blocks: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for block in blocks:
        found.setdefault(str(block.get("test")), {})[str(block.get("variable"))] = block.get("values", [])
    return found
