import pytest

from tests.policies.corpus.examples import checkout
from tests.policies.cost.goldens.comparison import Compared, compared
from tests.policies.cost.goldens.conversion import blocks, converted, held_free, type_of
from tests.policies.cost.goldens.tables import Resource, goldens


@pytest.fixture(scope="session")
def printed() -> list[Resource]:
    """Return every resource of the goldens; without a checkout of Infracost there is nothing to compare with."""
    return goldens(checkout("infracost"))


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
