"""The way into a cluster."""

import json
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import lupa
import pytest
from pulumi import Output
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.mesh.gateway import Gateway, GatewayArgs
from components.mesh.gateway_edge import EdgeEntry, check
from components.mesh.gateway_spec import GatewaySpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
DOOR = "kubernetes:gateway.networking.k8s.io/v1:Gateway"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
FILTER = "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter"
EDGE = IPv4Network("198.51.100.0/24")


def a_spec(**decided: Any) -> GatewaySpec:
    return GatewaySpec.model_validate_json(json.dumps(decided))


def an_edge() -> EdgeEntry:
    return EdgeEntry(
        annotations={"cloud.example/address": "ingress"},
        visitors=(EDGE,),
        header="x-origin-verify",
        words=[Output.secret("new-word"), Output.secret("old-word")],
    )


def built(spec: dict[str, Any] | None = None, *, behind: bool = True, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        Gateway(
            site,
            GatewayArgs(
                spec=a_spec(**(spec or {})),
                zone="aws.example.com",
                issuer="letsencrypt",
                tls_port=8443,
                health_path="/health",
                mesh=site.ready,
                certificates=site.ready,
                edge=None if behind else an_edge(),
                public_name="origin.aws.example.com" if behind else None,
            ),
        )

    return on_site(program, **decided)


def test_the_certificate_bears_the_zone_and_what_lies_below_it() -> None:
    spec = built({"hosts": ["a.b.aws.example.com"]}).only(CERTIFICATE).inputs["spec"]
    assert spec["dnsNames"] == ["aws.example.com", "*.aws.example.com", "a.b.aws.example.com"]
    assert spec["issuerRef"] == {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": "letsencrypt"}
    assert spec["secretName"] == "ingress-tls"


def test_a_host_outside_the_zone_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"gateway: shop\.example\.org does not lie in the zone aws.example.com"
    ):
        built({"hosts": ["shop.example.org"]})


def test_listeners_name_no_host_and_take_routes_of_marked_namespaces() -> None:
    door = built().only(DOOR).inputs["spec"]
    assert door["gatewayClassName"] == "istio"
    assert door["addresses"] == [{"type": "Hostname", "value": "ingress.istio-ingress.svc.cluster.local"}]
    secure, plain = door["listeners"]
    assert secure == {
        "name": "https",
        "port": 443,
        "protocol": "HTTPS",
        "tls": {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": "ingress-tls"}]},
        "allowedRoutes": {
            "kinds": [{"kind": "HTTPRoute"}, {"kind": "GRPCRoute"}],
            "namespaces": {
                "from": "Selector",
                "selector": {"matchLabels": {"platform.internal/routes": "attached"}},
            },
        },
    }
    assert (plain["port"], plain["allowedRoutes"]["namespaces"]) == (80, {"from": "Same"})


def test_names_of_routes_lead_to_what_stands_before_the_gateways() -> None:
    """A Gateway knows the address of its Service alone, which no visitor reaches: published, it would be a dead end."""
    assert built().only(DOOR).inputs["metadata"]["annotations"] == {
        "external-dns.alpha.kubernetes.io/target": "origin.aws.example.com",
        "external-dns.kubernetes.io/target": "origin.aws.example.com",
    }
    assert "annotations" not in built(behind=False).only(DOOR).inputs["metadata"]


def test_the_gateways_own_namespace_may_attach_its_health_check() -> None:
    namespace = built().only("kubernetes:core/v1:Namespace").inputs["metadata"]
    assert namespace["labels"]["platform.internal/routes"] == "attached"
    assert namespace["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_plain_http_is_sent_to_https_and_health_is_the_gateways_own() -> None:
    routes = built().named(ROUTE)
    (redirected,) = routes["main-gateway-redirect"].inputs["spec"]["rules"]
    assert redirected["filters"] == [
        {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}
    ]
    health = routes["main-gateway-health"].inputs["spec"]
    assert "hostnames" not in health
    (rule,) = health["rules"]
    assert rule["matches"] == [{"path": {"type": "Exact", "value": "/health"}}]
    assert rule["backendRefs"] == [{"name": "ingress", "port": 15021}]
    (rewritten,) = rule["filters"]
    assert rewritten["urlRewrite"]["path"]["replaceFullPath"] == "/healthz/ready"
    parents = {name: route.inputs["spec"]["parentRefs"] for name, route in routes.items()}
    assert parents == {
        "main-gateway-redirect": [{"name": "ingress", "sectionName": "http"}],
        "main-gateway-health": [{"name": "ingress", "sectionName": "https"}],
    }


def test_the_service_sends_to_the_port_that_the_balancer_knows() -> None:
    service = built().only(RELEASE).inputs["values"]["service"]
    assert service["type"] == "ClusterIP"
    assert {port["name"]: (port["port"], port["targetPort"]) for port in service["ports"]} == {
        "status-port": (15021, 15021),
        "http": (80, 8080),
        "https": (443, 8443),
    }


def test_behind_a_balancer_only_the_nodes_network_gets_in() -> None:
    visitors = built().named(POLICY)["main-istio-ingress-namespace-allow-visitors"].inputs["spec"]["ingress"]
    assert visitors == [
        {
            "from": [{"ipBlock": {"cidr": "10.16.0.0/16"}}],
            "ports": [{"port": 8443, "protocol": "TCP"}],
        }
    ]


def test_without_a_balancer_one_port_is_open_and_to_the_edge_alone() -> None:
    recording = built(behind=False)
    assert recording.only(RELEASE).inputs["values"]["service"] == {
        "type": "LoadBalancer",
        "ports": [{"name": "https", "port": 443, "targetPort": 8443, "protocol": "TCP"}],
        "externalTrafficPolicy": "Local",
        "loadBalancerSourceRanges": ["198.51.100.0/24"],
        "annotations": {"cloud.example/address": "ingress"},
    }
    visitors = recording.named(POLICY)["main-istio-ingress-namespace-allow-visitors"].inputs["spec"]
    assert visitors["ingress"] == [
        {"from": [{"ipBlock": {"cidr": "198.51.100.0/24"}}], "ports": [{"port": 8443, "protocol": "TCP"}]}
    ]
    assert [one["name"] for one in recording.only(DOOR).inputs["spec"]["listeners"]] == ["https"]
    (admitted,) = recording.of("kubernetes:security.istio.io/v1:AuthorizationPolicy")
    assert admitted.inputs["spec"]["rules"] == [{"to": [{"operation": {"ports": ["8443"]}}]}]


def test_without_a_balancer_health_is_asked_inside_and_plain_text_leads_nowhere() -> None:
    recording = built(behind=False)
    (route,) = recording.of(ROUTE)
    assert route.inputs["spec"]["rules"][0]["backendRefs"] == [{"name": "ingress-status", "port": 15021}]
    inner = recording.only("kubernetes:core/v1:Service").inputs
    assert (inner["metadata"]["name"], inner["spec"]["type"]) == ("ingress-status", "ClusterIP")
    assert (inner["spec"]["selector"], inner["spec"]["ports"]) == (
        {"istio": "ingress"},
        [{"name": "status-port", "port": 15021}],
    )
    (told,) = recording.of("kubernetes:networking.istio.io/v1:DestinationRule")
    assert told.inputs["spec"]["host"] == "ingress-status.istio-ingress.svc.cluster.local"


def filters(recording: Recording) -> dict[str, Any]:
    found = {}
    for entry in recording.of(FILTER):
        (found[entry.inputs["metadata"]["name"]],) = entry.inputs["spec"]["configPatches"]
    return found


def test_without_a_balancer_the_gateways_take_tls_1_3_alone() -> None:
    floor = filters(built(behind=False))["tls-floor"]
    assert floor["match"] == {"context": "GATEWAY", "listener": {"portNumber": 8443}}
    context = floor["patch"]["value"]["transport_socket"]["typed_config"]["common_tls_context"]
    assert context == {"tls_params": {"tls_minimum_protocol_version": "TLSv1_3"}}


def test_the_word_is_a_secret_that_pods_are_given_and_no_manifest_shows() -> None:
    recording = built(behind=False)
    secret = recording.only("kubernetes:core/v1:Secret")
    assert secret.inputs["stringData"] == {"accepted": "new-word\nold-word\n"}
    values = recording.only(RELEASE).inputs["values"]
    assert values["volumes"] == [{"name": "edge-words", "secret": {"secretName": "edge-words"}}]
    assert values["volumeMounts"] == [
        {"name": "edge-words", "mountPath": "/var/run/secrets/edge", "readOnly": True}
    ]
    assert {entry.name for entry in recording.entries if "new-word" in json.dumps(entry.inputs)} == {
        secret.name
    }
    assert not built().of("kubernetes:core/v1:Secret")


def test_the_edge_is_asked_for_its_word_before_anything_else_and_before_the_door_opens() -> None:
    recording = built(behind=False)
    proof = filters(recording)["edge-proof"]
    assert (proof["applyTo"], proof["patch"]["operation"]) == ("HTTP_FILTER", "INSERT_FIRST")
    assert proof["match"]["context"] == "GATEWAY"
    assert proof["match"]["listener"]["portNumber"] == 8443
    script = proof["patch"]["value"]["typed_config"]["default_source_code"]["inline_string"]
    assert script == check("x-origin-verify", "/var/run/secrets/edge/accepted")
    waited = {urn.rsplit("::", 1)[-1] for urn in recording.only(DOOR).dependencies}
    assert {"main-gateway-edge-proof", "main-gateway-tls-floor"} <= waited


def test_an_edge_without_ranges_or_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="the edge has no ranges, so that anybody might come in"):
        EdgeEntry(annotations={}, visitors=(), header="x", words=[Output.secret("w")])
    with pytest.raises(ValueError, match="no word proves the edge, so that nobody would get in"):
        EdgeEntry(annotations={}, visitors=(EDGE,), header="x", words=[])


HANDLE = """
return function(shown)
  local asked = {answered = 0, removed = 0}
  local headers = {
    get = function(_, name) asked.name = name; return shown end,
    remove = function(_, name) asked.removed = asked.removed + 1 end,
  }
  local handle = {
    headers = function() return headers end,
    respond = function(_, told) asked.answered = tonumber(told[":status"]) end,
  }
  envoy_on_request(handle)
  return asked
end
"""


@pytest.fixture
def asked(tmp_path: Path) -> Callable[[str | None], tuple[int, int]]:
    """Return what asks the filter's own program, as Envoy does: what it answers, and how often it took the word away."""
    lua: Any = lupa.LuaRuntime(unpack_returned_tuples=False)
    file = tmp_path / "accepted"
    file.write_text("new-word\nold-word\n")
    lua.execute(check("x-origin-verify", str(file)))
    handle = lua.execute(HANDLE)

    def ask(shown: str | None) -> tuple[int, int]:
        said = handle(shown)
        assert said["name"] == "x-origin-verify"
        return int(said["answered"]), int(said["removed"])

    return ask


def test_the_filter_lets_either_word_in_and_takes_it_away(asked: Any) -> None:
    assert {asked("new-word"), asked("old-word")} == {(0, 1)}
    assert {asked(None), asked(""), asked("other"), asked("new-word,old-word"), asked("new-word\n")} == {
        (403, 0)
    }


def test_the_filter_lets_nobody_in_without_its_file(asked: Any, tmp_path: Path) -> None:
    (tmp_path / "accepted").unlink()
    assert {asked("new-word"), asked(None), asked("")} == {(403, 0)}


def test_a_balancer_checks_health_by_tls_1_2_so_its_gateways_take_that() -> None:
    assert not built().of(FILTER)


def test_the_mesh_lets_visitors_reach_the_gateways_and_nothing_more() -> None:
    (admitted,) = built().of("kubernetes:security.istio.io/v1:AuthorizationPolicy")
    assert admitted.inputs["metadata"]["namespace"] == "istio-ingress"
    assert admitted.inputs["spec"] == {
        "selector": {"matchLabels": {"istio": "ingress"}},
        "action": "ALLOW",
        "rules": [{"to": [{"operation": {"ports": ["8443", "8080"]}}]}],
    }


def test_gateways_reach_the_control_plane_and_routed_namespaces() -> None:
    policies = built().named(POLICY)
    out = {
        name.removeprefix("main-istio-ingress-namespace-"): entry.inputs["spec"]["egress"]
        for name, entry in policies.items()
        if entry.inputs["spec"].get("egress")
    }
    assert set(out) == {"allow-dns", "allow-mesh-control", "allow-routed", "allow-within-out"}
    assert out["allow-routed"] == [
        {"to": [{"namespaceSelector": {"matchLabels": {"platform.internal/routes": "attached"}}}]}
    ]


def test_a_gateway_that_grows_keeps_its_size_to_the_autoscaler() -> None:
    found = built({"min": 2, "max": 6}).only(RELEASE).inputs["values"]
    assert found["autoscaling"] == {
        "enabled": True,
        "minReplicas": 2,
        "maxReplicas": 6,
        "targetCPUUtilizationPercentage": 70,
    }
    fixed = built({"min": 1, "max": 1}).only(RELEASE).inputs["values"]
    assert (fixed["autoscaling"]["enabled"], fixed["replicaCount"], fixed["podDisruptionBudget"]) == (
        False, 1, {},
    )  # fmt: skip


def test_min_above_max_is_refused() -> None:
    with pytest.raises(ValidationError, match="min 5 is above max 2, and no autoscaler takes that"):
        a_spec(min=5, max=2)


def test_it_is_sound() -> None:
    assert_sound(of_component(built()), Gateway, regions=set())
    assert_sound(of_component(built(behind=False)), Gateway, regions=set())
