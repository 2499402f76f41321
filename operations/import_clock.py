"""What importing costs, package by package, in this process."""

import sys
from collections.abc import Callable
from functools import wraps
from importlib.machinery import SourceFileLoader
from time import perf_counter
from typing import Any

from components.foundation.sdk_imports import Classes, ClassesLoader, Loader


class ImportClock:
    """Counts the seconds that modules take to run, without what they import in turn, by top-level package.

    The classes of an SDK that are defined when they are first asked for count as much as those of a module that is run
    at once. Started before the imports that it is to see, and never stopped: it is for a process that only measures.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def start(self) -> None:
        """Count from now on."""
        for loader in (SourceFileLoader, Loader, ClassesLoader):
            self._watch(loader, "exec_module", lambda arguments: arguments[1].__name__)
        self._watch(Classes, "define", lambda arguments: arguments[2]["__name__"])

    def of_packages(self, prefix: str) -> dict[str, tuple[float, int]]:
        """Return the seconds and the number of modules of each package whose name begins so, dearest first."""
        counted = {name: 0 for name in self.seconds if name.startswith(prefix)}
        for module, loaded in list(sys.modules.items()):
            package = module.partition(".")[0]
            if package in counted and type(loaded) is type(
                sys
            ):  # one that still waits for its use is of another
                counted[package] += 1
        return {name: (self.seconds[name], counted[name]) for name in sorted(counted, key=self._dearest)}

    def _dearest(self, package: str) -> float:
        return -self.seconds[package]

    def _watch(self, owner: type, method: str, named: Callable[[tuple[Any, ...]], str]) -> None:
        original = getattr(owner, method)

        @wraps(original)
        def watched(*arguments: Any) -> Any:
            package, begun = named(arguments).partition(".")[0], perf_counter()
            self._inner.append(0.0)
            try:
                return original(*arguments)
            finally:
                took = perf_counter() - begun
                self.seconds[package] = self.seconds.get(package, 0.0) + took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        setattr(owner, method, watched)
