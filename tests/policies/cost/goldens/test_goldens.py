"""On Infracost's goldens for our types our bill differs by half a hundredth at most (requirement 22), or it is said why."""

from collections import Counter
from collections.abc import Iterable, Sequence

from policies.cost.pricing import PRICERS
from tests.policies.cost.goldens.comparison import Compared, Finding, Unpriced
from tests.policies.cost.goldens.conversion import blocks, converted, tables
from tests.policies.cost.goldens.reviewed import Explanation, reviewed
from tests.policies.cost.goldens.tables import Resource

FEWEST_AGREEING = 900
"""A comparison that suddenly compares less has lost something."""


def test_every_type_that_we_price_is_compared_or_has_no_golden() -> None:
    compared = {block.type for block in blocks() if block.type is not None}
    without = {kind for table in tables() for kind in table.without_golden}

    assert compared | without == set(PRICERS)
    assert not compared & without


def test_every_golden_of_our_types_is_converted_by_one_row(ours: list[Resource]) -> None:
    rows = {f"{one.golden} {one.address}": len(converted(one)) for one in ours}

    assert {name: count for name, count in rows.items() if count != 1} == {}


def test_every_row_converts_something(ours: list[Resource]) -> None:
    used = {(case.block.terraform, case.row.match) for one in ours for case in converted(one)}
    rows = {(block.terraform, row.match) for block in blocks() for row in block.resources if not row.free}

    assert rows - used == set()


def test_every_difference_is_explained_once(outcome: list[Compared]) -> None:
    differing = [finding for one in outcome for finding in one.findings if not finding.agrees]

    assert astray(differing, reviewed().differences) == []


def test_everything_without_a_price_is_explained_once(outcome: list[Compared]) -> None:
    assert astray([note for one in outcome for note in one.unpriced], reviewed().unpriced) == []


def test_every_explanation_is_needed(outcome: list[Compared]) -> None:
    differing = [finding for one in outcome for finding in one.findings if not finding.agrees]
    notes = [note for one in outcome for note in one.unpriced]

    assert needless(differing, reviewed().differences) == []
    assert needless(notes, reviewed().unpriced) == []


def test_enough_agrees(printed: list[Resource], outcome: list[Compared]) -> None:
    agreeing = [finding for one in outcome for finding in one.findings if finding.agrees]

    assert len({one.golden for one in printed}) > 300
    assert len(agreeing) > FEWEST_AGREEING
    assert len({finding.golden for finding in agreeing}) > 60


def test_the_faults_of_the_study_show_in_the_goldens(outcome: list[Compared]) -> None:
    rows = [row for row in reviewed().differences if row.kind == "section 4.3"]
    differing = [finding for one in outcome for finding in one.findings if not finding.agrees]
    found = Counter(row.terraform for row in rows for finding in differing if row.fits(finding))

    assert set(found) == {
        "aws_alb", "aws_db_instance", "aws_eip", "aws_eks_cluster", "aws_elasticsearch_domain", "aws_lb",
        "aws_opensearch_domain",
    }  # fmt: skip


def astray(found: Sequence[Finding | Unpriced], rows: Sequence[Explanation]) -> list[str]:
    """Return what no row explains, and what more than one does."""
    fitting = {str(one): sum(row.fits(one) for row in rows) for one in found}
    return [f"{count} rows explain {one}" for one, count in fitting.items() if count != 1]


def needless(found: Iterable[Finding | Unpriced], rows: Sequence[Explanation]) -> list[str]:
    """Return the rows that explain nothing."""
    there = list(found)
    return [f"{row.terraform}: {row.what}" for row in rows if not any(row.fits(one) for one in there)]
