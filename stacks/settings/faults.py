"""What is wrong with a settings file, said so that the person who reads it can mend it at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import RunError

Path = tuple[str | int, ...]

LONGEST_KEY = 80
"""Characters of a key that a message repeats; what is longer is no key that anybody meant."""


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands and a sentence with its cause and the way out.

    ``line`` is 0 where there is no line to point at; ``path`` is empty where the whole file is meant.
    """

    file: str
    line: int
    path: Path
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {dotted(self.path)}: {self.sentence}" if self.path else f"{place}: {self.sentence}"

    def __lt__(self, other: "Fault") -> bool:
        """Order faults as a reader meets them: by file, then from the top of it to the bottom."""
        return self._order() < other._order()

    def _order(self) -> tuple[str, int, str, str]:
        return self.file, self.line, dotted(self.path), self.sentence


class SettingsError(RunError):
    """Every fault of the settings at once; Pulumi prints such an error without a traceback."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(sorted(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def dotted(path: Path) -> str:
    """Return a path the way people write it: ``aws.regions.us-east-1.cluster.pools.system.taints[0].key``."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in path]
    return "".join(parts).removeprefix(".")


def shown(key: str) -> str:
    """Return a key as a message repeats it: on one line, and visible even if it is empty."""
    if not key.strip() or not key.isprintable():
        key = repr(key)
    return key if len(key) <= LONGEST_KEY else f"{key[:LONGEST_KEY]}…"
