"""The JSON schema of a stack file, from which editors complete and check as one types."""

import json
from pathlib import Path
from typing import Any

from stacks.settings.document import KEY
from stacks.settings.model import Settings

FILE = Path("stacks/settings/stack.schema.json")
"""Where the schema stands, from the project's root; each stack file names it in its first line."""


def text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(build(), indent=2, sort_keys=True) + "\n"


def build() -> dict[str, Any]:
    """Return the schema of a whole stack file, Pulumi's own keys included."""
    tree = Settings.model_json_schema(ref_template="#/$defs/{model}")
    definitions = tree.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A stack file of the platform",
        "type": "object",
        "required": ["config"],
        "properties": {
            "config": {
                "type": "object",
                "required": [KEY],
                "properties": {KEY: {"$ref": "#/$defs/Settings"}},
            },
            "encryptionsalt": {"type": "string", "description": "Written by Pulumi's passphrase provider."},
            "encryptedkey": {"type": "string", "description": "Written by Pulumi's cloud secrets providers."},
            "secretsprovider": {"type": "string", "description": "Which secrets provider the stack uses."},
        },
        "$defs": definitions | {"Settings": tree},
    }
