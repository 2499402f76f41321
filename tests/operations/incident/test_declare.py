"""`infra incident declare`: the record stands whatever becomes of the page, and nobody believes that he was paged who was not."""

import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from components.delivery.incidents.severities import ResponseSpec
from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from operations.incident.moments import acknowledge_by, moment, next_business_day_ends
from operations.incident.paging import KEY, PLACE
from tests.operations.incident.conftest import ROUTING_KEY, Terminal

USUAL = ("declare", "--severity", "sev2", "--service", "backend-api", "--summary", "checkout fails")


def test_it_pages_and_says_what_comes_next(terminal: Terminal) -> None:
    ended = terminal.infra(*USUAL, "--namespace", "backend")
    assert (ended.code, ended.err) == (FINE, "")
    place, record = terminal.record()
    assert re.fullmatch(r"inc-\d{8}-\d{4}-backend-api", record["id"])
    assert place.name == f"{record['id']}.json"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert record["page"]["state"] == "paged"
    assert record["targets"] == {"acknowledge_minutes": 15, "respond_minutes": 30}
    assert [entry["what"] for entry in record["timeline"]] == ["declared", "page: PagerDuty has taken it"]
    assert "targets: acknowledge within 15 min, respond within 30 min" in ended.out
    assert f"  infra incident collect {record['id']}\n" in ended.out
    assert f"-p namespace=backend -p 'description=checkout fails' -p incident={record['id']}\n" in ended.out
    (heard,) = terminal.pagerduty.heard
    assert (heard.path, heard.json["dedup_key"]) == ("/v2/enqueue", record["id"])
    assert heard.json["payload"]["severity"] == "error"
    assert heard.json["payload"]["summary"] == "[sev2] backend-api: checkout fails"
    assert ROUTING_KEY not in ended.out + place.read_text()


@pytest.mark.parametrize(
    ("severity", "word"), [("sev1", "critical"), ("sev2", "error"), ("sev3", "warning"), ("sev4", "info")]
)
def test_pagerduty_hears_words_that_it_knows(terminal: Terminal, severity: str, word: str) -> None:
    assert terminal.infra("declare", "--severity", severity, *USUAL[3:]).code == FINE
    assert terminal.pagerduty.heard[0].json["payload"]["severity"] == word


def test_without_a_key_nobody_was_paged_and_that_is_said(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY)
    ended = terminal.infra(*USUAL)
    assert ended.code == FOUND_WANTING
    assert "NOBODY WAS PAGED: no PAGERDUTY_ROUTING_KEY is set\n  page by hand in PagerDuty" in ended.out
    assert terminal.record()[1]["page"]["state"] == "nobody"


def test_who_wants_no_page_gets_none(terminal: Terminal) -> None:
    ended = terminal.infra(*USUAL, "--no-page")
    assert ended.code == FINE
    assert "NOBODY WAS PAGED: --no-page was given" in ended.out
    assert terminal.pagerduty.heard == []


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((500, b"oops"), "PagerDuty answers 500"),
        ((400, {"errors": [ROUTING_KEY]}), "PagerDuty answers 400"),
        ((302, b""), "PagerDuty answers 302"),
        ((202, b"<html>"), "PagerDuty answers with something else than PagerDuty would"),
        ((202, ["success"]), "PagerDuty answers with something else than PagerDuty would"),
        ((202, {"status": "invalid"}), "PagerDuty answers with something else than PagerDuty would"),
    ],
)
def test_a_page_that_fails_leaves_the_record_and_says_so(
    terminal: Terminal, reply: tuple[int, object], said: str
) -> None:
    terminal.pagerduty.replies["POST", "/v2/enqueue"] = reply
    ended = terminal.infra(*USUAL)
    assert ended.code == FOUND_WANTING
    assert f"NOBODY WAS PAGED: {said}\n" in ended.out
    record = terminal.record()[1]
    assert (record["page"]["state"], record["page"]["detail"]) == ("failed", said)
    assert len(terminal.pagerduty.heard) == 1
    assert ROUTING_KEY not in ended.out


def test_a_pagerduty_that_hangs_or_is_not_there(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.incident.paging.SECONDS", 0.3)
    terminal.pagerduty.hangs.add("/v2/enqueue")
    ended = terminal.infra(*USUAL)
    assert ended.code == FOUND_WANTING
    assert "PagerDuty does not answer (ReadTimeout)" in ended.out
    monkeypatch.setenv(PLACE, "http://127.0.0.1:1")
    ended = terminal.infra("declare", "--severity", "sev1", "--service", "other", "--summary", "x")
    assert "PagerDuty does not answer (ConnectionError)" in ended.out


def test_the_same_incident_is_not_declared_twice(terminal: Terminal) -> None:
    first = terminal.infra(*USUAL)
    place, before = terminal.record()
    second = terminal.infra(*USUAL)
    if len(list((terminal.folder / "incidents").iterdir())) > 1:  # a minute ended between the two
        pytest.skip("the minute ended between two declarations")
    assert (first.code, second.code) == (FINE, CANNOT_JUDGE)
    assert second.err == (
        f"incidents/{place.name}: is there already, and nothing is written over it; declare nothing twice: gather for it, "
        "or close it\n"
    )
    assert terminal.record()[1] == before
    assert len(terminal.pagerduty.heard) == 1


def test_a_secret_in_a_summary_is_not_kept(terminal: Terminal) -> None:
    ended = terminal.infra(*USUAL[:-1], "login fails with password=sentinel-in-summary")
    assert "sentinel-in-summary" not in ended.out + terminal.record()[0].read_text()
    assert b"sentinel-in-summary" not in terminal.pagerduty.heard[0].body


def test_bad_arguments_are_told_all_at_once_and_leave_nothing(terminal: Terminal) -> None:
    ended = terminal.infra("declare", "--severity", "critical", "--service", "A;b", "--summary", " ")
    assert ended.code == CANNOT_JUDGE
    assert ended.err.splitlines() == [
        (
            "--severity: 'critical' is none; name one of sev1 (service completely down), sev2 (major feature "
            "unavailable), sev3 (minor feature degraded), sev4 (cosmetic issue)"
        ),
        "--service: 'A;b' is no name of Kubernetes; write it in small letters, digits and hyphens, as backend-api",
        "--summary: is empty; say in a sentence what people see",
    ]
    assert not (terminal.folder / "incidents").exists()
    assert terminal.pagerduty.heard == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (KEY, "not-a-key", "PAGERDUTY_ROUTING_KEY: is no routing key, which has 32 letters and digits"),
        (
            PLACE,
            "http://events.example.com",
            "PAGERDUTY_EVENTS: has no TLS, and PAGERDUTY_ROUTING_KEY would be read",
        ),
        (PLACE, "https://u:hidden@example.com", "PAGERDUTY_EVENTS: holds a password, which logs would show"),
        (PLACE, "events", "PAGERDUTY_EVENTS: is no address; write it as https://HOST"),
    ],
)
def test_what_surrounds_it_is_judged_before_anything_is_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    ended = terminal.infra(*USUAL)
    assert ended.code == CANNOT_JUDGE
    assert ended.err.startswith(said)
    assert "hidden" not in ended.err
    assert "not-a-key" not in ended.err
    assert not (terminal.folder / "incidents").exists()


def test_a_folder_that_takes_nothing_is_said(terminal: Terminal) -> None:
    (terminal.folder / "incidents").write_text("a file")
    ended = terminal.infra(*USUAL)
    assert ended.code == CANNOT_JUDGE
    assert ended.err == "incidents: cannot be made (File exists); name another folder\n"
    assert terminal.pagerduty.heard == []


def test_the_next_business_day_leaps_over_the_weekend() -> None:
    thursday, friday = datetime(2026, 11, 26, 14, 32, tzinfo=UTC), datetime(2026, 11, 27, 23, 59, tzinfo=UTC)
    assert next_business_day_ends(thursday) == datetime(2026, 11, 28, tzinfo=UTC)
    assert next_business_day_ends(friday) == datetime(2026, 12, 1, tzinfo=UTC)
    assert acknowledge_by(friday, ResponseSpec()) == datetime(2026, 12, 1, tzinfo=UTC)


def test_a_clock_means_the_first_such_time_since_the_declaration() -> None:
    declared = datetime(2026, 11, 26, 23, 50, 30, tzinfo=UTC)
    assert moment("23:55", declared) == datetime(2026, 11, 26, 23, 55, tzinfo=UTC)
    assert moment("00:10", declared) == datetime(2026, 11, 27, 0, 10, tzinfo=UTC)
    assert moment("23:50", declared) == declared
    assert moment("2026-11-27T01:00+01:00", declared) == datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
    for wrong in ("25:00", "noon", "2026-11-27T01:00", ""):
        with pytest.raises(ValueError):  # noqa: PT011 - the standard library words it
            moment(wrong, declared)


def test_nothing_but_the_record_is_left(terminal: Terminal) -> None:
    terminal.infra(*USUAL)
    assert [one.name for one in Path("incidents").iterdir()] == [terminal.record()[0].name]
