"""From the schema in a custom resource definition to one that refuses what the API server would silently drop.

Source: Kubernetes, "Custom Resources", structural schemas and pruning: a field that no ``properties`` names is dropped,
unless ``x-kubernetes-preserve-unknown-fields`` keeps it.
"""

from collections.abc import Mapping
from typing import Any, Final

OPEN_METADATA: Final = {"type": "object"}
"""What an object's own metadata is judged by here; that it is an ObjectMeta is judged elsewhere."""

PASSED: Final = frozenset(
    {
        *("type", "enum", "pattern", "required", "allOf", "anyOf", "oneOf", "not"),
        *("minimum", "maximum", "multipleOf", "minLength", "maxLength"),
        *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
    }
)
"""Keywords that mean in a definition what they mean in JSON schema, and that say nothing of which fields there are."""


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the strict JSON schema of a definition's ``openAPIV3Schema``."""
    whole = _strict(schema)
    whole.setdefault("properties", {})
    whole["properties"] |= {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": OPEN_METADATA,
    }
    return whole


def _strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    result = {key: value for key, value in schema.items() if key in PASSED}
    _bounds(schema, result)
    if schema.get("x-kubernetes-int-or-string"):
        result.pop("type", None)
        result.setdefault("anyOf", [{"type": "integer"}, {"type": "string"}])
    if "items" in schema:
        result["items"] = _strict(schema["items"])
    _fields(schema, result)
    return {"anyOf": [{"type": "null"}, result]} if schema.get("nullable") else result


def _bounds(schema: Mapping[str, Any], result: dict[str, Any]) -> None:
    """Write exclusive bounds, which OpenAPI 3.0 marks with a truth beside the bound, as JSON schema writes them."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(exclusive) is True and bound in result:
            result[exclusive] = result.pop(bound)


def _fields(schema: Mapping[str, Any], result: dict[str, Any]) -> None:
    properties = {name: _strict(field) for name, field in (schema.get("properties") or {}).items()}
    if schema.get("x-kubernetes-embedded-resource"):
        properties = {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": OPEN_METADATA,
            **properties,
        }
    if properties:
        result["properties"] = properties
    further = schema.get("additionalProperties")
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return
    if isinstance(further, Mapping):
        result["additionalProperties"] = _strict(further)
    elif further is not True and (properties or schema.get("type") == "object"):
        result["additionalProperties"] = False
