"""YAML that says the same to every reader: sorted, without anchors, and quoted where readers disagree."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

PLAIN: Final = re.compile(r"[A-Za-z_/][A-Za-z0-9_./@%+-]*(?:[ :=][A-Za-z0-9_./@%+-]+)*")
"""Texts that no reader of YAML takes for anything else, if they are none of :data:`WORDS`."""

WORDS: Final = frozenset(
    {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"}
)
"""What some reader takes for a truth, a number or nothing. Kubernetes reads YAML 1.1 by go-yaml v2."""


class _Dumper(yaml.SafeDumper):
    """Writes strings so that YAML 1.1 and 1.2 read them alike, and long ones as blocks."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own signature
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    if "\n" in value:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|")
    plain = PLAIN.fullmatch(value) and value.lower() not in WORDS
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else "'")


_Dumper.add_representer(str, _text)


def document(value: Mapping[str, Any], notes: Iterable[str] = ()) -> str:
    """Return a YAML document with its keys in order, after ``notes`` as comments."""
    text = yaml.dump(
        value, Dumper=_Dumper, sort_keys=True, default_flow_style=False, allow_unicode=True, width=1000
    )
    return "".join(f"# {note}\n" for note in notes) + text
