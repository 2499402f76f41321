"""What is wrong with a settings file, said so that the person who reads it can mend it at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import RunError

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it stands and a sentence with its cause and the way out."""

    file: str
    line: int
    path: str
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.path}: {self.sentence}" if self.path else f"{place}: {self.sentence}"


class SettingsError(RunError):
    """Every fault of the settings at once; Pulumi prints such an error without a traceback."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(sorted(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def dotted(path: Path) -> str:
    """Return a path the way people write it: ``aws.regions.us-east-1.network.cidr``."""
    return ".".join(str(part) for part in path)
