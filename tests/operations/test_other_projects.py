"""`infra preview` of a project that is not ours: settings of its own, and the same judgement."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from simulator.program import run
from tests.operations.commands import infra

NET = 'aws.ec2.Vpc("net", cidr_block="{cidr}", region="us-east-1"{more})\n'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    folder.joinpath("Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    folder.joinpath("Pulumi.dev.yaml").write_text("config: {}\n")
    program(folder)
    return folder


def program(folder: Path, *, cidr: str = "10.0.0.0/16", more: str = "", rest: str = "") -> None:
    text = "import pulumi\nimport pulumi_aws as aws\n" + NET.format(cidr=cidr, more=more) + rest
    folder.joinpath("__main__.py").write_text(text)


def changes(file: Path) -> list[tuple[str, list[str]]]:
    steps: list[dict[str, Any]] = json.loads(file.read_text())["steps"]
    return [(step["op"], step["replacing"]) for step in steps if step["op"] != "same"]


def test_it_needs_none_of_our_settings(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = infra("preview", "dev", capsys=capsys, project=shop)
    assert (ended.code, ended.err) == (FINE, "")
    assert "dev: 3 to create." in ended.out
    assert infra("rehearse", "dev", capsys=capsys, project=shop).code == FINE


def test_its_state_and_its_revisions_are_baselines(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, out = tmp_path / "export.json", tmp_path / "out.json"
    export.write_text(run(shop, "dev", preview=False).state.text())
    git = ["git", "-C", str(shop), "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "before"]):
        subprocess.run([*git, *command], check=True)
    program(shop, cidr="10.1.0.0/16")
    marked = tmp_path / "with-a-byte-order-mark.json"
    marked.write_text(export.read_text(), encoding="utf-8-sig")
    for base in (str(export), str(marked), "HEAD"):
        ended = infra("preview", "dev", "--base", base, "--json", str(out), capsys=capsys, project=shop)
        assert (ended.code, ended.err) == (FINE, "")
        assert changes(out) == [("replace", ["cidrBlock"])]


def test_what_it_prints_leaves_the_json_alone(shop: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program(shop, rest="import os\nprint('printed')\nos.system('echo from a process')\n")
    ended = infra("preview", "dev", "--json", "-", capsys=capfd, project=shop)
    assert ended.code == FINE
    assert json.loads(ended.out)["stack"] == "dev"
    assert "printed" in ended.err


def test_the_loss_of_what_is_protected_is_found_wanting(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(shop, more=", opts=pulumi.ResourceOptions(protect=True)")
    export, comment = tmp_path / "export.json", tmp_path / "comment.md"
    export.write_text(run(shop, "dev", preview=False).state.text())
    shop.joinpath("__main__.py").write_text("")
    arguments = ("--base", str(export), "--markdown", str(comment))
    ended = infra("preview", "dev", *arguments, capsys=capsys, project=shop)
    assert ended.code == FOUND_WANTING
    assert ended.out.splitlines()[0].startswith("Pulumi stops at aws Vpc net: it is protected: unset protect")
    assert "Found wanting: 1 step(s) that Pulumi refuses." in ended.out
    assert "> Pulumi stops at aws Vpc net" in comment.read_text()


@pytest.mark.parametrize(
    "statement",
    ["import sys; sys.exit(0)", "raise KeyboardInterrupt", "pulumi.Output.from_input('x').apply(int)"],
)
def test_a_program_that_fails_is_one_sentence(
    shop: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    program(shop, rest=f"{statement}\n")
    ended = infra("preview", "dev", capsys=capsys, project=shop)
    assert (ended.code, ended.out) == (CANNOT_JUDGE, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("__main__.py:4: the program ")


def test_what_the_program_warns_of_is_shown_and_stops_nothing(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(shop, rest="pulumi.info('fine')\npulumi.warn('small [zone]')\npulumi.error('odd')\n")
    comment = tmp_path / "comment.md"
    ended = infra("preview", "dev", "--markdown", str(comment), capsys=capsys, project=shop)
    assert ended.code == FINE
    told = [line for line in ended.out.splitlines() if "says" in line]
    assert told == ["the program says: warning: small [zone]", "the program says: error: odd"]
    assert "The program says: warning: small \\[zone\\]\n" in comment.read_text()
    assert "fine" not in ended.out
