"""`infra dashboards`: the files of dashboards, kept equal to what they are written from."""

import shutil
import sys
from pathlib import Path

import pytest

from operations.dashboards import FOLDER, LIBRARY
from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from tests.operations.commands import ROOT, infra


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    return tmp_path


def texts(project: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in (project / FOLDER).iterdir()}


def test_what_is_committed_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    ended = infra("dashboards", "--check", capsys=capsys)
    assert (ended.code, ended.out, ended.err) == (FINE, "", "")


def test_what_is_out_of_date_is_named_and_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / FOLDER / "slo.json").unlink()
    (project / FOLDER / "cost.json").write_text("{}\n")
    (project / FOLDER / "of-old.json").write_text("{}\n")
    before = texts(project)
    ended = infra("dashboards", "--check", capsys=capsys, project=project)
    assert ended.code == FOUND_WANTING
    assert ended.err == (
        f"{FOLDER} is not what the dashboards say today: cost.json, of-old.json, slo.json; "
        "run `infra dashboards` and commit it\n"
    )
    assert texts(project) == before


def test_it_writes_what_is_missing_and_removes_what_is_of_no_dashboard(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = texts(project)
    (project / FOLDER / "slo.json").unlink()
    (project / FOLDER / "of-old.json").write_text("{}\n")
    ended = infra("dashboards", capsys=capsys, project=project)
    assert (ended.code, ended.out, ended.err) == (FINE, "", "")
    assert texts(project) == wanted


def test_what_cannot_be_written_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / FOLDER / "slo.json"
    file.unlink()
    file.mkdir()
    (file / "in-the-way").touch()
    ended = infra("dashboards", capsys=capsys, project=project)
    assert ended.code == CANNOT_JUDGE
    assert ended.err == f"{FOLDER}/slo.json: cannot be written (Is a directory); check its permissions\n"


def test_without_the_library_it_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.startswith("components.observability.dashboards.authoring"):
            monkeypatch.delitem(sys.modules, name)
        elif name.startswith(LIBRARY):
            monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, LIBRARY, None)
    ended = infra("dashboards", "--check", capsys=capsys)
    assert ended.code == CANNOT_JUDGE
    assert ended.err.startswith(
        "dashboards are made with grafana_foundation_sdk, which only development needs"
    )
    assert ended.err.count("\n") == 1
