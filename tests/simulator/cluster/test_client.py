"""What is sent to an API server, and what becomes of its answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.cluster.client import Client
from simulator.cluster.definitions import Definitions, install
from simulator.cluster.faults import ClusterError, Denied, UnknownKind
from tests.simulator.cluster.api_server import ApiServer, api_server

SPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "data"}}
SETTINGS: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "settings", "namespace": "data"},
    "data": {"a": "b"},
}
GADGET = {"apiVersion": "example.com/v1", "kind": "Gadget", "metadata": {"name": "one", "namespace": "data"}}
DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gadgets.example.com
spec:
  group: example.com
  names:
    kind: Gadget
    plural: gadgets
  scope: Namespaced
  versions: [{name: v1, served: true}]
"""


@pytest.fixture
def server() -> Iterator[ApiServer]:
    with api_server() as running:
        yield running


@pytest.fixture
def client(server: ApiServer) -> Iterator[Client]:
    connection = server.client()
    yield connection
    connection.close()


def test_an_object_is_applied_where_the_server_keeps_its_kind(server: ApiServer, client: Client) -> None:
    client.apply(SPACE)
    made = client.apply(SETTINGS, manager="me", force=False)
    assert made["data"] == {"a": "b"}
    assert server.asked == [
        ("GET", "/api/v1", {}),
        (
            "PATCH",
            "/api/v1/namespaces/data",
            {"fieldManager": "infra", "force": "true", "fieldValidation": "Strict"},
        ),
        (
            "PATCH",
            "/api/v1/namespaces/data/configmaps/settings",
            {"fieldManager": "me", "force": "false", "fieldValidation": "Strict"},
        ),
    ]
    assert client.get(SETTINGS) == made
    assert client.items("v1", "ConfigMap", "data") == [made]


def test_a_dry_run_keeps_nothing(server: ApiServer, client: Client) -> None:
    client.apply(SPACE, dry_run=True)
    assert server.asked[-1][2]["dryRun"] == "All"
    assert client.get(SPACE) is None


def test_a_no_is_told_in_the_servers_words(client: Client) -> None:
    with pytest.raises(Denied) as no:
        client.apply(SETTINGS)
    assert (str(no.value), no.value.code, no.value.reason) == ('namespaces "data" not found', 404, "NotFound")


def test_a_kind_that_is_not_served_is_asked_for_anew_each_time(server: ApiServer, client: Client) -> None:
    with pytest.raises(UnknownKind, match=r'no matches for kind "Gadget" in version "example\.com/v1"'):
        client.apply(GADGET)
    server.kinds["/apis/example.com/v1"] = {"Gadget": ("gadgets", True)}
    client.apply(SPACE)
    client.apply(GADGET)
    assert server.asked[-1][1] == "/apis/example.com/v1/namespaces/data/gadgets/one"


def test_deleting_says_whether_there_was_one(client: Client) -> None:
    client.apply(SPACE)
    assert client.delete(SPACE) is True
    assert client.delete(SPACE) is False


def test_a_server_that_is_gone_is_told_in_a_sentence(server: ApiServer) -> None:
    address = server.client().address
    server.shutdown()
    server.server_close()
    gone = Client(address, "token", Path("nowhere"))
    assert gone.ready() is False
    with pytest.raises(ClusterError, match=r"the API server does not answer GET /api/v1: ConnectionError"):
        gone.get(SPACE)


def test_definitions_are_sent_as_they_are_written_and_waited_for(
    server: ApiServer, client: Client, tmp_path: Path
) -> None:
    (tmp_path / "gadgets.yaml").write_text(DEFINITION)
    plane = server.plane()
    assert install(plane, Definitions.of_folder(tmp_path).by_name.values()) == 1
    plane.client.close()
    client.apply(SPACE)
    assert client.apply(GADGET)["kind"] == "Gadget"


@pytest.mark.parametrize(
    "sign",
    [
        "status unknown for quota: q",
        "error looking up service account a/default",
        "the server could not find the requested resource",
        "Timeout: request did not complete within requested timeout - context deadline exceeded",
    ],
)
def test_what_only_waits_for_a_controller_is_tried_again(server: ApiServer, sign: str) -> None:
    plane = server.plane()
    server.refusals["/api/v1/namespaces/data"] = [(403, sign), (403, sign)]
    assert plane.settled(lambda: plane.client.apply(SPACE))["kind"] == "Namespace"
    server.refusals["/api/v1/namespaces/data"] = [(403, "exceeded quota: q"), (403, "never reached")]
    with pytest.raises(Denied, match="exceeded quota"):
        plane.settled(lambda: plane.client.apply(SPACE))
    assert len(server.refusals["/api/v1/namespaces/data"]) == 1
    plane.client.close()
