"""Prometheus, Alertmanager and Grafana on a cluster."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite
from components.observability.metrics.grafana import roles
from components.observability.metrics.spec import MetricsSpec
from components.observability.metrics.stack import MetricsStack, MetricsStackArgs, namespace, wanted
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.observability.metrics.decided import metrics
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
NAMESPACE = "kubernetes:core/v1:Namespace"
ENTRANCE = Entrance(gateway="ingress", namespace="istio-ingress", namespace_labels={"routes": "attached"})
GROUPS = [{"name": "slo-api", "rules": [{"record": "a:b:c", "expr": "1"}]}]


def built(
    spec: MetricsSpec | None = None,
    entrance: Entrance | None = ENTRANCE,
    site: Mapping[str, Any] | None = None,
    **wired: Any,
) -> Recording:
    decided = spec or metrics()

    def program(made: ClusterSite) -> None:
        MetricsStack(
            made,
            MetricsStackArgs(
                spec=decided,
                namespace=PlatformNamespace(made, namespace(made, decided, entrance)),
                labels={"cluster": "main", "region": "us-east-1", "environment": "production"},
                rules={"objectives": GROUPS},
                entrance=entrance,
                **{"certified": True, **wired},
            ),
        )

    return on_site(program, **(site or {}))


def values(**wired: Any) -> dict[str, Any]:
    found = built(**wired).only(RELEASE).inputs["values"]
    assert isinstance(found, dict)
    return found


def prometheus(**wired: Any) -> dict[str, Any]:
    found = values(**wired)["prometheus"]["prometheusSpec"]
    assert isinstance(found, dict)
    return found


def test_it_is_sound() -> None:
    made = of_component(built())
    own = {urn: entry for urn, entry in made.by_urn.items() if "main-monitoring-namespace" not in urn}
    assert_sound(Recording(own, None), MetricsStack, regions=set())


def test_prometheus_scrapes_as_the_requirements_ask_and_heeds_every_object() -> None:
    found = prometheus()
    assert (found["scrapeInterval"], found["evaluationInterval"]) == ("15s", "15s")
    assert found["externalLabels"] == {
        "cluster": "main",
        "region": "us-east-1",
        "environment": "production",
    }
    for kind in ("serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"):
        assert found[f"{kind}SelectorNilUsesHelmValues"] is False


@pytest.mark.parametrize(
    ("replicas", "pairs", "speakers", "spread"), [(1, 1, 1, "soft"), (2, 2, 3, "hard"), (3, 2, 3, "hard")]
)
def test_production_has_a_pair_and_what_tells_of_alerts_three(
    replicas: int, pairs: int, speakers: int, spread: str
) -> None:
    found = values(site={"replicas": replicas})
    scraping = found["prometheus"]["prometheusSpec"]
    telling = found["alertmanager"]["alertmanagerSpec"]
    assert (scraping["replicas"], telling["replicas"]) == (pairs, speakers)
    assert {scraping["podAntiAffinity"], telling["podAntiAffinity"]} == {spread}
    assert found["prometheus"]["podDisruptionBudget"]["enabled"] is (replicas > 1)


def test_blocks_fill_no_more_than_their_volume_bears() -> None:
    found = prometheus(spec=metrics(storage_gib=200, retention_days=30))
    asked = found["storageSpec"]["volumeClaimTemplate"]["spec"]["resources"]["requests"]["storage"]
    assert (asked, found["retentionSize"], found["retention"]) == ("200Gi", "170GiB", "30d")


def test_every_group_of_the_charts_rules_is_decided_and_none_alerts() -> None:
    """A group that a newer chart adds would alert beside ours, with no owner and no page."""
    rules = values()["defaultRules"]["rules"]
    assert len(rules) == 34
    assert [
        name for name, on in rules.items() if on and ("Alert" in name or name in {"general", "network"})
    ] == []


def test_without_certificates_nothing_judges_rules_on_their_way_in() -> None:
    operator = values(certified=False)["prometheusOperator"]
    assert (operator["admissionWebhooks"]["enabled"], operator["tls"]["enabled"]) == (False, False)
    hook = values()["prometheusOperator"]["admissionWebhooks"]
    assert (hook["certManager"]["enabled"], hook["patch"]["enabled"], hook["failurePolicy"]) == (
        True,
        False,
        "Ignore",
    )


def test_limits_of_memory_and_throttling_are_kept_of_what_the_kubelet_tells() -> None:
    dropped = [rule["regex"] for rule in values()["kubelet"]["serviceMonitor"]["cAdvisorMetricRelabelings"]]
    kept = ("container_spec_memory_limit_bytes", "container_cpu_cfs_throttled_seconds_total")
    for metric in kept:
        assert not any(re.fullmatch(regex, metric) for regex in dropped)
    assert any(re.fullmatch(regex, "container_tasks_state") for regex in dropped)


def test_nobody_signs_on_with_a_password() -> None:
    found = values()["grafana"]
    assert found["env"] == {"GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION": "true"}
    assert found["grafana.ini"]["auth"] == {"disable_login_form": True, "oauth_auto_login": True}
    assert found["grafana.ini"]["auth.anonymous"]["enabled"] is False
    assert found["envValueFrom"] == {
        "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET": {
            "secretKeyRef": {"name": "grafana-sign-on", "key": "client-secret"}
        }
    }
    assert "adminPassword" not in found


def test_without_sign_on_pages_are_seen_by_the_tunnel_alone() -> None:
    recording = built(spec=metrics(grafana={}))
    assert recording.of(ROUTE) == []
    names = {policy.inputs["metadata"]["name"] for policy in recording.of(POLICY)}
    assert "allow-gateway" not in names
    ini = recording.only(RELEASE).inputs["values"]["grafana"]["grafana.ini"]
    assert ini["auth.anonymous"] == {"enabled": True, "org_role": "Viewer"}


def test_a_group_has_its_role_and_everybody_else_looks() -> None:
    spec = metrics().grafana
    assert spec is not None
    assert spec.sign_on is not None
    assert roles(spec.sign_on) == (
        "contains(groups[*], 'platform-team') && 'Admin' || "
        "contains(groups[*], 'release-managers') && 'Editor' || 'Viewer'"
    )


def test_rules_are_objects_that_wait_for_the_operator() -> None:
    recording = built()
    rule, release = recording.only(RULE), recording.only(RELEASE)
    assert rule.inputs["spec"] == {"groups": GROUPS}
    assert rule.inputs["metadata"]["namespace"] == "monitoring"
    assert release.urn in rule.dependencies


def test_the_page_is_led_to() -> None:
    route = built().only(ROUTE).inputs
    assert route["spec"]["hostnames"] == ["grafana.example.com"]
    (backend,) = route["spec"]["rules"][0]["backendRefs"]
    assert (backend["name"], backend["port"]) == ("grafana", 80)


def test_what_reads_the_node_stands_apart() -> None:
    levels = {
        one.inputs["metadata"]["name"]: one.inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for one in built().of(NAMESPACE)
    }
    assert levels == {"monitoring": "restricted", "node-metrics": "privileged"}
    assert values()["prometheus-node-exporter"]["namespaceOverride"] == "node-metrics"


def test_the_wall_opens_for_what_is_scraped_asked_and_told() -> None:
    found = {
        policy.inputs["metadata"]["name"]: policy.inputs["spec"]
        for policy in built().of(POLICY)
        if policy.inputs["metadata"]["namespace"] == "monitoring"
    }
    assert found["allow-scrapes"]["egress"] == [{"to": [{"namespaceSelector": {}}]}]
    assert found["allow-scrapes"]["podSelector"] == {"matchLabels": {"app.kubernetes.io/name": "prometheus"}}
    ports = [port["port"] for port in found["allow-node-scrapes"]["egress"][0]["ports"]]
    assert ports == [9100, 10250, 9962, 9963, 9965]
    assert {"allow-queries", "allow-alerts", "allow-receivers", "allow-sign-on", "allow-gateway"} <= set(
        found
    )
    assert "allow-shared-store" not in found


def test_traces_are_shown_where_there_are_some() -> None:
    def sources(recording: Recording) -> list[str]:
        file = recording.only(RELEASE).inputs["values"]["grafana"]["datasources"]["datasources.yaml"]
        return [one["uid"] for one in file["datasources"]]

    assert sources(built()) == ["prometheus", "alertmanager"]
    assert sources(built(traces="http://jaeger")) == ["prometheus", "alertmanager", "jaeger"]
    spec = metrics()
    closed = on_site(lambda made: PlatformNamespace(made, namespace(made, spec, None)))
    opened = on_site(lambda made: PlatformNamespace(made, namespace(made, spec, None, traced=True)))
    names = [{one.inputs["metadata"]["name"] for one in found.of(POLICY)} for found in (closed, opened)]
    assert names[1] - names[0] == {"allow-traces"}


def test_secrets_are_brought_by_name() -> None:
    found = {one.name: (one.path, dict(one.values)) for one in wanted(metrics())}
    assert found["alertmanager-receivers"] == (
        "observability/alerting",
        {
            name: name
            for name in ("pagerduty-routing-key", "slack-webhook-url", "tickets-url", "heartbeat-url")
        },
    )
    assert found["grafana-sign-on"] == (
        "observability/grafana",
        {"client-secret": "oidc-client-secret"},
    )
    assert wanted(metrics(alerting=None, grafana={})) == []
    assert values()["alertmanager"]["alertmanagerSpec"]["secrets"] == ["alertmanager-receivers"]
    assert values(spec=metrics(alerting=None))["alertmanager"]["alertmanagerSpec"]["secrets"] == []
