"""A hundred faults in the three stacks, each noticed by the policies that must and by no other."""

import pytest

from tests.policies.mutations.faults import FAULTS, OUT, Fault
from tests.policies.mutations.stacks import SHARES, STACKS, Mutation, difference, drawn, in_force, recorded

SEED = 20261130


def expected(mutation: Mutation) -> set[tuple[str, str]]:
    fault = mutation.fault
    urn = fault.spoken_of(recorded(mutation.stack)[mutation.urn])
    return {(policy, urn) for policy in (fault.policy, *fault.also) if in_force(policy, mutation.stack)}


def test_each_of_a_hundred_faults_gives_exactly_the_findings_that_it_must() -> None:
    mutations = drawn(SEED)
    assert len(mutations) == 100
    wrong = []
    for mutation in mutations:
        new, lost = difference(mutation)
        if new != expected(mutation) or lost:
            wrong.append(f"{mutation}: {sorted(new ^ expected(mutation))} {sorted(lost)}")
    assert wrong == []


def test_the_draw_can_be_drawn_again_and_reaches_most_faults() -> None:
    mutations = drawn(SEED)
    assert mutations == drawn(SEED) != drawn(SEED + 1)
    assert {stack: sum(one.stack == stack for one in mutations) for stack in STACKS} == SHARES
    drawn_policies = {one.fault.policy for one in mutations}
    assert len(drawn_policies) >= 0.8 * len({fault.policy for fault in FAULTS})


def test_a_fault_that_changes_nothing_would_be_seen() -> None:
    """What the test above compares with is the fault's own policy, not whatever happens to be said."""
    (harmless,) = (Fault("security/rds-not-public", "aws:ec2/vpc:Vpc", "tags.Name", "another"),)
    urn = next(urn for urn, entry in recorded("dev").items() if harmless.fits(entry))
    assert difference(Mutation("dev", harmless, urn)) == (frozenset(), frozenset())


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_changes_one_property_of_a_copy(fault: Fault) -> None:
    entries = [entry for stack in STACKS for entry in recorded(stack).values() if fault.fits(entry)]
    for entry in entries[:1]:
        changed = fault.made(entry)
        assert changed is None or (changed != entry and changed["urn"] == entry["urn"])
    assert entries or fault.value is OUT or fault.token.startswith("kubernetes:"), (
        "no stack has such a resource"
    )
