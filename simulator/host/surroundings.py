"""What a program finds around itself when Pulumi runs it: its folder, its import path and its own modules."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from simulator.project import Project


@contextmanager
def surroundings(project: Project) -> Iterator[None]:
    """Stand in the project's folder, with the program's own folder first on the import path.

    Modules of the same names that came from another folder are put aside meanwhile, so that an older revision of a
    project runs its own code even in a process that has imported the present one.
    """
    folder, path, arguments = Path.cwd(), list(sys.path), list(sys.argv)
    aside = _foreign_modules(project)
    for name in aside:
        del sys.modules[name]
    os.chdir(project.folder)
    sys.path.insert(0, str(project.main.parent))
    sys.argv = [str(project.main)]
    try:
        yield
    finally:
        os.chdir(folder)
        sys.path[:], sys.argv = path, arguments
        names = {name.partition(".")[0] for name in aside}
        for name in [name for name in sys.modules if name.partition(".")[0] in names]:
            del sys.modules[name]
        sys.modules.update(aside)


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
