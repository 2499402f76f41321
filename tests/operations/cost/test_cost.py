"""`infra cost` whole: figures that add up, the difference to a base, thresholds, and bad input."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from operations.cost.statement import ROUNDING
from operations.cost.thresholds import Thresholds
from operations.faults import CANNOT_JUDGE, FINE, FOUND_WANTING
from policies.cost.difference import Difference
from policies.cost.lines import CATEGORIES
from tests.operations.commands import Ended, infra
from tests.operations.test_preview import edited
from tests.shipped import brought_up

THREE = ("min", "expected", "max")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of dev as it stands."""
    file = tmp_path_factory.mktemp("standing") / "export.json"
    file.write_text(brought_up("dev").state.text())
    return file


def total(rows: Iterable[Document], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


def stated(tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str, stack: str = "dev") -> Document:
    file = tmp_path / "cost.json"
    assert infra("cost", stack, "--json", str(file), *options, capsys=capsys).code == FINE
    document: Document = json.loads(file.read_text())
    return document


def widened(
    tmp_path: Path, standing: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[Ended, Document]:
    """Price dev with one node more than what stands."""
    file, project = tmp_path / "cost.json", tmp_path / "project"
    project.mkdir()
    with edited(project, "dev", "desired: 2", "desired: 3"):
        ended = infra(
            "cost",
            "dev",
            "--base",
            str(standing),
            "--json",
            str(file),
            *options,
            capsys=capsys,
            project=project,
        )
    return ended, json.loads(file.read_text())


def test_the_json_has_its_shape_and_its_figures_add_up_exactly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = stated(tmp_path, capsys)
    assert set(document) == {
        "stack", "environment", "currency", "period", "rounding", "monthly", "fixed", "usage", "categories", "regions",
        "budget", "lines", "change", "thresholds", "advice", "most_saved", "namespaces", "unpriced", "against", "verdict",
    }  # fmt: skip
    assert list(document["categories"]) == sorted(CATEGORIES)
    for name in THREE:
        whole = Decimal(document["monthly"][name])
        assert total((line["monthly"] for line in document["lines"]), name) == whole
        assert total(document["categories"].values(), name) == whole
        assert total(document["regions"].values(), name) == whole
        assert Decimal(document["fixed"][name]) + Decimal(document["usage"][name]) == whole
    for line in document["lines"]:
        exact = Decimal(line["quantity"]["expected"]) * Decimal(line["unit_price"]["expected"])
        assert exact == Decimal(line["monthly"]["expected"])
    for share in document["categories"].values():
        assert Decimal(share["budget"]) - Decimal(share["expected"]) == Decimal(share["headroom"])
    assert document["change"] is None
    assert document["rounding"] == ROUNDING
    assert (document["verdict"], document["against"]) == ("fine", [])
    counted = [Decimal(one["saving"]) for one in document["advice"] if one["counted"]]
    assert sum(counted, Decimal(0)) == Decimal(document["most_saved"]) > 0
    assert any(not one["counted"] for one in document["advice"])


def test_the_bill_is_the_one_that_a_preview_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document, file = stated(tmp_path, capsys), tmp_path / "preview.json"
    infra("preview", "dev", "--json", str(file), capsys=capsys)
    cost = json.loads(file.read_text())["cost"]
    assert {name: round(float(document["monthly"][name]) + 1e-9, 2) for name in THREE} == {
        name: cost[name] for name in THREE
    }
    assert len(document["lines"]) == len(cost["lines"])


def test_the_difference_to_a_base_is_its_changes(
    tmp_path: Path, standing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, document = widened(tmp_path, standing, capsys)
    change = document["change"]
    assert ended.code == FINE
    assert change["base"] == f"file {standing}"
    delta = Decimal(change["after"]["expected"]) - Decimal(change["before"]["expected"])
    assert delta == Decimal(change["delta"]) == total(change["changes"], "delta") > 0
    assert total([change["categories"]], "compute") > 0
    assert sum(map(Decimal, change["categories"].values())) == delta
    first = change["changes"][0]
    assert (first["kind"], first["item"], first["delta"]) == ("changed", "Nodes, t3.large", "60.736")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--max-increase", "60"), "--max-increase allows"),
        (("--max-increase-percent", "5"), "--max-increase-percent allows"),
        (("--max-increase", "100", "--max-increase-percent", "50"), None),
    ],
)
def test_a_threshold_that_breaks_ends_with_one(
    tmp_path: Path,
    standing: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    expected: str | None,
) -> None:
    ended, document = widened(tmp_path, standing, capsys, *options)
    assert ended.code == (FOUND_WANTING if expected else FINE)
    assert (document["verdict"] == "wanting") is bool(expected)
    assert [expected in sentence for sentence in document["against"]] == ([True] if expected else [])


def changed(before: str, after: str) -> Difference:
    return Difference((), Decimal(before), Decimal(after), {})


@pytest.mark.parametrize(
    ("limits", "before", "after", "broken"),
    [
        (Thresholds(usd=Decimal(10)), "100", "110", 0),
        (Thresholds(usd=Decimal(10)), "100", "110.001", 1),
        (Thresholds(percent=Decimal(10)), "100", "110", 0),
        (Thresholds(percent=Decimal(10)), "100", "110.001", 1),
        (Thresholds(usd=Decimal(1), percent=Decimal(1)), "100", "110", 2),
        (Thresholds(usd=Decimal(0), percent=Decimal(0)), "100", "90", 0),
        (Thresholds(percent=Decimal(900)), "0", "0.01", 1),
        (Thresholds(percent=Decimal(0)), "0", "0", 0),
    ],
)
def test_thresholds_are_held_exactly(limits: Thresholds, before: str, after: str, broken: int) -> None:
    assert len(list(limits.broken(changed(before, after)))) == broken
    assert list(limits.broken(None)) == []


def test_a_bill_over_its_budget_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "project"
    project.mkdir()
    with edited(project, "dev", "desired: 2", "desired: 3"):
        text = (project / "Pulumi.dev.yaml").read_text()
        (project / "Pulumi.dev.yaml").write_text(text.replace("t3.large", "m7i.xlarge"))
        ended = infra("cost", "dev", capsys=capsys, project=project)
    assert ended.code == FOUND_WANTING
    assert "Found wanting: " in ended.out
    assert "above its budget" in ended.out.replace("\n", " ")


def test_the_comment_is_found_again_and_says_the_change(
    tmp_path: Path, standing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    comment = tmp_path / "cost.md"
    widened(tmp_path, standing, capsys, "--markdown", str(comment))
    text = comment.read_text()
    assert text.startswith("<!-- infra cost dev -->\n### ✅ `dev`: ")
    assert "| changed | Nodes, t3.large | `dev-us-east-1-general` | 121.47 | 182.21 | +60.74 |" in text
    assert "1460 hour" not in text
    assert "2190 hour" in text


def test_the_terminal_shows_headroom_drivers_and_advice(
    standing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = infra("cost", "dev", "--base", str(standing), capsys=capsys)
    assert ended.code == FINE
    for part in (
        "headroom",
        "largest lines",
        "This change: ",
        "What would cost less",
        "Passes: inside every budget",
    ):
        assert part in ended.out, part


def test_the_same_stack_gives_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in ("one.json", "two.json")]
    for file in files:
        infra("cost", "dev", "--json", str(file), capsys=capsys)
    assert files[0].read_bytes() == files[1].read_bytes()


def refused(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    ended = infra("cost", "dev", *options, capsys=capsys)
    assert ended.code == CANNOT_JUDGE
    assert ended.out == ""
    return [line for line in ended.err.splitlines() if line]


def test_bad_input_is_told_in_one_sentence_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, foreign = tmp_path / "broken.json", tmp_path / "foreign.json"
    broken.write_text('{"stack": ')
    foreign.write_text('{"stack": "staging", "resources": [], "steps": []}')
    (missing,) = refused(capsys, "--base", "no-such-thing")
    assert missing.startswith("--base no-such-thing: is no file here and no revision")
    (half,) = refused(capsys, "--base", str(broken))
    assert half.startswith(f"--base {broken}: is not JSON, or only half a file")
    (other,) = refused(capsys, "--base", str(foreign))
    assert "staging" in other
    assert len(refused(capsys, "--max-increase", "much", "--max-increase-percent", "-1", "--base", "x")) == 2
    assert refused(capsys, "--max-increase", "nan", "--base", "x") == [
        "--max-increase nan: is not a number of 0 or more; write it like 250 or 2.5"
    ]
    assert refused(capsys, "--max-increase", "5") == [
        "--max-increase needs --base, the bill that it is an increase over; give a file or a git revision"
    ]
    (folder,) = refused(capsys, "--json", str(tmp_path / "none" / "cost.json"))
    assert "its folder does not exist" in folder


def test_no_secret_reaches_a_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentinel, project = "AAABAHsentinelciphertext", tmp_path / "project"
    project.mkdir()
    out, comment = tmp_path / "out.json", tmp_path / "out.md"
    with edited(project, "dev", "config:\n", f"config:\n  platform:pagerduty_key:\n    secure: {sentinel}\n"):
        files = ("--json", str(out), "--markdown", str(comment))
        ended = infra("cost", "dev", *files, capsys=capsys, project=project)
    assert ended.code == FINE
    for text in (ended.out, ended.err, out.read_text(), comment.read_text()):
        assert sentinel not in text
