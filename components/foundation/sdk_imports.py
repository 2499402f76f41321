"""Imports the generated SDKs of the clouds lean: a program pays for the classes that it uses, not for all there are.

A generated package imports every module that it has with a star, and each of those takes all input types with another.
One DNS record of Cloudflare so costs the definition of some ten thousand classes. After :func:`install`, in the modules
of generated packages alone,

- a star import of a module of the same package is put off: a name that it would have brought is looked for when
  somebody asks for it, in the module of the package that declares it in ``__all__``;
- ``_inputs`` and ``outputs`` define a class when it is first asked for.

Everything else of a module runs as it is, in the order it is in: the same bytecode, the same registrations with
``pulumi.runtime``. Type checkers read the same sources. Names come by way of the module's builtins, which Python asks
last, so that a name of the module itself goes before one that a star would bring, and so that whoever copies the
module's namespace (as ``pulumi._types`` does to read type hints) takes the way to all names with it. Where a file is not
laid out as the code generator of today lays it out, it is imported in the ordinary way.
"""

import builtins
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import re
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

NAMES: Final = re.compile(rb"^__all__ = \[(.*?)\]", re.MULTILINE | re.DOTALL)
DEFINITION: Final = re.compile(rb"^(?:class|def|@)", re.MULTILINE)
QUOTED: Final = re.compile(rb"'(\w+)'")
AT_MARGIN: Final = re.compile(rb"^(?:(@)|class (\w+)\b|(\S))", re.MULTILINE)
OF_CLASSES: Final = ("_inputs", "outputs")
"""The modules that are nothing but classes."""
BLOCK: Final = 1 << 14


def install() -> None:
    """Import generated SDKs lean from now on. Done once, however many copies of this module there are."""
    if not any(type(finder).__qualname__ == Finder.__qualname__ for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder())


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of generated SDKs where Python finds them, and gives them loaders of ours."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a module of a generated SDK, or None to leave it to the ordinary finders."""
        package, _, rest = fullname.partition(".")
        if not package.startswith("pulumi_"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not importlib.machinery.SourceFileLoader:
            return spec
        home = sys.modules[package].__path__[0] if rest else str(Path(spec.loader.path).parent)
        if _is_generated(home):
            loader = ClassesLoader if rest.rpartition(".")[2] in OF_CLASSES else Loader
            spec.loader = loader(fullname, spec.loader.path)
        return spec


@cache
def _is_generated(folder: str) -> bool:
    """Say whether a package is the SDK of a provider, which says so in a file of its own."""
    try:
        described = json.loads((Path(folder) / "pulumi-plugin.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(described, dict) and described.get("resource") is True


@dataclass
class Source:
    """A module whose star import was put off, and the names that it would have brought."""

    module: str
    names: frozenset[str]

    def value(self, name: str) -> Any:
        """Return what a name means, importing the module."""
        return getattr(importlib.import_module(self.module), name)


class Builtins(dict[str, Any]):
    """The builtins of one module: those of Python, and the names that were put off."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__(__import__=self._import)
        self.namespace = namespace
        self.sources: list[Source] = []
        self.classes: Classes | None = None

    def __missing__(self, name: str) -> Any:
        """Return a builtin, which is kept, or a name that was put off, which from then on is the module's own."""
        own = vars(builtins)
        if name in own:
            self[name] = own[name]
            return own[name]
        return self.resolve(name)

    def resolve(self, name: str) -> Any:
        """Return what a name that was put off means.

        :raises KeyError: if no star import would have brought it.
        """
        if self.classes is not None and name in self.classes.places:
            return self.classes.define(name, self.namespace)
        for source in reversed(self.sources):
            if name in source.names:
                value = self.namespace[name] = source.value(name)
                return value
        raise KeyError(name)

    def attribute(self, name: str) -> Any:
        """Return an attribute of the module that it does not have yet: PEP 562's ``__getattr__``."""
        if name == "__all__":
            return self.names()
        try:
            return self.resolve(name)
        except KeyError:
            module = f"{self.namespace['__name__']}.{name}"
            if any(source.module == module for source in self.sources):
                return importlib.import_module(module)
        raise AttributeError(f"module {self.namespace['__name__']!r} has no attribute {name!r}")

    def names(self) -> list[str]:
        """Return every public name of the module, those that were put off among them."""
        put_off = {name for source in self.sources for name in source.names}
        return sorted(put_off | {name for name in self.namespace if not name.startswith("_")})

    def _import(
        self,
        name: str,
        global_names: Mapping[str, Any] | None = None,
        local_names: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Put off ``from .name import *``; do any other import at once."""
        if level == 1 and fromlist == ("*",) and name and "." not in name:
            package = str(self.namespace["__package__"])
            names = _exports(f"{package}.{name}", tuple(sys.modules[package].__path__))
            if names is not None:
                return self._put_off(Source(f"{package}.{name}", names))
        imported: ModuleType = builtins.__import__(name, global_names, local_names, fromlist or (), level)
        return imported

    def _put_off(self, source: Source) -> ModuleType:
        """Take note of a star import, and return a module that brings only what would hide a name that is there."""
        hiding = [name for name in source.names if name in self.namespace or name in vars(builtins)]
        self.sources.append(source)
        standing = ModuleType(source.module)
        standing.__dict__.update({name: source.value(name) for name in hiding}, __all__=hiding)
        return standing


class Loader(importlib.machinery.SourceFileLoader):
    """Runs a module as it is, its star imports put off."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's bytecode."""
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f"{self.path} has no code", name=module.__name__, path=self.path)
        namespace = module.__dict__
        names = Builtins(namespace)
        namespace["__builtins__"] = names
        exec(code, namespace)  # noqa: S102 - what importing a module is
        _answer_for(names, module)


class ClassesLoader(Loader):
    """Runs a module of classes up to the first of them, and defines each when it is asked for."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's head, or all of it where it is more than classes."""
        classes = Classes.read(self.path)
        if classes is None:
            super().exec_module(module)
            return
        namespace = module.__dict__
        names = Builtins(namespace)
        namespace["__builtins__"] = names
        exec(compile(classes.head, self.path, "exec", dont_inherit=True), namespace)  # noqa: S102 - as above
        names.classes = classes
        _answer_for(names, module)


class Package(ModuleType):
    """A package that keeps the functions that have the names of their modules, such as ``get_region``.

    Importing a module binds it in its package. A star import that follows binds the function of that name instead; one
    that was put off does not follow, whoever it is that imports the module.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        """Bind a name: to what a star import would have brought, where Python binds a module in its package."""
        names = self.__dict__["__builtins__"]
        module = f"{self.__name__}.{name}"
        if value is sys.modules.get(module) and any(
            source.module == module and name in source.names for source in names.sources
        ):
            names.resolve(name)
        else:
            super().__setattr__(name, value)


def _answer_for(names: Builtins, module: ModuleType) -> None:
    if names.sources:
        module.__class__ = Package
    if names.sources or names.classes is not None:
        names.namespace.setdefault("__getattr__", names.attribute)
        names.namespace.setdefault("__dir__", names.names)


@dataclass
class Classes:
    """Where each class of a file stands, as (first byte, first byte after it, line)."""

    path: str
    head: bytes
    places: Mapping[str, tuple[int, int, int]]
    stamp: tuple[int, int]
    lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def read(cls, path: str) -> "Classes | None":
        """Find the classes of a file, or return None if it is anything but a head and the classes of its ``__all__``."""
        stamp = _stamp(path)
        data = Path(path).read_bytes()
        named = NAMES.search(data)
        head = DEFINITION.search(data, named.end()) if named is not None else None
        if named is None or head is None:
            return None
        starts = list(_starts(data, head.start()))
        found = [name for name, _ in starts]
        if "" in found or sorted(found) != sorted(_quoted(named.group(1))):
            return None
        ends = [start for _, start in starts[1:]] + [len(data)]
        places, line, counted = {}, 1, 0
        for (name, start), end in zip(starts, ends, strict=True):
            line, counted = line + data.count(b"\n", counted, start), start
            places[name] = (start, end, line)
        return cls(path, data[: head.start()], places, stamp)

    def define(self, name: str, namespace: dict[str, Any]) -> Any:
        """Define a class in its module's namespace, once, and return it."""
        with self.lock:
            if name not in namespace:
                start, end, line = self.places[name]
                with Path(self.path).open("rb") as file:
                    file.seek(start)
                    text = file.read(end - start)
                if _stamp(self.path) != self.stamp:
                    raise ImportError(f"{self.path} changed while it was in use", path=self.path)
                code = compile(text, self.path, "exec", dont_inherit=True)
                exec(_moved(code, line - 1), namespace)  # noqa: S102 - what importing a module is
            return namespace[name]


def _stamp(path: str) -> tuple[int, int]:
    status = Path(path).stat()
    return status.st_size, status.st_mtime_ns


def _starts(data: bytes, head: int) -> Iterator[tuple[str, int]]:
    """Yield each class's name and first byte, decorators included; no name for anything else at the margin."""
    decorated = -1
    for found in AT_MARGIN.finditer(data, head):
        decorator, name, other = found.groups()
        if decorator:
            decorated = found.start() if decorated < 0 else decorated
        else:
            yield (name or b"").decode(), decorated if decorated >= 0 else found.start()
            decorated = -1
            if other:
                return


def _moved(code: CodeType, lines: int) -> CodeType:
    """Return code as if it stood so many lines further down: all line numbers count from a code's first line."""
    constants = tuple(_moved(item, lines) if isinstance(item, CodeType) else item for item in code.co_consts)
    return code.replace(co_firstlineno=code.co_firstlineno + lines, co_consts=constants)


@cache
def _exports(module: str, folders: tuple[str, ...]) -> frozenset[str] | None:
    """Return what a module exports by its ``__all__``, read without importing it; None if that does not tell."""
    spec = importlib.machinery.PathFinder.find_spec(module, list(folders))
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    data = b""
    with Path(spec.origin).open("rb") as file:
        while block := file.read(BLOCK):
            data += block
            named = NAMES.search(data)
            if named is not None:
                return frozenset(_quoted(named.group(1)))
            if DEFINITION.search(data):
                return None
    return None


def _quoted(listed: bytes) -> list[str]:
    return [name.decode() for name in QUOTED.findall(listed)]
