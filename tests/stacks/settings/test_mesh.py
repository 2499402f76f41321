"""What the mesh and the way into a cluster need of each other, of namespaces and of the way in before them."""

from typing import Any

import pytest

from tests.stacks.settings.conftest import Desk

EAST, WEST = "aws.regions.us-east-1", "aws.regions.us-west-2"


def allowing(allow: str) -> tuple[str, str]:
    """Return the edit that adds a rule to the first mesh."""
    return "mesh: { mode: ambient }", f"mesh: {{ mode: ambient, allows: {{ more: {allow} }} }}"


CASES: dict[str, tuple[list[Any], str, str]] = {
    "a call that the other side does not take": (
        [("                clients: [frontend/frontend-app]\n", "")],
        "                calls: [backend/backend-api]",
        (
            f"{EAST}.platform.workloads.frontend-app.calls: backend/backend-api does not name frontend/frontend-app among its "
            "clients and would refuse the call; add it to workloads.backend-api.clients, or leave the call out"
        ),
    ),
    "a client that does not call": (
        [("                calls: [backend/backend-api]\n", "")],
        "                clients: [frontend/frontend-app]",
        (
            f"{EAST}.platform.workloads.backend-api.clients: frontend/frontend-app does not name backend/backend-api among what "
            "it calls, and its own walls would keep it in; add it to workloads.frontend-app.calls, or leave the client out"
        ),
    ),
    "a client that cannot prove who it is": (
        [("            frontend: { mesh: ambient, routed: true }", "            frontend: { routed: true }")],
        "                clients: [frontend/frontend-app]",
        (
            f"{EAST}.platform.workloads.backend-api.clients: the namespace frontend has not joined the mesh, so that "
            "frontend/frontend-app could not prove who calls; set namespaces.frontend.mesh, or leave the client out"
        ),
    ),
    "a gateway without certificates": (
        [("            certificates: { email: platform-oncall@example.com }\n", "")],
        "            gateway: {}",
        (
            f"{EAST}.platform.gateway: needs certificates, which this cluster does not have; they would have no certificate: "
            "describe `certificates`"
        ),
    ),
    "a gateway that nobody puts before the balancer": (
        [("            load_balancers: {}\n", "")],
        "            gateway: {}",
        (
            f"{EAST}.platform.gateway: needs load_balancers, the controller that puts gateways into the target groups; "
            "describe `load_balancers`"
        ),
    ),
    "two ways in": (
        [
            (
                "            gateway: {}\n",
                "            gateway: {}\n            nginx: { retired: accepted }\n",
            )
        ],
        "            nginx:",
        (
            f"{EAST}.platform.nginx: and gateway would both own every host of the zone and fill the same target groups; keep "
            "one, gateway rather"
        ),
    ),
    "a host outside the zone": (
        [("            gateway: {}\n", "            gateway: { hosts: [shop.example.org] }\n")],
        "            gateway: { hosts",
        (
            f"{EAST}.platform.gateway.hosts: shop.example.org does not lie in the zone aws.example.net, so that no certificate "
            "could be proved for it and no name would lead here; take names below aws.example.net"
        ),
    ),
    "a namespace of another mode": (
        [("            backend: { mesh: ambient", "            backend: { mesh: sidecar")],
        "            backend: { mesh: sidecar",
        (
            f"{EAST}.namespaces.backend.mesh: is sidecar and the mesh is ambient, so that the pods would stay outside and be "
            "refused; set it to ambient"
        ),
    ),
    "a namespace that nobody configures": (
        [
            (
                "            backend: { mesh: ambient",
                "            backend: { mesh_revision: next, mesh: ambient",
            )
        ],
        "            backend: { mesh_revision",
        (
            f"{EAST}.namespaces.backend.mesh_revision: is next, and no control plane stands by, so that no proxy would be "
            "configured; set platform.mesh.standby"
        ),
    ),
    "a rule about nobody": (
        [allowing("{ to: bakend, callers: [frontend] }")],
        "{ to: bakend",
        (
            f"{WEST}.platform.mesh.allows.more.to: bakend is no namespace of the mesh, so that the rule would "
            "bind nobody; name one of backend, frontend"
        ),
    ),
    "a caller that cannot prove who it is": (
        [allowing("{ to: backend, callers: [legacy/batch] }")],
        "callers: [legacy/batch]",
        (
            f"{WEST}.platform.mesh.allows.more.callers: legacy has not joined the mesh and could not prove who "
            "calls; set `mesh` on the namespace, or leave the caller out"
        ),
    ),
    "a route of a namespace that is not routed": (
        [
            (
                "            frontend: { mesh: ambient, routed: true }",
                "            frontend: { mesh: ambient }",
            )
        ],
        "route: { hosts: [app.aws.example.net",
        (
            f"{EAST}.platform.workloads.frontend-app.route: is of the namespace frontend, whose routes the gateway does not "
            "take; set namespaces.frontend.routed"
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_fit_is_refused(desk: Any, case: str) -> None:
    edits, marker, said = CASES[case]
    desk.edit("staging", *edits)
    (expected,) = desk.expected("staging", [(marker, said)])
    assert expected in desk.faults("staging")


def test_the_controller_has_something_to_fill_and_a_certificate(desk: Any) -> None:
    desk.edit(
        "dev", ("            replicas: 1\n", "            replicas: 1\n            load_balancers: {}\n")
    )
    assert any(
        "needs certificates for its webhook; describe `certificates`" in one for one in desk.faults("dev")
    )


def test_production_allows_no_whole_pods(desk: Any) -> None:
    more = "allows: { more: { to: backend, callers: [frontend/frontend-app] } }"
    desk.edit("production", ("              trust: {", f"              {more}\n              trust: {{"))
    assert any("mesh.allows.more names no ports" in one for one in desk.faults("production"))
    desk.edit("production", ("callers: [frontend/frontend-app] }", "callers: [frontend], ports: [3000] }"))
    assert desk.faults("production") == []


BEYOND: dict[str, tuple[list[Any], list[str]]] = {
    "no mesh": (
        [
            (
                "        mesh: { mode: ambient, allows: { gateway-to-backend: { to: backend, callers: [istio-ingress/ingress], ports: [3000] } } }\n",
                "",
            )
        ],
        [
            "gcp.platform.gateway: needs mesh, which this cluster does not have; the gateways are Istio's: describe `mesh`"
        ],
    ),
    "no certificates": (
        [("\n        certificates: { email: platform-oncall@example.com }\n", "\n")],
        [
            (
                "gcp.platform.gateway: needs certificates, which this cluster does not have; they would have no certificate: "
                "describe `certificates`"
            )
        ],
    ),
    "a host outside the zone": (
        [("        gateway: {}  # at", "        gateway: { hosts: [shop.example.org] }  # at")],
        [
            (
                "gcp.platform.gateway.hosts: shop.example.org does not lie in the zone aws.example.com, so that no certificate "
                "could be proved for it and no name would lead here; take names below aws.example.com"
            )
        ],
    ),
    "nobody who leads there": (
        [("          gcp-us-central1: {}\n", ""), (" gcp-us-central1, azure-eastus]", " azure-eastus]")],
        [
            (
                "gcp.platform.gateway: takes requests from the edge alone, and the edge has no pool gcp-us-central1 to send "
                "any; add it to cloudflare.balancing.pools, or leave it out"
            )
        ],
    ),
    "no gateway for what is routed": (
        [("        gateway: {}  # at", "        # at")],
        [
            (
                "gcp.namespaces.backend.routed: is set, and there is no gateway that could take the routes; describe "
                "platform.gateway"
            )
        ],
    ),
}


@pytest.mark.parametrize("case", BEYOND)
def test_a_way_into_another_cloud_lacks_nothing(desk: Any, case: str) -> None:
    edits, said = BEYOND[case]
    desk.edit("production", *edits)
    found = [one.partition(": ")[2] for one in desk.faults("production")]
    assert [one for one in said if one not in found] == []


def test_without_a_zone_another_cloud_has_no_way_in(desk: Any) -> None:
    text = desk.file("production").read_text()
    desk.write("production", text[: text.index("      traffic:\n")] + text[text.index("      trail:") :])
    lacking = (
        "gateway: has no zone that its certificate could be of, and none whose word would prove the edge"
    )
    found = "\n".join(desk.faults("production"))
    assert f"gcp.platform.{lacking}" in found
    assert f"azure.platform.{lacking}" in found


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished
