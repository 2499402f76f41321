"""The objects of each environment, rendered once, and a way to say how many of them were judged."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from components.kubernetes.versions import DEFAULT
from operations.render import Rendered, render_stack
from tests.manifests.schemas import CustomSchemas, KubernetesSchemas

ROOT = Path(__file__).resolve().parents[2]
STACKS = ("dev", "staging", "production")

Clusters = Mapping[str, tuple[Rendered, ...]]


@pytest.fixture(scope="session")
def clusters() -> Callable[[str], Clusters]:
    """Return a function that renders a shipped stack, once."""
    done: dict[str, Clusters] = {}

    def clusters(stack: str) -> Clusters:
        if stack not in done:
            done[stack] = render_stack(ROOT, stack)
        return done[stack]

    return clusters


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    """Each of the environments in turn."""
    return str(request.param)


@pytest.fixture
def objects(stack: str, clusters: Callable[[str], Clusters]) -> list[Rendered]:
    """Everything that an environment has in its clusters."""
    return [one for of_cluster in clusters(stack).values() for one in of_cluster]


@pytest.fixture(scope="session")
def kubernetes() -> KubernetesSchemas:
    """Kubernetes' own schemas, at the version that clusters have."""
    return KubernetesSchemas(DEFAULT)


@pytest.fixture(scope="session")
def definitions() -> Callable[[Path], CustomSchemas]:
    """Return a function that opens the published definitions of a folder, once."""
    opened: dict[Path, CustomSchemas] = {}

    def definitions(place: Path) -> CustomSchemas:
        if place not in opened:
            opened[place] = CustomSchemas(place)
        return opened[place]

    return definitions


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Return a function that puts a line under "manifests" at the end of the tests' output."""
    return lambda line: record_property("manifests", line)
