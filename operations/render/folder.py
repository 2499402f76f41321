"""The folder of a rendering: replaced whole or left as it was, and never one that holds anybody else's files."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from operations.faults import CannotJudge

INDEX: Final = "_render.json"
"""By this file a folder is known to be a rendering, and by what it lists which files of it are ours."""

FOREIGN_SHOWN: Final = 3


@dataclass(frozen=True)
class Folder:
    """Where a rendering goes. ``subject`` is what of which stack it holds, and keeps holding."""

    path: Path
    subject: Mapping[str, str]

    def require_ours(self) -> None:
        """Refuse a place that cannot be written or that holds what this command did not make.

        :raises CannotJudge: naming the fault and the way out.
        """
        given, target = self.path, self.path.resolve()
        if target.exists() and not target.is_dir():
            raise CannotJudge(f"{given}: is a file; name a folder")
        if Path.cwd().is_relative_to(target):
            raise CannotJudge(
                f"{given}: is where this command runs, and is replaced whole; name another folder"
            )
        parent = target.parent
        if not parent.is_dir():
            raise CannotJudge(f"{given}: its folder does not exist; make {parent} first")
        if not os.access(parent, os.W_OK):
            raise CannotJudge(f"{given}: {parent} may not be written by you; choose another place")
        if target.is_dir() and any(target.iterdir()):
            self._require_rendering(target)

    def replace(self, files: Mapping[str, str], report: Mapping[str, Any]) -> None:
        """Write all files beside the folder, then put them in its place; what it held before is gone.

        :raises CannotJudge: if they cannot be written, in which case the folder is as it was.
        """
        self.require_ours()
        target = self.path.resolve()
        draft = before = None
        try:
            draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".draft", dir=target.parent))
            _fill(draft, files, {**self.subject, **report})
            draft.chmod(target.stat().st_mode & 0o7777 if target.is_dir() else 0o777 & ~_umask())
            if target.is_dir():
                before = Path(
                    tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".before", dir=target.parent)
                )
                target.replace(before)
            draft.replace(target)
        except OSError as refusal:
            raise CannotJudge(
                f"{self.path}: cannot be written ({refusal.strerror}); it is as it was before"
            ) from None
        finally:
            if before is not None and not target.exists():  # stopped between the two moves
                before.replace(target)
            for left in (draft, before):
                if left is not None:
                    shutil.rmtree(left, ignore_errors=True)

    def _require_rendering(self, target: Path) -> None:
        index = _index(target)
        if index is None:
            raise CannotJudge(
                f"{self.path}: holds files and is no rendering of `infra render`; name an empty or a new folder"
            )
        ours = {INDEX, *index.get("files", ())}
        foreign = sorted(
            str(path.relative_to(target))
            for path in target.rglob("*")
            if (path.is_symlink() or not path.is_dir()) and path.relative_to(target).as_posix() not in ours
        )
        if foreign:
            more = f" and {len(foreign) - FOREIGN_SHOWN} more" if len(foreign) > FOREIGN_SHOWN else ""
            raise CannotJudge(
                f"{self.path}: holds {', '.join(foreign[:FOREIGN_SHOWN])}{more}, which `infra render` did not write "
                "and would delete; move that away or name another folder"
            )
        held = {key: index.get(key) for key in self.subject}
        if held != dict(self.subject):
            said = " of ".join(str(value) for value in reversed(held.values()))
            raise CannotJudge(
                f"{self.path}: holds the rendering of {said}; name another folder, or delete this one first"
            )


def _index(folder: Path) -> dict[str, Any] | None:
    try:
        content = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and isinstance(content.get("files"), list) else None


def _fill(draft: Path, files: Mapping[str, str], report: Mapping[str, Any]) -> None:
    for path, text in files.items():
        file = draft / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    index = json.dumps({**report, "files": sorted(files)}, indent=1, sort_keys=True, ensure_ascii=False)
    (draft / INDEX).write_text(f"{index}\n", encoding="utf-8", newline="\n")


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
