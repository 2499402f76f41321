"""What shipped queries answer on series that we make up, as Prometheus itself computes it.

Time begins at the first of January 1970, which is the first of a month.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.observability.metric_names.stand_ins import replaced
from tests.components.observability.dashboards.boards import UIDS, targets
from tests.components.observability.dashboards.made_up import made_up

DURATIONS = {"__rate_interval": "5m", "__range": "1h"}
EVERYTHING = ".*"


@pytest.fixture
def promtool(tmp_path: Path) -> Callable[..., None]:
    """Return a function that runs promtool on a file of rules or of tests."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("needs promtool, which is not installed (apt: prometheus)")

    def run(*command: str, of: dict[str, Any]) -> None:
        (tmp_path / "it.yaml").write_text(yaml.safe_dump(of))
        done = subprocess.run(
            [program, *command, "it.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def query(uid: str, title: str, legend: str | None = None) -> str:
    """Return a shipped query as Grafana sends it."""
    (found,) = (
        target["expr"]
        for panel, target in targets(uid)
        if panel == title and legend in (None, target["legendFormat"])
    )
    return filled(found)


def filled(expression: str) -> str:
    """Return a query as Grafana sends it, with every choice at "All" and an hour looked at."""
    return re.sub(r"\$(\w+)", lambda name: DURATIONS.get(name[1], EVERYTHING), expression)


def asked(series: dict[str, str], expression: str, at: str, answers: dict[str, float]) -> dict[str, Any]:
    """Return a test as promtool reads it: series, a query at a time, and values by their labels."""
    return {
        # promtool keeps ten thousand samples, which is less than a week by the minute.
        "interval": "1h" if at.endswith("d") else "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": expression,
                "eval_time": at,
                "exp_samples": [{"labels": labels, "value": value} for labels, value in answers.items()],
            }
        ],
    }


def test_prometheus_itself_reads_every_query(promtool: Callable[..., None]) -> None:
    rules = [
        {"record": f"{uid.replace('-', '_')}:{number}", "expr": replaced(target["expr"])}
        for uid in UIDS
        for number, (_, target) in enumerate(targets(uid))
    ]
    assert len(rules) > 250
    promtool("check", "rules", of={"groups": [{"name": "all", "rules": rules}]})


def without_answer(told: str, queries: list[str]) -> list[str]:
    """Return the queries of which promtool said nothing, as it does of those that find nothing, and what it could not do."""
    return [line for line in told.splitlines() if "err:" in line] + [
        one for one in queries if json.dumps(one) not in told
    ]


def test_every_query_finds_what_it_selects_and_matches_one_with_one(tmp_path: Path) -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("needs promtool, which is not installed (apt: prometheus)")
    queries = [filled(target["expr"]) for uid in UIDS for _, target in targets(uid)]
    short = [one for one in queries if "[7d]" not in one]
    assert len(queries) - len(short) == 1
    tests = [asked(made_up(one), one, "100m", {}) for one in short]
    whole = {"rule_files": [], "evaluation_interval": "1m", "tests": tests}
    (tmp_path / "it.yaml").write_text(yaml.safe_dump(whole))
    done = subprocess.run(
        [program, "test", "rules", "it.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    # Nothing is expected, so that promtool tells of everything that is found.
    assert without_answer(done.stdout + done.stderr, short) == []


OK = 'http_requests_total{namespace="backend",service="api",status="200"}'
BAD = 'http_requests_total{namespace="backend",service="api",status="500"}'
EC2, RDS, S3, WHOLE = (
    f'aws_billing_estimated_charges_maximum{{dimension_ServiceName="{name}"}}' if name else
    "aws_billing_estimated_charges_maximum"
    for name in ("AmazonEC2", "AmazonRDS", "AmazonS3", "")
)  # fmt: skip
POD = 'namespace="backend",pod="api-1",container="api"'
APP = 'argocd_app_info{name="shop",project="platform",health_status="Degraded"}'
WELL = 'argocd_app_info{name="shop",project="platform",health_status="Healthy"}'


@pytest.mark.parametrize(
    ("uid", "title", "legend", "series", "at", "answers"),
    [
        ("golden-signals", "Share of errors", None, {OK: "0+3x60", BAD: "0+1x60"}, "1h", {"{}": 0.25}),
        ("golden-signals", "Share of errors", None, {OK: "0+9x60"}, "1h", {"{}": 0}),
        ("golden-signals", "Share of errors", None, {OK: "0+0x60"}, "1h", {}),
        (
            "golden-signals",
            "Share of errors by service",
            None,
            {
                OK: "0+3x60",
                BAD: "0+1x60",
                'http_requests_total{namespace="web",service="ui",status="200"}': "0+1x60",
            },
            "1h",
            {'{namespace="backend", service="api"}': 0.25, '{namespace="web", service="ui"}': 0},
        ),
        ("cost", "Spent this month", None, {EC2: "700x20000", WHOLE: "1000x20000"}, "10d", {"{}": 1000}),
        ("cost", "Month at this pace", None, {EC2: "700x20000", WHOLE: "1000x20000"}, "10d", {"{}": 3100}),
        ("cost", "Month at this pace", None, {WHOLE: "1000x20000"}, "0m", {}),
        (
            "cost",
            "A day against the week",
            None,
            {WHOLE: "0+1x14400"},
            "10d",
            {"{}": 1},
        ),
        ("cost", "Budgets used", "compute", {EC2: "2000x5", RDS: "1000x5", S3: "50x5"}, "5m", {"{}": 0.2}),
        ("cost", "Budgets used", "storage", {EC2: "2000x5", S3: "500x5"}, "5m", {"{}": 0.25}),
        ("cost", "Budgets used", "security", {EC2: "2000x5"}, "5m", {}),
        (
            "cost",
            "Cost of pods",
            None,
            {
                f"container_cpu_usage_seconds_total{{{POD}}}": "0+60x60",
                f"container_memory_working_set_bytes{{{POD}}}": "2147483648x60",
            },
            "1h",
            {'{namespace="backend", pod="api-1"}': (0.04 + 2 * 0.004) * 730},
        ),
        (
            "delivery",
            "Time to restore",
            None,
            {APP: "_x10 1x9 stale", WELL: "1x9 stale _x9 1x40"},
            "1h",
            {"{}": 600},
        ),
        ("delivery", "Time to restore", None, {WELL: "1x60"}, "1h", {}),
        (
            "delivery",
            "Change failure rate",
            None,
            {
                'rollout_events_total{name="api",reason="RolloutCompleted"}': "0x30 3x31",
                'rollout_events_total{name="api",reason="RolloutAborted"}': "0x30 1x31",
            },
            "1h",
            {"{}": 0.25},
        ),
        (
            "delivery",
            "Change failure rate",
            None,
            {'rollout_events_total{name="api",reason="RolloutCompleted"}': "0x30 3x31"},
            "1h",
            {"{}": 0},
        ),
        (
            "recovery",
            "Last backup of a cluster",
            None,
            {
                'velero_backup_last_successful_timestamp{schedule="daily-backup",pod="a"}': "60x60",
                'velero_backup_last_successful_timestamp{schedule="hourly",pod="a"}': "3000x60",
            },
            "1h",
            {"{}": 3540},
        ),
        (
            "clusters",
            "Requested of what there is",
            "processor",
            {
                f'kube_pod_container_resource_requests{{{POD},resource="cpu",node="n"}}': "3x5",
                'kube_node_status_allocatable{resource="cpu",node="n"}': "4x5",
                'kube_node_status_allocatable{resource="memory",node="n"}': "4000x5",
            },
            "5m",
            {"{}": 0.75},
        ),
        (
            "slo",
            "Burn rate, over an hour",
            "{{slo}} 1h",
            {
                'slo:sli_error:ratio_rate1h{slo="api",service="backend-api",owner="b"}': "0.5x5",
                'slo:error_budget:ratio{slo="api",service="backend-api",owner="b"}': "0.125x5",
            },
            "5m",
            {'{slo="api", service="backend-api", owner="b"}': 4},
        ),
        (
            "slo",
            "Objectives",
            "kept",
            {
                'slo:period_error_budget_remaining:ratio{slo="api"}': "0.4x5",
                'slo:error_budget:ratio{slo="api"}': "0.01x5",
            },
            "5m",
            {'{slo="api"}': 0.994},
        ),
        (
            "prometheus",
            "Targets that are down",
            None,
            {'up{job="a"}': "0x5", 'up{job="b"}': "1x5"},
            "5m",
            {"{}": 1},
        ),
        ("prometheus", "Targets that are down", None, {'up{job="b"}': "1x5"}, "5m", {"{}": 0}),
    ],
)
def test_a_query_answers_what_its_panel_says(
    promtool: Callable[..., None],
    uid: str,
    title: str,
    legend: str | None,
    series: dict[str, str],
    at: str,
    answers: dict[str, float],
) -> None:
    test = asked(series, query(uid, title, legend), at, answers)
    promtool("test", "rules", of={"rule_files": [], "evaluation_interval": "1m", "tests": [test]})
