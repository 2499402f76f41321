"""Logs of pods: what Fluent Bit is told, what it may do, and where each class is kept."""

import json
from ipaddress import IPv4Network
from typing import Any

import pulumi_aws as aws
import pytest
import yaml
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.pod_logs import pod_logs
from components.observability.logs import logs
from components.observability.logs.groups import PodLogGroups, PodLogGroupsArgs
from components.observability.logs.logs import LogStore, PodLogs, PodLogsArgs
from components.observability.logs.pipeline import pipeline
from components.observability.logs.search import writer
from components.observability.logs.spec import LogsSpec, production_faults
from components.observability.sensitive import NAMES
from tests.components.foundation.cluster.sites import LABELS, of_component, on_site
from tests.components.recording import Recording, assert_sound, record

RELEASE = "kubernetes:helm.sh/v3:Release"
NAMESPACE = "kubernetes:core/v1:Namespace"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
REGISTRIES = ("docker.io/fluent", "quay.io", "ghcr.io", "public.ecr.aws")
STORE = LogStore(host="vpc-x.us-east-1.es.amazonaws.com", ranges=(IPv4Network("10.16.96.0/24"),))
PLACE = AwsPlacement(account_id="111111111111", region="us-east-1")

OUTSIDE = {
    "destinations": {
        "datadog": {"secret": "telemetry/datadog"},
        "new_relic": {"secret": "telemetry/new-relic", "region": "eu"},
    }
}


def spec(given: dict[str, Any] | None = None) -> LogsSpec:
    return LogsSpec.model_validate(given or {}, strict=False)


def built(given: dict[str, Any] | None = None, store: LogStore | None = None, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        PodLogs(
            site,
            PodLogsArgs(
                spec=spec(given),
                namespace=logs.namespace(site, store),
                environment="production",
                region="us-east-1",
                groups="/platform/main/pods",
                annotations={"bound": "yes"},
                granted=site.ready,
                store=store,
                monitored=True,
            ),
        )

    return on_site(program, registries=REGISTRIES, **decided)


def values(recording: Recording) -> dict[str, Any]:
    found: dict[str, Any] = recording.only(RELEASE).inputs["values"]
    return found


def told(given: dict[str, Any] | None = None, *, search: bool = False) -> dict[str, Any]:
    return pipeline(
        spec(given), groups="/platform/main/pods", region="us-east-1", tags="env:production", search=search
    )


def test_one_pod_on_every_node_reads_the_nodes_files_and_may_do_nothing_else() -> None:
    recording = built()
    made = values(recording)
    assert made["kind"] == "DaemonSet"
    assert made["tolerations"] == [{"operator": "Exists"}]
    assert made["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
        "privileged": False,
        "runAsUser": 0,
    }
    assert made["daemonSetVolumeMounts"] == [
        {"name": "logs", "mountPath": "/var/log", "readOnly": True},
        {"name": "state", "mountPath": "/var/lib/platform-logs"},
    ]
    assert made["serviceAccount"] == {"name": "fluent-bit", "annotations": {"bound": "yes"}}
    assert made["testFramework"] == {"enabled": False}
    assert made["prometheusRule"] == {"enabled": False}
    assert made["serviceMonitor"] == {"enabled": True}
    assert made["env"] == []
    enforced = recording.only(NAMESPACE).inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
    assert enforced == "privileged"
    own = {
        urn: one for urn, one in of_component(recording).by_urn.items() if "logging-namespace" not in one.name
    }
    assert_sound(Recording(own, None), PodLogs, regions=set())


def test_nothing_is_sent_before_secrets_are_hidden_in_it() -> None:
    made = told(OUTSIDE, search=True)
    filters = made["pipeline"]["filters"]
    assert [one["name"] for one in filters] == ["kubernetes", "lua"]
    assert filters[-1] == {
        "name": "lua",
        "match": "kube.*",
        "script": "/fluent-bit/scripts/redact.lua",
        "call": "redact",
        "protected_mode": True,
        "time_as_table": True,
    }
    (source,) = made["pipeline"]["inputs"]
    assert "processors" not in source
    outputs = made["pipeline"]["outputs"]
    assert [one["name"] for one in outputs] == ["cloudwatch_logs", "opensearch", "datadog", "nrlogs"]
    assert {one["match"] for one in outputs} == {source["tag"]} == {"kube.*"}


def test_no_pod_leaves_itself_out() -> None:
    whose = told()["pipeline"]["filters"][0]
    assert (whose["k8s-logging.parser"], whose["k8s-logging.exclude"]) == (False, False)


def test_what_waits_lies_on_disk_and_is_bounded_for_each_place() -> None:
    made = told({**OUTSIDE, "buffer_mib": 256}, search=True)
    (source,) = made["pipeline"]["inputs"]
    assert source["storage.type"] == "filesystem"
    assert source["storage.pause_on_chunks_overlimit"] is True
    assert made["service"]["storage.path"] == "/var/lib/platform-logs/buffer"
    for output in made["pipeline"]["outputs"]:
        assert (output["retry_limit"], output["storage.total_limit_size"]) == (20, "256M")


def test_it_does_not_read_its_own_log() -> None:
    assert told()["pipeline"]["inputs"][0]["exclude_path"] == "/var/log/containers/fluent-bit-*_logging_*.log"


def test_each_class_has_its_group_which_nobody_else_makes() -> None:
    (output,) = told()["pipeline"]["outputs"]
    assert output == {
        "name": "cloudwatch_logs",
        "region": "us-east-1",
        "log_group_name": "/platform/main/pods/application",
        "log_group_template": "/platform/main/pods/$log_class",
        "log_stream_prefix": "unnamed.",
        "log_stream_template": (
            "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']"
        ),
        "auto_create_group": False,
        "match": "kube.*",
        "retry_limit": 20,
        "storage.total_limit_size": "1024M",
    }


def test_the_search_domain_gets_signed_requests_that_count_once() -> None:
    output = told(search=True)["pipeline"]["outputs"][1]
    assert output["host"] == "${SEARCH_HOST}"
    assert (output["tls"], output["tls.verify"], output["port"]) == (True, True, 443)
    assert (output["aws_auth"], output["aws_region"], output["aws_service_name"]) == (True, "us-east-1", "es")
    assert (output["generate_id"], output["write_operation"]) == (True, "create")
    assert output["logstash_prefix_key"] == "$log_index"


def test_outside_services_get_no_records_of_class_debug() -> None:
    datadog, new_relic = told(OUTSIDE)["pipeline"]["outputs"][1:]
    chosen = {"logs": [{"name": "grep", "exclude": "log_class ^debug$"}]}
    assert datadog["processors"] == new_relic["processors"] == chosen
    assert (datadog["host"], datadog["apikey"]) == (
        "http-intake.logs.datadoghq.com",
        "${DATADOG_API_KEY}",
    )
    assert (new_relic["base_uri"], new_relic["license_key"]) == (
        "https://log-api.eu.newrelic.com/log/v1",
        "${NEW_RELIC_LICENSE_KEY}",
    )


def test_credentials_are_named_and_never_written() -> None:
    made = values(built(OUTSIDE))
    assert made["env"] == [
        {
            "name": name,
            "valueFrom": {"secretKeyRef": {"name": "telemetry-destinations", "key": name}},
        }
        for name in ("DATADOG_API_KEY", "NEW_RELIC_LICENSE_KEY")
    ]


def test_the_file_that_is_read_is_the_one_that_is_written() -> None:
    made = values(built({"search": True}, STORE))
    (place,) = [one for one in made["args"] if one.startswith("--config=")]
    name = place.rpartition("/")[2]
    assert yaml.safe_load(made["config"]["extraFiles"][name]) == pipeline(
        spec({"search": True}),
        groups="/platform/main/pods",
        region="us-east-1",
        tags="env:production,kube_cluster_name:main",
        search=True,
    )
    assert {made["config"][key] for key in ("service", "inputs", "filters", "outputs")} == {""}
    # The chart reads both as templates of its own.
    assert "{{" not in made["config"]["extraFiles"][name]
    assert made["env"] == [{"name": "SEARCH_HOST", "value": STORE.host}]


def test_the_wall_opens_to_clouds_and_to_the_domain_alone() -> None:
    opened = {
        entry.inputs["metadata"]["name"]: entry.inputs["spec"]
        for entry in built({"search": True}, STORE).of(POLICY)
    }
    assert opened.keys() == {
        "default-deny",
        "allow-dns",
        "allow-api-server",
        "allow-metrics",
        "allow-cloud",
        "allow-pod-identity",
        "allow-search",
    }
    assert opened["allow-search"]["egress"] == [
        {
            "to": [{"ipBlock": {"cidr": "10.16.96.0/24"}}],
            "ports": [{"protocol": "TCP", "port": 443}],
        }
    ]


def test_a_domain_that_is_not_there_is_refused() -> None:
    with pytest.raises(
        ValueError, match="logs go to the region's search domain, and there is none: describe `search`"
    ):
        built({"search": True})


def test_a_domain_that_is_not_wanted_gets_nothing() -> None:
    made = values(built({}, STORE))
    assert made["env"] == []
    assert "opensearch" not in made["config"]["extraFiles"]["fluent-bit.yaml"]


def test_groups_are_encrypted_and_kept_by_class() -> None:
    def program() -> None:
        PodLogGroups(
            "main-pod-logs",
            PodLogGroupsArgs(
                spec=spec(), cluster="main", placement=PLACE, labels=LABELS, logs_key_arn="arn:key"
            ),
        )

    recording = record(program)
    assert {
        entry.inputs["name"]: (entry.inputs["retentionInDays"], entry.inputs["kmsKeyId"])
        for entry in recording.of(aws.cloudwatch.LogGroup)
    } == {
        "/platform/main/pods/audit": (365, "arn:key"),
        "/platform/main/pods/application": (90, "arn:key"),
        "/platform/main/pods/debug": (30, "arn:key"),
    }
    assert_sound(recording, PodLogGroups, regions={"us-east-1"})


def test_the_writer_of_groups_reads_nothing_and_makes_none() -> None:
    def program() -> Any:
        return pod_logs(placement=PLACE, groups=["/platform/main/pods/audit"]).inline["write-logs"]

    assert json.loads(record(program).returned)["Statement"] == [
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": ["arn:aws:logs:us-east-1:111111111111:log-group:/platform/main/pods/audit:*"],
        }
    ]


def test_a_writer_to_no_group_is_refused() -> None:
    with pytest.raises(ValueError, match="a writer to no log group is a mistake"):
        pod_logs(placement=PLACE, groups=[])


def test_the_domain_deletes_each_class_in_its_time() -> None:
    kept = writer(spec(), "arn:role", copies=1).kept
    assert [(one.pattern, one.days) for one in kept] == [
        ("pods-audit-*", 30),
        ("pods-application-*", 14),
        ("pods-debug-*", 3),
    ]


def test_whatever_applications_write_is_one_field_of_an_index() -> None:
    body = writer(spec(), "arn:role", copies=1).templates["platform_pods"]["template"]
    assert body["settings"]["index"] == {"number_of_shards": 1, "number_of_replicas": 1}
    assert body["mappings"]["dynamic"] is False
    assert body["mappings"]["properties"]["entry"] == {"type": "flat_object"}


def test_too_short_for_production() -> None:
    short = {"audit": {"days": 90, "search_days": 7}, "application": {"days": 14, "search_days": 3}}
    assert production_faults(spec({"classes": short})) == [
        "classes.audit.days is 90: an audit looks back a year; set it to 365 or more",
        "classes.application.days is 14: an incident could not be traced back; set it to 30 or more",
    ]
    assert production_faults(spec()) == []


def test_days_are_those_that_cloudwatch_offers() -> None:
    with pytest.raises(ValidationError, match="15 days is not a retention that CloudWatch Logs offers"):
        spec({"classes": {"debug": {"days": 15, "search_days": 3}}})


def test_a_class_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="audit"):
        spec({"namespaces": {"falco": "secret"}})


def test_names_are_in_small_letters_and_sorted() -> None:
    assert list(NAMES) == sorted({name.lower() for name in NAMES})
