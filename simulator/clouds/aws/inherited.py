"""What a resource of AWS takes from its provider: the region, and the default tags."""

from collections.abc import Mapping
from typing import Any

from simulator import schema
from simulator.clouds.answers import Failure
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN, Secret, holds_unknown, reveal, secret


def check(token: str, filled: dict[str, Any], scope: Scope) -> list[Failure]:
    """Write the provider's region and the merged tags into the inputs, as pulumi-aws does before its own check.

    Source: pulumi-aws ``provider/region.go`` (applyRegion) and ``provider/tags.go`` (applyTags), read November 2026.
    """
    declared = schema.declaration_of(token)
    if declared is None:
        return []
    if "tagsAll" in declared.outputs:
        filled["tagsAll"] = _all_tags(filled.get("tags"), scope)
    if "region" not in declared.inputs.shapes or filled.get("region") is not None:
        return []
    if scope.region is None:
        return [Failure("region", f"{token} has no region: set it on the resource or on its provider")]
    filled["region"] = scope.region
    return []


def _all_tags(tags: Any, scope: Scope) -> Any:
    hidden, tags = isinstance(tags, Secret), reveal(tags)
    if tags is UNKNOWN or holds_unknown(tags) or holds_unknown(scope.default_tags):
        return UNKNOWN
    ignored = scope.settings.get("ignoreTags")
    ignored = ignored if isinstance(ignored, Mapping) else {}
    merged = {
        key: value
        for key, value in {**scope.default_tags, **(tags if isinstance(tags, Mapping) else {})}.items()
        if key not in ignored.get("keys", ()) and not key.startswith(tuple(ignored.get("keyPrefixes", ())))
    }
    return secret(merged) if hidden else merged
