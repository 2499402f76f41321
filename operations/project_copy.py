"""A copy of the project that a Pulumi command may write into: `pulumi stack init` edits the stack's file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "tests", "docs")


@contextmanager
def project_copy(project: Path) -> Iterator[Path]:
    """Yield a folder with the program and its packs; its environment is the project's own."""
    with TemporaryDirectory(prefix="infra-project-") as folder:
        copy = Path(folder) / project.name
        shutil.copytree(project, copy, ignore=LEFT_OUT)
        (copy / ".venv").symlink_to(project / ".venv", target_is_directory=True)
        yield copy
