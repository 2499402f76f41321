"""A generated SDK that is imported lean behaves as one that is imported whole."""

import importlib
import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from components.foundation import sdk_imports
from components.foundation.sdk_imports import ClassesLoader, Finder, Loader

INPUTS = '''\
"""Inputs."""
import typing
from ._enums import *
__all__ = [
    'RuleArgs',
    'RuleArgsDict',
    'NestedArgs',
]

class RuleArgsDict(dict):
    pass

@typing.final
class RuleArgs:
    """
    class Example, at the margin of nothing
    """
    def nested(self) -> "typing.Sequence['NestedArgs']":
        raise RuntimeError(TimeoutError.__name__)

    def colour(self) -> "Colour":
        return Colour.RED

class NestedArgs(dict):
    pass
'''

FILES = {
    "pulumi-plugin.json": '{"resource": true, "name": "toy", "version": "1.0.0"}',
    "__init__.py": "import typing\nfrom .zone import *\nfrom .record import *\nfrom ._inputs import *\nREGISTERED = ['toy']\n",
    "_enums.py": "import enum\n__all__ = ['Colour', 'TimeoutError']\nclass Colour(enum.Enum):\n    RED = 'red'\n"
    "class TimeoutError(Exception):\n    pass\n",
    "_inputs.py": INPUTS,
    "outputs.py": "__all__ = ['Odd']\nclass Odd:\n    pass\n\ndef odd() -> None:\n    pass\n",
    "zone.py": "from ._inputs import *\n__all__ = ['Zone', 'Shared', 'Sequence']\nclass Zone:\n"
    "    def rule(self) -> 'RuleArgs':\n        return RuleArgs()\nclass Shared:\n    by = 'zone'\nclass Sequence:\n    pass\n",
    "record.py": "from . import outputs\n__all__ = ['Record', 'Shared']\nclass Record:\n    pass\nclass Shared:\n    by = 'record'\n",
}

Maker = Callable[..., ModuleType]


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    """Write a small generated package, changed as asked, and import it."""
    made: list[str] = []

    def make(
        name: str = "pulumi_toy", plugin: str = FILES["pulumi-plugin.json"], **changed: str
    ) -> ModuleType:
        folder = tmp_path / name
        folder.mkdir()
        modules = {f"{module}.py": text for module, text in changed.items()}
        for file, text in (FILES | modules | {"pulumi-plugin.json": plugin}).items():
            (folder / file).write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        made.append(name)
        return importlib.import_module(name)

    yield make
    sdk_imports._exports.cache_clear()
    for module in [module for module in sys.modules if module.partition(".")[0] in made]:
        del sys.modules[module]


def loaded(package: str = "pulumi_toy") -> set[str]:
    return {name.partition(".")[2] for name in sys.modules if name.startswith(f"{package}.")}


def test_a_module_is_imported_when_a_name_of_it_is_asked_for(toy: Maker) -> None:
    package = toy()
    assert package.REGISTERED == ["toy"]
    assert loaded() == set()
    assert package.Zone.__module__ == "pulumi_toy.zone"
    assert loaded() == {"zone"}
    assert "Zone" in vars(package)
    assert package.record is importlib.import_module("pulumi_toy.record")


@pytest.mark.parametrize("first", ["Found", "look_up", None])
def test_a_function_of_its_modules_name_stays_one_whoever_imports_the_module(
    toy: Maker, first: str | None
) -> None:
    package = toy(
        __init__=FILES["__init__.py"] + "from .look_up import *\n",
        look_up="__all__ = ['Found', 'look_up']\nclass Found:\n    pass\ndef look_up() -> Found:\n    return Found()\n",
    )
    if first is None:
        importlib.import_module("pulumi_toy.look_up")
    else:
        getattr(package, first)
    assert isinstance(package.look_up(), package.Found)
    importlib.import_module("pulumi_toy.zone")
    assert isinstance(package.zone, ModuleType)


def test_names_are_those_of_a_star_import(toy: Maker) -> None:
    package = toy()
    assert package.Shared.by == "record"
    names = {"Zone", "Record", "Shared", "Sequence", "RuleArgs", "RuleArgsDict", "NestedArgs"}
    assert names <= set(dir(package))
    taken: dict[str, object] = {}
    exec("from pulumi_toy import *", taken)  # noqa: S102 - what a star import does is the question
    assert names <= taken.keys()
    with pytest.raises(AttributeError, match="module 'pulumi_toy' has no attribute 'Nothing'"):
        package.Nothing  # noqa: B018 - asking is the test
    with pytest.raises(ImportError):
        exec("from pulumi_toy import Nothing", {})  # noqa: S102 - the same


def test_a_name_that_hides_another_does_so_at_once(toy: Maker) -> None:
    package = toy(
        zone=FILES["zone.py"].replace("'Sequence'", "'typing'").replace("class Sequence", "class typing")
    )
    assert package.typing.__module__ == "pulumi_toy.zone"
    inputs = importlib.import_module("pulumi_toy._inputs")
    with pytest.raises(RuntimeError, match=r"^TimeoutError$"):
        inputs.RuleArgs().nested()
    assert inputs.TimeoutError.__module__ == "pulumi_toy._enums"
    assert inputs.RuleArgs().colour().value == "red"


def test_a_class_is_defined_when_it_is_asked_for_and_once(toy: Maker) -> None:
    toy()
    inputs = importlib.import_module("pulumi_toy._inputs")
    assert isinstance(inputs.__loader__, ClassesLoader)
    assert not {"RuleArgs", "RuleArgsDict", "NestedArgs"} & vars(inputs).keys()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: inputs.RuleArgs, range(64)))) == 1
    assert {"RuleArgs", "RuleArgsDict", "NestedArgs"} & vars(inputs).keys() == {"RuleArgs"}


def test_type_hints_find_what_was_put_off_even_from_a_copy_of_the_names(toy: Maker) -> None:
    package = toy()
    inputs = importlib.import_module("pulumi_toy._inputs")
    copied = dict(vars(inputs))
    hints = typing.get_type_hints(inputs.RuleArgs.nested, globalns=copied, localns={})
    assert typing.get_args(hints["return"]) == (inputs.NestedArgs,)
    assert typing.get_type_hints(package.Zone.rule) == {"return": inputs.RuleArgs}
    assert isinstance(package.Zone().rule(), inputs.RuleArgs)


def test_lines_are_those_of_the_file(toy: Maker) -> None:
    toy()
    inputs = importlib.import_module("pulumi_toy._inputs")
    line = INPUTS.splitlines().index("        raise RuntimeError(TimeoutError.__name__)") + 1
    with pytest.raises(RuntimeError) as raised:
        inputs.RuleArgs().nested()
    assert raised.traceback[-1].lineno + 1 == line
    assert inspect.getsource(inputs.NestedArgs).startswith("class NestedArgs")


@pytest.mark.parametrize(
    "text",
    [
        INPUTS.replace("__all__", "__some__"),
        INPUTS.replace("    'NestedArgs',\n", ""),
        f"{INPUTS}\ndef more() -> None:\n    pass\n",
        f"{INPUTS}\nRuleArgs.extra = True\n",
        INPUTS.replace("    class Example", "class Example"),
    ],
)
def test_a_file_that_looks_otherwise_is_imported_whole(toy: Maker, text: str) -> None:
    toy(_inputs=text)
    inputs = importlib.import_module("pulumi_toy._inputs")
    assert {"RuleArgs", "RuleArgsDict", "NestedArgs"} <= vars(inputs).keys()


def test_a_module_that_does_not_say_what_it_exports_is_imported_at_once(toy: Maker) -> None:
    package = toy(
        zone=FILES["zone.py"].replace("__all__ = ['Zone', 'Shared', 'Sequence']\n", ""),
        record=FILES["record.py"].replace(", 'Shared'", ""),
    )
    assert "zone" in loaded()
    assert package.Shared.by == "zone"
    assert {"Zone", "RuleArgs"} <= vars(package).keys()
    assert "record" not in loaded()


@pytest.mark.parametrize("plugin", ['{"resource": false}', "[]", "no JSON"])
def test_what_is_no_providers_sdk_is_left_alone(toy: Maker, plugin: str) -> None:
    package = toy("pulumi_other", plugin=plugin)
    assert not isinstance(package.__loader__, Loader)
    assert loaded("pulumi_other") >= {"zone", "record", "_inputs"}
    sdk_imports._is_generated.cache_clear()


def test_a_file_that_changes_in_use_is_refused(toy: Maker, tmp_path: Path) -> None:
    toy()
    inputs = importlib.import_module("pulumi_toy._inputs")
    (tmp_path / "pulumi_toy" / "_inputs.py").write_text(f"# moved\n{INPUTS}")
    with pytest.raises(ImportError, match=r"_inputs\.py changed while it was in use"):
        inputs.RuleArgs  # noqa: B018 - asking is the test


def test_it_is_installed_once() -> None:
    before = list(sys.meta_path)
    sdk_imports.install()
    assert sys.meta_path == before
    assert [type(finder) for finder in before].count(Finder) == 1
