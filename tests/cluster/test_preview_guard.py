"""The policy that holds the clean-up of previews, on a real API server: it may delete previews and no other namespace."""

from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from operations.render import render_stack
from simulator.cluster.client import Client
from simulator.cluster.control_plane import ControlPlane
from simulator.cluster.faults import Denied

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ClusterRole",
    "ClusterRoleBinding",
}
USER = "system:serviceaccount:preview:preview-cleanup"
PREVIEW = {"type": "preview"}
PATIENCE = 60


def namespace(name: str, labels: dict[str, str], annotations: dict[str, str] | None = None) -> dict[str, Any]:
    metadata = {"name": name, "labels": labels, "annotations": annotations or {}}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


@pytest.fixture(scope="module")
def cleaner(plane: ControlPlane) -> Client:
    """The clean-up's own account, on a cluster that has what dev gives it."""
    ((_, rendered),) = render_stack(ROOT, "dev").items()
    for one in rendered:
        if one.kind in KINDS and "preview-cleanup" in one.resource:
            plane.client.apply(one.manifest)
    account = replace(plane.client, _session=type(plane.client._session)())
    account._session.headers.update({"Impersonate-User": USER, "Impersonate-Group": "system:authenticated"})
    plane.client.create(namespace("preview-999", {}))
    until = monotonic() + PATIENCE
    # A new policy is judged by a moment later; until then RBAC alone would let it through.
    while monotonic() < until:
        try:
            account.send("DELETE", "/api/v1/namespaces/preview-999", query={"dryRun": "All"})
        except Denied as no:
            if "ValidatingAdmissionPolicy" in str(no):
                return account
        sleep(0.5)
    pytest.fail("the policy is not judged by")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (namespace("preview-1", PREVIEW), None),
        (namespace("preview-shop-2", PREVIEW), None),
        (namespace("backend", PREVIEW), "called like a preview"),
        (namespace("preview-three", PREVIEW), "called like a preview"),
        (namespace("preview-4", {}), "marked as a preview"),
        (namespace("preview-5", {"type": "else"}), "marked as a preview"),
        (
            namespace("preview-6", {**PREVIEW, "platform.internal/protected": "true"}),
            "nothing that is protected",
        ),
        (
            namespace("preview-7", PREVIEW, {"platform.internal/protected": "yes"}),
            "nothing that is protected",
        ),
    ],
    ids=lambda one: one["metadata"]["name"] if isinstance(one, dict) else "",
)
def test_it_deletes_previews_and_nothing_else(
    made: dict[str, Any], said: str | None, plane: ControlPlane, cleaner: Client
) -> None:
    plane.client.create(made)
    path = f"/api/v1/namespaces/{made['metadata']['name']}"
    if said is None:
        assert cleaner.send("DELETE", path, query={"dryRun": "All"})["kind"] in {"Namespace", "Status"}
        return
    with pytest.raises(Denied, match=said):
        cleaner.send("DELETE", path, query={"dryRun": "All"})
    assert plane.client.send("DELETE", path, query={"dryRun": "All"})


def test_it_sees_nothing_but_namespaces(cleaner: Client) -> None:
    with pytest.raises(Denied, match="cannot list resource"):
        cleaner.send("GET", "/api/v1/secrets")
