"""Objects of Kubernetes go to an API server, and its answers are the provider's."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

import grpc
import pytest

from simulator.cluster import planes as standing
from simulator.cluster.definitions import Definitions
from simulator.cluster.planes import Planes
from simulator.plugins.applied import cluster_of, overlaid
from simulator.plugins.packages import Package
from simulator.plugins.servers import serving
from simulator.values import UNKNOWN, Secret, from_struct
from tests.simulator.cluster.api_server import ApiServer, api_server
from tests.simulator.cluster.test_client import DEFINITION
from tests.simulator.plugins.conversation import VERSION, Engine, connected

NAMESPACE, SETTINGS, SECRET = (f"kubernetes:core/v1:{kind}" for kind in ("Namespace", "ConfigMap", "Secret"))
CLASS_PATCH = "kubernetes:storage.k8s.io/v1:StorageClassPatch"
EAST = {"clusterIdentifier": "arn:aws:eks:us-east-1:111111111111:cluster/east"}
WEST = {"clusterIdentifier": "arn:aws:eks:us-west-2:111111111111:cluster/west"}
SPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "data"}}
OF_DATA = {"name": "settings", "namespace": "data"}
CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": OF_DATA, "data": {"a": "b"}}


class Clusters:
    """API servers by the order in which they were started, and what the planes said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.servers: list[ApiServer] = []
        self.said: list[str] = []

        @contextmanager
        def started(_: object) -> Iterator[Any]:
            with api_server() as server:
                self.servers.append(server)
                plane = server.plane()
                yield plane
                plane.client.close()

        monkeypatch.setattr(standing, "control_plane", started)
        (folder / "gadgets.yaml").write_text(DEFINITION)
        self.planes = Planes(cast("Any", None), Definitions.of_folder(folder), self.said.append)


@pytest.fixture
def clusters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clusters:
    return Clusters(monkeypatch, tmp_path)


@pytest.fixture
def engines(clusters: Clusters) -> Iterator[list[Engine]]:
    """Two connections: one of a provider for each cluster."""
    package = Package("kubernetes", VERSION)
    with ExitStack() as stack:
        stack.enter_context(clusters.planes)
        port = stack.enter_context(serving([package], clusters.planes))["kubernetes"]
        found = [stack.enter_context(connected(port, "kubernetes")) for _ in (EAST, WEST)]
        for engine, provider in zip(found, (EAST, WEST), strict=True):
            engine.connect(provider)
        yield found


def made(engine: Engine, token: str, given: dict[str, Any], *, preview: bool = False) -> dict[str, Any]:
    return engine.create(token, from_struct(engine.check(token, given).inputs), preview=preview)[1]


def refusal(act: Any) -> str:
    with pytest.raises(grpc.RpcError) as failure:
        act()
    return str(failure.value.details())


def test_each_cluster_has_a_control_plane_of_its_own_when_it_is_first_asked(
    clusters: Clusters, engines: list[Engine]
) -> None:
    east, west = engines
    assert clusters.servers == []
    made(east, NAMESPACE, SPACE)
    assert len(clusters.servers) == 1
    made(west, NAMESPACE, SPACE)
    made(west, SETTINGS, CONFIG)
    assert [sorted(server.objects) for server in clusters.servers] == [
        ["/api/v1/namespaces/data"],
        ["/api/v1/namespaces/data", "/api/v1/namespaces/data/configmaps/settings"],
    ]
    assert (
        clusters.said[0] == "starting a control plane for arn:aws:eks:us-east-1:111111111111:cluster/east ..."
    )


def test_outputs_are_the_servers_answer_over_the_simulated_one(engines: list[Engine]) -> None:
    outputs = made(engines[0], NAMESPACE, SPACE)
    assert outputs["metadata"]["uid"] == "uid-0"
    assert outputs["status"] == {"phase": "Active"}
    assert "managedFields" not in outputs["metadata"]


def test_what_was_secret_stays_secret_in_the_answer(engines: list[Engine]) -> None:
    made(engines[0], NAMESPACE, SPACE)
    outputs = made(
        engines[0],
        SECRET,
        {"apiVersion": "v1", "kind": "Secret", "metadata": OF_DATA, "stringData": {"password": "hunter22"}},
    )
    assert isinstance(outputs["data"], Secret)
    assert outputs["data"].value["made"] == "YnkgdGhlIHNlcnZlcg=="


def test_a_no_of_the_server_is_the_providers_error(clusters: Clusters, engines: list[Engine]) -> None:
    made(engines[0], NAMESPACE, SPACE)
    path = "/api/v1/namespaces/data/configmaps/settings"
    clusters.servers[0].refusals[path] = [(403, "exceeded quota: count/configmaps=1")]
    said = refusal(lambda: made(engines[0], SETTINGS, CONFIG))
    assert said == "the API server refuses ConfigMap data/settings: exceeded quota: count/configmaps=1"


def test_a_secret_is_not_quoted_in_an_error(clusters: Clusters, engines: list[Engine]) -> None:
    made(engines[0], NAMESPACE, SPACE)
    clusters.servers[0].refusals["/api/v1/namespaces/data/secrets/settings"] = [
        (422, 'Invalid value: "hunter22"')
    ]
    given = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": OF_DATA,
        "stringData": {"password": "hunter22"},
    }
    said = refusal(lambda: made(engines[0], SECRET, given))
    assert "Invalid value" in said
    assert "hunter22" not in said


def test_what_the_simulated_cloud_refuses_never_reaches_the_server(
    clusters: Clusters, engines: list[Engine]
) -> None:
    checked = engines[0].check(SETTINGS, CONFIG | {"metadata": {"name": "No_Name", "namespace": "data"}})
    assert [failure.property for failure in checked.failures] == ["metadata.name"]
    assert clusters.servers == []


def test_a_preview_keeps_nothing_and_forgives_what_is_not_there_yet(
    clusters: Clusters, engines: list[Engine]
) -> None:
    foreseen = made(engines[0], NAMESPACE, SPACE, preview=True)
    assert foreseen["metadata"]["uid"] is UNKNOWN
    assert clusters.servers[0].objects == {}
    # Its namespace comes with the same deployment
    assert made(engines[0], SETTINGS, CONFIG, preview=True)["data"] == {"a": "b"}
    assert "namespaces" in refusal(lambda: made(engines[0], SETTINGS, CONFIG))


def test_a_preview_is_refused_what_the_server_would_refuse(clusters: Clusters, engines: list[Engine]) -> None:
    made(engines[0], NAMESPACE, SPACE)
    clusters.servers[0].refusals["/api/v1/namespaces/data/configmaps/settings"] = [(403, "no")]
    assert refusal(lambda: made(engines[0], SETTINGS, CONFIG, preview=True)).endswith("data/settings: no")


def test_the_preview_of_a_replacement_is_not_held_against_what_it_replaces(
    clusters: Clusters, engines: list[Engine]
) -> None:
    made(engines[0], NAMESPACE, SPACE)
    made(engines[0], SETTINGS, CONFIG)
    asked = len(clusters.servers[0].asked)
    assert made(engines[0], SETTINGS, CONFIG | {"data": {"a": "c"}}, preview=True)["data"] == {"a": "c"}
    assert [verb for verb, _, _ in clusters.servers[0].asked[asked:]] == ["POST"]
    path = "/api/v1/namespaces/data/configmaps/settings"
    assert clusters.servers[0].objects[path]["data"] == {"a": "b"}


def test_a_cluster_that_is_not_made_yet_is_not_asked(clusters: Clusters, engines: list[Engine]) -> None:
    engines[0].connect({"clusterIdentifier": UNKNOWN})
    assert made(engines[0], NAMESPACE, SPACE, preview=True)["metadata"]["name"] == "data"
    assert clusters.servers == []


def test_the_definition_of_a_custom_resource_is_installed_when_the_first_comes(
    clusters: Clusters, engines: list[Engine]
) -> None:
    made(engines[0], NAMESPACE, SPACE)
    token, metadata = "kubernetes:example.com/v1:Gadget", {"name": "one", "namespace": "data"}
    made(engines[0], token, {"apiVersion": "example.com/v1", "kind": "Gadget", "metadata": metadata})
    assert "/apis/example.com/v1/namespaces/data/gadgets/one" in clusters.servers[0].objects
    said = refusal(
        lambda: made(
            engines[0],
            "kubernetes:example.org/v1:Widget",
            {"apiVersion": "example.org/v1", "kind": "Widget", "metadata": metadata},
        )
    )
    assert said == (
        'the API server refuses Widget data/one: no matches for kind "Widget" in version "example.org/v1": its '
        "definition is not in the folder of definitions, or there is no such folder; see PLATFORM_DATA"
    )


def test_what_an_earlier_command_made_is_put_there_again_when_it_is_compared(
    clusters: Clusters, engines: list[Engine]
) -> None:
    assert list(engines[0].diff(NAMESPACE, SPACE, SPACE, SPACE).diffs) == []
    assert sorted(clusters.servers[0].objects) == ["/api/v1/namespaces/data"]
    changed = CONFIG | {"data": {"a": "c"}}
    found = engines[0].diff(SETTINGS, CONFIG, CONFIG, changed)
    assert list(found.diffs) == ["data"]
    path = "/api/v1/namespaces/data/configmaps/settings"
    assert clusters.servers[0].objects[path]["data"] == {"a": "b"}
    assert engines[0].update(SETTINGS, "data/settings", CONFIG, changed)["metadata"]["uid"] == "uid-1"
    assert clusters.servers[0].objects[path]["data"] == {"a": "c"}


def test_a_refresh_reads_what_the_server_has(clusters: Clusters, engines: list[Engine]) -> None:
    made(engines[0], NAMESPACE, SPACE)
    made(engines[0], SETTINGS, CONFIG)
    clusters.servers[0].objects["/api/v1/namespaces/data/configmaps/settings"]["data"] = {"a": "drifted"}
    read = engines[0].read(SETTINGS, "data/settings", CONFIG, CONFIG)
    assert from_struct(read.properties)["data"] == {"a": "drifted"}


def test_deleting_takes_the_object_away(clusters: Clusters, engines: list[Engine]) -> None:
    outputs = made(engines[0], NAMESPACE, SPACE)
    engines[0].delete(NAMESPACE, "data", outputs)
    assert clusters.servers[0].objects == {}
    engines[0].delete(NAMESPACE, "data", outputs)
    # Nothing was ever asked of the other cluster, so nothing is there to delete
    engines[1].delete(NAMESPACE, "data", outputs)
    assert len(clusters.servers) == 1


def test_a_patch_is_applied_to_what_is_there_and_gives_its_fields_up(
    clusters: Clusters, engines: list[Engine]
) -> None:
    patch = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "gp2"}}
    default = patch | {"allowVolumeExpansion": True}
    # The managed cluster would have brought it
    assert made(engines[0], CLASS_PATCH, default)["allowVolumeExpansion"] is True
    path = "/apis/storage.k8s.io/v1/storageclasses/gp2"
    assert clusters.servers[0].objects == {}
    clusters.servers[0].objects[path] = patch | {"provisioner": "kubernetes.io/aws-ebs"}
    outputs = made(engines[0], CLASS_PATCH, default)
    assert outputs["provisioner"] == "kubernetes.io/aws-ebs"
    asked = len(clusters.servers[0].asked)
    engines[0].delete(CLASS_PATCH, "gp2", outputs)
    assert [(verb, place) for verb, place, _ in clusters.servers[0].asked[asked:]] == [
        ("GET", path),
        ("PATCH", path),
    ]
    assert path in clusters.servers[0].objects


@pytest.mark.parametrize(
    ("provider", "cluster"),
    [
        (EAST, EAST["clusterIdentifier"]),
        ({"kubeconfig": '{"clusters": [{"cluster": {"server": "https://c"}}]}'}, "https://c"),
        ({"kubeconfig": "~/.kube/config"}, "kubeconfig 55990ce8"),
        ({"kubeconfig": UNKNOWN}, None),
        ({}, "default"),
    ],
)
def test_a_provider_is_known_by_its_cluster(provider: dict[str, Any], cluster: str | None) -> None:
    assert cluster_of(provider) == cluster


def test_a_list_that_the_server_made_longer_is_secret_as_a_whole_if_a_part_was() -> None:
    assert overlaid([{"value": Secret("a")}], [{"value": "a"}]) == [{"value": Secret("a")}]
    assert overlaid([{"value": Secret("a")}], [{"value": "a"}, {"value": "b"}]) == Secret(
        [{"value": "a"}, {"value": "b"}]
    )
    assert overlaid([1], [1, 2]) == [1, 2]
