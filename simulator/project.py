"""A Pulumi project on disk, and its configuration as Pulumi would hand it to the program."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import yaml

PLACEHOLDER: Final = "[secret of the stack file: encrypted, so a simulation cannot read it]"
"""Stands for a ``secure:`` value, which only the stack's secrets provider can open."""

FIRST_SCIENTIFIC: Final = 1e21
"""From here on Go, in which Pulumi is written, prints a number with an exponent (``encoding/json``, ES6 format)."""


class ProjectError(Exception):
    """A project that cannot be run, in one sentence."""


@dataclass(frozen=True)
class Project:
    """A project folder and one of its stacks.

    ``config`` maps ``namespace:key`` to text, structured values as JSON text; ``secret_keys`` names those of its keys
    that hold, or contain, a secret.
    """

    name: str
    stack: str
    folder: Path
    main: Path
    config: Mapping[str, str]
    secret_keys: frozenset[str]

    def settings_of(self, package: str) -> dict[str, str]:
        """Return the configuration of a provider package, by key without its namespace."""
        return {
            key.partition(":")[2]: value
            for key, value in sorted(self.config.items())
            if key.startswith(f"{package}:")
        }


def read_project(folder: Path, stack: str, overrides: Mapping[str, str] | None = None) -> Project:
    """Read ``Pulumi.yaml`` and ``Pulumi.<stack>.yaml``; ``overrides`` are laid over what they configure.

    :raises ProjectError: if a file is missing or no valid YAML, or a key that the project requires is absent.
    """
    folder = folder.resolve()
    described = _yaml(folder / "Pulumi.yaml", "a Pulumi project has one; name its folder")
    name = described.get("name")
    if not isinstance(name, str) or not name:
        raise ProjectError(f"{folder / 'Pulumi.yaml'}: has no name; give the project one")
    file = folder / f"Pulumi.{stack}.yaml"
    if overrides is None or file.is_file():
        known = sorted(path.name[len("Pulumi.") : -len(".yaml")] for path in folder.glob("Pulumi.?*.yaml"))
        stacks = f"the stacks here are {', '.join(known)}" if known else "there is no stack file here"
        configured = _yaml(file, f"{stacks}; name one of them or write this file").get("config") or {}
    else:
        configured = {}
    tree = _qualified(described.get("config") or {}, configured, name, stack)
    texts = {key: _text(value) for key, value in tree.items()} | dict(overrides or {})
    secret_keys = frozenset(key for key, value in tree.items() if _holds_secure(value)) - set(overrides or {})
    return Project(name, stack, folder, _main(folder, described), texts, secret_keys)


def _main(folder: Path, described: Mapping[str, Any]) -> Path:
    main = folder / str(described.get("main") or ".")
    program = main if main.suffix == ".py" else main / "__main__.py"
    if not program.is_file():
        raise ProjectError(f"{program}: there is no program; write it or set main in Pulumi.yaml")
    return program.resolve()


def _yaml(file: Path, way_out: str) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), _GoLoader)  # noqa: S506 - derives from SafeLoader
    except FileNotFoundError:
        raise ProjectError(f"{file}: does not exist; {way_out}") from None
    except (OSError, UnicodeDecodeError) as refusal:
        raise ProjectError(f"{file}: cannot be read ({refusal}); mend the file or its permissions") from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ProjectError(
            f"{file}{line}: is not valid YAML ({getattr(fault, 'problem', fault)}); mend it"
        ) from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ProjectError(f"{file}: holds a {type(content).__name__}; a mapping belongs there")
    return content


def _qualified(
    declared: Mapping[str, Any], configured: Mapping[str, Any], project: str, stack: str
) -> dict[str, Any]:
    """Lay the stack's values over the project's own values and defaults, each key with its namespace."""
    tree: dict[str, Any] = {}
    required = []
    for key, entry in declared.items():
        full = key if ":" in key else f"{project}:{key}"
        if not isinstance(entry, Mapping) or not {"type", "description", "default", "value", "secret"} & set(
            entry
        ):
            tree[full] = entry
        elif "value" in entry or "default" in entry:
            tree[full] = entry.get("value", entry.get("default"))
        elif "type" in entry:
            required.append(full)
    tree |= {key if ":" in key else f"{project}:{key}": value for key, value in configured.items()}
    if missing := [key for key in required if key not in tree]:
        raise ProjectError(
            f"Pulumi.{stack}.yaml: does not set {', '.join(missing)}, which Pulumi.yaml requires; set it"
        )
    return dict(sorted(tree.items()))


def _is_secure(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"secure"}


def _holds_secure(value: Any) -> bool:
    if _is_secure(value):
        return True
    if isinstance(value, Mapping):
        return any(_holds_secure(item) for item in value.values())
    return isinstance(value, list) and any(_holds_secure(item) for item in value)


def _text(value: Any) -> str:
    value = _plain(value)
    if isinstance(value, dict | list):
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        for character in "<>&\u2028\u2029":  # Go's encoding/json escapes these
            text = text.replace(character, f"\\u{ord(character):04x}")
        return text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _plain(value: Any) -> Any:
    """Return a value as Go's YAML reader gives it to Pulumi (measured with the CLI, 3.259)."""
    if _is_secure(value):
        return PLACEHOLDER
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
        return f"{moment:%Y-%m-%d %H:%M:%S} +0000 UTC"
    if isinstance(value, float) and value.is_integer() and abs(value) < FIRST_SCIENTIFIC:
        return int(value)
    return value


# libyaml's reads as SafeLoader does and ten times as fast; PyYAML can be built without it.
if TYPE_CHECKING:
    _Loader = yaml.SafeLoader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _GoLoader(_Loader):
    """Reads YAML as Go's yaml.v3 does: ``yes`` and ``12:30`` are texts, ``0o17`` and ``017`` octal numbers."""

    # The stubs of PyYAML call this attribute, which is the class's, one of its instances.
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


def _octal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    digits = loader.construct_scalar(node).replace("_", "")
    sign = -1 if digits.startswith("-") else 1
    bare = digits.lstrip("+-").lower()
    for prefix, base in (("0x", 16), ("0b", 2), ("0o", 8)):
        if bare.startswith(prefix):
            return sign * int(bare[2:], base)
    return sign * int(bare, 8 if len(bare) > 1 and bare.startswith("0") else 10)


def _number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    text = loader.construct_scalar(node).replace("_", "").lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?(?:0[bB][01_]+|0[oO]?[0-7_]+|0|[1-9][0-9_]*|0[xX][0-9a-fA-F_]+)$", "-+0123456789"),
    ("float", r"^(?:[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$", "-+0123456789."),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("timestamp", r"^\d{4}-\d\d?-\d\d?(?:[Tt]\d\d?:\d\d?:\d\d?(?:\.\d*)?(?:Z|[-+]\d\d:\d\d)| \d\d?:\d\d?:\d\d?(?:\.\d*)?)?$", "0123456789"),
    ("merge", r"^(?:<<)$", "<"),
):  # fmt: skip
    _GoLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_GoLoader.add_constructor("tag:yaml.org,2002:int", _octal)
_GoLoader.add_constructor("tag:yaml.org,2002:float", _number)
