"""What a policy sets on request: what it must, in place, once, and nothing else, whatever else a resource holds."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pulumi_policy import proxy

from components.foundation.labels import REQUIRED_AWS_TAGS
from components.foundation.property_paths import ANY, covers, steps
from operations.policy.rulebook import policy
from policies.framework.evaluation import gathered, spoken
from policies.framework.mending import mended
from policies.framework.remedies import Change, Remedy, shipped
from policies.framework.resources import Resource
from policies.framework.rules import Context, ResourceRule, Violation
from policies.framework.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_SENTINELS
from simulator.clouds import Scope, diff
from simulator.clouds.replacement import source
from simulator.schema import class_of, declaration_of
from simulator.schema.declaration import Fields, Sort
from tests.policies import fixtures
from tests.policies.framework.samples import TODAY, Entry, changed
from tests.policies.framework.samples import entry as entry_of

if TYPE_CHECKING:
    from tests.policies.framework.cases import Case

SENTINELS = sorted(UNKNOWN_SENTINELS)
SECRET = {SIGNATURE: SECRET_SIGNATURE, "value": "hunter2"}
MARKS: list[Any] = [*SENTINELS, SECRET, {SIGNATURE: SECRET_SIGNATURE, "value": SENTINELS[0]}]
NAMES = sorted({one.policy for one in shipped().remedies})
PRODUCTION = Context("production", TODAY)
Inputs = Mapping[str, Any]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Subject:
    """A resource of a fixture that a policy may mend."""

    name: str
    case: str
    kind: str
    entry: Entry

    def __str__(self) -> str:
        return f"{self.name}: {self.kind}: {self.case}: {self.entry['urn'].rsplit('::', 1)[1]}"

    def holding(self, inputs: Inputs) -> "Subject":
        return Subject(self.name, self.case, self.kind, {**self.entry, "inputs": inputs})


def rule_of(name: str) -> ResourceRule:
    rule = policy(name).rule
    assert isinstance(rule, ResourceRule)
    return rule


def subjects() -> Iterator[Subject]:
    """Yield every resource of every fixture of every policy with a remedy, and those of the compliant stacks."""
    for name in NAMES:
        pack, _, short = name.partition("/")
        base = fixtures.COMPLIANT[pack]
        cases: list[Case | None] = [None, *(case for case in fixtures.cases(pack) if case.rule == short)]
        types = {token for remedy in shipped().of(name) for token in remedy.types}
        for case in cases:
            compliant = base(case.stack if case else "production")
            entries = changed(compliant, case.change) if case else compliant
            before = {one["urn"]: one["inputs"] for one in compliant}
            for entry in entries:
                if entry["type"] in types and (case is None or before.get(entry["urn"]) != entry["inputs"]):
                    yield Subject(
                        name, case.name if case else "compliant", case.kind if case else "pass", entry
                    )


ALL = list(subjects())
FILLED = [one for one in ALL if one.entry["inputs"]]
BROKEN = [one for one in ALL if one.kind in {"fail", "absent"}]


def mend(subject: Subject, stack: str = "production", ignored: tuple[str, ...] = ()) -> dict[str, Any] | None:
    return mended(
        rule_of(subject.name),
        shipped().of(subject.name),
        subject.entry,
        PRODUCTION,
        stack=stack,
        ignored=ignored,
    )


def faults(subject: Subject, inputs: Inputs | None = None) -> set[str]:
    entry = subject.entry if inputs is None else {**subject.entry, "inputs": inputs}
    said = spoken(gathered(lambda: rule_of(subject.name).check(Resource(entry), PRODUCTION)))
    return {one.message for one in said or () if isinstance(one, Violation)}


def leaves(held: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every place that holds a plain value, a mark, or nothing."""
    if isinstance(held, dict) and held and SIGNATURE not in held:
        for key, member in held.items():
            yield from leaves(member, (*place, key))
    elif isinstance(held, list) and held:
        for position, member in enumerate(held):
            yield from leaves(member, (*place, position))
    elif place:
        yield place, json.dumps(held, sort_keys=True)


def places(held: Any, place: Place = ()) -> Iterator[Place]:
    """Yield every place of a tree, inner ones too."""
    if place:
        yield place
    members = held.items() if isinstance(held, dict) and SIGNATURE not in held else ()
    for key, member in enumerate(held) if isinstance(held, list) else members:
        yield from places(member, (*place, key))


def replaced(held: Any, place: Place, value: Any) -> Any:
    if not place:
        return deepcopy(value)
    copied: Any = dict(held) if isinstance(held, dict) else list(held)
    copied[place[0]] = replaced(held[place[0]], place[1:], value)
    return copied


def at(held: Any, place: Place) -> Any:
    for step in place:
        held = held[step]
    return held


def written(place: Place) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in place)
    assert steps(text) == place
    return text


def assert_nothing_else(name: str, before: Inputs, after: Inputs) -> None:
    """Assert that two trees differ in what the list names alone, and there by what it says."""
    changes = [change for remedy in shipped().of(name) for change in remedy.sets]
    was, now = dict(leaves(before)), dict(leaves(after))
    for place in {place for place in was.keys() | now.keys() if was.get(place) != now.get(place)}:
        if was.get(place) in ("{}", "[]", "null") and any(
            other[: len(place)] == place for other in now if other != place
        ):
            continue  # an empty mapping or list, or none, in which there is something now
        covering = [change for change in changes if covers(change.path, written(place))]
        assert covering, f"{place} changed, which the list does not name"
        assert place in now, f"{place} is gone"
        allowed = {
            aim for change in covering for aim in (change.to, *change.adds, change.takes and "production")
        }
        assert json.loads(now[place]) in allowed


@pytest.mark.parametrize("subject", BROKEN, ids=str)
def test_a_broken_fixture_is_mended_as_far_as_the_list_goes(subject: Subject) -> None:
    after = mend(subject)
    left = faults(subject) if after is None else faults(subject, after)
    assert bool(left) == (subject.case in BEYOND.get(subject.name, ()))
    assert (after is None) == (left == faults(subject))


BEYOND = {
    "kubernetes/pss-restricted": {
        "1 volume",
        "2 escalation while debugging",
        "3 nobody says",
        "3 root by a container",
        "3 root by the pod",
        "4 user 0",
        "6 no drop",
        "6 nothing dropped",
        "6 something added",
        "7 proc in a user namespace",
        "securityContext.runAsUser in agent",
        "securityContext.runAsUser in cron",
        "securityContext.runAsUser in store",
        "securityContext.runAsUser in web",
    },
    "security/azure-required-tags": {
        "empty",
        "of another pool",
        "one",
    },
    "security/cf-no-bypass": {
        "always_online on",
        "development_mode on",
    },
    "security/ebs-gp3": {
        "none",
    },
    "security/gcp-required-labels": {
        "empty",
        "of a check",
        "of a database",
        "of a policy",
        "one",
    },
    "security/gcs-private": {
        "rights of objects",
    },
    "security/lt-imdsv2": {
        "two hops",
    },
    "security/rds-upkeep": {
        "old authority",
    },
}
"""What no constant can mend, by policy and fixture."""


def test_every_policy_of_the_list_mends_a_fixture_of_its_own_entirely() -> None:
    assert {one.name for one in BROKEN if one.case not in BEYOND.get(one.name, ())} == set(NAMES) - LABELS


LABELS = {"security/azure-required-tags", "security/gcp-required-labels"}
"""Fixtures of these lack an owner or a cost center too, which no list can know."""


@pytest.mark.parametrize("subject", [one for one in ALL if one.kind == "pass"], ids=str)
def test_what_keeps_the_policy_is_left_as_it_is(subject: Subject) -> None:
    assert mend(subject) is None


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_nothing_else_changes_and_a_second_time_nothing_at_all(subject: Subject) -> None:
    before = deepcopy(subject.entry)
    after = mend(subject)
    assert subject.entry == before
    if after is not None:
        assert_nothing_else(subject.name, subject.entry["inputs"], after)
        assert faults(subject, after) < faults(subject)
        assert mend(subject.holding(after)) is None


@pytest.mark.parametrize("subject", BROKEN, ids=str)
def test_marks_survive_at_every_place(subject: Subject) -> None:
    for number, place in enumerate(places(subject.entry["inputs"])):
        for mark in (MARKS[number % 7], SECRET):
            assert_survives(subject.holding(replaced(subject.entry["inputs"], place, mark)), {place: mark})


def assert_survives(marked: Subject, marks: Mapping[Place, Any]) -> None:
    after = mend(marked)
    if after is None:
        return
    for place, mark in marks.items():
        assert at(after, place) == mark
    assert_nothing_else(marked.name, marked.entry["inputs"], after)
    assert mend(marked.holding(after)) is None


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_several_marks_at_once_survive(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from([one for one in BROKEN if one in FILLED]))
    inputs, marks = subject.entry["inputs"], dict[Place, Any]()
    everywhere = list(places(inputs))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.sampled_from(everywhere))
        if not any(place[: len(one)] == one or one[: len(place)] == place for one in marks):
            marks[place] = data.draw(st.sampled_from(MARKS))
            inputs = replaced(inputs, place, marks[place])
    assert_survives(subject.holding(inputs), marks)


SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False)
    | st.text(max_size=4)
    | st.sampled_from(MARKS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_shape_makes_it_fail_and_none_is_thrown_away(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(FILLED))
    place = data.draw(st.sampled_from(list(places(subject.entry["inputs"]))))
    odd = subject.holding(replaced(subject.entry["inputs"], place, data.draw(SHAPES)))
    after = mend(odd)
    if after is not None:
        assert_nothing_else(subject.name, odd.entry["inputs"], after)
        assert mend(odd.holding(after)) is None
    whole = subject.holding(
        data.draw(st.dictionaries(st.sampled_from(sorted(subject.entry["inputs"])), SHAPES))
    )
    if (made := mend(whole)) is not None:
        assert_nothing_else(subject.name, whole.entry["inputs"], made)


ROWS = [(remedy, token) for remedy in shipped().remedies for token in remedy.types]
ATTEMPTS = [
    (remedy, token, changes)
    for remedy, token in ROWS
    for changes in ([remedy.sets] if remedy.together else [[one] for one in remedy.sets])
]


def called(one: Any) -> str:
    return one if isinstance(one, str) else one.policy if isinstance(one, Remedy) else one[0].path


def spoilt(inputs: Inputs, change: Change) -> Inputs:
    """Return compliant inputs in which what a remedy sets is wrong everywhere."""
    found: Any = json.loads(json.dumps(inputs))  # no part is in two places
    *above, last = steps(change.path)
    holders = [found]
    for step in above:
        if step == ANY:
            holders = [one for holder in holders for one in holder]
        else:
            if step == "initContainers":
                holders[0].setdefault(step, deepcopy(holders[0]["containers"]))
            holders = [holder.setdefault(step, {}) for holder in holders]
    wrong = next((one for one in change.instead_of if one is not None), None)
    for holder in holders:
        holder.pop(last, None)
        if wrong is not None:
            holder[last] = wrong
        elif isinstance(change.to, bool):
            holder[last] = not change.to
    return dict(found)


def labelled(token: str, change: Change) -> Entry:
    """Return a resource that has its labels and nothing else, of a type that the compliant stack lacks."""
    held: dict[str, Any] = dict.fromkeys(REQUIRED_AWS_TAGS, "said")
    for step in reversed(steps(change.path)[:-1]):
        held = {str(step): held}
    return entry_of(token, "made", held)


def without(held: Any, *names: str) -> Any:
    """Leave properties out wherever they are, beside which a policy does not ask for what a remedy sets."""
    if isinstance(held, dict):
        return {key: without(one, *names) for key, one in held.items() if key not in names}
    return [without(one, *names) for one in held] if isinstance(held, list) else held


@pytest.mark.parametrize(("remedy", "token", "changes"), ATTEMPTS, ids=called)
def test_every_change_mends_every_type_that_it_names(
    remedy: Remedy, token: str, changes: list[Change]
) -> None:
    pack = remedy.policy.partition("/")[0]
    entries = [one for one in fixtures.COMPLIANT[pack]("production") if one["type"] == token]
    if token == "cloudflare:index/zoneSetting:ZoneSetting":
        wanted = rule_of(remedy.policy).remediation
        entries = [one for one in entries if one["inputs"]["settingId"] in wanted]
        entries = [one for one in entries if one["inputs"]["value"] == "on"]
    for compliant in entries or [labelled(token, changes[0])]:
        entry = {**compliant, "inputs": without(compliant["inputs"], "kmsMasterKeyId", "serviceAccountName")}
        wrong = Subject(remedy.policy, "spoilt", "fail", entry)
        for change in changes:
            wrong = wrong.holding(spoilt(wrong.entry["inputs"], change))
        assert faults(wrong)
        only = mended(rule_of(remedy.policy), [remedy], wrong.entry, PRODUCTION, stack="production")
        assert only is not None
        assert faults(wrong, only) == set()
        change_planned = diff(
            token, wrong.entry["inputs"], wrong.entry["inputs"], only, (), Scope(region="us-east-1")
        )
        assert change_planned.changed
        assert change_planned.replacing == ()


@pytest.mark.parametrize(("remedy", "token"), ROWS, ids=called)
def test_every_row_names_the_source_of_the_table_of_replacements(remedy: Remedy, token: str) -> None:
    tabled = "diff.go" if token.startswith("kubernetes:") else source(token).split()[0].rstrip(",;")
    assert remedy.types[token] == tabled


FORCES = re.compile(
    r"forces? a |can't be changed|only be set on creation|re-?creat|replacement", re.IGNORECASE
)


@pytest.mark.parametrize(("remedy", "token"), ROWS, ids=called)
def test_no_docstring_of_an_sdk_says_that_a_change_replaces(remedy: Remedy, token: str) -> None:
    for change in remedy.sets:
        assert FORCES.search(documentation(token, change.path)) is None


def test_a_docstring_that_says_so_is_noticed() -> None:
    assert FORCES.search(documentation("aws:eks/cluster:Cluster", "kubernetesNetworkConfig.ipFamily"))
    assert FORCES.search(documentation("aws:rds/instance:Instance", "timezone"))


def documentation(token: str, path: str) -> str:
    """Return what the SDK says about a property, or nothing about the members of a map."""
    declared = declaration_of(token)
    assert declared
    fields: Fields | None = declared.inputs
    module = sys.modules[class_of(token).__module__]
    held: Any = next(getattr(module, name) for name in module.__all__ if name.endswith("Args"))
    text = ""
    for step in steps(path):
        if step == ANY:
            continue
        if fields is None:
            break
        text = str(getattr(held, fields.python_names[str(step)]).__doc__)
        shape = fields.shapes[str(step)]
        while shape.sort is Sort.LIST and shape.item:
            shape = shape.item
        fields = shape.fields if shape.sort is Sort.OBJECT else None
        held = shape.reference
    return text


def test_the_sentinels_are_all_that_the_sdk_has() -> None:
    known = {value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_")}
    assert known == UNKNOWN_SENTINELS
    assert len(known) == 7


def test_the_level_of_namespaces_is_of_the_version_that_pods_are_judged_by() -> None:
    (remedy,) = shipped().of("kubernetes/ns-pss-labels")
    versions = [one.to for one in remedy.sets if one.path.endswith('enforce-version"]')]
    assert versions == [f"v{rule_of('kubernetes/pss-restricted').controls[0].version}"]
