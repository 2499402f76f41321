"""The program of experiments, run for real against a Prometheus, an API server and a Slack of this machine."""

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from components.resilience.chaos.scripts import run, told
from components.resilience.chaos.scripts.kube import Cluster
from tests.components.resilience.chaos.runs import EXPERIMENT, PATH, Outcome, Surroundings
from tests.components.resilience.chaos.servers import HEALTHY, Measured, Objects, serving

OBJECT = f"{PATH}/backend-api-pod-failure-chaos-monkey-1764169200"
GATE = 4
"""How many questions a look is."""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Give this process back what a run in it does to its signals."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    return Surroundings(tmp_path)


def untouched(outcome: Outcome) -> bool:
    return outcome.api.seen == [] and outcome.left == []


def test_it_makes_watches_and_takes_back(around: Surroundings) -> None:
    outcome = around.run()
    assert (outcome.code, outcome.left) == (0, [])
    (made,) = [body for verb, _, body in outcome.api.seen if verb == "POST"]
    assert made["metadata"] == {
        "name": "backend-api-pod-failure-chaos-monkey-1764169200",
        "namespace": "backend",
        "labels": {
            "owner": "platform",
            "platform.internal/chaos": "backend-api-pod-failure",
            "platform.internal/chaos-run": "chaos-monkey-1764169200",
        },
    }
    assert ("DELETE", OBJECT, {"propagationPolicy": "Foreground"}) in outcome.api.seen
    assert outcome.told == [
        "production-us-east-1: backend-api-pod-failure begins, for 1 s",
        "production-us-east-1: backend-api-pod-failure ran to its end",
    ]
    assert outcome.seconds >= 1
    report = outcome.report
    assert (report["outcome"], report["began"], report["throw"]["hit"]) == ("ran to its end", True, True)
    assert len(report["readings"]) >= 5
    assert {key: value for key, value in report["readings"][0].items() if key != "at"} == {
        "error_rate": 0.001,
        "burn_rate": 0.4,
        "budget_left": 0.8,
        "critical_alerts": 0,
    }


BEYOND: dict[str, tuple[dict[str, Any], str]] = {
    "requests fail": ({"errors": 0.051}, "error_rate is 0.051, more than 0.05"),
    "a budget burns": ({"burn": 10.1}, "burn_rate is 10.1, more than 10"),
    "one budget of several burns": ({"burn": [0.1, 10.1, 0.2]}, "burn_rate is 10.1, more than 10"),
    "a budget is used up": ({"left": [0.9, 0.09]}, "budget_left is 0.09, less than 0.1"),
    "somebody was woken": ({"critical": 1}, "critical_alerts is 1, more than 0"),
}


@pytest.mark.parametrize(("values", "said"), BEYOND.values(), ids=BEYOND)
def test_nothing_begins_while_something_is_wrong(
    around: Surroundings, values: dict[str, Any], said: str
) -> None:
    around.measured.now.update(values)
    outcome = around.run()
    assert outcome.code == 1
    assert untouched(outcome)
    assert outcome.told == [f"production-us-east-1: backend-api-pod-failure was not begun: {said}"]
    assert outcome.report["outcome"] == "was not begun"
    assert outcome.report["reason"] == said


@pytest.mark.parametrize("values", [{"errors": 0.05}, {"burn": 10}, {"left": 0.1}])
def test_a_bound_itself_is_allowed(around: Surroundings, values: dict[str, Any]) -> None:
    around.measured.now.update(values)
    assert around.run().code == 0


UNKNOWN: dict[str, tuple[Any, str]] = {
    "empty": ([], "nothing is recorded"),
    "no number": (["NaN"], "is no number, because nothing was asked of the service"),
    "one of several is no number": ([0.2, "+Inf"], "is no number, because nothing was asked of the service"),
    "garbage": ((200, b"<html>hello</html>"), "what answers is not Prometheus"),
    "another JSON": ((200, b"[1, 2]"), "what answers is not Prometheus"),
    "values that are none": ((200, b'{"status":"success","data":{"result":[{}]}}'), "what answers is not Prometheus"),
    "an error in a success": ((200, b'{"status":"error"}'), "Prometheus could not tell"),
    "an error": ((503, b"{}"), "Prometheus does not answer (HTTPError)"),
    "endless": ((200, b" " * 5_000_000), "what answers is not Prometheus"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "said"), UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize(("measure", "named"), [("burn", "burn_rate"), ("errors", "error_rate")])
def test_what_is_not_known_keeps_the_gate_shut(
    around: Surroundings, measure: str, named: str, answer: Any, said: str
) -> None:
    around.measured.now[measure] = answer
    outcome = around.run()
    assert outcome.code == 69
    assert untouched(outcome)
    assert outcome.report["reason"] == f"{named}: {said}"


def test_a_prometheus_that_is_not_there_keeps_the_gate_shut(around: Surroundings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        around.prometheus = f"http://127.0.0.1:{free.getsockname()[1]}"
    outcome = around.run()
    assert outcome.code == 69
    assert untouched(outcome)
    assert outcome.report["reason"] == "error_rate: Prometheus does not answer (URLError)"


def test_a_prometheus_that_hangs_keeps_the_gate_shut(around: Surroundings) -> None:
    around.measured.hangs = 30
    outcome = around.run()
    assert outcome.code == 69
    assert untouched(outcome)
    assert outcome.seconds < 20
    assert outcome.report["reason"].startswith("error_rate: Prometheus does not answer (")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        *(pytest.param(values, 1, id=name) for name, (values, _) in BEYOND.items()),
        pytest.param({"burn": []}, 69, id="empty"),
        pytest.param({"left": (500, b"")}, 69, id="an error"),
    ],
)
def test_a_running_experiment_is_halted_at_once(
    around: Surroundings, values: dict[str, Any], code: int
) -> None:
    around.facts = {"seconds": 40, "watch_seconds": 0.2}
    around.measured.later, around.measured.after = values, 3 * GATE
    outcome = around.run()
    assert (outcome.code, outcome.left) == (code, [])
    assert outcome.seconds < 10
    assert outcome.api.verbs().count("POST") == 1
    assert outcome.report["outcome"] == "was halted"
    assert [one.partition("failure ")[2].split(":")[0].split(",")[0] for one in outcome.told] == [
        "begins",
        "was halted",
    ]


def test_the_last_moment_is_watched_too(around: Surroundings) -> None:
    """A watch that is longer than the experiment still looks at its end."""
    around.facts = {"seconds": 1, "watch_seconds": 30}
    around.measured.later, around.measured.after = {"errors": 0.5}, 2 * GATE
    outcome = around.run()
    assert (outcome.code, outcome.report["outcome"]) == (1, "was halted")
    assert outcome.seconds < 10


def test_one_that_hits_nothing_is_no_success(around: Surroundings) -> None:
    around.objects.injected = False
    around.facts = {"seconds": 30, "settle_seconds": 0.5}
    outcome = around.run()
    assert (outcome.code, outcome.left, outcome.report["outcome"]) == (1, [], "hit nothing")
    assert outcome.report["began"] is False
    assert outcome.seconds < 10


def test_a_refused_object_is_told_of(around: Surroundings) -> None:
    around.objects.refuses = 403
    outcome = around.run()
    assert (outcome.code, outcome.left) == (69, [])
    assert outcome.report["reason"] == "the API server answers 403: admission webhook denied the request"


def test_an_object_whose_answer_was_lost_is_taken_back(around: Surroundings) -> None:
    around.objects.lost_answers = True
    outcome = around.run()
    assert (outcome.code, outcome.left) == (69, [])
    assert "DELETE" in outcome.api.verbs()


def test_it_waits_until_a_fault_is_undone(around: Surroundings) -> None:
    around.objects.lingers = 2
    outcome = around.run()
    assert (outcome.code, outcome.left) == (0, [])
    assert outcome.api.verbs().count("DELETE") == 3


def test_its_end_before_time_takes_back(around: Surroundings) -> None:
    around.facts = {"seconds": 50}
    with around.started(["run"], {}) as (process, api, slack):
        _until(lambda: bool(around.objects.kept))
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
        outcome = around.outcome(process.returncode, said, api, slack, 0)
    assert (outcome.code, outcome.left) == (1, [])
    assert outcome.report["outcome"] == "was stopped"


def test_a_die_that_misses_makes_nothing_and_disturbs_nobody(around: Surroundings) -> None:
    around.facts = {"probability": 1e-12}
    outcome = around.run()
    assert (outcome.code, outcome.told) == (0, [])
    assert untouched(outcome)
    throw = outcome.report["throw"]
    assert (outcome.report["outcome"], throw["hit"]) == ("spared", False)
    assert throw["seed"].startswith("production-us-east-1/backend-api-pod-failure/20")


def test_a_dry_run_has_the_object_judged_and_makes_none(around: Surroundings) -> None:
    around.facts = {"dry_run": True}
    outcome = around.run()
    assert (outcome.code, outcome.left) == (0, [])
    assert [(verb, path) for verb, path, _ in outcome.api.seen] == [("POST", f"{PATH}?dryRun=All")]
    around.objects.refuses = 422
    assert around.run().code == 69


@pytest.mark.parametrize("code", [403, 500])
def test_nothing_is_made_that_nobody_could_be_told_of(around: Surroundings, code: int) -> None:
    around.slack_code = code
    outcome = around.run()
    assert outcome.code == 69
    assert untouched(outcome)
    assert outcome.report["reason"] == "nobody could be told of it"
    assert "Slack could not be told (HTTPError)" in outcome.said


def test_a_webhook_that_is_no_address_is_not_shown(around: Surroundings) -> None:
    (around.folder / "other").write_text("SENTINEL not an address")
    outcome = around.run(SLACK_FILE=str(around.folder / "other"))
    assert outcome.code == 69
    assert untouched(outcome)


def test_without_a_webhook_the_log_is_all(around: Surroundings) -> None:
    outcome = around.run(SLACK_FILE="")
    assert (outcome.code, outcome.told) == (0, [])
    assert "backend-api-pod-failure ran to its end" in outcome.said


def test_what_another_run_left_is_taken_back(around: Surroundings) -> None:
    around.objects.kept = {f"{PATH}/left-1": _left("left-1"), f"{PATH}/left-2": _left("left-2")}
    outcome = around.run("clean")
    assert (outcome.code, outcome.left) == (0, [])
    assert outcome.told == [
        "left-1 was left behind, and is taken back",
        "left-2 was left behind, and is taken back",
    ]
    assert around.run("clean").told == []


def test_what_cannot_be_looked_for_is_said(around: Surroundings) -> None:
    outcome = around.run("clean", TOKEN_FILE=str(around.folder / "absent"))
    assert outcome.code == 69
    assert len(outcome.told) == 2


@pytest.mark.parametrize("name", ["PROMETHEUS", "API", "TOKEN_FILE", "CA_FILE", "RUN", "EXPERIMENT"])
def test_a_missing_setting_is_a_sentence(around: Surroundings, name: str) -> None:
    outcome = around.run(**{name: ""})
    assert outcome.code == 64
    assert untouched(outcome)
    assert outcome.said.startswith("chaos: ")
    assert outcome.said.count("\n") == 1


@pytest.mark.parametrize("facts", [{"timezone": "Mars/Olympus"}, {"made": {}}, {"further": 1}])
def test_an_experiment_that_is_none_is_a_sentence(around: Surroundings, facts: dict[str, Any]) -> None:
    around.facts = facts
    outcome = around.run()
    assert (outcome.code, outcome.said.count("\n")) == (64, 1)
    assert untouched(outcome)


def test_a_job_has_begun_when_its_pod_is_ready(around: Surroundings) -> None:
    around.facts = {"made": {**EXPERIMENT["made"], "began": "ready"}, "settle_seconds": 0.3}
    assert around.run().report["outcome"] == "hit nothing"
    around.objects.ready = 1
    assert around.run().report["outcome"] == "ran to its end"


def test_what_stays_is_named_and_is_the_worst_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, because the program itself gives an object minutes to go."""
    objects = Objects(lingers=10_000)
    (tmp_path / "token").write_text("token")
    with serving(objects) as api, serving(Measured()) as prometheus:
        here = told.Place(
            prometheus=prometheus.address,
            api=api.address,
            token=tmp_path / "token",
            authority=tmp_path,
            run="run-1",
            slack=None,
            channel="",
            report=tmp_path / "report.json",
        )
        cluster = Cluster(here, gone_seconds=0.3)
        facts = {**EXPERIMENT, "timezone": ZoneInfo("UTC"), "made": told.Made(**EXPERIMENT["made"])}
        assert run.run(told.Experiment(**facts), here, cluster) == 75
        assert json.loads((tmp_path / "report.json").read_text())["outcome"] == "could not be taken back"
        (left,) = objects.kept
        capsys.readouterr()
        assert run.clean(here, cluster, [PATH]) == 75
    name = left.rpartition("/")[2]
    assert capsys.readouterr().out == f"chaos: {name} could not be taken back: delete {left}\n"


def test_healthy_is_what_the_other_tests_take_it_for(around: Surroundings) -> None:
    assert (around.measured, around.objects) == (Measured(now=dict(HEALTHY)), Objects())


def _left(name: str) -> dict[str, Any]:
    return {"metadata": {"name": name}}


def _until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)
