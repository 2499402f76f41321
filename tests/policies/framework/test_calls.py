"""What the policies of one call share: read once for each call, by whichever policy comes first, in every thread."""

from collections import Counter
from collections.abc import Iterable
from threading import Thread
from typing import Any

import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, policy

from policies.framework import catalogue
from policies.framework import pack as room
from policies.framework.calls import PerCall
from policies.framework.index import Stack
from policies.framework.pack import ASKED, policies_of
from policies.framework.rules import ResourceRule, StackRule
from tests.policies.framework.samples import TODAY, Entry, entry
from tests.policies.kubernetes import compliant as kubernetes

POLICIES = ("first", "second", "third")


def call(shared: PerCall[str], subject: str, asked_by: tuple[str, ...] = POLICIES) -> tuple[list[str], int]:
    """Let the policies of one call ask in turn: what each of them got, and how often it was read."""
    read: list[str] = []

    def anew() -> str:
        read.append(subject)
        return subject

    return [shared.read(one, anew) for one in asked_by], len(read)


def test_a_call_is_read_once_and_the_next_call_anew() -> None:
    shared: PerCall[str] = PerCall()
    assert call(shared, "a") == (["a"] * 3, 1)
    assert call(shared, "b") == (["b"] * 3, 1)
    assert call(shared, "b") == (["b"] * 3, 1), "the same again is a new call all the same"


def test_a_call_that_ended_early_is_not_taken_for_the_next() -> None:
    shared: PerCall[str] = PerCall()
    assert call(shared, "a", POLICIES[:1]) == (["a"], 1)
    assert call(shared, "b") == (["b"] * 3, 1)


def test_whoever_comes_first_reads_when_the_first_is_switched_off() -> None:
    shared: PerCall[str] = PerCall()
    for subject in "abc":
        assert call(shared, subject, POLICIES[1:]) == ([subject] * 2, 1)


def test_a_policy_that_was_passed_over_has_been_asked() -> None:
    shared: PerCall[str] = PerCall()
    assert not shared.passed_over("second", lambda _: False), "nothing is known before anything was read"
    for subject in "ab":
        assert call(shared, subject, POLICIES[:1]) == ([subject], 1)
        assert shared.passed_over("second", lambda held: held == "c")
        assert not shared.passed_over("third", lambda held: held in "ab")
    assert not shared.passed_over("second", lambda _: False), "it asks again, so this is another call"


def test_threads_do_not_hear_of_each_other() -> None:
    shared: PerCall[str] = PerCall()
    call(shared, "here", POLICIES[:1])
    found: list[tuple[list[str], int]] = []
    other = Thread(target=lambda: found.append(call(shared, "there", POLICIES[1:])))
    other.start()
    other.join()
    assert found == [(["there"] * 2, 1)]
    assert shared.read("second", lambda: "read again") == "here"


class Served:
    """A pack in this process behind the SDK's own servicer, which counts what the SDK decodes."""

    def __init__(self, pack: str, decoded: Counter[str]) -> None:
        self.decoded = decoded
        self.rules = [rule for rule in catalogue.pack(pack).rules if rule.levels.production != "disabled"]
        self.servicer: Any = policy._PolicyAnalyzerServicer(
            pack,
            "0.0.1",
            policies_of(catalogue.pack(pack), "production", TODAY, ()),
            EnforcementLevel.MANDATORY,
        )

    def analyze(self, one: Entry) -> tuple[int, set[str]]:
        """Return how often the resource was decoded, and which policies did not apply."""
        self.decoded.clear()
        request = analyzer_pb2.AnalyzeRequest(
            type=one["type"], urn=one["urn"], name="a", properties=struct(one)
        )
        answer = self.servicer.Analyze(request, None)
        return self.decoded["decoded"], {told.policy_name for told in answer.not_applicable}


def struct(one: Entry) -> struct_pb2.Struct:
    return json_format.ParseDict(one["inputs"], struct_pb2.Struct())


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counted: Counter[str] = Counter()
    sdk: Any = policy
    genuine = sdk.deserialize_properties

    def counting(*arguments: Any) -> Any:
        counted["decoded"] += 1
        return genuine(*arguments)

    monkeypatch.setattr(sdk, "deserialize_properties", counting)
    return counted


@pytest.mark.parametrize("pack", ["security", "kubernetes", "cost"])
def test_a_resource_is_decoded_for_the_policies_of_its_type_alone(pack: str, decoded: Counter[str]) -> None:
    served = Served(pack, decoded)
    rules = [rule for rule in served.rules if isinstance(rule, ResourceRule)]
    for one in [*kubernetes.workloads(), entry("aws:s3/bucket:Bucket", "b", {}), *kubernetes.workloads()]:
        foreign = {rule.name for rule in rules if one["type"] not in rule.types}
        times, not_applicable = served.analyze(one)
        assert foreign <= not_applicable
        # the memory of what was asked for, and each rule that speaks of the type
        assert times == 1 + len(rules) - len(foreign)


def test_a_stack_is_indexed_once_for_all_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    indexed: list[Stack] = []

    def counting(entries: Iterable[Entry]) -> Stack:
        indexed.append(Stack(entries))
        return indexed[-1]

    monkeypatch.setattr(room, "Stack", counting)
    served = Served("security", Counter())
    many = analyzer_pb2.AnalyzeStackRequest(
        resources=[
            analyzer_pb2.AnalyzerResource(type=rule.types[0], urn=f"urn:{rule.name}")
            for rule in served.rules
            if isinstance(rule, StackRule) and rule.types
        ]
    )
    for calls in (1, 2):
        served.servicer.AnalyzeStack(many, None)
        assert len(indexed) == calls


def test_what_is_asked_of_every_resource_comes_first() -> None:
    for name in catalogue.PACKS:
        assert policies_of(catalogue.pack(name), "dev", TODAY, ())[0].name == ASKED
