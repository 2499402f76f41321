"""What leaves a cluster for the store of all clusters, by the spec and by Prometheus itself."""

import json
import re
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi import Output

from components.observability.metrics.remote import KEPT, SharedStore, remote
from tests.components.observability.metrics.decided import metrics
from tests.components.observability.metrics.loopback import World, free_port
from tests.components.observability.metrics.test_stack import POLICY, RELEASE, built
from tests.components.recording import record

ENDPOINT = "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/"
ROLE = "arn:aws:iam::123456789012:role/main-monitoring-metrics-prometheus"


def sent(role: str | None = None) -> dict[str, Any]:
    """Return the part of the spec, its outputs resolved."""
    found: list[dict[str, Any]] = []
    spec = SharedStore(endpoint=ENDPOINT, region="us-east-1", cluster="main", role=role)
    record(lambda: Output.from_input(remote(spec)).apply(found.append) and None)
    return found[0]


def test_what_is_written_where_and_by_whom() -> None:
    (written,) = sent()["remoteWrite"]
    assert written == {
        "name": "all-clusters",
        "url": f"{ENDPOINT}api/v1/remote_write",
        "sigv4": {"region": "us-east-1"},
        "queueConfig": {"minShards": 1, "maxShards": 2, "maxSamplesPerSend": 1_000, "capacity": 5_000},
        "metadataConfig": {"send": False},
        "writeRelabelConfigs": [
            {"sourceLabels": ["__name__"], "action": "keep", "regex": "|".join(KEPT)},
            {"targetLabel": "cluster", "action": "replace", "replacement": "main"},
        ],
    }


def test_on_eks_the_account_alone_says_who_writes() -> None:
    assert set(sent()) == {"remoteWrite"}


def test_elsewhere_prometheus_changes_a_token_of_its_cluster_into_the_role() -> None:
    spec = sent(role=ROLE)
    assert spec["containers"] == [
        {
            "name": "prometheus",
            "env": [
                {"name": "AWS_ROLE_ARN", "value": ROLE},
                {"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": "/var/run/secrets/aws/token"},
            ],
        }
    ]
    token = {"audience": "sts.amazonaws.com", "expirationSeconds": 3600, "path": "token"}
    assert spec["volumes"] == [
        {"name": "aws-token", "projected": {"sources": [{"serviceAccountToken": token}]}}
    ]
    assert spec["volumeMounts"] == [
        {"name": "aws-token", "mountPath": "/var/run/secrets/aws", "readOnly": True}
    ]
    assert spec["remoteWrite"] == sent()["remoteWrite"]


@pytest.mark.parametrize("role", [None, ROLE])
def test_it_stands_in_prometheus_own_spec_and_holds_no_credential(role: str | None) -> None:
    store = SharedStore(endpoint=ENDPOINT, region="us-east-1", cluster="main", role=role)
    recording = built(
        spec=metrics(shared=True), remote=remote(store), annotations={"eks.amazonaws.com/role-arn": ROLE}
    )
    prometheus = recording.only(RELEASE).inputs["values"]["prometheus"]
    expected = sent(role=role)
    assert {key: prometheus["prometheusSpec"][key] for key in expected} == expected
    assert prometheus["serviceAccount"] == {"annotations": {"eks.amazonaws.com/role-arn": ROLE}}
    assert not re.search(r"accessKey|secretKey|bearer|password|AKIA", json.dumps(prometheus), re.IGNORECASE)


@pytest.mark.parametrize(("cloud", "agent"), [("aws", True), ("gcp", False), ("azure", False)])
def test_the_wall_opens_for_the_store_and_on_eks_for_who_hands_out_its_role(cloud: str, agent: bool) -> None:
    opened = {
        policy.inputs["metadata"]["name"]: policy.inputs["spec"]
        for policy in built(spec=metrics(shared=True), site={"cloud": cloud}).of(POLICY)
    }
    assert ("allow-identity" in opened) is agent
    store = opened["allow-shared-store"]
    assert store["podSelector"] == {"matchLabels": {"app.kubernetes.io/name": "prometheus"}}
    assert [port["port"] for port in store["egress"][0]["ports"]] == [443]


SENT = (
    "ALERTS",
    "cluster:node_cpu:ratio_rate5m",
    "count:up0",
    "count:up1",
    "namespace_cpu:kube_pod_container_resource_limits:sum",
    "namespace_memory:kube_pod_container_resource_requests:sum",
    "slo:sli_error:ratio_rate5m",
)
STAYS = (
    "ALERTS_FOR_STATE",
    "cluster:namespace:pod_memory:active:kube_pod_container_resource_requests",
    "http_requests_total",
    "instance:node_cpu:ratio",
    "namespace_workload_pod:kube_pod_owner:relabel",
    "node_namespace_pod_container:container_memory_rss",
    "up",
)


@pytest.mark.parametrize(("names", "leaves"), [(SENT, True), (STAYS, False)])
def test_what_is_counted_by_pod_stays(names: tuple[str, ...], leaves: bool) -> None:
    (relabel, _) = sent()["remoteWrite"][0]["writeRelabelConfigs"]
    assert {name: re.fullmatch(relabel["regex"], name) is not None for name in names} == dict.fromkeys(
        names, leaves
    )


def as_prometheus_reads_it(spec: Any) -> Any:
    """Return what the operator makes of a part of its spec: the same with other names."""
    if isinstance(spec, list):
        return [as_prometheus_reads_it(one) for one in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", key): as_prometheus_reads_it(value)
        for key, value in spec.items()
    }


@contextmanager
def prometheus(folder: Path, port: int, config: Mapping[str, Any], *flags: str) -> Iterator[None]:
    folder.mkdir()
    (folder / "prometheus.yaml").write_text(yaml.safe_dump(dict(config)))
    program = shutil.which("prometheus")
    assert program is not None
    command = [
        program,
        "--config.file=prometheus.yaml",
        "--storage.tsdb.path=data",
        f"--web.listen-address=127.0.0.1:{port}",
        *flags,
    ]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process,
    ):
        try:
            yield
        finally:
            process.kill()


def series(port: int) -> list[dict[str, str]]:
    """Return the labels of every series that a Prometheus has."""
    query = urllib.parse.urlencode({"query": '{__name__=~".+"}'})
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{query}", timeout=5) as answer:
            return [one["metric"] for one in json.load(answer)["data"]["result"]]
    except OSError:
        return []


def until(found: Callable[[], list[dict[str, str]]], names: set[str]) -> list[dict[str, str]]:
    end = time.monotonic() + 40
    while time.monotonic() < end:
        seen = found()
        if names <= {one["__name__"] for one in seen}:
            return seen
        time.sleep(0.5)
    raise AssertionError(f"only these came: {sorted({one['__name__'] for one in found()})}")


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="needs Prometheus (apt: prometheus)")
def test_prometheus_sends_those_and_no_others(tmp_path: Path) -> None:
    """Another Prometheus takes the store's place; nobody signs, since there is nobody to ask for credentials."""
    home, here = free_port(), free_port()
    written = as_prometheus_reads_it(sent()["remoteWrite"])
    del written[0]["sigv4"]
    written[0]["url"] = f"http://127.0.0.1:{home}/api/v1/write"
    rules: list[dict[str, Any]] = [
        {"record": name, "expr": "max(http_requests_total)"} for name in (*SENT, *STAYS) if ":" in name
    ]
    rules.append(
        {"record": "slo:foreign:label", "expr": "max(http_requests_total)", "labels": {"cluster": "db"}}
    )
    rules.append({"alert": "Watchdog", "expr": "vector(1)"})
    groups = {"groups": [{"name": "all", "interval": "1s", "rules": rules}]}
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(groups))
    with World(lambda: "http_requests_total 7\n").open() as world:
        config = {
            "global": {
                "scrape_interval": "1s",
                "external_labels": {"cluster": "main", "region": "us-east-1"},
            },
            "rule_files": [str(tmp_path / "rules.yaml")],
            "scrape_configs": [{"job_name": "api", "static_configs": [{"targets": [world.address]}]}],
            "remote_write": written,
        }
        receiving = prometheus(tmp_path / "home", home, {}, "--web.enable-remote-write-receiver")
        with receiving, prometheus(tmp_path / "here", here, config):
            kept = until(lambda: series(here), {*SENT, *STAYS, "slo:foreign:label"})
            came = until(lambda: series(home), {*SENT, "slo:foreign:label"})
    assert {one["__name__"] for one in kept} >= set(STAYS)
    assert {one["__name__"] for one in came} == {*SENT, "slo:foreign:label"}
    assert {(one["cluster"], one["region"]) for one in came} == {("main", "us-east-1")}
