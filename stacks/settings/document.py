"""A stack file as text: its tree, and the line on which each part of it stands."""

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from stacks.settings.faults import Fault, Path, SettingsError, dotted

KEY = "platform:settings"
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class StackFile:
    """The parsed file of one stack. ``root`` is its YAML node tree, which knows the lines."""

    stack: str
    name: str
    root: yaml.Node | None
    content: dict[str, Any]

    @property
    def config(self) -> dict[str, Any]:
        """Everything under ``config:``, by Pulumi's ``namespace:key``."""
        config = self.content.get("config")
        return config if isinstance(config, dict) else {}

    @property
    def settings(self) -> Any:
        """The tree under ``platform:settings``, unchecked; None where the file has none."""
        return self.config.get(KEY)

    def line(self, path: Path) -> int:
        """Return the line of the deepest part of ``path`` (below ``platform:settings``) that exists."""
        return self.line_in_file(("config", KEY, *path))

    def line_in_file(self, path: Path) -> int:
        """Return the line of the deepest part of a path from the top of the file that exists."""
        node, line = self.root, 1
        for part in path:
            key, node = _step(node, part)
            if node is None:
                break
            line = (key or node).start_mark.line + 1
        return line

    def fault(self, path: Path, sentence: str) -> Fault:
        """Return a fault at a path below ``platform:settings``."""
        return Fault(self.name, self.line(path), dotted(path), sentence)


def file_name(stack: str) -> str:
    """Return the name that Pulumi gives to a stack's file."""
    return f"Pulumi.{stack}.yaml"


def stack_names(project: FilePath) -> list[str]:
    """Return the stacks that a project folder describes, in alphabetical order."""
    return sorted(path.name.split(".", 1)[1].removesuffix(".yaml") for path in project.glob("Pulumi.*.yaml"))


def read(project: FilePath, stack: str) -> StackFile:
    """Read the file of a stack.

    :raises SettingsError: if it is not YAML, not a mapping, or gives a key twice.
    """
    name = file_name(stack)
    try:
        text = (project / name).read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=Loader)
        content = yaml.load(text, Loader=Loader)  # noqa: S506 (a safe loader, in C where there is one)
    except OSError as refusal:
        raise SettingsError(
            [Fault(name, 0, "", f"cannot be read ({refusal.strerror}); check its permissions")]
        ) from None
    except UnicodeDecodeError:
        raise SettingsError([Fault(name, 0, "", "is not text in UTF-8; save it as such")]) from None
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        problem = getattr(broken, "problem", None) or "it breaks off"
        line = mark.line + 1 if mark else 0
        raise SettingsError([Fault(name, line, "", f"is not valid YAML: {problem}; mend it there")]) from None
    if not isinstance(content, dict):
        raise SettingsError([Fault(name, 1, "", "holds no mapping; a stack file begins with `config:`")])
    document = StackFile(stack, name, root, content)
    if twice := list(_given_twice(document, root, ())):
        raise SettingsError(twice)
    return document


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None, None


def _given_twice(document: StackFile, node: yaml.Node | None, path: Path) -> list[Fault]:
    faults: list[Fault] = []
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            here = (*path, key.value)
            if key.value in seen:
                sentence = (
                    f"is given twice, first on line {seen[key.value]}; YAML would silently keep one of them"
                )
                faults.append(Fault(document.name, line, dotted(here), sentence))
            seen[key.value] = line
            faults += _given_twice(document, value, here)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            faults += _given_twice(document, value, (*path, index))
    return faults
