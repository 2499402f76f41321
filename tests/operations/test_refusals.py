"""What `infra preview` cannot judge ends in exit code 2 and one sentence a fault, with nothing written."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operations.commands import ROOT, infra


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project whose files a test may spoil; its code is this checkout's."""
    for path in (*ROOT.glob("Pulumi*.yaml"), ROOT / "__main__.py"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


def refused(*arguments: str, project: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    before = sorted(path.name for path in project.iterdir())
    ended = infra("preview", *arguments, capsys=capsys, project=project)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err
    assert sorted(path.name for path in project.iterdir()) == before
    return ended.err.splitlines()


def test_an_unknown_stack_names_the_nearest(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = refused("prodution", project=project, capsys=capsys)
    assert line == (
        "Pulumi.prodution.yaml: does not exist, so there is no stack 'prodution': there are dev, production, "
        "staging; did you mean production?"
    )


def test_every_fault_of_a_stack_file_is_named_with_its_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "Pulumi.dev.yaml"
    text = file.read_text().replace("protected: false", "protectd: false")
    file.write_text(text.replace("nat: single", "nat: 7"))
    lines = refused("dev", project=project, capsys=capsys)
    assert [line.partition(" ")[0] for line in lines] == [
        "Pulumi.dev.yaml:5:",
        "Pulumi.dev.yaml:9:",
        "Pulumi.dev.yaml:22:",
    ]
    assert "did you mean protected?" in lines[1]


BASES = {
    "nothing but brackets": ("[" * 100_000, "is not JSON, or only half a file"),
    "half a file": ('{"version": 3, "deployment": {"resources": [', "is not JSON, or only half a file"),
    "another shape": (
        '{"hello": "world"}',
        "is neither a `pulumi stack export` nor the --json of an earlier preview",
    ),
    "another version": ('{"version": 99, "deployment": {}}', "version"),
    "a list": ("[]", "is neither a `pulumi stack export` nor the --json of an earlier preview"),
}


@pytest.mark.parametrize("case", BASES)
def test_a_base_that_is_none_is_refused(
    case: str, project: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    text, sentence = BASES[case]
    base = tmp_path_factory.mktemp("base") / "base.json"
    base.write_text(text)
    (line,) = refused("dev", "--base", str(base), project=project, capsys=capsys)
    assert line.startswith(f"--base {base}: ")
    assert sentence in line


def test_the_export_of_another_stack_is_refused(
    project: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    urn = "urn:pulumi:production::platform::pulumi:pulumi:Stack::platform-production"
    resource = {"urn": urn, "custom": False, "type": "pulumi:pulumi:Stack"}
    export = {"version": 3, "deployment": {"manifest": {}, "resources": [resource]}}
    base = tmp_path_factory.mktemp("base") / "export.json"
    base.write_text(json.dumps(export))
    (line,) = refused("dev", "--base", str(base), project=project, capsys=capsys)
    assert "production" in line
    assert "dev" in line


def test_a_base_that_is_neither_file_nor_revision_says_what_it_could_be(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    (line,) = refused("dev", "--base", "no-such-thing", project=project, capsys=capsys)
    assert line.startswith("--base no-such-thing: is no file here and no revision of this git repository")


def test_a_revision_that_looks_like_an_option_is_not_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    (line,) = refused("dev", "--base=--output=owned", project=project, capsys=capsys)
    assert "is no file here and no revision" in line


def test_an_empty_base_is_refused_rather_than_ignored(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = refused("dev", "--base", "", project=project, capsys=capsys)
    assert line.startswith("--base : is no file here and no revision")


def test_a_revision_that_cannot_be_previewed_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git = ["git", "-C", str(project), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "empty"], check=True)
    (line,) = refused("dev", "--base", "HEAD", project=project, capsys=capsys)
    assert "holds no files that could be previewed" in line

    subprocess.run([*git, "add", "Pulumi.yaml"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "a program of long ago"], check=True)
    (line,) = refused("dev", "--base", "HEAD", project=project, capsys=capsys)
    assert line == (
        "--base HEAD: cannot be previewed as it stood: Pulumi.dev.yaml: does not exist, so there is no stack 'dev': "
        "this folder has no stack files; run it in the repository"
    )

    subprocess.run([*git, "rm", "-q", "--cached", "Pulumi.yaml"], check=True)
    subprocess.run([*git, "add", "__main__.py"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "no project"], check=True)
    (line,) = refused("dev", "--base", "HEAD", project=project, capsys=capsys)
    assert line == "--base HEAD: holds no Pulumi project, so it cannot be previewed; choose a later one"


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_judged(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = project / "nowhere" / "out.json"
    (line,) = refused("dev", "--json", str(missing), project=project, capsys=capsys)
    assert line == f"{missing}: its folder does not exist; make {missing.parent} first"

    (line,) = refused("dev", "--markdown", str(project), project=project, capsys=capsys)
    assert line == f"{project}: is a folder; name a file in it"

    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    out = project / "out.json"
    (line,) = refused("dev", "--json", str(out), project=project, capsys=capsys)
    assert line == f"{out}: may not be written by you; choose a folder that you may write to"


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = refused("dev", project=tmp_path, capsys=capsys)
    assert "holds no Pulumi.yaml; give --project the folder of a Pulumi project" in line
