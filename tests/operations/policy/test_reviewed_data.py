"""Waivers and prices that cannot be used end a judgement with a sentence each, before anything is judged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from operations.policy import rulebook
from policies.cost.commitments.rows import load_commitments
from policies.cost.documents import HERE
from policies.cost.prices import book
from policies.framework import waivers
from policies.framework.waivers import reviewed
from tests.operations.commands import infra
from tests.policies.security import compliant as security

Export = Callable[..., Path]

WAIVER = """\
waivers:
- policy: {policy}
  urn: urn:pulumi:production::platform::aws:rds/instance:Instance::db
  owner: data team
  reason: The standby arrives with the next maintenance window.
  ticket: OPS-12
  expires: 2026-12-24
"""


@pytest.fixture
def waived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that puts another text in the place of the reviewed waivers."""

    def write(text: str) -> None:
        file = tmp_path / "waivers.yaml"
        file.write_text(text)
        monkeypatch.setattr(rulebook, "reviewed", lambda: reviewed(file))

    return write


BROKEN = {
    "no YAML": ("waivers: [", ["waivers.yaml is not YAML near line 1: mend the indentation or quotes there"]),
    "no list": ("waivers: 7", ["waivers.yaml has 1 fault(s): waivers: Input should be a valid list"]),
    "unknown policy": (
        WAIVER.format(policy="security/rds-multi-as"),
        ["waivers.yaml: security/rds-multi-as: is no policy; did you mean security/rds-multi-az?"],
    ),
    "a name without its pack": (
        WAIVER.format(policy="rds-multi-az"),
        [
            "waivers.yaml has 1 fault(s): waivers.0.policy: write it as <pack>/<rule>, such as security/rds-encrypted"
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("verb", ["check", "preview"])
def test_waivers_that_cannot_be_used_judge_nothing(
    verb: str,
    name: str,
    exported: Export,
    waived: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    text, sentences = BROKEN[name]
    waived(text)
    words = (
        ["preview", "dev"] if verb == "preview" else ["policy", "check", str(exported(security.compliant()))]
    )
    ended = infra(*words, capsys=capsys, project=None)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == sentences


def test_a_waiver_in_force_is_shown_and_blocks_nothing(
    exported: Export, waived: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    waived(WAIVER.format(policy="security/rds-multi-az"))
    entries = security.compliant()
    (db,) = (one for one in entries if one["urn"].endswith("::db"))
    db["inputs"]["multiAz"] = db["outputs"]["multiAz"] = False
    ended = infra(
        "policy", "check", str(exported(entries)), "--pack", "security", "--as-of", "2026-11-26",
        capsys=capsys, project=None,
    )  # fmt: skip
    assert ended.code == 0
    assert "rds-multi-az (waived, mandatory): one zone's failure stops it: set multiAz" in " ".join(
        ended.out.split()
    )


@pytest.fixture
def prices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the price book that a test may spoil."""
    for file in (HERE / "prices").glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(rulebook, "shipped_prices", lambda: book.load_prices(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda text: text.replace("source: ", "sauce: ", 1), "source: field required"),
        (lambda text: text.replace("source: ", "source: nowhere-", 1), "nowhere-"),
    ],
)
def test_a_price_without_a_source_judges_nothing(
    spoil: Callable[[str], str],
    fault: str,
    prices: Path,
    exported: Export,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = prices / "cache.yaml"
    spoiled = spoil(file.read_text())
    assert spoiled != file.read_text()
    file.write_text(spoiled)
    ended = infra("policy", "check", str(exported(security.compliant())), capsys=capsys, project=None)
    assert (ended.code, ended.out) == (2, "")
    assert all(line.startswith("cache.yaml") for line in ended.err.splitlines())
    assert fault in ended.err


def test_a_commitment_that_contradicts_a_price_judges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exported: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped, file = HERE / "commitments" / "plans.yaml", tmp_path / "plans.yaml"
    spoiled = shipped.read_text().replace('listed: "0.0416"', 'listed: "0.05"', 1)
    file.write_text(spoiled)
    monkeypatch.setattr(
        rulebook,
        "shipped_commitments",
        lambda: load_commitments(file, HERE / "prices" / "sources.yaml", book.shipped_prices()),
    )
    ended = infra("policy", "check", str(exported(security.compliant())), capsys=capsys, project=None)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        (
            "plans.yaml, rows, 1 (ec2.t3.*): ec2.t3.medium was 0.05 on demand when it was read, and is 0.0416 in this book; "
            "find out which is right"
        )
    ]


def test_the_file_of_the_repository_is_the_one_that_counts() -> None:
    assert rulebook.waivers_in_force() == reviewed(waivers.REVIEWED)
