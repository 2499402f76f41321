"""`infra incident collect`: what answers is kept without its secrets, what does not is a line, and nothing waits for it."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from tests.operations.incident.conftest import Terminal
from tests.played_http import Played, playing

USUAL = ("collect", "--service", "backend-api", "--namespace", "backend", "--timeout", "5")
SECRETS = (
    "sentinel-env",
    "sentinel-applied",
    "sentinel-log",
    "sentinel-event",
    "sentinel-token",
    "sentinel-metric",
)

POD: dict[str, Any] = {
    "metadata": {
        "name": "backend-api-1",
        "managedFields": [],
        "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "sentinel-applied"},
    },
    "spec": {"containers": [{"name": "api", "env": [{"name": "LEVEL", "value": "sentinel-env"}]}]},
    "status": {"containerStatuses": [{"name": "api", "ready": False, "restartCount": 2, "state": {}}]},
}
HEALTHY: dict[str, Any] = {
    "version": {"out": "{}"},
    "get nodes": {"out": "node-1 Ready\n"},
    "get pods --output=json": {"out": json.dumps({"items": [POD]})},
    "get pods": {"out": "backend-api-1 CrashLoopBackOff\n"},
    "get events": {"out": "Unhealthy: probe failed, token=sentinel-event\n"},
    "top pods": {"out": "backend-api-1 900m\n"},
    "get services": {"out": json.dumps({"items": []})},
    "get deployments,replicasets": {"out": json.dumps({"items": []})},
    "get rollouts.argoproj.io": {"out": json.dumps({"status": {"phase": "Degraded"}})},
    "get horizontalpodautoscalers": {"out": json.dumps({"items": []})},
    "--previous": {"out": "before: Authorization: Bearer sentinel-log\n"},
    "logs backend-api-1": {"out": "now: postgresql://u:sentinel-log@db/x refused\n"},
}


@pytest.fixture
def prometheus() -> Any:
    with playing() as played:
        played.usual = (
            200,
            {"status": "success", "data": {"result": [{"metric": {"password": "sentinel-metric"}}]}},
        )
        yield played


def test_all_that_is_known_is_kept_without_its_secrets(terminal: Terminal, prometheus: Played) -> None:
    terminal.cluster(HEALTHY)
    ended = terminal.infra(*USUAL, "--prometheus", prometheus.address, "--since", "2h")
    assert (ended.code, ended.err) == (FINE, "")
    kept = terminal.evidence()
    assert sorted(kept) == [
        "autoscalers.json", "collected.json", "events.txt",
        "logs/backend-api-1.log", "logs/backend-api-1.previous.log",
        "metrics/burn.json", "metrics/cpu.json", "metrics/memory.json", "metrics/requests.json",
        "metrics/restarts.json", "metrics/up.json",
        "nodes.txt", "pods.json", "pods.txt", "rollout.json", "services.json", "usage.txt", "version.json",
        "workload.json",
    ]  # fmt: skip
    assert [one for one in SECRETS if one in "".join(kept.values()) + ended.out] == []
    pod = json.loads(kept["pods.json"])["items"][0]
    assert pod["metadata"] == {"name": "backend-api-1", "annotations": {}}
    assert pod["spec"]["containers"][0]["env"] == [{"name": "LEVEL", "value": "REDACTED"}]
    assert kept["logs/backend-api-1.log"] == "now: postgresql://u:REDACTED@db/x refused\n"
    listed = json.loads(kept["collected.json"])["collected"]
    assert [one for one in listed if "why_not" in one] == []
    assert len(listed) == 18
    query = prometheus.heard[0].query
    assert float(query["end"][0]) - float(query["start"][0]) == 7200


def test_kubectl_is_told_where_in_every_call_and_how_long(terminal: Terminal) -> None:
    terminal.cluster(HEALTHY)
    (terminal.folder / "config").write_text("")
    terminal.infra(*USUAL, "--context", "production-east", "--kubeconfig", "config")
    everywhere = [
        "--request-timeout=5s",
        "--kubeconfig=config",
        "--context=production-east",
        "--namespace=backend",
    ]
    assert terminal.asked
    assert [one for one in terminal.asked if one[:4] != everywhere] == []
    assert [one for one in terminal.asked if "--since=1h" in one]


def test_a_cluster_that_is_half_dead_is_asked_to_the_end(terminal: Terminal, prometheus: Played) -> None:
    broken = {
        "get nodes": {"hangs": True, "out": "node-1 NotReady\n"},
        "get pods --output=json": {"hangs": True, "out": json.dumps({"items": [POD]})[:-1]},
        "get events": {"code": 1, "err": "Unable to connect: token=sentinel-token\n"},
        "get services": {"out": json.dumps({"items": [POD]})[:-1]},
        "top pods": {"code": 1},
        "logs": {"out": "one line sentinel password=sentinel-log\n"},
    }
    terminal.cluster({**broken, **{key: one for key, one in HEALTHY.items() if key not in broken}})
    prometheus.replies["GET", "/api/v1/query_range"] = (503, b"")
    began = time.monotonic()
    ended = terminal.infra(*USUAL[:-1], "1", "--prometheus", prometheus.address)
    assert time.monotonic() - began < 12
    assert ended.code == FINE
    ends = time.monotonic() + 5
    while terminal.plugins_that_run() and time.monotonic() < ends:
        time.sleep(0.05)
    assert terminal.plugins_that_run() == []
    kept = terminal.evidence()
    said = {one["what"]: one for one in json.loads(kept["collected.json"])["collected"]}
    assert said["nodes.txt"]["why_not"] == "does not answer within 1 s"
    assert (said["nodes.txt"]["partly"], kept["nodes.txt"]) == (True, "node-1 NotReady\n")
    assert said["pods.json"]["why_not"] == "does not answer within 1 s"
    assert said["events.txt"]["why_not"] == "Unable to connect: token=REDACTED"
    assert said["services.json"]["why_not"] == "answers with something else than objects"
    assert said["usage.txt"]["why_not"] == "ends with 1 and says nothing"
    assert said["metrics/up.json"]["why_not"] == "Prometheus answers 503"
    assert kept["logs/all.log"] == "one line sentinel password=REDACTED\n"
    assert "why_not" not in said["rollout.json"]
    assert {"pods.json", "services.json"} & set(kept) == set()
    assert [one for one in SECRETS if one in "".join(kept.values()) + ended.out] == []
    assert all(one["seconds"] < 5 for one in said.values())


def test_without_kubectl_the_rest_is_gathered(terminal: Terminal, prometheus: Played) -> None:
    ended = terminal.infra(*USUAL, "--prometheus", prometheus.address)
    assert ended.code == FINE
    assert "not there: kubectl: kubectl is not installed here" in ended.out
    assert len([name for name in terminal.evidence() if name.startswith("metrics/")]) == 6


def test_where_nothing_answers_it_is_found_wanting(terminal: Terminal) -> None:
    ended = terminal.infra(*USUAL)
    assert ended.code == FOUND_WANTING
    assert "nothing answered: look at the context of kubectl" in ended.out
    assert json.loads(terminal.evidence()["collected.json"])["collected"] == [
        {"what": "kubectl", "seconds": 0, "why_not": "kubectl is not installed here", "partly": False},
        {"what": "metrics", "seconds": 0, "why_not": "no --prometheus was named", "partly": False},
    ]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((200, b"<html>"), "answers with something else than Prometheus would"),
        ((200, {"status": "error"}), "answers with something else than Prometheus would"),
        ((302, b""), "Prometheus answers 302"),
        ((401, b"token"), "Prometheus answers 401"),
    ],
)
def test_a_prometheus_that_answers_nonsense_is_a_line(
    terminal: Terminal, prometheus: Played, reply: tuple[int, Any], said: str
) -> None:
    prometheus.replies["GET", "/api/v1/query_range"] = reply
    terminal.infra(*USUAL, "--prometheus", prometheus.address)
    assert {one["why_not"] for one in json.loads(terminal.evidence()["collected.json"])["collected"][1:]} == {
        said
    }


def test_the_token_of_prometheus_goes_there_and_nowhere_else(
    terminal: Terminal, prometheus: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_TOKEN", "sentinel-token")
    ended = terminal.infra(*USUAL, "--prometheus", prometheus.address)
    assert {one.headers["Authorization"] for one in prometheus.heard} == {"Bearer sentinel-token"}
    assert "sentinel-token" not in ended.out + "".join(terminal.evidence().values())


def test_an_incident_says_of_which_service_and_notes_what_was_gathered(terminal: Terminal) -> None:
    terminal.cluster(HEALTHY)
    terminal.infra(
        "declare",
        "--severity",
        "sev1",
        "--service",
        "backend-api",
        "--namespace",
        "backend",
        "--summary",
        "down",
    )
    identity = terminal.record()[1]["id"]
    assert terminal.infra("collect", identity).code == FINE
    record = terminal.record()[1]
    (place,) = record["diagnostics"]
    assert place.startswith(f"{identity}-evidence-")
    assert (
        record["timeline"][-1]["what"]
        == f"evidence gathered by hand: answers to 12 of 13 questions in {place}"
    )
    assert [one for one in terminal.asked[0] if one.startswith("--namespace")] == ["--namespace=backend"]


def test_nothing_is_written_over(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = datetime(2026, 11, 26, 14, 32, tzinfo=UTC)
    monkeypatch.setattr("operations.incident.collect.now", lambda: frozen)
    place = terminal.folder / "backend-api-evidence-20261126T143200Z.tar.gz"
    place.write_text("evidence of before")
    ended = terminal.infra(*USUAL)
    assert ended.code == CANNOT_JUDGE
    assert ended.err.endswith(
        "is there already, and nothing is written over it; wait a second and gather again\n"
    )
    assert place.read_text() == "evidence of before"
    assert [one.name for one in terminal.folder.iterdir() if "evidence" in one.name] == [place.name]


REFUSED: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "neither an incident nor a service": (
        ("collect",),
        ["ID: neither an incident nor a service is named; name an incident, or --service"],
    ),
    "all at once": (
        (
            *("collect", "--service", "A", "--since", "soon", "--timeout", "0", "--context", "-o"),
            *("--kubeconfig", "gone", "--prometheus", "https://u:hidden@example.com"),
        ),
        [
            "--service: 'A' is no name of Kubernetes; write it in small letters, digits and hyphens",
            "--context: '-o' is no name of a context; look at kubectl config get-contexts",
            "--kubeconfig: gone is no file; name another, or leave it out",
            "--timeout: 0 is not between 1 and 600 seconds; set it to 20, or leave it out",
            "--since: 'soon' is no span of time; write it as 90m or 6h",
            "--prometheus: holds a password, which logs would show; put a token into PROMETHEUS_TOKEN",
        ],
    ),
    "a path for an incident": (
        ("collect", "../../etc/passwd"),
        ["'../../etc/passwd': is no name of an incident; write it as inc-20261126-1432-backend-api"],
    ),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_bad_arguments_are_told_all_at_once(
    terminal: Terminal, arguments: tuple[str, ...], said: list[str]
) -> None:
    ended = terminal.infra(*arguments)
    assert (ended.code, ended.err.splitlines()) == (CANNOT_JUDGE, said)
    assert not list(terminal.folder.glob("*.tar.gz"))
