"""One example of another scanner."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """One resource of a directory or of a text, and whether it keeps to one check.

    ``place`` is the directory's name or the test that holds the text.
    """

    check: str
    place: str
    address: str
    good: bool
    directory: Path | None = None
    text: str = ""

    @property
    def name(self) -> str:
        """What it is called in the list of differences."""
        return f"{self.place}/{self.address}"

    @property
    def cloud(self) -> str:
        """The cloud of its check."""
        return self.check.split("_")[1].lower()

    def __str__(self) -> str:
        return f"{self.check} {self.name}"
