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
    return _paths(token.partition(":")[0], token)


@cache
def replacing_object(api_version: str, kind: str) -> tuple[str, ...]:
    """Return the same for a Kubernetes object, without its name and namespace."""
    return _paths("kubernetes", f"{api_version}:{kind}")


def _paths(package: str, key: str) -> tuple[str, ...]:
    return tuple(_table(package).get(key, {}).get("replacing", ()))


@cache
def source(token: str) -> str:
    """Return where the facts about a type were read, or nothing for a type of which there are none."""
    return str(_table(token.partition(":")[0]).get(token, {}).get("source", ""))


@cache
def _table(package: str) -> dict[str, dict[str, Any]]:
    file = resources.files(__package__) / f"{package}.yaml"
    if not file.is_file():
        return {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(), loader) or {}  # noqa: S506 - both are safe loaders
