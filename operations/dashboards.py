"""``infra dashboards``: keep the files of dashboards equal to what they are written from."""

from pathlib import Path
from typing import Final

from rich.console import Console

from operations.faults import FINE, FOUND_WANTING, CannotJudge

FOLDER: Final = Path("components/observability/dashboards/generated")


def write_or_check(project: Path, *, check: bool) -> int:
    """Write the file of every dashboard and remove those of none, or only tell which are out of date.

    :raises CannotJudge: if a file cannot be written, or the library that makes them is not there.
    """
    wanted, folder = _wanted(), project / FOLDER
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.json")}
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


def _wanted() -> dict[str, str]:
    """Return the text of every file by its name."""
    try:
        from components.observability.dashboards.authoring.all_boards import texts
    except ModuleNotFoundError as missing:
        raise CannotJudge(
            f"dashboards are made with {missing.name}, which only development needs and which is not installed; "
            "run `make setup`"
        ) from None
    return {f"{uid}.json": text for uid, text in texts().items()}


def _settle(file: Path, text: str | None) -> None:
    try:
        if text is None:
            file.unlink()
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as refusal:
        raise CannotJudge(
            f"{FOLDER / file.name}: cannot be written ({refusal.strerror}); check its permissions"
        ) from None
