"""A pack as a process, which the tests of a module share."""

from collections.abc import Iterator

import pytest

from operations.analyzers import Analyzer, running


@pytest.fixture(scope="module", params=["security", "kubernetes"])
def room(request: pytest.FixtureRequest) -> str:
    """Each of the packs whose rules are about resources, in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def engine(room: str) -> Iterator[Analyzer]:
    """The pack, running for production."""
    with running(room, "production") as started:
        yield started
