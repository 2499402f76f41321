"""Reading this pack's data files: YAML into checked rows, with faults that name the file and the row."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

HERE: Final = Path(__file__).parent

# The C parser reads these files ten times as fast; PyYAML is built without it on some systems.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A data file of this pack that cannot be used; ``faults`` has one sentence for each thing wrong."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read(path: Path) -> Any:
    """Return the document in ``path``.

    :raises DataError: if it cannot be read or is not YAML.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - both are safe loaders
    except (OSError, yaml.YAMLError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not YAML"
        raise DataError(
            [f"{path.name}: cannot be read ({reason}); restore it from the repository"]
        ) from error


def checked(kind: type[M], raw: Any, place: str) -> M:
    """Return ``raw`` as a ``kind``.

    :param place: the file and the row, which every fault begins with.
    :raises DataError: if a field is missing, unknown or of the wrong kind; one sentence each.
    """
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise DataError(
            f"{place}: {'.'.join(str(part) for part in fault['loc']) or 'the row'}: {fault['msg'].lower()}"
            for fault in error.errors(include_url=False, include_input=False)
        ) from error
