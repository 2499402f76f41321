"""`infra incident close`: a record that is whole, and a page that says how soon people were and what they do about it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from operations.faults import CANNOT_JUDGE, FINE, CannotJudge
from operations.incident.close import Told, close
from operations.incident.record import as_text, read
from tests.operations.incident.conftest import Terminal

IDENTITY = "inc-20261126-1432-backend-api"
DECLARED = datetime(2026, 11, 26, 14, 32, 10, tzinfo=UTC)
ENDED = DECLARED + timedelta(hours=3)

OPEN: dict[str, Any] = {
    "version": 1,
    "id": IDENTITY,
    "severity": "sev2",
    "service": "backend-api",
    "namespace": "backend",
    "summary": "checkout | fails",
    "declared_at": "2026-11-26T14:32:10Z",
    "targets": {"acknowledge_minutes": 15, "respond_minutes": 30},
    "page": {"state": "paged", "detail": "paged", "url": "https://example.pagerduty.com/incidents/Q1"},
    "timeline": [{"at": "2026-11-26T14:32:10Z", "what": "declared"}],
    "diagnostics": [f"s3://evidence/20261126/backend-api/{IDENTITY}/"],
    "status": "open",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "incidents"
    place.mkdir()
    (place / f"{IDENTITY}.json").write_text(json.dumps(OPEN))
    return place


def whole(**changes: Any) -> Told:
    told = {
        "cause": "the pool of connections was smaller than the number of workers",
        "actions": ("team-a: alarm on waiting connections (due 2026-12-10)",),
        "events": ("14:50 rolled back to 1.4.2",),
        "acknowledged": "14:40",
        "responded": "2026-11-26T15:10Z",
        "mitigated": "15:20",
        "resolved": "16:00",
        **changes,
    }
    return Told(**told)


def test_the_page_says_how_soon_people_were(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert close(IDENTITY, whole(), folder=folder, at=ENDED) == FINE
    page = (folder / f"{IDENTITY}.md").read_text()
    for line in (
        f"# {IDENTITY}: checkout \\| fails",
        "This page is about systems and processes, and about no person.",
        "- This page is reviewed by 2026-12-01, its actions are looked at on 2026-12-26",
        "| acknowledged | 7 min | 15 min, by 2026-11-26 14:47:10 UTC | met |",
        "| responded to | 37 min | 30 min, by 2026-11-26 15:02:10 UTC | MISSED |",
        "| mitigated | 47 min | none | |",
        "| resolved | 1 h 27 min | none | |",
        "the pool of connections was smaller than the number of workers",
        "| team-a | alarm on waiting connections | 2026-12-10 |",
        f"- `s3://evidence/20261126/backend-api/{IDENTITY}/`",
    ):
        assert line in page.splitlines()
    happened = page[page.index("## What happened") : page.index("## What is done")]
    assert [line[2:10] and line.partition(" UTC: ")[2] for line in happened.splitlines()[1:-1]] == [
        "declared", "acknowledged", "rolled back to 1.4.2", "responded", "mitigated", "resolved",
    ]  # fmt: skip
    record = read(folder, IDENTITY)
    assert (record.status, record.resolved_at) == ("closed", datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    assert (record.actions[0].owner, record.actions[0].due) == ("team-a", "2026-12-10")
    assert f"page: {folder / IDENTITY}.md" in capsys.readouterr().out


def test_what_nobody_wrote_down_is_neither_met_nor_missed(folder: Path) -> None:
    told = whole(acknowledged=None, responded=None, mitigated=None, resolved=None, actions=(), events=())
    close(IDENTITY, told, folder=folder, at=ENDED)
    page = (folder / f"{IDENTITY}.md").read_text()
    assert "| acknowledged | not recorded | 15 min, by 2026-11-26 14:47:10 UTC | not known |" in page
    assert "| resolved | 3 h | none | |" in page
    assert "No action was agreed on yet" in page


def test_a_cosmetic_issue_has_until_the_next_business_day(folder: Path) -> None:
    place = folder / f"{IDENTITY}.json"
    nothing = {"acknowledge_minutes": None, "respond_minutes": None}
    place.write_text(json.dumps({**OPEN, "severity": "sev4", "targets": nothing}))
    close(IDENTITY, whole(), folder=folder, at=ENDED)
    page = (folder / f"{IDENTITY}.md").read_text()
    assert "| acknowledged | 7 min | 1 d 9 h 27 min, by 2026-11-28 00:00:00 UTC | met |" in page


def test_the_record_of_the_workflow_is_closed_just_so(folder: Path) -> None:
    """It is the one that ``record.sh`` writes, whose form `tests/components/delivery/test_incident_scripts.py` holds."""
    close(IDENTITY, whole(), folder=folder, at=ENDED)
    again = read(folder, IDENTITY)
    assert json.loads(as_text(again))["timeline"][0]["what"] == "declared"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cause": "  "}, ["--cause: is empty; say what in systems or processes led to it"]),
        (
            {"actions": ("fix it", "team-a: fix it (due 2026-02-30)", "team-a: fix it (due 2026-11-01)")},
            [
                (
                    "--action: 'fix it' lacks an owner or a due date, and nobody would do it; write it as 'team-a: alarm on "
                    "queue age (due 2026-12-10)'"
                ),
                "--action: 2026-02-30 is no day of the calendar; correct it",
                "--action: 2026-11-01 is over; name a day on which it can still be done",
            ],
        ),
        (
            {"acknowledged": "soon", "resolved": "2026-11-27T14:00Z"},
            [
                "--acknowledged: 'soon' is no time; write it as 14:35, which is UTC, or 2026-11-26T14:35Z",
                "--resolved: 2026-11-27T14:00Z is still to come; correct it, or close the incident then",
            ],
        ),
        (
            {"acknowledged": "15:30"},
            ["--responded: 2026-11-26T15:10Z lies before acknowledged, 2026-11-26T15:30Z; correct one"],
        ),
        (
            {"events": ("14:50", "noon it broke")},
            [
                "--event: '14:50' does not say what happened; write it as '14:50 rolled back to 1.4.2'",
                "--event: 'noon' is no time; write it as 14:35, which is UTC, or 2026-11-26T14:35Z",
            ],
        ),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(
    folder: Path, changes: dict[str, Any], said: list[str]
) -> None:
    with pytest.raises(CannotJudge) as refused:
        close(IDENTITY, whole(**changes), folder=folder, at=ENDED)
    assert list(refused.value.sentences) == said
    assert [one.name for one in folder.iterdir()] == [f"{IDENTITY}.json"]
    assert json.loads((folder / f"{IDENTITY}.json").read_text()) == OPEN


def test_from_the_first_to_the_last_command(terminal: Terminal) -> None:
    terminal.infra("declare", "--severity", "sev3", "--service", "shop", "--summary", "slow")
    identity = terminal.record()[1]["id"]
    cause = ("--cause", "an index was missing; password=sentinel-cause")
    assert terminal.infra("close", identity, *cause).code == FINE
    page = (terminal.folder / "incidents" / f"{identity}.md").read_text()
    assert "sentinel-cause" not in page + terminal.record()[0].read_text()
    again = terminal.infra("close", identity, *cause)
    assert (again.code, again.err) == (
        CANNOT_JUDGE, f"{identity}: is closed already; its page stands beside its record\n",
    )  # fmt: skip


def test_a_page_that_is_there_already_is_not_written_over(terminal: Terminal) -> None:
    terminal.infra("declare", "--severity", "sev3", "--service", "shop", "--summary", "slow")
    place, before = terminal.record()
    place.with_suffix(".md").write_text("by hand")
    ended = terminal.infra("close", before["id"], "--cause", "x")
    assert ended.code == CANNOT_JUDGE
    assert "is there already" in ended.err
    assert place.with_suffix(".md").read_text() == "by hand"
    assert terminal.record()[1] == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read (No such file or directory); name the folder of records with --dir"),
        ("{", "is no record of an incident (the file: Invalid JSON"),
        (json.dumps({**OPEN, "severity": "sev9"}), "is no record of an incident (severity: "),
        (
            json.dumps({**OPEN, "declared_at": "2026-11-26T14:32:10"}),
            "is no record of an incident (declared_at: ",
        ),
        (json.dumps({**OPEN, "id": "inc-20261126-1433-other"}), "is the record of inc-20261126-1433-other"),
    ],
)
def test_what_is_no_record_is_said_in_a_sentence(terminal: Terminal, text: str | None, said: str) -> None:
    if text is not None:
        Path("incidents").mkdir()
        Path("incidents", f"{IDENTITY}.json").write_text(text)
    ended = terminal.infra("close", IDENTITY, "--cause", "x")
    assert ended.code == CANNOT_JUDGE
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
