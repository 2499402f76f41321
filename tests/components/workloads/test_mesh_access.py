"""What the mesh is told of a workload: accounts and ports, and nothing wider."""

from typing import Any

from components.workloads.wiring import Gateway
from tests.components.recording import Recording
from tests.components.workloads.applications import ASKED, a_spec, built

CHOSEN = {"matchLabels": {"app": "backend-api"}}
DOOR = Gateway(name="public", namespace="istio-ingress", account="door")
ROUTE = {"hosts": ["api.example.com"]}


def specs(recording: Recording, kind: str) -> dict[str, Any]:
    made = recording.named(f"kubernetes:security.istio.io/v1:{kind}").values()
    assert {one.inputs["metadata"]["namespace"] for one in made} <= {"backend"}
    return {one.inputs["metadata"]["name"]: one.inputs["spec"] for one in made}


def allowed(port: str, *sources: dict[str, Any]) -> dict[str, Any]:
    rule = {"from": [{"source": one} for one in sources], "to": [{"operation": {"ports": [port]}}]}
    return {"selector": CHOSEN, "action": "ALLOW", "rules": [rule]}


def test_its_callers_are_accounts_and_reach_the_port_that_it_listens_on() -> None:
    spec = a_spec(port=8443, clients=["frontend/page", "jobs/night"], route=ROUTE)
    found = specs(built(spec, gateway=DOOR, trust_domain="mesh.example.com"), "AuthorizationPolicy")
    principals = [
        "mesh.example.com/ns/istio-ingress/sa/door",
        "mesh.example.com/ns/frontend/sa/page",
        "mesh.example.com/ns/jobs/sa/night",
    ]
    assert found["backend-api-callers"] == allowed("8443", {"principals": principals})


def test_the_gateway_is_no_caller_of_what_has_no_route_or_no_gateway() -> None:
    hidden = built(a_spec(clients=["frontend/page"]), gateway=DOOR, trust_domain="cluster.local")
    without = built(a_spec(clients=["frontend/page"], route=ROUTE), trust_domain="cluster.local")
    for recording in (hidden, without):
        (rule,) = specs(recording, "AuthorizationPolicy")["backend-api-callers"]["rules"]
        assert rule["from"] == [{"source": {"principals": ["cluster.local/ns/frontend/sa/page"]}}]


def test_whom_nobody_calls_allows_its_metrics_alone() -> None:
    assert set(specs(built(trust_domain="cluster.local"), "AuthorizationPolicy")) == {"backend-api-metrics"}


def test_metrics_are_told_in_plain_text_too_and_nothing_else_is() -> None:
    recording = built(trust_domain="cluster.local")
    assert specs(recording, "PeerAuthentication") == {
        "backend-api-metrics": {
            "selector": CHOSEN,
            "mtls": {"mode": "STRICT"},
            "portLevelMtls": {"9464": {"mode": "PERMISSIVE"}},
        }
    }


def test_metrics_are_for_who_has_no_identity_and_for_members_that_scrape() -> None:
    def scrapers(**decided: Any) -> Any:
        recording = built(a_spec(**decided), trust_domain="cluster.local")
        return specs(recording, "AuthorizationPolicy")["backend-api-metrics"]

    nameless = {"notPrincipals": ["*"]}
    assert scrapers() == allowed("9464", nameless, {"namespaces": ["monitoring"]})
    assert scrapers(scaling=ASKED) == allowed("9464", nameless, {"namespaces": ["monitoring", "keda"]})


def test_outside_of_a_mesh_nothing_is_said_to_one() -> None:
    recording = built(a_spec(clients=["frontend/page"], route=ROUTE), gateway=DOOR)
    assert not [one for one in recording.counts() if "istio" in one]
