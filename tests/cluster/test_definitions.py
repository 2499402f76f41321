"""Every published definition is one that an API server takes."""

from time import perf_counter

import pytest

from simulator.cluster.control_plane import ControlPlane
from simulator.cluster.definitions import Definitions, install

pytestmark = pytest.mark.cluster


def test_every_published_definition_is_served(
    judge: ControlPlane, definitions: Definitions, counts: list[str]
) -> None:
    start = perf_counter()
    assert install(judge, definitions.by_name.values()) == len(definitions.by_name) > 100
    counts.append(
        f"{len(definitions.by_name)} published definitions served after {perf_counter() - start:.1f} s"
    )
    for definition in definitions.by_name.values():
        named = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}
        live = judge.client.get({**named, "metadata": {"name": definition.name}})
        assert live is not None
        accepted = {item["type"]: item["status"] for item in live["status"]["conditions"]}
        # Not structural means that unknown fields would pass
        assert accepted.get("NonStructuralSchema", "False") == "False", definition.name
        assert accepted["NamesAccepted"] == "True", definition.name
