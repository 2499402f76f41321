"""Istio's control plane and what holds in the mesh."""

import json
from typing import Any

import pytest
from pulumi_kubernetes.core.v1 import ConfigMap
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.mesh.istio import Mesh, MeshArgs, control_namespace
from components.mesh.mesh_spec import MeshSpec, production_faults
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Entry, Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
ALLOW = "kubernetes:security.istio.io/v1:AuthorizationPolicy"
TRUST = {
    "mesh": "production",
    "domain": "mesh.example.com",
    "network": "aws",
    "authority": "mesh/us-east-1",
}
CALLS = {
    "page-to-api": {
        "to": "backend",
        "callers": ["frontend/frontend-app", "istio-ingress"],
        "ports": [8080],
    }
}


def a_spec(**decided: Any) -> MeshSpec:
    return MeshSpec.model_validate_json(json.dumps(decided))


def built(spec: dict[str, Any] | None = None, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        described = a_spec(**(spec or {}))
        namespace = control_namespace(site, described)
        brought = [ConfigMap("brought", opts=site.options)] if described.trust else []
        Mesh(site, MeshArgs(spec=described, namespace=namespace, after=site.ready, authority=brought))

    return on_site(program, **decided)


def release(recording: Recording, name: str) -> Entry:
    return recording.named(RELEASE)[f"main-{name}-release"]


def values(spec: dict[str, Any] | None = None, of: str = "istiod-blue", **decided: Any) -> dict[str, Any]:
    found: dict[str, Any] = release(built(spec, **decided), of).inputs["values"]
    return found


def policy(recording: Recording, kind: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = recording.named(kind)[f"main-mesh-policies-{name}"].inputs
    return found


def test_the_charts_come_in_the_order_in_which_they_work() -> None:
    recording = built()
    before = {name: recording.depends_on(entry, RELEASE) for name, entry in recording.named(RELEASE).items()}
    assert before == {
        "main-istio-base-release": set(),
        "main-istio-cni-release": {"main-istio-base-release"},
        "main-istiod-blue-release": {"main-istio-cni-release"},
        "main-ztunnel-release": {"main-istio-base-release", "main-istiod-blue-release"},
    }
    made = of_component(recording)
    own = {urn: one for urn, one in made.by_urn.items() if not one.name.startswith("main-istio-system-")}
    assert_sound(Recording(own, None), Mesh, regions=set())


def test_sidecars_need_no_tunnels() -> None:
    assert "main-ztunnel-release" not in built({"mode": "sidecar"}).named(RELEASE)


def test_pods_that_reach_into_their_node_stand_where_that_is_kubernetes_business() -> None:
    places = {name: entry.inputs["namespace"] for name, entry in built().named(RELEASE).items()}
    assert places == {
        "main-istio-base-release": "istio-system",
        "main-istio-cni-release": "kube-system",
        "main-istiod-blue-release": "istio-system",
        "main-ztunnel-release": "kube-system",
    }
    assert values()["trustedZtunnelNamespace"] == "kube-system"


def test_images_come_from_where_they_will_stay() -> None:
    hubs = [values()["global"]["hub"], values(of="istio-cni")["global"]["hub"], values(of="ztunnel")["hub"]]
    assert hubs == ["docker.io/istio"] * 3


def test_gke_is_told_that_it_is_gke() -> None:
    assert values(of="istio-cni", cloud="gcp")["global"]["platform"] == "gke"
    assert "platform" not in values(of="istio-cni")["global"]


def test_everything_is_proved_on_both_sides_and_refused_unless_allowed() -> None:
    recording = built()
    strict = policy(recording, "kubernetes:security.istio.io/v1:PeerAuthentication", "strict")
    assert (strict["metadata"]["namespace"], strict["spec"]) == ("istio-system", {"mtls": {"mode": "STRICT"}})
    denied = policy(recording, ALLOW, "default-deny")
    assert (denied["metadata"]["namespace"], denied["spec"]) == ("istio-system", {})
    assert values()["meshConfig"]["meshMTLS"] == {"minProtocolVersion": "TLSV1_3"}


def test_an_allow_names_accounts_by_certificate_and_namespaces_by_name() -> None:
    allowed = policy(built({"allows": CALLS}), ALLOW, "allow-page-to-api")
    assert allowed["metadata"]["namespace"] == "backend"
    assert allowed["spec"] == {
        "action": "ALLOW",
        "rules": [
            {
                "from": [
                    {"source": {"principals": ["cluster.local/ns/frontend/sa/frontend-app"]}},
                    {"source": {"namespaces": ["istio-ingress"]}},
                ],
                "to": [{"operation": {"ports": ["8080"]}}],
            }
        ],
    }


def test_clusters_of_one_mesh_share_a_domain_and_know_each_other_by_network() -> None:
    recording = built({"trust": TRUST, "allows": CALLS})
    source = policy(recording, ALLOW, "allow-page-to-api")["spec"]["rules"][0]["from"][0]["source"]
    assert source == {"principals": ["mesh.example.com/ns/frontend/sa/frontend-app"]}
    found = release(recording, "istiod-blue").inputs["values"]
    assert found["meshConfig"]["trustDomain"] == "mesh.example.com"
    told = {key: found["global"][key] for key in ("meshID", "network", "multiCluster")}
    assert told == {"meshID": "production", "network": "aws", "multiCluster": {"clusterName": "main"}}


def test_a_shared_authority_comes_before_a_control_plane_and_has_to_be_whole() -> None:
    recording = built({"trust": TRUST, "standby": True})
    waiting = {
        name
        for name, entry in recording.named(RELEASE).items()
        if "brought" in recording.depends_on(entry, "kubernetes:core/v1:ConfigMap")
    }
    assert waiting == {"main-istiod-blue-release", "main-istiod-green-release"}
    for plane in ("istiod-blue", "istiod-green"):
        told = release(recording, plane).inputs["values"]
        (volume,), (mount,) = told["volumes"], told["volumeMounts"]
        secret = volume["secret"]
        assert (secret["secretName"], secret["optional"]) == ("cacerts", False)
        assert {one["key"] for one in secret["items"]} == {
            "ca-cert.pem",
            "ca-key.pem",
            "cert-chain.pem",
            "root-cert.pem",
        }
        assert (mount["name"], mount["readOnly"]) == (volume["name"], True)
        assert mount["mountPath"] != "/etc/cacerts", "which is the chart's own"


def test_a_mesh_of_its_own_waits_for_no_authority() -> None:
    assert "volumes" not in values()


def test_a_shared_trust_is_nothing_without_its_authority() -> None:
    def program(site: ClusterSite) -> None:
        spec = a_spec(trust=TRUST)
        MeshArgs(spec=spec, namespace=control_namespace(site, spec))

    with pytest.raises(ValueError, match="nobody brings its authority"):
        on_site(program)


def test_a_list_of_what_lies_outside_shuts_the_rest() -> None:
    services = {
        "aws": {"hosts": ["*.amazonaws.com"]},
        "payments": {"hosts": ["api.payments.example"]},
        "database": {
            "hosts": ["database.internal"],
            "port": 5432,
            "protocol": "TCP",
            "addresses": ["10.16.0.0/16"],
        },
    }
    recording = built({"mode": "sidecar", "egress": {"services": services}})
    mode = release(recording, "istiod-blue").inputs["values"]["meshConfig"]["outboundTrafficPolicy"]
    assert mode == {"mode": "REGISTRY_ONLY"}
    entries = recording.named("kubernetes:networking.istio.io/v1:ServiceEntry")
    assert {name.rpartition("-")[2]: entry.inputs["spec"] for name, entry in entries.items()} == {
        "aws": {
            "hosts": ["*.amazonaws.com"],
            "location": "MESH_EXTERNAL",
            "resolution": "NONE",
            "ports": [{"number": 443, "name": "tls-443", "protocol": "TLS"}],
        },
        "payments": {
            "hosts": ["api.payments.example"],
            "location": "MESH_EXTERNAL",
            "resolution": "DNS",
            "ports": [{"number": 443, "name": "tls-443", "protocol": "TLS"}],
        },
        "database": {
            "hosts": ["database.internal"],
            "location": "MESH_EXTERNAL",
            "resolution": "NONE",
            "ports": [{"number": 5432, "name": "tcp-5432", "protocol": "TCP"}],
            "addresses": ["10.16.0.0/16"],
        },
    }
    assert values()["meshConfig"]["outboundTrafficPolicy"] == {"mode": "ALLOW_ANY"}


def test_callers_leave_pods_that_fail_and_turn_to_another_region() -> None:
    spec = {"failover": {"us-east-1": "us-west-2"}}
    rule = policy(built(spec), "kubernetes:networking.istio.io/v1:DestinationRule", "health")["spec"]
    assert rule["host"] == "*.local"
    assert rule["trafficPolicy"]["outlierDetection"]["consecutive5xxErrors"] == 5
    assert rule["trafficPolicy"]["loadBalancer"]["localityLbSetting"] == {
        "enabled": True,
        "failover": [{"from": "us-east-1", "to": "us-west-2"}],
    }


@pytest.mark.parametrize(
    ("logs", "written"),
    [
        ("all", {"providers": [{"name": "envoy"}]}),
        ("faults", {"providers": [{"name": "envoy"}], "filter": {"expression": "response.code >= 400"}}),
        ("none", {"providers": [{"name": "envoy"}], "disabled": True}),
    ],
)
def test_requests_are_written_down_as_decided(logs: str, written: dict[str, Any]) -> None:
    report = policy(built({"access_logs": logs}), "kubernetes:telemetry.istio.io/v1:Telemetry", "telemetry")
    assert report["spec"] == {"accessLogging": [written]}
    assert values()["meshConfig"]["accessLogEncoding"] == "JSON"


def test_traces_go_where_the_settings_say() -> None:
    spec = {"tracing": {"service": "otel.monitoring.svc.cluster.local", "percent": 5.0}}
    report = policy(built(spec), "kubernetes:telemetry.istio.io/v1:Telemetry", "telemetry")["spec"]
    assert report["tracing"] == [{"providers": [{"name": "traces"}], "randomSamplingPercentage": 5.0}]
    assert values(spec)["meshConfig"]["extensionProviders"] == [
        {
            "name": "traces",
            "opentelemetry": {"service": "otel.monitoring.svc.cluster.local", "port": 4317},
        }
    ]


def test_a_second_control_plane_stands_by_in_the_other_slot() -> None:
    recording = built({"slot": "green", "standby": True})
    tags = {
        name: (
            entry.inputs["chart"],
            entry.inputs["values"]["revision"],
            entry.inputs["values"]["revisionTags"],
        )
        for name, entry in recording.named(RELEASE).items()
        if "istiod" in name
    }
    assert tags == {
        "main-istiod-green-release": ("istiod", "green", ["stable"]),
        "main-istiod-blue-release": ("istiod", "blue", ["next"]),
    }
    assert release(recording, "istio-base").inputs["values"] == {"defaultRevision": "green"}


def test_the_control_plane_lets_proxies_and_the_api_in_and_nobody_else() -> None:
    policies = built().named("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    opened = {
        name.removeprefix("main-istio-system-namespace-"): entry.inputs["spec"]["ingress"]
        for name, entry in policies.items()
        if entry.inputs["spec"].get("ingress")
    }
    assert opened == {
        "allow-metrics": [
            {
                "from": [
                    {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
                ],
                "ports": [{"port": 15014, "protocol": "TCP"}],
            }
        ],
        "allow-proxies": [
            {
                "from": [
                    {"namespaceSelector": {"matchLabels": {"platform.internal/mesh": "member"}}},
                    {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}},
                ],
                "ports": [{"port": 15012, "protocol": "TCP"}],
            }
        ],
        "allow-webhooks": [
            {
                "from": [{"ipBlock": {"cidr": "10.16.0.0/16"}}],
                "ports": [{"port": 15017, "protocol": "TCP"}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("decided", "sentence"),
    [
        (
            {"egress": {}},
            (
                "egress is enforced by sidecars, and an ambient mesh passes on what it does not know, so the list would bind "
                "nobody: leave egress out and let network policies decide, or use mode sidecar"
            ),
        ),
        (
            {"proxy_memory": "64Mi"},
            "proxy_memory is for sidecars, which an ambient mesh does not have: leave it out, or use mode sidecar",
        ),
        (
            {"allows": {"read": {"to": "backend", "callers": ["frontend"], "methods": ["GET"]}}},
            (
                "allows.read names methods or paths, which an ambient mesh without waypoints cannot read; it would refuse "
                "every call instead: leave them out, or use mode sidecar"
            ),
        ),
        (
            {"allows": {"read": {"to": "backend", "callers": ["frontend"], "paths": ["/health"]}}},
            "allows.read names methods or paths, which an ambient mesh without waypoints cannot read",
        ),
        (
            {"allows": {"read": {"to": "backend", "callers": ["frontend"], "ports": [15008]}}},
            (
                "allows.read.ports: 15008 is the port of the tunnels, which put the port of the pods in its place before they "
                "judge, so that the rule would never hold: name what the pods listen on"
            ),
        ),
        (
            {"allows": {"read": {"to": "backend", "callers": ["frontend"], "ports": [0]}}},
            "greater than or equal to 1",
        ),
        (
            {"failover": {"us-east-1": "us-east-1"}},
            "failover.us-east-1 leads to itself, so that nothing would take over: name another region",
        ),
        (
            {
                "mode": "sidecar",
                "egress": {"services": {"db": {"hosts": ["db.internal"], "port": 5432, "protocol": "TCP"}}},
            },
            (
                "db.internal by TCP has no addresses, and a proxy cannot tell it from any other traffic on port 5432, so all of "
                "that would pass: name the addresses, or use TLS"
            ),
        ),
    ],
)
def test_what_a_mode_does_not_know_is_refused(decided: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        a_spec(**decided)
    assert sentence in str(refused.value)


def test_what_sidecars_know_is_taken_of_sidecars() -> None:
    spec = a_spec(mode="sidecar", egress={}, proxy_cpu="50m", proxy_memory="64Mi")
    assert production_faults(spec) == []
    found = values({"mode": "sidecar", "proxy_cpu": "50m", "proxy_memory": "64Mi"})
    assert found["global"]["proxy"]["resources"] == {
        "requests": {"cpu": "50m", "memory": "64Mi"},
        "limits": {"memory": "256Mi"},
    }


def test_what_sidecars_read_is_taken_of_sidecars() -> None:
    allow = {"to": "backend", "callers": ["frontend"], "methods": ["GET"], "ports": [15008]}
    assert a_spec(mode="sidecar", allows={"read": allow}).allows["read"].methods == ("GET",)


def test_production_names_the_ports_of_what_it_allows() -> None:
    whole = {"to": "backend", "callers": ["frontend/frontend-app"]}
    assert production_faults(a_spec(allows={"jobs": whole, "exact": {**whole, "ports": [3000]}})) == [
        (
            "mesh.allows.jobs names no ports, so that its callers reach whatever any pod of backend listens on: name the ports "
            "that they call"
        )
    ]


def test_production_knows_who_called_whom_and_what_lies_outside() -> None:
    assert [
        fault.split(":")[0] for fault in production_faults(a_spec(mode="sidecar", access_logs="none"))
    ] == [
        "mesh.egress is absent",
        "mesh.access_logs is none",
    ]
