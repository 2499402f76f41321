"""The scripts of an incident's workflow, run: against a PagerDuty, a Slack, a cluster and a Prometheus that answer, and do not."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.delivery.incidents.queries import table
from components.delivery.incidents.redaction import sed_program
from components.delivery.incidents.severities import PUBLIC_STATES, RESPONSES, URGENCIES
from operations.incident.record import Record
from tests.components.resilience.jobs.shells import Done, run, stand_in
from tests.played_http import Played, playing

SCRIPTS = "components/delivery/incidents/scripts"
IDENTITY = "inc-20261126-1432-backend-api"
TOKEN, SLACK, STATUS = "sentinel-pagerduty", "sentinel-slack", "sentinel-status"
SENTINELS = (TOKEN, SLACK, STATUS, "sentinel-account")
FOLDER = f"s3://evidence/20261126/backend-api/{IDENTITY}/"

# Keeps what it is given below $S3, or refuses where that is a file.
AWS = """
case "$*" in
  "s3 cp --only-show-errors --recursive "*) mkdir -p "$S3/${6#s3://}" && cp -r "$5/." "$S3/${6#s3://}" ;;
  "s3 cp --only-show-errors "*) mkdir -p "$(dirname "$S3/${5#s3://}")" && cp "$4" "$S3/${5#s3://}" ;;
  *) echo "not expected: $*" >&2; exit 9 ;;
esac
"""


@pytest.fixture
def outside() -> Iterator[Played]:
    for program in ("curl", "jq", "sed"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}, which is not installed")
    with playing() as played:
        yield played


class Workflow:
    """One incident's pods: each script with its variables, in a folder of its own."""

    def __init__(self, folder: Path, outside: Played) -> None:
        self.folder, self.outside = folder, outside
        stand_in(folder / "programs", "aws", AWS)
        self.s3 = folder / "s3"
        for name, text in (
            ("token", "sentinel-account"), ("ca.crt", ""), ("redaction.sed", sed_program()), ("queries.tsv", table()),
        ):  # fmt: skip
            (folder / name).write_text(text)

    def run(self, script: str, **changes: str) -> Done:
        """Run a step. Its folder is new, as its pod would be."""
        self.work = self.folder / "work" / f"{script}-{len(list(self.folder.glob('work/*')))}"
        self.work.mkdir(parents=True)
        told = {
            "WORK": str(self.work),
            "HOME": str(self.work),
            "SEVERITY": "sev2",
            "SERVICE": "backend-api",
            "NAMESPACE": "backend",
            "DESCRIPTION": 'checkout "fails"; $(touch /tmp/never) `id`',
            "INCIDENT": "",
            "DECLARED": "2026-11-26T14:32:10Z",
            "TARGETS": json.dumps({name: one.wording for name, one in RESPONSES.items()}),
            "URGENCIES": json.dumps(URGENCIES),
            "WORKFLOW_URL": "https://workflows.example.com/workflows/sre/one",
            "RETRIES": "0",
            "API": self.outside.address,
            "TOKEN_FILE": str(self.folder / "token"),
            "CA_FILE": str(self.folder / "ca.crt"),
            "REDACTION": str(self.folder / "redaction.sed"),
            "QUERIES": str(self.folder / "queries.tsv"),
            "BUCKET": "evidence",
            "S3": str(self.s3),
            "SECONDS_EACH": "1",
            **changes,
        }
        return run(f"{SCRIPTS}/{script}.sh", told, programs=self.folder / "programs")

    def left(self, name: str) -> str:
        return (self.work / "outputs" / name).read_text()

    def kept(self, name: str) -> str:
        return (self.s3 / FOLDER.removeprefix("s3://") / name).read_text()


@pytest.fixture
def workflow(tmp_path: Path, outside: Played) -> Workflow:
    return Workflow(tmp_path, outside)


# Paging


def paged(workflow: Workflow, **changes: str) -> Done:
    outside = {
        "PAGERDUTY": workflow.outside.address,
        "PAGERDUTY_TOKEN": TOKEN,
        "PAGERDUTY_SERVICE": "PABCDEF1",
        "PAGERDUTY_SENDER": "oncall@example.com",
    }
    done = workflow.run("page", **{**outside, **changes})
    assert TOKEN not in done.out + done.err
    return done


OPENED = {"incident": {"id": "Q1", "html_url": "https://example.pagerduty.com/incidents/Q1"}}


def test_an_incident_is_opened_under_its_own_key(workflow: Workflow) -> None:
    workflow.outside.replies["POST", "/incidents"] = (201, OPENED)
    assert paged(workflow).code == 0
    (heard,) = workflow.outside.heard
    assert heard.headers["Authorization"] == f"Token token={TOKEN}"
    assert heard.headers["From"] == "oncall@example.com"
    made = heard.json["incident"]
    assert made["title"] == '[sev2] backend-api: checkout "fails"; $(touch /tmp/never) `id`'
    assert not Path("/tmp/never").exists()  # noqa: S108 - what the description would make, were it run
    assert made["urgency"] == "high"
    assert made["incident_key"] == IDENTITY
    assert made["service"] == {"id": "PABCDEF1", "type": "service_reference"}
    assert "acknowledge within 15 min" in made["body"]["details"]
    assert (workflow.left("incident-id"), workflow.left("result")) == (IDENTITY, "paged")
    assert workflow.left("url") == "https://example.pagerduty.com/incidents/Q1"


@pytest.mark.parametrize(("severity", "urgency"), URGENCIES.items())
def test_the_urgency_is_one_that_pagerduty_accepts(workflow: Workflow, severity: str, urgency: str) -> None:
    workflow.outside.replies["POST", "/incidents"] = (201, OPENED)
    paged(workflow, SEVERITY=severity)
    assert workflow.outside.heard[0].json["incident"]["urgency"] == urgency


def test_trying_again_opens_no_second_one(workflow: Workflow) -> None:
    workflow.outside.replies["POST", "/incidents"] = (400, {"error": {"code": 2001}})
    workflow.outside.replies["GET", "/incidents"] = (200, {"incidents": [OPENED["incident"]]})
    assert paged(workflow).code == 0
    assert workflow.left("result") == "paged before"
    asked = workflow.outside.of("GET", "/incidents")[0].query
    assert asked == {"incident_key": [IDENTITY], "statuses[]": ["triggered", "acknowledged"]}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((401, {"error": "bad token"}), "NOBODY WAS PAGED: PagerDuty answers 401"),
        (
            (400, {"error": "no such service"}),
            "NOBODY WAS PAGED: PagerDuty answers 400 to the incident, and knows none",
        ),
        ((500, b"oops"), "NOBODY WAS PAGED: PagerDuty answers 500"),
    ],
)
def test_what_pagerduty_refuses_is_said_and_stops_nothing(
    workflow: Workflow, reply: tuple[int, Any], said: str
) -> None:
    workflow.outside.replies["POST", "/incidents"] = reply
    assert paged(workflow).code == 0
    assert workflow.left("result").startswith(said)


def test_a_pagerduty_that_is_not_there_is_said_too(workflow: Workflow) -> None:
    assert paged(workflow, PAGERDUTY="http://127.0.0.1:1").code == 0
    assert workflow.left("result") == "NOBODY WAS PAGED: PagerDuty answers nothing"


def test_an_incident_that_somebody_declared_keeps_its_name(workflow: Workflow) -> None:
    workflow.outside.replies["POST", "/incidents"] = (201, OPENED)
    paged(workflow, INCIDENT="inc-20261125-2359-backend-api")
    assert workflow.left("incident-id") == "inc-20261125-2359-backend-api"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SEVERITY": "critical"}, "the severity is critical, and there are sev1 to sev4"),
        ({"SERVICE": "a;b"}, "SERVICE is a;b, and no name of Kubernetes"),
        ({"NAMESPACE": "../x"}, "NAMESPACE is ../x, and no name of Kubernetes"),
        ({"INCIDENT": "../../etc"}, "the incident is called ../../etc"),
        ({"PAGERDUTY_TOKEN": ""}, "PAGERDUTY_TOKEN is not set"),
        ({"DECLARED": "today"}, "the incident was declared at today, and that is no time in UTC"),
    ],
)
def test_what_cannot_work_is_not_tried_again(workflow: Workflow, changes: dict[str, str], said: str) -> None:
    done = paged(workflow, **changes)
    assert done.code == 64
    assert said in done.err
    assert workflow.outside.heard == []


# Evidence

SECRETS = ("sentinel-env", "sentinel-applied", "sentinel-log", "sentinel-event", "sentinel-argument")


def a_pod(name: str = "backend-api-1", **status: Any) -> dict[str, Any]:
    states = [
        {
            "name": "api",
            "ready": False,
            "restartCount": 3,
            "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        }
    ]
    return {
        "metadata": {
            "name": name,
            "uid": f"uid-of-{name}",
            "managedFields": [{"manager": "kubelet"}],
            "labels": {"app": "backend-api", "rollouts-pod-template-hash": "new"},
            "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "sentinel-applied", "team": "a"
            },
            "ownerReferences": [{"kind": "ReplicaSet", "controller": True}],
        },
        "spec": {
            "containers": [
                {
                    "name": "api",
                    "args": ["--db=postgresql://u:sentinel-argument@db/x"],
                    "env": [
                        {"name": "LEVEL", "value": "sentinel-env"},
                        {"name": "P", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
                    ],
                }
            ]
        },
        "status": {"phase": "Running", "containerStatuses": states, **status},
    }  # fmt: skip


def furnish(outside: Played, *pods: dict[str, Any]) -> None:
    space = "/api/v1/namespaces/backend"
    outside.replies |= {
        ("GET", f"{space}/pods"): (200, {"items": list(pods)}),
        ("GET", f"{space}/events"): (200, {"items": [{"message": "token=sentinel-event"}]}),
        ("GET", f"{space}/services"): (200, {"items": []}),
        ("GET", "/apis/apps/v1/namespaces/backend/replicasets"): (200, {"items": []}),
        ("GET", "/apis/autoscaling/v2/namespaces/backend/horizontalpodautoscalers"): (200, {"items": []}),
        ("GET", "/api/v1/query_range"): (200, {"status": "success", "data": {"result": []}}),
    }
    for pod in pods:
        name = pod["metadata"]["name"]
        outside.replies["GET", f"{space}/pods/{name}/log"] = lambda heard: (
            200,
            (b"before" if "previous" in heard.query else b"now") + b" Authorization: Bearer sentinel-log\n",
        )


def diagnosed(workflow: Workflow, **changes: str) -> Done:
    return workflow.run("diagnose", **{"PROMETHEUS": workflow.outside.address, **changes})


def everything(folder: Path) -> str:
    return "".join(file.read_text() for file in folder.rglob("*") if file.is_file())


def test_evidence_is_kept_by_day_service_and_incident_without_its_secrets(workflow: Workflow) -> None:
    furnish(workflow.outside, a_pod())
    done = diagnosed(workflow)
    assert (done.code, workflow.left("place")) == (0, FOLDER)
    kept = everything(workflow.s3)
    assert [one for one in (*SECRETS, *SENTINELS) if one in kept + done.out + done.err] == []
    pod = json.loads(workflow.kept("pods.json"))["items"][0]
    assert pod["metadata"]["annotations"] == {"team": "a"}
    assert "managedFields" not in pod["metadata"]
    assert pod["spec"]["containers"][0]["env"] == [
        {"name": "LEVEL", "value": "REDACTED"},
        {"name": "P", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
    ]
    assert workflow.kept("logs/backend-api-1.api.log") == "now Authorization: REDACTED\n"
    assert workflow.kept("logs/backend-api-1.api.previous.log") == "before Authorization: REDACTED\n"
    asked = [one.query["query"][0] for one in workflow.outside.of("GET", "/api/v1/query_range")]
    assert asked[0] == 'up{job="backend-api"}'
    assert 'namespace=~"backend",pod=~"backend-api-.*"' in asked[1]
    assert workflow.left("result") == "kept 13 files, 2 could not be had"


def test_what_does_not_answer_is_a_line_and_the_rest_is_kept(workflow: Workflow) -> None:
    furnish(workflow.outside, a_pod())
    workflow.outside.hangs.add("/api/v1/namespaces/backend/events")
    workflow.outside.replies["GET", "/api/v1/namespaces/backend/services"] = (200, b"<html>")
    assert diagnosed(workflow, PROMETHEUS="http://127.0.0.1:1").code == 0
    lines = {one["what"]: one for one in json.loads(workflow.kept("collected.json"))["collected"]}
    assert "timed out" in lines["events.json"]["why_not"]
    assert "parse error" in lines["services.json"]["why_not"]
    assert "404" in lines["rollout.json"]["why_not"]
    assert all("why_not" in one for name, one in lines.items() if name.startswith("metrics-"))
    assert {name for name, one in lines.items() if "why_not" not in one} == {
        "pods.json", "replicasets.json", "autoscalers.json",
        "logs/backend-api-1.api.log", "logs/backend-api-1.api.previous.log",
    }  # fmt: skip
    assert workflow.left("result") == "kept 5 files, 10 could not be had"


def test_a_cluster_that_is_gone_leaves_a_list_of_what_could_not_be_had(workflow: Workflow) -> None:
    gone = "http://127.0.0.1:1"
    assert diagnosed(workflow, API=gone, PROMETHEUS=gone).code == 0
    assert workflow.left("result") == "kept 0 files, 13 could not be had"
    assert len(json.loads(workflow.kept("collected.json"))["collected"]) == 13


def test_a_cluster_that_takes_all_the_time_leaves_enough_to_keep_what_there_is(workflow: Workflow) -> None:
    furnish(workflow.outside, a_pod())
    workflow.outside.hangs.add("/api/v1/namespaces/backend/events")
    assert diagnosed(workflow, MOST_SECONDS="1").code == 0
    lines = json.loads(workflow.kept("collected.json"))["collected"]
    late = [one["what"] for one in lines if "took too long" in one.get("why_not", "")]
    assert [one["what"] for one in lines[:2]] == ["pods.json", "events.json"]
    assert len(late) == 13
    assert workflow.left("result") == "kept 1 files, 14 could not be had"


def test_a_bucket_that_takes_nothing_is_said(workflow: Workflow) -> None:
    furnish(workflow.outside, a_pod())
    workflow.s3.write_text("a file where a folder should be")
    assert diagnosed(workflow).code == 0
    assert workflow.left("result").startswith("NOTHING WAS KEPT")


# Mending

ROLLOUT = "/apis/argoproj.io/v1alpha1/namespaces/backend/rollouts/backend-api"
PODS = "/api/v1/namespaces/backend/pods"


def mended(
    workflow: Workflow, *pods: dict[str, Any], rollout: dict[str, Any] | None = None, **changes: str
) -> Done:
    workflow.outside.replies["GET", PODS] = (200, {"items": list(pods)})
    if rollout is not None:
        workflow.outside.replies["GET", ROLLOUT] = (200, {"status": rollout})
        workflow.outside.replies["PATCH", f"{ROLLOUT}/status"] = (200, {})
    for pod in pods:
        workflow.outside.replies["DELETE", f"{PODS}/{pod['metadata']['name']}"] = (200, {})
    return workflow.run("remediate", **{"REMEDIATED": "backend frontend", "MOST_RESTARTS": "3", **changes})


def acts(workflow: Workflow) -> list[tuple[str, str]]:
    return [(one.method, one.path) for one in workflow.outside.heard if one.method != "GET"]


SETTLED = {"stableRS": "new", "currentPodHash": "new", "phase": "Healthy"}


def test_pods_that_failed_are_restarted_and_only_those(workflow: Workflow) -> None:
    well = a_pod("well", containerStatuses=[{"name": "api", "ready": True, "state": {"running": {}}}])
    alone = a_pod("alone")
    alone["metadata"]["ownerReferences"] = []
    going = a_pod("going")
    going["metadata"]["deletionTimestamp"] = "2026-11-26T14:00:00Z"
    evicted = a_pod("evicted", phase="Failed", containerStatuses=[])
    done = mended(workflow, a_pod(), well, alone, going, evicted, rollout=SETTLED)
    assert done.code == 0
    assert acts(workflow) == [("DELETE", f"{PODS}/backend-api-1"), ("DELETE", f"{PODS}/evicted")]
    deleted = workflow.outside.of("DELETE", f"{PODS}/backend-api-1")[0]
    assert deleted.json["preconditions"] == {"uid": "uid-of-backend-api-1"}
    assert workflow.left("result") == "restarted 2 of 2 pods that failed"


def test_an_update_that_fails_is_turned_back_and_its_pods_are_let_be(workflow: Workflow) -> None:
    running = {"stableRS": "old", "currentPodHash": "new", "phase": "Progressing"}
    assert mended(workflow, a_pod(), rollout=running).code == 0
    assert acts(workflow) == [("PATCH", f"{ROLLOUT}/status")]
    heard = workflow.outside.of("PATCH", f"{ROLLOUT}/status")[0]
    assert heard.json == {"status": {"abort": True}}
    assert heard.headers["Content-Type"] == "application/merge-patch+json"
    assert "turned back the update" in workflow.left("result")


@pytest.mark.parametrize(
    ("rollout", "pods"),
    [
        ({"stableRS": "old", "currentPodHash": "new", "phase": "Progressing"}, ()),
        ({"stableRS": "old", "currentPodHash": "new", "phase": "Degraded", "abort": True}, ()),
        (SETTLED, ()),
        (None, ()),
    ],
)
def test_what_does_not_fail_is_left_alone(
    workflow: Workflow, rollout: dict[str, Any] | None, pods: tuple[dict[str, Any], ...]
) -> None:
    assert mended(workflow, *pods, rollout=rollout).code == 0
    assert acts(workflow) == []
    assert workflow.left("result").startswith("left alone: no pod of backend-api failed")


def test_more_pods_than_allowed_are_for_people(workflow: Workflow) -> None:
    mended(workflow, *(a_pod(f"pod-{number}") for number in range(4)), rollout=SETTLED)
    assert acts(workflow) == []
    assert workflow.left("result") == (
        "left alone: 4 pods of backend-api failed, and at most 3 are restarted without asking"
    )


def test_nothing_is_touched_where_nobody_allowed_it(workflow: Workflow) -> None:
    assert mended(workflow, a_pod(), REMEDIATED="frontend").code == 0
    assert workflow.outside.heard == []
    assert workflow.left("result").startswith("left alone: nothing in backend is mended")


def test_a_cluster_that_does_not_answer_fails_the_step(workflow: Workflow) -> None:
    assert mended(workflow, API="http://127.0.0.1:1").code == 69
    workflow.outside.replies["GET", PODS] = (200, b"<html>")
    assert workflow.run("remediate", REMEDIATED="backend", MOST_RESTARTS="3").code == 69


def test_pods_that_cannot_be_restarted_fail_the_step(workflow: Workflow) -> None:
    workflow.outside.replies["GET", PODS] = (200, {"items": [a_pod()]})
    workflow.outside.replies["DELETE", f"{PODS}/backend-api-1"] = (403, {})
    done = workflow.run("remediate", REMEDIATED="backend", MOST_RESTARTS="3")
    assert (done.code, "none of 1 pods could be restarted" in done.err) == (69, True)


# Telling


def notified(workflow: Workflow, **changes: str) -> Done:
    address = workflow.outside.address
    workflow.outside.replies.setdefault(("POST", f"/services/{SLACK}"), (200, b"ok"))
    told = {
        "PHASE": "declared",
        "PAGED": "paged",
        "PAGE_URL": "https://example.pagerduty.com/incidents/Q1",
        "SLACK_WEBHOOK": f"{address}/services/{SLACK}",
        "STATUSPAGE": address,
        "STATUSPAGE_PAGE": "page1",
        "STATUSPAGE_COMPONENTS": '{"backend-api": "component1"}',
        "STATUSPAGE_TOKEN": STATUS,
        "PUBLIC_STATES": json.dumps(PUBLIC_STATES),
    }
    done = workflow.run("notify", **{**told, **changes})
    assert SLACK not in done.out + done.err
    assert STATUS not in done.out + done.err
    return done


COMPONENT = "/pages/page1/components/component1"


def test_a_channel_and_the_public_are_told(workflow: Workflow) -> None:
    workflow.outside.replies["PATCH", COMPONENT] = (200, {})
    assert notified(workflow, DESCRIPTION="<!channel> & more").code == 0
    text = workflow.outside.of("POST", f"/services/{SLACK}")[0].json["text"]
    assert "sev2: backend-api in backend: &lt;!channel&gt; &amp; more" in text
    assert f"{IDENTITY}, acknowledge within 15 min, respond within 30 min" in text
    public = workflow.outside.of("PATCH", COMPONENT)[0]
    assert public.json == {"component": {"status": "partial_outage"}}
    assert public.headers["Authorization"] == f"OAuth {STATUS}"


@pytest.mark.parametrize(
    "changes", [{"SEVERITY": "sev4"}, {"SERVICE": "frontend-app"}, {"STATUSPAGE_COMPONENTS": ""}]
)
def test_the_public_is_not_told_of_everything(workflow: Workflow, changes: dict[str, str]) -> None:
    assert notified(workflow, **changes).code == 0
    assert [one.method for one in workflow.outside.heard] == ["POST"]


def test_whoever_could_not_be_told_is_named_and_the_others_are(workflow: Workflow) -> None:
    workflow.outside.replies["POST", f"/services/{SLACK}"] = (404, b"no_service")
    workflow.outside.replies["PATCH", COMPONENT] = (200, {})
    assert notified(workflow).code == 69
    assert workflow.left("result") == "NOT TOLD: Slack"
    assert len(workflow.outside.of("PATCH", COMPONENT)) == 1


def test_the_end_is_told_with_what_failed_and_changes_no_public_page(workflow: Workflow) -> None:
    failures = json.dumps([{"displayName": "record", "message": "exit code 70"}])
    assert notified(workflow, PHASE="ended", STATUS="Failed", FAILURES=failures).code == 0
    (heard,) = workflow.outside.heard
    assert "the workflow ended, Failed\n- record: exit code 70\n" in heard.json["text"]
    assert f"infra incident close {IDENTITY}" in heard.json["text"]


# The record


def recorded(workflow: Workflow, **changes: str) -> Done:
    told = {
        "RESPONSES": json.dumps({name: one.model_dump() for name, one in RESPONSES.items()}),
        "PAGED": "paged",
        "PAGED_AT": "2026-11-26T14:32:20Z",
        "PAGE_URL": "https://example.pagerduty.com/incidents/Q1",
        "KEPT": "kept 13 files, 2 could not be had",
        "KEPT_AT": "2026-11-26T14:33:00Z",
        "MENDED": "left to people",
        "MENDED_AT": "",
        "TOLD": "Succeeded",
    }
    return workflow.run("record", **{**told, **changes})


def test_the_record_is_what_is_closed_by_hand(workflow: Workflow) -> None:
    assert recorded(workflow).code == 0
    record = Record.model_validate_json(workflow.kept("incident.json"))
    assert (record.id, record.severity, record.status) == (IDENTITY, "sev2", "open")
    assert record.targets == RESPONSES["sev2"]
    assert record.page.state == "paged"
    assert record.diagnostics == (FOLDER,)
    assert [entry.what for entry in record.timeline] == [
        "declared, and the workflow started",
        "PagerDuty: paged",
        "evidence: kept 13 files, 2 could not be had",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"PAGED": "NOBODY WAS PAGED: PagerDuty answers 500", "PAGE_URL": "-"}, "nobody was paged"),
        ({"KEPT": "NOTHING WAS KEPT: the step did not end"}, "nothing was kept"),
        ({"TOLD": "Failed"}, "not everybody was told"),
    ],
)
def test_a_workflow_that_did_not_do_its_work_fails_with_its_record_written(
    workflow: Workflow, changes: dict[str, str], said: str
) -> None:
    done = recorded(workflow, **changes)
    assert (done.code, said in done.err) == (70, True)
    record = Record.model_validate_json(workflow.kept("incident.json"))
    assert (record.page.state == "failed") == ("PAGED" in changes)
    assert (record.diagnostics == ()) == ("KEPT" in changes)


def test_a_record_that_cannot_be_written_fails_the_step(workflow: Workflow) -> None:
    workflow.s3.write_text("a file where a folder should be")
    assert recorded(workflow).code == 74


def test_no_secret_is_an_argument_of_a_program(workflow: Workflow, tmp_path: Path) -> None:
    """Whoever may list processes reads their arguments."""
    said = tmp_path / "arguments"
    curl = shutil.which("curl")
    stand_in(tmp_path / "programs", "curl", f'echo "$@" >>"{said}"\nexec {curl} "$@"\n')
    furnish(workflow.outside, a_pod())
    paged(workflow)
    notified(workflow)
    diagnosed(workflow)
    mended(workflow, a_pod(), rollout=SETTLED)
    arguments = said.read_text()
    assert len(arguments.splitlines()) > 15
    assert [one for one in SENTINELS if one in arguments] == []
