"""What nobody is billed for, and why."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from components.foundation.spec import Spec
from policies.cost.documents import HERE, checked, read


class FreeRow(Spec):
    """A type of resource, or with an asterisk at the end all types that begin so."""

    type: str
    reason: str


class _File(Spec):
    rows: Annotated[tuple[FreeRow, ...], Field(strict=False)]


class FreeTypes:
    """The reasons by type."""

    def __init__(self, rows: Iterable[FreeRow]) -> None:
        self.reasons = {row.type: row.reason for row in rows}
        self._prefixes = sorted((name for name in self.reasons if name.endswith("*")), key=len, reverse=True)

    def reason(self, kind: str) -> str | None:
        """Return why the type ``kind`` is free, by its own row or by the longest prefix; None if it is not."""
        exact = self.reasons.get(kind)
        if exact is not None:
            return exact
        prefix = next((name for name in self._prefixes if kind.startswith(name[:-1])), None)
        return self.reasons[prefix] if prefix else None


@lru_cache(maxsize=1)
def shipped_free_types() -> FreeTypes:
    """Return the types that this pack knows to be free, read once in a process."""
    path = HERE / "free.yaml"
    return FreeTypes(checked(_File, {"rows": read(path)}, path.name).rows)
