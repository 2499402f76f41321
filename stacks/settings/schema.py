"""The JSON schema of a stack file, from which editors complete and check as one types.

Editors follow references half-heartedly: they drop what stands beside one and name the definition instead of
the key. So the schema has none; every key carries its own description, choices and default.
"""

import json
from pathlib import Path
from typing import Any, Final

from stacks.settings.document import KEY
from stacks.settings.forms import FORMS
from stacks.settings.model import Settings

FILE: Final = Path("stacks/settings/stack.schema.json")
"""Where the schema stands, from the project's root; each stack file names it in its first line."""

RANGE: Final = {
    "type": "string",
    "pattern": r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$",
    "patternErrorMessage": "write an IPv4 range, such as 10.0.0.0/16",
}

PULUMI: Final = {
    "encryptedkey": "Written by Pulumi's cloud secrets providers.",
    "encryptionsalt": "Written by Pulumi's passphrase provider.",
    "secretsprovider": "Which secrets provider the stack uses, such as awskms://alias/pulumi-dev.",
}
"""What Pulumi keeps in a stack file beside the configuration."""


def text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(build(), indent=2, sort_keys=True) + "\n"


def build() -> dict[str, Any]:
    """Return the schema of a whole stack file, Pulumi's own keys included."""
    tree = Settings.model_json_schema()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A stack file of the platform",
        "type": "object",
        "required": ["config"],
        "additionalProperties": False,
        "properties": {
            "config": {
                "type": "object",
                "description": "The configuration, by namespace:key.",
                "required": [KEY],
                "properties": {
                    KEY: _plain(tree, tree.get("$defs", {})),
                    "pulumi:disable-default-providers": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Packages whose resources must name their provider, so that none is made in whatever account is at hand.",
                    },
                },
                "additionalProperties": {
                    "description": "Another setting; a secret is set with `pulumi config set --secret`."
                },
            },
            "environment": {"description": "Pulumi ESC environments that are merged in."},
            **{key: {"type": "string", "description": words} for key, words in PULUMI.items()},
        },
    }


def _plain(schema: Any, definitions: dict[str, Any]) -> Any:
    """Return a schema with its references replaced by what they refer to, and closed and described throughout."""
    if isinstance(schema, list):
        return [_plain(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own = {key: value for key, value in schema.items() if key not in ("$ref", "$defs", "title", "anyOf")}
    if reference := schema.get("$ref"):
        # What is said at the key goes before what its type says of itself
        own = definitions[reference.rpartition("/")[2]] | own
        return _plain(own, definitions)
    plain = {
        key: {name: _plain(below, definitions) for name, below in value.items()}
        if key in ("properties", "patternProperties")
        else value
        if key == "default"
        else _plain(value, definitions)
        for key, value in own.items()
    }
    if options := schema.get("anyOf"):
        plain = _or_nothing(_plain(options, definitions), plain)
    return _closed(_in_words(plain))


def _or_nothing(options: list[dict[str, Any]], own: dict[str, Any]) -> dict[str, Any]:
    """Return one schema for a value that may also be null, so that an editor shows one and not a choice of two."""
    kinds = [option for option in options if option != {"type": "null"}]
    if len(kinds) != 1 or len(kinds) == len(options):
        return {"anyOf": options} | own
    if "enum" in kinds[0]:
        return kinds[0] | {"enum": [*kinds[0]["enum"], None], "type": [kinds[0]["type"], "null"]} | own
    return kinds[0] | {"type": [kinds[0]["type"], "null"]} | own


def _in_words(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("format") in ("ipv4network", "ipv4-network"):
        schema = {key: value for key, value in schema.items() if key != "format"} | RANGE
    if words := FORMS.get(schema.get("pattern", "")):
        schema = schema | {"patternErrorMessage": f"should be {words}"}
    if isinstance(described := schema.get("description"), str):
        schema = schema | {"description": " ".join(described.split())}
    return schema


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping's schema that refuses every other key, with keys of a fixed set as properties to complete."""
    if "object" not in schema.get("type", ()):
        return schema
    names = schema.get("propertyNames", {}).get("enum")
    if names:
        below = schema["additionalProperties"]
        kept = {key: value for key, value in schema.items() if key != "propertyNames"}
        return kept | {"properties": dict.fromkeys(names, below), "additionalProperties": False}
    if "patternProperties" in schema or "properties" in schema:
        return schema | {"additionalProperties": False}
    return schema
