"""The properties that cannot change in place, by type: facts, each with where it was read.

One YAML file per package holds, for each type, ``replacing`` (property paths without list indexes; a path covers all that
is beneath it) and ``source``, the file in which the fact was read.
"""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def replacing(token: str) -> tuple[str, ...]:
    """Return the property paths of a type whose change forces a replacement."""
    package = token.partition(":")[0]
    return tuple(_table(package).get(token, {}).get("replacing", ()))


@cache
def _table(package: str) -> dict[str, dict[str, Any]]:
    file = resources.files(__package__) / f"{package}.yaml"
    if not file.is_file():
        return {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(), loader) or {}  # noqa: S506 - both are safe loaders
