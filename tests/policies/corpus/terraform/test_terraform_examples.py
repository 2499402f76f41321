"""Our policies of AWS, Azure and Google against examples that we did not write: those of Checkov and of Trivy.

They stand in checkouts, and none of them is in this repository: tests/policies/corpus/examples.py says how to get them.
Each example is about one check. Our policies that name the check have to speak of a bad one, by the statement that the check stands for, and to
keep silent about a good one.
"""

from collections import Counter
from functools import cache

import pytest

from tests.policies.corpus.examples import checkout
from tests.policies.corpus.terraform.example import Example
from tests.policies.corpus.terraform.examples import CLOUDS, of_checkov
from tests.policies.corpus.terraform.properties import table
from tests.policies.corpus.terraform.reviewed import Count, reviewed, statements
from tests.policies.corpus.terraform.trivy import of_trivy
from tests.policies.corpus.terraform.verdicts import Verdict, judged, mapped, meant, resources_of


@cache
def verdicts() -> tuple[tuple[Example, Verdict], ...]:
    return (*judged(of_checkov(checkout("checkov"))), *judged(of_trivy(checkout("trivy-checks"))))


def counted() -> dict[str, Count]:
    found = Counter((group_of(example), verdict.outcome) for example, verdict in verdicts())
    return {
        group: Count(
            bad=found[group, "noticed"] + found[group, "missed"],
            noticed=found[group, "noticed"],
            good=found[group, "quiet"] + found[group, "wrong"],
            wrong=found[group, "wrong"],
            not_converted=found[group, "not converted"],
        )
        for group in GROUPS
    }


GROUPS = [f"{scanner} {cloud}" for scanner in ("Checkov", "Trivy") for cloud in CLOUDS]


def group_of(example: Example) -> str:
    return f"{'Checkov' if example.check.startswith('CKV') else 'Trivy'} {example.cloud}"


def test_every_disagreement_has_its_reason_and_every_reason_a_disagreement() -> None:
    disagreeing = {
        (example.check, example.name)
        for example, verdict in verdicts()
        if verdict.outcome in {"wrong", "missed"}
    }
    given = [(row.check, name) for row in reviewed().differences for name in row.examples]
    assert sorted(disagreeing - set(given)) == []
    assert sorted(set(given) - disagreeing) == []
    assert len(given) == len(set(given))


def test_nothing_that_would_stop_a_deployment_is_said_of_a_good_example_without_a_reason() -> None:
    excused = {(row.check, name) for row in reviewed().differences for name in row.examples}
    unexcused = [
        (str(example), finding.policy, finding.message)
        for example, verdict in verdicts()
        if example.good and (example.check, example.name) not in excused
        for finding in verdict.findings
        if finding.blocks and meant(example.check, finding)
    ]
    assert unexcused == []


def test_the_figures_are_those_of_the_list() -> None:
    assert counted() == reviewed().counts


@pytest.mark.parametrize("group", GROUPS)
def test_most_bad_examples_are_noticed_and_few_good_ones_spoken_of(group: str) -> None:
    """The list gives a reason for each of the others; this is what it may not grow beyond."""
    count = reviewed().counts[group]
    assert count.noticed / count.bad > 0.8
    assert count.wrong / count.good < 0.35


def test_what_cannot_be_converted_is_named_and_counted() -> None:
    found = Counter(verdict.why for _, verdict in verdicts() if verdict.outcome == "not converted")
    assert dict(sorted(found.items())) == reviewed().not_converted


def test_a_property_that_is_gone_is_one_that_an_example_still_has() -> None:
    found: dict[str, set[str]] = {}
    for example, verdict in verdicts():
        if verdict.outcome != "not converted":
            for address, one in resources_of(example.directory, example.text).items():
                found.setdefault(address.split(".")[0], set()).update(one.gone)
    assert {kind: sorted(names) for kind, names in found.items() if names} == {
        kind: sorted(names) for kind, names in table().gone.items()
    }


def test_the_ids_without_an_example_are_named() -> None:
    spoken = {example.check for example, _ in verdicts()}
    assert sorted(mapped() - spoken) == reviewed().without_example


@pytest.mark.parametrize("check", statements())
def test_a_statement_is_made_of_a_bad_example_and_others_of_a_good_one(check: str) -> None:
    of_check = [(example, verdict) for example, verdict in verdicts() if example.check == check]
    of_bad = [one.message for example, verdict in of_check if not example.good for one in verdict.findings]
    of_good = [one for example, verdict in of_check if example.good for one in verdict.findings]
    excused = {name for row in reviewed().differences if row.check == check for name in row.examples}
    seen = {
        example.name
        for example, verdict in of_check
        if not example.good and verdict.outcome != "not converted"
    }
    if seen - excused:
        assert [part for part in statements()[check] if not any(part in text for text in of_bad)] == []
    assert [one for one in of_good if not meant(check, one)] != [], (
        "the id stands for all that is said: take it out"
    )
