"""Traces of a cluster: the collectors, Jaeger, and the wall around them."""

import json
from ipaddress import IPv4Network
from typing import Any

import pytest

from components.foundation.cluster.site import ClusterSite
from components.observability.destinations import SentrySpec
from components.observability.tracing import tracing
from components.observability.tracing.jaeger import IMAGE
from components.observability.tracing.spec import TraceDestinationsSpec, TracingSpec
from components.observability.tracing.tracing import TraceStore, Tracing, TracingArgs
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
CONFIG = "kubernetes:core/v1:ConfigMap"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SERVICE = "kubernetes:core/v1:Service"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
MONITOR = "kubernetes:monitoring.coreos.com/v1:ServiceMonitor"
REGISTRIES = ("quay.io", "ghcr.io")
ADDRESS = "https://vpc-x.us-east-1.es.amazonaws.com"
SENTRY = TraceDestinationsSpec(
    sentry=SentrySpec(
        secret="telemetry/sentry",
        endpoint="https://o1.ingest.us.sentry.io/api/42/integration/otlp/v1/traces",
    )
)


def store(site: ClusterSite, **decided: Any) -> TraceStore:
    usual = {
        "address": ADDRESS,
        "region": "us-east-1",
        "nodes": 3,
        "copies": 1,
        "ranges": (IPv4Network("10.16.96.0/24"),),
        "annotations": {"bound": "yes"},
        "granted": site.ready,
    }
    return TraceStore(**{**usual, **decided})


def built(
    spec: TracingSpec | None = None,
    *,
    kept: bool = True,
    senders: tuple[str, ...] = ("backend",),
    **decided: Any,
) -> Recording:
    by_token = decided.pop("by_token", False)

    def program(site: ClusterSite) -> None:
        chosen = spec or TracingSpec()
        held = store(site, by_token=by_token) if kept else None
        Tracing(
            site,
            TracingArgs(
                spec=chosen,
                namespace=tracing.namespace(site, chosen, senders, held),
                senders=senders,
                resource={"k8s.cluster.name": "main", "cloud.region": "us-east-1"},
                store=held,
                monitored=True,
            ),
        )

    return on_site(program, registries=REGISTRIES, **decided)


def releases(recording: Recording) -> dict[str, dict[str, Any]]:
    return {entry.inputs["name"]: entry.inputs["values"] for entry in recording.of(RELEASE)}


def policies(recording: Recording) -> dict[str, dict[str, Any]]:
    return {entry.inputs["metadata"]["name"]: entry.inputs["spec"] for entry in recording.of(POLICY)}


def jaeger_config(recording: Recording) -> Any:
    (found,) = [one for one in recording.of(CONFIG) if one.name == "main-jaeger-config"]
    return json.loads(found.inputs["data"]["config.yaml"])


def test_a_pod_speaks_with_the_collector_of_its_own_node() -> None:
    made = releases(built())["otel-agent"]
    assert made["mode"] == "daemonset"
    assert made["service"] == {"enabled": True, "internalTrafficPolicy": "Local"}
    assert made["ports"]["otlp"] == {"hostPort": 0}
    assert made["ports"]["otlp-http"] == {"enabled": True, "hostPort": 0}
    assert made["tolerations"] == [{"operator": "Exists"}]
    assert made["extraEnvs"] == [
        {
            "name": "OTEL_RESOURCE_ATTRIBUTES",
            "value": "cloud.region=us-east-1,k8s.cluster.name=main",
        }
    ]
    assert made["clusterRole"]["rules"] == [
        {"apiGroups": [""], "resources": ["namespaces", "pods"], "verbs": ["get", "list", "watch"]},
        {"apiGroups": ["apps"], "resources": ["replicasets"], "verbs": ["get", "list", "watch"]},
    ]


def test_gateways_are_found_one_by_one_and_outlast_a_node() -> None:
    made = releases(built())["otel-gateway"]
    assert (made["mode"], made["replicaCount"]) == ("deployment", 2)
    assert made["service"] == {"enabled": True, "clusterIP": "None"}
    assert made["podDisruptionBudget"] == {"enabled": True, "maxUnavailable": 1}
    assert made["serviceAccount"] == {"name": "otel-gateway", "automountServiceAccountToken": False}
    assert made["serviceMonitor"] == {
        "enabled": True,
        "metricsEndpoints": [{"port": "metrics"}, {"port": "span-metrics"}],
    }
    assert releases(built(replicas=1))["otel-gateway"]["podDisruptionBudget"] == {"enabled": False}


def test_jaeger_signs_its_requests_and_keeps_no_password() -> None:
    made = jaeger_config(built(TracingSpec(keep_days=14)))
    assert made["extensions"]["sigv4auth"] == {"region": "us-east-1", "service": "es"}
    (backend,) = made["extensions"]["jaeger_storage"]["backends"].values()
    periodic = {"periodic": {"date_layout": "2006-01-02", "rollover_frequency": "day"}}
    assert backend == {
        "opensearch": {
            "server_urls": ["${env:SEARCH_ADDRESS}"],
            "auth": {"authenticator": "sigv4auth"},
            "max_span_age": "336h",
            "indices": {
                "spans": {"shards": 3, "replicas": 1, "rotation": periodic},
                "services": {"shards": 1, "replicas": 1, "rotation": periodic},
                "dependencies": {"shards": 1, "replicas": 1, "rotation": periodic},
            },
        }
    }
    extensions = made["service"]["extensions"]
    assert (
        extensions.index("sigv4auth") < extensions.index("jaeger_storage") < extensions.index("jaeger_query")
    )


def test_its_version_signs_what_it_writes() -> None:
    # 2.19 and older leave the body out of the signature (jaegertracing/jaeger, pull request 8768).
    version = tuple(int(part) for part in IMAGE.rpartition(":")[2].split("."))
    assert version >= (2, 20, 0)


def test_jaegers_pods_are_confined_and_outlast_a_node() -> None:
    recording = built()
    pod = recording.only(DEPLOYMENT).inputs["spec"]["template"]["spec"]
    assert recording.only(DEPLOYMENT).inputs["spec"]["replicas"] == 2
    assert recording.only(BUDGET).inputs["spec"]["maxUnavailable"] == 1
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["env"] == [{"name": "SEARCH_ADDRESS", "value": ADDRESS}]
    assert container["args"] == ["--config=/etc/jaeger/config.yaml"]


def test_changed_settings_are_another_version_of_the_pods() -> None:
    def seen(spec: TracingSpec) -> Any:
        made = built(spec).only(DEPLOYMENT).inputs["spec"]["template"]["metadata"]["annotations"]
        return made["platform.internal/config"]

    assert seen(TracingSpec()) != seen(TracingSpec(keep_days=8))
    assert seen(TracingSpec()) == seen(TracingSpec(percent=50))


def test_memory_is_one_pod_that_asks_nobody() -> None:
    recording = built(TracingSpec(storage="memory"), kept=False)
    made = jaeger_config(recording)
    assert made["extensions"]["jaeger_storage"]["backends"] == {"store": {"memory": {"max_traces": 50_000}}}
    assert "sigv4auth" not in made["extensions"]
    assert recording.only(DEPLOYMENT).inputs["spec"]["replicas"] == 1
    assert recording.of(BUDGET) == []
    assert "allow-search" not in policies(recording)


def test_a_domain_that_is_not_there_is_refused() -> None:
    with pytest.raises(
        ValueError, match="tracing keeps traces in the region's search domain, and there is none"
    ):
        built(kept=False)


def test_the_wall_opens_to_named_namespaces_and_the_domain() -> None:
    opened = policies(built(senders=("frontend", "backend")))
    assert opened.keys() == {
        "default-deny",
        "allow-dns",
        "allow-api-server",
        "allow-metrics",
        "allow-within-in",
        "allow-within-out",
        "allow-traces",
        "allow-query",
        "allow-search",
        "allow-search-identity",
    }
    assert opened["allow-traces"]["ingress"] == [
        {
            "from": [
                {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": one}}}
                for one in ("backend", "frontend")
            ],
            "ports": [{"protocol": "TCP", "port": 4317}, {"protocol": "TCP", "port": 4318}],
        }
    ]
    jaeger = {"matchLabels": {"app.kubernetes.io/name": "jaeger"}}
    assert opened["allow-search"]["podSelector"] == opened["allow-search-identity"]["podSelector"] == jaeger
    assert opened["allow-search-identity"]["egress"][0]["to"] == [{"ipBlock": {"cidr": "169.254.170.23/32"}}]
    assert opened["allow-query"]["ingress"][0]["from"] == [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/name": "grafana"}},
        }
    ]


def test_without_senders_nobody_is_let_in() -> None:
    assert "allow-traces" not in policies(built(senders=()))


def test_credentials_by_token_come_from_outside_the_cluster() -> None:
    (rule,) = policies(built(by_token=True))["allow-search-identity"]["egress"]
    assert rule["to"] == [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}}]


def test_outside_services_are_reached_by_gateways_alone_with_named_credentials() -> None:
    recording = built(TracingSpec(destinations=SENTRY))
    opened = policies(recording)["allow-destinations"]
    assert opened["podSelector"] == {
        "matchLabels": {
            "app.kubernetes.io/name": "opentelemetry-collector",
            "app.kubernetes.io/instance": "otel-gateway",
        }
    }
    assert releases(recording)["otel-gateway"]["extraEnvs"] == [
        {
            "name": "SENTRY_PUBLIC_KEY",
            "valueFrom": {"secretKeyRef": {"name": "telemetry-destinations", "key": "SENTRY_PUBLIC_KEY"}},
        }
    ]
    assert "allow-destinations" not in policies(built())


def test_everything_is_scraped_and_hangs_together() -> None:
    recording = built()
    assert recording.only(MONITOR).inputs["spec"] == {
        "selector": {"matchLabels": {"app.kubernetes.io/name": "jaeger", "role": "query"}},
        "endpoints": [{"port": "metrics"}],
    }
    query = [one for one in recording.of(SERVICE) if one.inputs["metadata"]["name"] == "jaeger"]
    assert query[0].inputs["metadata"]["labels"]["role"] == "query"
    own = {
        urn: one for urn, one in of_component(recording).by_urn.items() if "tracing-namespace" not in one.name
    }
    assert_sound(Recording(own, None), Tracing, regions=set())


def test_an_image_of_a_registry_that_is_not_allowed_is_refused() -> None:
    def program(site: ClusterSite) -> None:
        spec = TracingSpec(storage="memory")
        Tracing(
            site,
            TracingArgs(
                spec=spec, namespace=tracing.namespace(site, spec, (), None), senders=(), resource={}
            ),
        )

    with pytest.raises(ValueError, match=r"wants the image quay\.io/jaegertracing/jaeger"):
        on_site(program, registries=("ghcr.io",))
