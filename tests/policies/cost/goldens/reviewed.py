"""Why a golden and our bill differ: a reviewed list, in which every row explains something that is there."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import Field

from components.foundation.spec import Spec
from policies.cost.documents import checked
from tests.policies.cost.goldens.comparison import Finding, Unpriced
from tests.policies.cost.goldens.conversion import name_of, type_of

FOLDER: Final = Path(__file__).parent / "reviewed"

Kind = Literal["fault", "section 4.3", "unlisted", "term", "elsewhere", "unused", "finer"]
"""``fault``: Infracost is wrong, ``section 4.3`` where the study has it. ``unlisted``: a size, engine, tier or region that
our book does not have, and our bill says so. ``term``: bought for a year or with a licence. ``elsewhere``: our bill has it
with another resource. ``unused``: nothing of ours uses it. ``finer``: they know of the use what a program does not say."""


class Explanation(Spec):
    """Which findings of which resources: each pattern has to fit a name whole."""

    terraform: str
    names: str = ".+"
    golden: str | None = None
    what: str = ".+"
    kind: Kind
    why: str

    def fits(self, finding: Finding | Unpriced) -> bool:
        """Tell whether the row speaks of a finding."""
        said = finding.what if isinstance(finding, Finding) else finding.reason
        return (
            type_of(finding.address) == self.terraform
            and self.golden in {None, finding.golden}
            and re.fullmatch(self.names, name_of(finding.address)) is not None
            and re.fullmatch(self.what, said) is not None
        )


class Reviewed(Spec):
    """``differences`` of figures, and what our bill has no price for."""

    differences: Annotated[tuple[Explanation, ...], Field(strict=False)] = ()
    unpriced: Annotated[tuple[Explanation, ...], Field(strict=False)] = ()


@lru_cache(maxsize=1)
def reviewed() -> Reviewed:
    """Return the rows of every file."""
    files = [
        checked(Reviewed, yaml.safe_load(path.read_text()), path.name)
        for path in sorted(FOLDER.glob("*.yaml"))
    ]
    return Reviewed(
        differences=tuple(row for file in files for row in file.differences),
        unpriced=tuple(row for file in files for row in file.unpriced),
    )
