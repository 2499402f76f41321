"""`infra preview` whole: what it writes, what it compares with, and how it ends."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from operations.faults import FINE, FOUND_WANTING
from operations.reports.markdown import LARGEST_COMMENT
from tests.operations.commands import ROOT, infra
from tests.shipped import brought_up
from tests.stacks.settings.conftest import PLATFORM

STACKS = ("dev", "staging", "production")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A judgement of each stack, as a file."""
    folder = tmp_path_factory.mktemp("judgements")
    files = {stack: folder / f"{stack}.json" for stack in STACKS}
    for stack, file in files.items():
        command = [
            ".venv/bin/infra",
            "preview",
            stack,
            "--json",
            str(file),
            "--markdown",
            str(file.with_suffix(".md")),
        ]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return files


def document(file: Path) -> Document:
    loaded: Document = json.loads(file.read_text())
    return loaded


@contextmanager
def edited(tmp_path: Path, stack: str, old: str, new: str) -> Iterator[Path]:
    """Give a project folder whose stack file differs in one place; its code is this checkout's."""
    for path in (*ROOT.glob("Pulumi*.yaml"), ROOT / "__main__.py"):
        (tmp_path / path.name).write_text(path.read_text())
    file = tmp_path / f"Pulumi.{stack}.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    yield tmp_path


@pytest.mark.parametrize("stack", STACKS)
def test_our_own_stacks_pass(written: dict[str, Path], stack: str) -> None:
    judged = document(written[stack])
    assert [finding for finding in judged["findings"] if finding["level"] == "mandatory"] == []
    assert judged["cost"]["unpriced"] == []
    assert judged["cost"]["budget"]["verdict"] == "within"


@pytest.mark.parametrize("stack", STACKS)
def test_the_json_has_the_shape_that_other_programs_read(written: dict[str, Path], stack: str) -> None:
    judged = document(written[stack])
    assert set(judged) == {"stack", "engine", "resources", "steps", "findings", "cost"}
    assert judged["stack"] == stack
    for resource in judged["resources"]:
        assert {"urn", "type", "custom", "inputs", "outputs", "dependencies", "propertyDependencies"} <= set(
            resource
        )
    for step in judged["steps"]:
        assert {"op", "urn", "changed", "replacing"} <= set(step)
    assert {step["op"] for step in judged["steps"]} == {"create"}
    assert {resource["urn"] for resource in judged["resources"]} == {step["urn"] for step in judged["steps"]}


@pytest.mark.parametrize("stack", STACKS)
def test_the_json_can_be_compared_by_line(written: dict[str, Path], stack: str) -> None:
    text = written[stack].read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_production_has_the_core_of_both_regions(written: dict[str, Path]) -> None:
    resources = document(written["production"])["resources"]
    for token in (
        "aws:eks/cluster:Cluster",
        "aws:ec2/vpc:Vpc",
        "aws:elasticache/replicationGroup:ReplicationGroup",
    ):
        regions = sorted(entry["inputs"]["region"] for entry in resources if entry["type"] == token)
        assert regions == ["us-east-1", "us-west-2"], token
    databases = {
        entry["inputs"]["identifier"]: entry["inputs"]["region"]
        for entry in resources
        if entry["type"] == "aws:rds/instance:Instance"
    }
    assert databases["production-postgresql"] == "us-east-1"
    assert databases["production-db-replica-west"] == "us-west-2"


def test_the_same_stack_gives_the_same_bytes(written: dict[str, Path], tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    command = [
        ".venv/bin/infra",
        "preview",
        "dev",
        "--json",
        str(again),
        "--markdown",
        str(again.with_suffix(".md")),
    ]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert again.read_bytes() == written["dev"].read_bytes()
    assert again.with_suffix(".md").read_bytes() == written["dev"].with_suffix(".md").read_bytes()


def test_an_earlier_judgement_is_a_baseline_that_nothing_differs_from(
    written: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    ended = infra("preview", "dev", "--base", str(written["dev"]), "--json", str(out), capsys=capsys)
    assert ended.code == FINE
    assert {step["op"] for step in document(out)["steps"]} == {"same"}
    assert document(out)["cost"]["change"]["delta"] == 0


def test_an_export_is_a_baseline_against_which_a_change_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, out = tmp_path / "export.json", tmp_path / "out.json"
    export.write_text(brought_up("dev").state.text())
    project = tmp_path / "project"
    project.mkdir()
    with edited(project, "dev", "max: 3", "max: 4"):
        ended = infra(
            "preview", "dev", "--base", str(export), "--json", str(out), capsys=capsys, project=project
        )
    assert ended.code == FINE
    changes = [step for step in document(out)["steps"] if step["op"] != "same"]
    assert [(step["op"], step["changed"]) for step in changes] == [("update", ["scalingConfig.maxSize"])]
    assert document(out)["cost"]["change"]["after"] == document(out)["cost"]["expected"]


def test_replacing_a_data_store_is_called_out_above_all_and_found_wanting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.json"
    export.write_text(brought_up("dev").state.text())
    project = tmp_path / "project"
    project.mkdir()
    with edited(project, "dev", "username: platform_owner", "username: somebody_else"):
        ended = infra("preview", "dev", "--base", str(export), capsys=capsys, project=project)
    assert ended.code == FOUND_WANTING
    assert "GUARDED: data would be lost" in ended.out.splitlines()[0]
    assert (
        "replaces aws Instance us-east-1-postgres-instance because username cannot change in place"
        in ended.out
    )
    assert "Found wanting: 1 guarded replacement(s) or deletion(s)." in ended.out


def test_removing_a_data_store_is_guarded_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, out = tmp_path / "export.json", tmp_path / "out.json"
    export.write_text(brought_up("dev").state.text())
    project = tmp_path / "project"
    project.mkdir()
    text = (ROOT / "Pulumi.dev.yaml").read_text()
    left = PLATFORM.sub("", text[: text.index("          cache:\n")])
    with edited(project, "dev", text, left):
        ended = infra(
            "preview", "dev", "--base", str(export), "--json", str(out), capsys=capsys, project=project
        )
    assert ended.code == FOUND_WANTING
    guarded = [step["urn"].rsplit("::", 1)[-1] for step in document(out)["steps"] if step["guarded"]]
    assert "us-east-1-cache-group" in guarded
    assert document(out)["cost"]["change"]["delta"] < 0


def test_a_git_revision_is_previewed_as_it_stood_there(tmp_path: Path) -> None:
    """A clone whose newest commit widens a pool: against the commit before, that is the one change."""
    clone = tmp_path / "clone"
    git = ["git", "-C", str(clone), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    for name in tracked:
        if not name.startswith(("tests/", "docs/")) and (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "before"], check=True)
    with edited(clone, "dev", "max: 3", "max: 4"):
        command = [str(ROOT / ".venv/bin/python"), "-m", "operations.cli", "preview", "dev"]
        out = tmp_path / "out.json"
        done = subprocess.run(
            [*command, "--base", "HEAD", "--json", str(out)],
            cwd=clone,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (FINE, "")
    changes = [step for step in document(out)["steps"] if step["op"] != "same"]
    assert [(step["op"], step["changed"]) for step in changes] == [("update", ["scalingConfig.maxSize"])]


def test_the_comment_can_be_found_again_and_fits(written: dict[str, Path]) -> None:
    for stack, file in written.items():
        text = file.with_suffix(".md").read_text()
        assert text.startswith(f"<!-- infra preview {stack} -->\n### ✅ `{stack}`: ")
        assert len(text) <= LARGEST_COMMENT
        assert "The clouds are simulated" in text


def test_no_secret_of_the_stack_file_reaches_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentinel = "AAABAHsentinelciphertext"
    project = tmp_path / "project"
    project.mkdir()
    secret = f"config:\n  platform:pagerduty_key:\n    secure: {sentinel}\n"
    out, comment = tmp_path / "out.json", tmp_path / "out.md"
    with edited(project, "dev", "config:\n", secret):
        reports = ("--json", str(out), "--markdown", str(comment))
        ended = infra("preview", "dev", *reports, capsys=capsys, project=project)
    assert ended.code == FINE
    for text in (ended.out, ended.err, out.read_text(), comment.read_text()):
        assert sentinel not in text
