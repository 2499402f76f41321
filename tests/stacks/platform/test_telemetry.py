"""Traces and logs in whole stacks: who waits for whom, who may ask the domain, and where credentials come from."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from simulator.program import run
from tests.stacks.conftest import Live
from tests.stacks.systems import KEY, ROOT, reduced

RELEASE = "kubernetes:helm.sh/v3:Release"
EXTERNAL = "kubernetes:external-secrets.io/v1:ExternalSecret"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
JOB = "kubernetes:batch/v1:Job"
HERE = "production-us-east-1"

OUTSIDE = {
    "tracing": ("datadog", "new_relic", "sentry"),
    "logs": ("datadog", "new_relic"),
}
BROUGHT = {
    "telemetry/datadog": "api-key",
    "telemetry/new-relic": "license-key",
    "telemetry/sentry": "public-key",
}


@pytest.fixture
def production(up: Callable[[str], Live]) -> Live:
    return up("production")


def waits_for(live: Live, name: str) -> set[str]:
    """Return the names of all that stands before a resource does."""
    (first,) = [urn for urn, one in live.entries.items() if urn.endswith(f"::{name}") and one["custom"]]
    seen: set[str] = set()
    left = [first]
    while left:
        for urn in live.entries[left.pop()].get("dependencies") or ():
            if urn not in seen:
                seen.add(urn)
                left.append(urn)
    return {urn.rsplit("::", 1)[-1] for urn in seen}


@pytest.mark.parametrize("writer", [f"{HERE}-jaeger-deployment", f"{HERE}-fluent-bit-release"])
def test_nobody_writes_before_the_domain_knows_them(production: Live, writer: str) -> None:
    assert f"{HERE}-search-access-job" in waits_for(production, writer)


def test_logs_find_their_groups(production: Live) -> None:
    waits = waits_for(production, f"{HERE}-fluent-bit-release")
    assert {f"{HERE}-pod-logs-{one}" for one in ("audit", "application", "debug")} <= waits


def test_the_domain_is_told_of_the_roles_that_stand(production: Live) -> None:
    roles = {inputs["name"] for inputs in production.of(ROLE).values()}
    files = production.of("kubernetes:core/v1:ConfigMap")[f"{HERE}-search-access-files"]
    plan = json.loads(files["data"]["plan.json"])
    told = {
        arn.rpartition("/")[2]
        for step in plan
        if "rolesmapping" in step["path"]
        for arn in step["body"]["backend_roles"]
    }
    assert told == {f"{HERE}-tracing-jaeger", f"{HERE}-logging-fluent-bit"}
    assert told < roles


def test_the_job_may_become_the_administrator_who_trusts_it_by_name(production: Live) -> None:
    roles = production.of(ROLE)
    administrator = roles["us-east-1-search-administrator"]
    people, deputies = json.loads(administrator["assumeRolePolicy"])["Statement"]
    assert people["Sid"] == "Trust"
    (named,) = deputies["Condition"]["ArnEquals"]["aws:PrincipalArn"]
    assert named.rpartition("/")[2] in {inputs["name"] for inputs in roles.values()}
    becoming = production.of(POLICY)[f"{HERE}-search-access-become-the-administrator"]
    (statement,) = json.loads(becoming["policy"])["Statement"]
    (resource,) = statement["Resource"]
    assert resource.rpartition("/")[2] == administrator["name"]


def test_a_region_without_a_domain_keeps_logs_and_no_traces(production: Live) -> None:
    releases = production.of(RELEASE)
    away = releases["production-us-west-2-fluent-bit-release"]["values"]
    assert away["env"] == []
    assert "production-us-west-2-otel-agent-release" not in releases
    assert "production-us-west-2-search-access-job" not in production.of(JOB)


def test_applications_are_told_where_traces_go(production: Live) -> None:
    rollout = production.of("kubernetes:argoproj.io/v1alpha1:Rollout")[f"{HERE}-backend-api-rollout"]
    (container,) = rollout["spec"]["template"]["spec"]["containers"]
    told = {one["name"]: one.get("value") for one in container["env"]}
    assert told["OTEL_EXPORTER_OTLP_ENDPOINT"] == "http://otel-agent.tracing.svc.cluster.local:4317"
    assert told["OTEL_SERVICE_NAME"] == "backend-api"
    opened = production.of("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    agent = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "tracing"}},
        "podSelector": {
            "matchLabels": {
                "app.kubernetes.io/name": "opentelemetry-collector",
                "app.kubernetes.io/instance": "otel-agent",
            }
        },
    }
    egress = opened[f"{HERE}-backend-api-netpol"]["spec"]["egress"]
    assert {"to": [agent], "ports": [{"protocol": "TCP", "port": 4317}]} in egress
    gateways = opened[f"{HERE}-istio-ingress-namespace-allow-traces"]["spec"]["egress"]
    assert gateways == [{"to": [agent], "ports": [{"protocol": "TCP", "port": 4317}]}]


def sending(*, brought: bool) -> Any:
    """Return production as far as it has to do with telemetry, with every outside service on."""
    keep = "aws.regions.*"
    settings = reduced(
        f"{keep}.search", *(f"{keep}.platform.{key}" for key in ("tracing", "logs", "external_secrets"))
    )
    platform = settings["aws"]["regions"]["us-east-1"]["platform"]
    platform["external_secrets"] = {"namespaces": {}}
    for key, services in OUTSIDE.items():
        wanted: dict[str, Any] = {one: {"secret": f"telemetry/{one.replace('_', '-')}"} for one in services}
        if "sentry" in wanted:
            wanted["sentry"]["endpoint"] = "https://o1.ingest.us.sentry.io/api/42/integration/otlp/v1/traces"
        platform[key]["destinations"] = wanted
    if brought:
        settings["aws"]["brought_secrets"] = {
            path: {"description": "What telemetry is sent with", "properties": [part]}
            for path, part in BROUGHT.items()
        }
    return settings


def test_credentials_of_outside_services_come_from_the_store_into_one_secret_each() -> None:
    done = run(ROOT, "production", preview=True, config={KEY: json.dumps(sending(brought=True))})
    assert [str(fault) for fault in done.faults] == []
    fetched = {
        one["inputs"]["metadata"]["namespace"]: one["inputs"]["spec"]
        for one in done.resources
        if one["type"] == EXTERNAL and "telemetry-destinations" in one["urn"]
    }
    assert fetched.keys() == {"tracing", "logging"}
    assert fetched["tracing"]["target"]["template"]["data"].keys() == {
        "DATADOG_API_KEY",
        "NEW_RELIC_LICENSE_KEY",
        "SENTRY_PUBLIC_KEY",
    }
    assert fetched["logging"]["target"]["template"]["data"].keys() == {
        "DATADOG_API_KEY",
        "NEW_RELIC_LICENSE_KEY",
    }


def test_a_credential_that_nobody_keeps_is_refused() -> None:
    done = run(ROOT, "production", preview=True, config={KEY: json.dumps(sending(brought=False))})
    assert any("telemetry/datadog" in str(fault) for fault in done.faults)
