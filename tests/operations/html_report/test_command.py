"""`infra report` whole: where it writes, how it ends, and what it refuses."""

import time
from pathlib import Path

import pytest

from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from operations.html_report.page import page_of
from operations.html_report.render import render
from operations.judgement import judge_stack
from tests.operations.commands import ROOT, infra
from tests.operations.html_report.conftest import TODAY
from tests.operations.html_report.document import document
from tests.operations.test_preview import edited
from tests.shipped import brought_up

LARGEST = 3_000_000
"""Bytes: what a page may be so that it can be sent by mail and opened on a telephone."""

SLOWEST = 5.0
"""Seconds of a processor that the page may take beyond the judgement."""


def test_the_page_is_written_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    ended = infra("report", "dev", "--out", str(out), capsys=capsys)
    assert (ended.code, ended.out) == (FINE, "")
    assert f"dev: written to {out}" in ended.err.replace("\n", "")
    assert out.read_text().startswith("<!doctype html>")


def test_without_a_name_it_is_named_after_the_stack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert infra("report", "dev", capsys=capsys).code == FINE
    assert [file.name for file in tmp_path.iterdir()] == ["dev-report.html"]


def test_stdout_gets_the_page_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    ended = infra("report", "dev", "--out", "-", "--as-of", "2026-11-26", capsys=capsys)
    assert document(ended.out).all("main")
    assert "Judged as of 2026-11-26." in ended.out


def test_a_dangerous_change_ends_with_one_and_stands_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, out, project = tmp_path / "export.json", tmp_path / "page.html", tmp_path / "project"
    export.write_text(brought_up("dev").state.text())
    project.mkdir()
    with edited(project, "dev", "username: platform_owner", "username: somebody_else"):
        ended = infra(
            "report", "dev", "--base", str(export), "--out", str(out), capsys=capsys, project=project
        )
    assert ended.code == FOUND_WANTING
    tree = document(out.read_text())
    assert tree.all("li")[6].text.startswith(
        "replaces aws Instance us-east-1-postgres-instance because username"
    )
    assert f"Compared with {export}." in tree.all("header")[0].text
    assert "somebody_else" not in out.read_text()


def test_bad_input_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, foreign = tmp_path / "broken.json", tmp_path / "foreign.json"
    broken.write_text("{")
    foreign.write_text('{"stack": "staging", "resources": [], "steps": []}')
    out = str(tmp_path / "page.html")
    for options, sentence in (
        (("--base", "no-such-thing", "--out", out), "is no file here and no revision"),
        (("--base", str(broken), "--out", out), "is not JSON, or only half a file"),
        (("--base", str(foreign), "--out", out), "staging"),
        (("--out", str(tmp_path / "none" / "page.html")), "its folder does not exist"),
        (("--out", str(tmp_path)), "is a folder"),
    ):
        ended = infra("report", "dev", *options, capsys=capsys)
        assert (ended.code, ended.out) == (CANNOT_JUDGE, "")
        assert len(ended.err.strip().splitlines()) == 1, ended.err
        assert sentence in ended.err
    assert not (tmp_path / "page.html").exists()


def test_productions_page_is_small_and_quickly_made() -> None:
    judgement = judge_stack(ROOT, "production", None, TODAY)
    before = time.process_time()
    html = render(page_of(judgement, None))
    assert time.process_time() - before < SLOWEST
    assert len(html.encode()) < LARGEST
    document(html)
