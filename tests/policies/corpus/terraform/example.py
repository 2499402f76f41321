"""One example of another scanner."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """One resource of a directory or of a text, and whether it keeps to one check; a text as a whole has no address.

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
        return f"{self.place}/{self.address}" if self.address else self.place

    @property
    def cloud(self) -> str:
        """The cloud of its check."""
        return cloud_of(self.check)

    def __str__(self) -> str:
        return f"{self.check} {self.name}"


def cloud_of(check: str) -> str:
    """Return the cloud of a check, which is a part of its id; that of Kubernetes and others is none of the three."""
    name = check.split("_")[1] if check.startswith("CKV") else check.split("-", maxsplit=1)[0]
    return {"AWS": "aws", "AZURE": "azure", "AZU": "azure", "GCP": "gcp"}.get(name, "")
