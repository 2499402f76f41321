"""What a program finds around itself when Pulumi runs it: its folder, its import path and its own modules."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from types import ModuleType

from simulator.project import Project


@contextmanager
def surroundings(project: Project) -> Iterator[None]:
    """Stand in the project's folder, with the program's own folder first on the import path.

    What the program prints goes to stderr, because stdout belongs to whoever runs it, and its stdin is empty, as under
    Pulumi. What it changes in the environment is changed back.

    Modules of the same names that came from another folder are put aside meanwhile, so that an older revision of a
    project runs its own code even in a process that has imported the present one.
    """
    folder, path, arguments, environment = Path.cwd(), list(sys.path), list(sys.argv), dict(os.environ)
    aside = _foreign_modules(project)
    for name in aside:
        del sys.modules[name]
    os.chdir(project.folder)
    sys.path.insert(0, str(project.main.parent))
    sys.argv = [str(project.main)]
    try:
        with _no_input(), _prints_to_stderr():
            yield
    finally:
        os.chdir(folder)
        sys.path[:], sys.argv = path, arguments
        os.environ.clear()
        os.environ.update(environment)
        names = {name.partition(".")[0] for name in aside}
        for name in [name for name in sys.modules if name.partition(".")[0] in names]:
            del sys.modules[name]
        sys.modules.update(aside)


@contextmanager
def _no_input() -> Iterator[None]:
    before = sys.stdin
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        sys.stdin = nothing
        try:
            yield
        finally:
            sys.stdin = before


@contextmanager
def _prints_to_stderr() -> Iterator[None]:
    """Send what the program writes to stdout, and what the processes that it starts do, to stderr."""
    with suppress(OSError, ValueError):  # what is closed needs no emptying
        sys.stdout.flush()
    try:
        kept = os.dup(1)
        os.dup2(2, 1)
    except OSError:  # one of the two is closed
        kept = -1
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        if kept >= 0:
            os.dup2(kept, 1)
            os.close(kept)


def _foreign_modules(project: Project) -> dict[str, ModuleType]:
    """Return the imported modules that carry the name of one of the project's but are not its own."""
    root = project.main.parent
    own = {
        entry.stem for entry in root.iterdir() if entry.suffix == ".py" or (entry / "__init__.py").is_file()
    }
    own -= {"__main__", __name__.partition(".")[0]}  # the simulator itself is running, and imports as it goes
    return {
        name: module
        for name, module in sys.modules.items()
        if name.partition(".")[0] in own and not _from(module, f"{root}{os.sep}")
    }


def _from(module: ModuleType, root: str) -> bool:
    file = getattr(module, "__file__", None)
    places = [file] if file else list(getattr(module, "__path__", ()))
    return any(os.path.realpath(place).startswith(root) for place in places)
