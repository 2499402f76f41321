"""Each statement of each rule has a fixture that fails without it, and one that fails when it asks the opposite."""

from policies.framework import catalogue, rules
from policies.security.aws import databases
from tests.policies.mutations.statements import ROOMS, bench, heard, sites, survivors


def test_no_statement_can_be_broken_unnoticed() -> None:
    written = sites()
    assert len(written) > 400
    assert survivors(written) == []


def test_every_rule_makes_a_statement_that_can_be_broken() -> None:
    """A rule that says what it says in another way would be out of the sight of the test above."""
    assert heard() == {f"{room}/{rule.name}" for room in ROOMS for rule in catalogue.pack(room).rules}


def test_a_rule_is_whole_again_afterwards() -> None:
    with bench():
        assert databases.__dict__["require"] is not rules.require
    assert databases.__dict__["require"] is rules.require
