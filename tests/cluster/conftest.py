"""What the tests on a real control plane need, each absence with a sentence; and their counts, at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.tools.data import definitions as at_hand
from operations.tools.found import find_all
from operations.tools.table import CONTROL_PLANE, KWOK
from simulator.cluster.control_plane import ControlPlane, control_plane
from simulator.cluster.definitions import Definitions
from simulator.cluster.nodes import ANY
from simulator.cluster.programs import Programs
from tests.manifests.published import needed

ROOT = Path(__file__).resolve().parents[2]
COUNTS: pytest.StashKey[list[str]] = pytest.StashKey()


@pytest.fixture(scope="session")
def programs() -> Programs:
    """The programs of a control plane."""
    places, missing = find_all(CONTROL_PLANE, KWOK)
    if missing is not None:
        pytest.skip(missing)
    return Programs.of(places)


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    """What third parties define; the schemas for which :mod:`tests.cluster.stand_ins` stand must be there too."""
    needed()
    found, said = at_hand()
    if found is None:
        pytest.skip(said)
    return found


@pytest.fixture(scope="module")
def plane(programs: Programs) -> Iterator[ControlPlane]:
    """A control plane with one node that takes everything."""
    with control_plane(programs, ANY) as standing:
        yield standing


@pytest.fixture(scope="module")
def judge(programs: Programs) -> Iterator[ControlPlane]:
    """A control plane without nodes: it admits and refuses, and pods stay pending."""
    with control_plane(programs) as standing:
        yield standing


@pytest.fixture(scope="session")
def counts(request: pytest.FixtureRequest) -> list[str]:
    """Lines to print at the end, whether or not the tests pass."""
    return request.config.stash.setdefault(COUNTS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the counts."""
    if lines := config.stash.get(COUNTS, []):
        terminalreporter.section("what the control planes admitted")
        for line in lines:
            terminalreporter.write_line(line)
