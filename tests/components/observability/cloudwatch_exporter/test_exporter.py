"""What is read of CloudWatch, by whom, and under which names it comes out."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.kubernetes.identity_policies.cloudwatch_reader import cloudwatch_reader
from components.observability.cloudwatch_exporter.discovery import (
    UNTAGGED,
    WATCHED,
    Service,
    configuration,
    every_series,
    series,
)
from components.observability.cloudwatch_exporter.exporter import (
    CloudwatchExporter,
    CloudwatchExporterArgs,
    charges,
)
from components.observability.cloudwatch_exporter.spec import CloudwatchExporterSpec
from components.observability.metric_names.known import series as known_series
from tests.components.foundation.cluster.sites import LABELS, of_component, on_site
from tests.components.recording import Recording, assert_sound, record

RELEASE = "kubernetes:helm.sh/v3:Release"
RULES = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
TAGS = [{"key": "environment", "value": "^production$"}, {"key": "managed-by", "value": "^pulumi$"}]


def built(
    services: Sequence[Service] = ("RDS", "SQS"),
    *,
    billing: bool = True,
    monitored: bool = True,
    **decided: Any,
) -> Recording:
    def program(site: ClusterSite) -> None:
        CloudwatchExporter(
            site,
            CloudwatchExporterArgs(
                spec=CloudwatchExporterSpec(**decided),
                region="us-west-2",
                services=services,
                billing=billing,
                annotations={"a": "b"},
                granted=site.ready,
                monitored=monitored,
            ),
        )

    return on_site(program)


def values(**given: Any) -> dict[str, Any]:
    found: dict[str, Any] = built(**given).only(RELEASE).inputs["values"]
    return found


def file(**given: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {"region": "us-west-2", "labels": LABELS, "services": ["RDS"], "billing": False}
    return configuration(**{**asked, **given})


def test_databases_are_found_by_the_platforms_own_tags_and_read_by_whole_points() -> None:
    statistics = {
        "CPUUtilization": "Average",
        "FreeStorageSpace": "Minimum",
        "FreeableMemory": "Minimum",
        "DatabaseConnections": "Maximum",
        "ReplicaLag": "Maximum",
        "ReadLatency": "Average",
        "WriteLatency": "Average",
        "ReadIOPS": "Average",
        "WriteIOPS": "Average",
        "DBLoad": "Average",
        "DiskQueueDepth": "Average",
    }
    job = {
        "type": "AWS/RDS",
        "regions": ["us-west-2"],
        "searchTags": TAGS,
        "dimensionNameRequirements": ["DBInstanceIdentifier"],
        "period": 300,
        "length": 600,
        "delay": 120,
        "metrics": [
            {"name": name, "statistics": [one], "nilToZero": False} for name, one in statistics.items()
        ],
    }
    assert file() == {
        "apiVersion": "v1alpha1",
        "sts-region": "us-west-2",
        "discovery": {"exportedTagsOnMetrics": {"AWS/RDS": ["Name"]}, "jobs": [job]},
    }


@pytest.mark.parametrize("service", sorted(WATCHED))
def test_nothing_is_read_that_could_be_of_the_whole_account(service: Service) -> None:
    """YACE keeps a metric that it can bind to no resource, unless its dimensions are not those asked for."""
    jobs = file(services=[service])["discovery"]["jobs"]
    assert jobs
    for job in jobs:
        assert job["searchTags"] == TAGS
        assert job["dimensionNameRequirements"]
        assert job["length"] > job["period"]


def test_what_did_not_happen_is_zero_where_it_is_counted_and_unknown_where_it_is_measured() -> None:
    zeros = {
        metric["name"]
        for service in WATCHED
        for job in file(services=[service])["discovery"]["jobs"]
        for metric in job["metrics"]
        if metric["nilToZero"]
    }
    assert {"ApproximateNumberOfMessagesVisible", "WriteProvisionedThroughputExceeded"} <= zeros
    assert not zeros & {"CPUUtilization", "ReplicaLag", "HealthyHostCount", "FreeStorageSpace"}
    for watched in (one for kinds in WATCHED.values() for one in kinds):
        assert watched.counted <= set(watched.statistics)


@pytest.mark.parametrize("service", sorted(UNTAGGED))
def test_what_names_two_resources_is_read_by_all_its_dimensions(service: Service) -> None:
    found = file(services=[service])
    assert found["discovery"] == {"exportedTagsOnMetrics": {}, "jobs": []}
    (job,) = found["customNamespace"]
    assert (job["namespace"], job["regions"]) == (f"AWS/{service}", ["us-west-2"])
    assert len(job["dimensionNameRequirements"]) > 1


def test_every_service_is_read_in_one_way() -> None:
    assert set(WATCHED) | set(UNTAGGED) == set(get_args(Service))
    assert not set(WATCHED) & set(UNTAGGED)


@pytest.mark.parametrize(
    ("metric", "named"),
    [
        (("RDS", "CPUUtilization", "Average"), "aws_rds_cpuutilization_average"),
        (("RDS", "ReadIOPS", "Average"), "aws_rds_read_iops_average"),
        (
            ("ApplicationELB", "HTTPCode_ELB_5XX_Count", "Sum"),
            "aws_applicationelb_httpcode_elb_5_xx_count_sum",
        ),
        (("ApplicationELB", "TargetResponseTime", "p95"), "aws_applicationelb_target_response_time_p95"),
        (("Kinesis", "PutRecords.FailedRecords", "Sum"), "aws_kinesis_put_records_failed_records_sum"),
    ],
)
def test_a_series_is_called_as_the_exporter_calls_it(metric: tuple[str, str, str], named: str) -> None:
    assert series(*metric) == named


def test_the_table_of_metrics_knows_exactly_what_is_read() -> None:
    """So that a query of an alert or a dashboard that asks for more does not pass."""
    known = {name for name in known_series() if name.startswith("aws_")}
    assert known == every_series()


def test_charges_are_read_where_aws_tells_them_and_by_service_alone() -> None:
    assert "customNamespace" not in file()
    (job,) = file(billing=True)["customNamespace"]
    assert (job["namespace"], job["regions"]) == ("AWS/Billing", ["us-east-1"])
    assert job["dimensionNameRequirements"] == ["ServiceName", "Currency"]
    assert job["metrics"] == [{"name": "EstimatedCharges", "statistics": ["Maximum"], "nilToZero": False}]


def test_one_reader_stands_alone_without_a_token_and_never_takes_the_nodes_role() -> None:
    found = values()
    assert yaml.safe_load(found["config"]) == file(services=["RDS", "SQS"], billing=True)
    assert found["replicaCount"] == 1
    assert found["extraArgs"] == {"scraping-interval": "300", "log.format": "json"}
    assert found["extraEnv"] == [
        {"name": "AWS_REGION", "value": "us-west-2"},
        {"name": "AWS_EC2_METADATA_DISABLED", "value": "true"},
    ]
    assert found["serviceAccount"] == {
        "name": "cloudwatch-exporter",
        "annotations": {"a": "b"},
        "automountServiceAccountToken": False,
    }
    assert found["podSecurityContext"]["runAsUser"] == 65534
    assert found["securityContext"]["readOnlyRootFilesystem"] is True
    assert found["serviceMonitor"] == {
        "enabled": True,
        "interval": "60s",
        "relabelings": [{"targetLabel": "job", "replacement": "cloudwatch"}],
    }
    assert_sound(of_component(built()), CloudwatchExporter, regions=set())


def test_the_chart_finds_no_template_in_the_file() -> None:
    assert "{{" not in values(services=sorted(WATCHED))["config"]


def test_it_may_reach_clouds_and_the_agent_and_be_scraped_and_nothing_else() -> None:
    gates = {one.inputs["metadata"]["name"] for one in built().of(POLICY)}
    assert gates == {"default-deny", "allow-dns", "allow-metrics", "allow-cloud", "allow-pod-identity"}
    (namespace,) = built().of("kubernetes:core/v1:Namespace")
    assert namespace.inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_the_pace_is_the_environments_and_has_bounds() -> None:
    assert values(interval_seconds=600)["extraArgs"]["scraping-interval"] == "600"
    for seconds in (59, 901):
        with pytest.raises(ValidationError):
            CloudwatchExporterSpec(interval_seconds=seconds)


def test_a_reader_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="has nothing to read, and would not start"):
        built((), billing=False)


def test_charges_get_their_name_of_the_requirements_where_they_are_read() -> None:
    (rule,) = built().of(RULES)
    assert rule.inputs["spec"] == {"groups": [charges()]}
    assert built(billing=False).of(RULES) == []
    assert built(monitored=False).of(RULES) == []


def test_who_reads_may_read_figures_and_tags_of_its_regions_and_nothing_else() -> None:
    granted = record(lambda: dict(cloudwatch_reader(regions=["us-west-2", "us-east-1", "us-east-1"]).inline))
    (statement,) = json.loads(granted.returned["read-metrics"])["Statement"]
    assert statement == {
        "Sid": "ReadMetrics",
        "Effect": "Allow",
        "Action": ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "tag:GetResources"],
        "Resource": ["*"],
        "Condition": {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2"]}},
    }


def judged(place: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_charges_come_out_as_the_dashboard_asks_for_them(tmp_path: Path) -> None:
    read = 'aws_billing_estimated_charges_maximum{dimension_ServiceName="%s", service="cloudwatch-exporter"}'
    named = 'aws_billing_estimated_charges{service="%s"}'
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [charges()]}))
    case = {
        "interval": "5m",
        "input_series": [
            {"series": read % "AmazonEC2", "values": "12x4"},
            {"series": read % "AmazonRDS", "values": "30 31x3"},
        ],
        "promql_expr_test": [
            {
                "expr": 'aws_billing_estimated_charges{service!="Total"}',
                "eval_time": "10m",
                "exp_samples": [
                    {"labels": named % "AmazonEC2", "value": 12},
                    {"labels": named % "AmazonRDS", "value": 31},
                ],
            }
        ],
    }
    told = {"rule_files": ["rules.yaml"], "evaluation_interval": "5m", "tests": [case]}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(told))
    assert judged(tmp_path, "promtool", "test", "rules", "test.yaml") == ""


@pytest.mark.skipif(shutil.which("yace") is None, reason="yace is not installed")
def test_the_exporter_itself_takes_the_file(tmp_path: Path) -> None:
    told = configuration(region="us-east-1", labels=LABELS, services=sorted(WATCHED), billing=True)
    (tmp_path / "config.yml").write_text(yaml.safe_dump(told))
    assert judged(tmp_path, "yace", "verify-config", "--config.file=config.yml") == ""
