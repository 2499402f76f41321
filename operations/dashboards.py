"""``infra dashboards``: keep the files of dashboards equal to what they are written from."""

from pathlib import Path
from typing import Final

from rich.console import Console

from operations.faults import FINE, FOUND_WANTING, CannotJudge

FOLDER: Final = Path("components/observability/dashboards/generated")
LIBRARY: Final = "grafana_foundation_sdk"


def write_or_check(project: Path, *, check: bool) -> int:
    """Write the file of every dashboard and remove those of none, or only tell which are out of date.

    :raises CannotJudge: if a file cannot be written, or the library that makes them is not there.
    """
    wanted, folder = _wanted(), project / FOLDER
    there = {file.name: _read(file) for file in folder.glob("*.json") if file.is_file()}
    stale = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    if not stale:
        return FINE
    if check:
        Console(stderr=True).print(
            f"{FOLDER} is not what the dashboards say today: {', '.join(stale)}; run `infra dashboards` and commit it",
            soft_wrap=True,
        )
        return FOUND_WANTING
    for name in stale:
        _settle(folder / name, wanted.get(name))
    return FINE


def _wanted() -> dict[str, bytes]:
    """Return what every file should hold, by its name."""
    try:
        from components.observability.dashboards.authoring.all_boards import texts
    except ModuleNotFoundError as missing:
        if str(missing.name).partition(".")[0] != LIBRARY:
            raise
        raise CannotJudge(
            f"dashboards are made with {LIBRARY}, which only development needs and which is not installed; "
            "run `make setup`"
        ) from None
    return {f"{uid}.json": text.encode() for uid, text in texts().items()}


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as refusal:
        raise CannotJudge(
            f"{FOLDER / file.name}: cannot be read ({refusal.strerror}); check its permissions"
        ) from None


def _settle(file: Path, content: bytes | None) -> None:
    try:
        if content is None:
            file.unlink()
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as refusal:
        raise CannotJudge(
            f"{FOLDER / file.name}: cannot be written ({refusal.strerror}); check its permissions"
        ) from None
