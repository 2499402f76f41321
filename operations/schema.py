"""``infra schema``: keep the schema file equal to the settings tree that it describes."""

from pathlib import Path

from rich.console import Console

from operations.faults import FINE, FOUND_WANTING, CannotJudge
from stacks.settings.schema import FILE, text


def write_or_check(project: Path, *, check: bool) -> int:
    """Write the schema file, or only tell whether it is up to date.

    :raises CannotJudge: if the file cannot be written.
    """
    file = project / FILE
    wanted = text()
    current = file.read_text(encoding="utf-8") if file.is_file() else None
    if current == wanted:
        return FINE
    if check:
        Console(stderr=True).print(
            f"{FILE} is not what the settings tree says today; run `infra schema` and commit it"
        )
        return FOUND_WANTING
    try:
        file.write_text(wanted, encoding="utf-8")
    except OSError as refusal:
        raise CannotJudge(f"{FILE}: cannot be written ({refusal.strerror}); check its permissions") from None
    return FINE
