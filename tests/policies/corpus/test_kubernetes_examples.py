"""Our policies about clusters judge the examples of Checkov, Trivy and Kyverno as their authors do, or say why not."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.policies.corpus import checkov, differences, kyverno, trivy
from tests.policies.corpus.examples import CHECKOUTS, Example, Scanner, checkout
from tests.policies.corpus.kubernetes_objects import entries_of
from tests.policies.corpus.verdicts import Answer, answer, checks_of, statements, tally

READERS: Final[Mapping[Scanner, Callable[[Path, Sequence[str]], Iterator[Example]]]] = {
    "Checkov": checkov.read,
    "Trivy": trivy.read,
    "Kyverno": kyverno.read,
}
PACK: Final = "kubernetes"

LEAST: Final[Mapping[Scanner, tuple[int, int]]] = {
    "Checkov": (90, 80),
    "Trivy": (115, 130),
    "Kyverno": (370, 480),
}
"""Good and bad examples that there are at least: a reader that finds fewer has lost some."""

WITHOUT_EXAMPLE: Final[Mapping[Scanner, set[str]]] = {
    "Checkov": set(),
    "Trivy": {"KUBE-0001", "KUBE-0002"},  # of which there are examples for Terraform alone
    # These make or change what they are given, and so call nothing good or bad; the last has no test.
    "Kyverno": {
        "add-network-policy", "add-ns-quota", "add-psa-labels", "generate-networkpolicy-existing",
        "pdb-maxunavailable-with-deployments", "check-hpa-exists",
    },
}  # fmt: skip

ASIDE: Final = {("CKV_K8S_20", "failed"): 1}
"""Examples that Checkov counts and we leave out: a DeploymentConfig, a kind of OpenShift."""

RECALL: Final = 0.95
"""The part of the bad examples that is caught, those with a reason counted as missed."""


@cache
def answers(scanner: Scanner) -> list[Answer]:
    return [answer(one) for one in READERS[scanner](checkout(CHECKOUTS[scanner]), checks_of(scanner, PACK))]


@pytest.fixture(params=CHECKOUTS)
def heard(request: pytest.FixtureRequest) -> list[Answer]:
    """The answers about every example of one scanner."""
    return answers(request.param)


def scanner_of(heard: list[Answer]) -> Scanner:
    return heard[0].example.scanner


def test_every_example_is_judged_as_its_authors_do_or_there_is_a_reason(heard: list[Answer]) -> None:
    assert differences.unexplained(heard, differences.read()) == []


def test_no_reason_is_left_of_a_difference_that_is_gone(heard: list[Answer]) -> None:
    known = checks_of(scanner_of(heard), PACK)
    rows = {key: row for key, row in differences.read().items() if key[0] in known}
    assert differences.unneeded(heard, rows) == []


def test_nearly_every_bad_example_is_caught(
    heard: list[Answer], record_property: Callable[[str, object], None]
) -> None:
    counted, scanner = tally(heard), scanner_of(heard)
    record_property("examples", f"{scanner}: {counted}")
    assert (counted.good, counted.bad) >= LEAST[scanner]
    assert counted.bad >= LEAST[scanner][1]
    assert counted.bad - counted.missed >= RECALL * counted.bad


def test_every_check_that_a_policy_names_has_examples(heard: list[Answer]) -> None:
    scanner = scanner_of(heard)
    seen = {one.example.check for one in heard}
    assert set(checks_of(scanner, PACK)) - seen == WITHOUT_EXAMPLE[scanner]


def test_an_example_is_named_once(heard: list[Answer]) -> None:
    named = Counter((one.example.check, one.example.place) for one in heard)
    assert [key for key, number in named.items() if number > 1] == []


def test_as_many_examples_of_checkov_are_read_as_its_tests_count() -> None:
    counted = Counter((one.example.check, one.example.good) for one in answers("Checkov"))
    for check, said in stated_by_checkov(checkout(CHECKOUTS["Checkov"])).items():
        for word, good in (("passed", True), ("failed", False)):
            assert counted[check, good] + ASIDE.get((check, word), 0) == said[word], f"{check} {word}"


def stated_by_checkov(place: Path) -> dict[str, dict[str, int]]:
    """Return by check the counts that its own test expects; of several tests the first speaks of all examples."""
    found: dict[str, dict[str, int]] = {}
    checks = {one.example.check for one in answers("Checkov")}
    for source in sorted((place / checkov.SOURCES).glob("*.py")):
        named = checkov.IDENTITY.search(source.read_text(encoding="utf-8"))
        for test in sorted((place / checkov.TESTS).glob("test_*.py")) if named and named[1] in checks else ():
            text = test.read_text(encoding="utf-8")
            if named and re.search(rf"\.{source.stem} import check\b", text):
                said = re.findall(r"summary\[['\"](passed|failed)['\"]\], (\d+)", text)
                found[named[1]] = {word: int(number) for word, number in reversed(said)}
    assert len(found) > 25
    return found


def test_a_statement_is_one_of_a_check_that_a_policy_names() -> None:
    named = {check for scanner in CHECKOUTS for check in checks_of(scanner, PACK)}
    assert set(statements()) - named == set()


def test_reasons_are_about_checks_that_a_policy_names() -> None:
    named = {check for scanner in CHECKOUTS for check in checks_of(scanner, PACK)}
    assert {check for check, _ in differences.read()} - named == set()


def example(check: str, good: bool, spec: dict[str, Any]) -> Example:
    thing = {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "a", "namespace": "b"}, "spec": spec}
    made = entries_of([thing])
    return Example("Checkov", check, "made-up.yaml", good, tuple(made), made[0]["urn"])


def test_a_difference_is_seen_whichever_way_it_goes() -> None:
    """The tests above pass where nothing differs; this is what they would say."""
    shares, alone = {"hostPID": True}, {"hostPID": False}
    told = [answer(example("CKV_K8S_17", good, spec)) for good in (True, False) for spec in (shares, alone)]
    assert [one.agrees for one in told] == [False, True, True, False]
    assert str(tally(told)) == "2 bad examples: 1 caught, 1 missed; 2 good ones: 1 left alone, 1 spoken of"
    assert differences.unexplained(told, {}) == [
        "CKV_K8S_17 good made-up.yaml: Host namespaces: turn hostPID off",
        "CKV_K8S_17 bad made-up.yaml: nothing is said",
    ]


@pytest.mark.parametrize(("good", "kind"), [(True, "inert"), (False, "stricter")])
def test_a_reason_of_the_other_kind_explains_nothing(good: bool, kind: differences.Kind) -> None:
    told = [answer(example("CKV_K8S_17", good, {"hostPID": good}))]
    row = differences.Difference(
        check="CKV_K8S_17", kind=kind, examples=("made-up.yaml",), why="Somebody did not look at it for long."
    )
    assert len(differences.unexplained(told, {("CKV_K8S_17", "made-up.yaml"): row})) == 1
    assert differences.unneeded(told, {("CKV_K8S_17", "gone.yaml"): row}) == ["CKV_K8S_17 gone.yaml"]


def test_what_a_policy_says_beside_the_statement_of_a_check_does_not_count() -> None:
    (told,) = [answer(example("CKV_K8S_17", True, {"hostNetwork": True}))]
    assert told.agrees
    assert [finding.message for finding in told.beside] == ["Host namespaces: turn hostNetwork off"]
