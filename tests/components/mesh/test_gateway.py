"""The way into a cluster."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.mesh.gateway import Gateway, GatewayArgs
from components.mesh.gateway_spec import GatewaySpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
DOOR = "kubernetes:gateway.networking.k8s.io/v1:Gateway"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def a_spec(**decided: Any) -> GatewaySpec:
    return GatewaySpec.model_validate_json(json.dumps(decided))


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
                behind_balancer=behind,
                mesh=site.ready,
                certificates=site.ready,
                address=None if behind else "203.0.113.7",
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


def test_without_a_balancer_visitors_come_from_anywhere_with_tls_1_3() -> None:
    recording = built(behind=False)
    service = recording.only(RELEASE).inputs["values"]["service"]
    assert (service["type"], service["loadBalancerIP"], service["externalTrafficPolicy"]) == (
        "LoadBalancer",
        "203.0.113.7",
        "Local",
    )
    visitors = recording.named(POLICY)["main-istio-ingress-namespace-allow-visitors"].inputs["spec"]
    assert "from" not in visitors["ingress"][0]
    patch = recording.only("kubernetes:networking.istio.io/v1alpha3:EnvoyFilter").inputs["spec"]
    (floor,) = patch["configPatches"]
    assert floor["match"] == {"context": "GATEWAY", "listener": {"portNumber": 8443}}
    context = floor["patch"]["value"]["transport_socket"]["typed_config"]["common_tls_context"]
    assert context == {"tls_params": {"tls_minimum_protocol_version": "TLSv1_3"}}


def test_a_balancer_checks_health_by_tls_1_2_so_its_gateways_take_that() -> None:
    assert not built().of("kubernetes:networking.istio.io/v1alpha3:EnvoyFilter")


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
