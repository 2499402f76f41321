"""The other verbs of `infra`: how they end, and what they teach."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from operations import packs_measured
from operations.cli import app
from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from operations.measurement import main as measure
from operations.stopwatch import Stopwatch
from simulator.rehearsal import Phase, Rehearsal
from stacks.settings.schema import FILE
from tests.operations.commands import ROOT, infra
from tests.operations.emulation import ACCOUNT, CREDENTIALS, client, emulated_aws


def test_every_verb_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert command.callback.__doc__
        verb = command.name or command.callback.__name__
        ended = infra(verb, "--help", capsys=capsys, project=None)
        assert ended.code == FINE
        assert command.callback.__doc__.split()[0] in ended.out


def test_a_misspelt_verb_or_option_is_a_matter_of_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert infra("previw", capsys=capsys, project=None).code == CANNOT_JUDGE
    assert infra("preview", "dev", "--bsae", "x", capsys=capsys, project=None).code == CANNOT_JUDGE


def test_a_defect_of_our_own_is_told_without_quoting_what_it_may_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("hunter2")

    monkeypatch.setattr("operations.preview.judge_stack", broken)
    ended = infra("preview", "dev", capsys=capsys)
    assert ended.code == CANNOT_JUDGE
    assert ended.err.startswith("infra itself failed: KeyError at test_commands.py:")
    assert "hunter2" not in ended.err
    assert "Traceback" not in ended.err


def test_a_rehearsal_that_is_clean_says_so_phase_by_phase(capsys: pytest.CaptureFixture[str]) -> None:
    ended = infra("rehearse", "dev", capsys=capsys)
    assert ended.code == FINE
    assert [line.split()[0] for line in ended.out.splitlines()[:5]] == [
        "up",
        "second",
        "refresh",
        "preview",
        "destroy",
    ]


def test_a_rehearsal_that_is_not_clean_is_found_wanting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    phase = Phase("second up", 0.1, "1 updated", ("update of tags: thing",))
    monkeypatch.setattr("operations.rehearse.run_through", lambda *_: Rehearsal("dev", (phase,)))
    ended = infra("rehearse", "dev", capsys=capsys)
    assert ended.code == FOUND_WANTING
    assert "update of tags: thing" in ended.out


def test_the_schema_that_editors_use_is_the_one_of_the_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert infra("schema", "--check", capsys=capsys).code == FINE

    stale = tmp_path / FILE
    stale.parent.mkdir(parents=True)
    stale.write_text("{}")
    assert infra("schema", "--check", capsys=capsys, project=tmp_path).code == FOUND_WANTING
    assert stale.read_text() == "{}"
    assert infra("schema", capsys=capsys, project=tmp_path).code == FINE
    assert stale.read_text() == (ROOT / FILE).read_text()


def test_bootstrap_makes_the_state_of_a_stack_and_says_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in ROOT.glob("Pulumi*.yaml"):
        (tmp_path / path.name).write_text(path.read_text().replace("111111111111", ACCOUNT))
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name.upper(), value)
    with emulated_aws() as endpoint:
        ended = infra("bootstrap", "dev", "--endpoint", endpoint, capsys=capsys, project=tmp_path)
        buckets = [bucket["Name"] for bucket in client("s3", endpoint).list_buckets()["Buckets"]]
    assert ended.code == FINE
    assert buckets == [f"platform-state-{ACCOUNT}-us-east-1"]
    assert ended.out.splitlines()[-2:] == [
        f"  pulumi login 's3://platform-state-{ACCOUNT}-us-east-1?region=us-east-1'",
        "  pulumi stack init dev --secrets-provider 'awskms://alias/platform-state?region=us-east-1'",
    ]


def test_bootstrap_refuses_another_account_than_the_stack_s(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name.upper(), value)
    with emulated_aws() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        ended = infra("bootstrap", "dev", capsys=capsys)
        buckets = client("s3", endpoint).list_buckets()["Buckets"]
    assert ended.code == CANNOT_JUDGE
    assert ended.err.startswith(
        f"you are signed in to account {ACCOUNT}, but stack dev belongs to 111111111111; "
    )
    assert buckets == []


def test_a_judgement_says_what_each_phase_took() -> None:
    watch = Stopwatch()
    with watch.phase("one"):
        pass
    assert set(watch.seconds) == {"one"}
    assert watch.seconds["one"] >= 0


def test_bench_puts_a_stack_of_five_hundred_to_every_pack() -> None:
    command = [".venv/bin/python", "-m", measure.__module__, "packs", "dev", str(ROOT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["resources"] == 500
    assert list(found["phases"]) == ["security", "kubernetes", "cost"]
    assert all(seconds > 0 for seconds in found["phases"].values())


def test_the_stack_that_packs_are_measured_on_is_two_fifths_workloads() -> None:
    few = [
        {"type": "aws:s3/bucket:Bucket", "urn": "b"},
        {"type": "kubernetes:apps/v1:Deployment", "urn": "d"},
    ]
    for entries in (few, few * 1000):
        taken = list(packs_measured.chosen(entries))
        assert Counter(one["type"] for one in taken) == {
            "aws:s3/bucket:Bucket": 300, "kubernetes:apps/v1:Deployment": 200,
        }  # fmt: skip
        assert len({one["urn"] for one in taken}) == 500
    assert len(list(packs_measured.chosen(few[:1]))) == 500


@pytest.mark.parametrize("what", ["judge", "bare", "growth-small"])
def test_what_bench_measures_runs_and_counts_resources(what: str) -> None:
    command = [".venv/bin/python", "-m", measure.__module__, what, "dev", str(ROOT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["resources"] > 100
    assert found["peak_mib"] > 50
    seconds, modules = found["imports"]["pulumi_aws"]
    assert 0 < seconds < 60
    assert modules > 20
    assert not found["imports"].keys() & {"pulumi_gcp", "pulumi_azure_native", "pulumi_cloudflare"}
