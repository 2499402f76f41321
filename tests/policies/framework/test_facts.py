from itertools import product

import pytest

from policies.framework.facts import NO, YES, Fact, every, fact, some, undecided

MAYBE = undecided("a")
ALL = (YES, NO, MAYBE)


@pytest.mark.parametrize(("one", "other"), list(product(ALL, ALL)))
def test_facts_combine_as_in_strong_three_valued_logic(one: Fact, other: Fact) -> None:
    truths = {one.truth, other.truth}
    conjunction = False if False in truths else None if None in truths else True
    disjunction = True if True in truths else None if None in truths else False
    assert (one & other).truth is conjunction
    assert (one | other).truth is disjunction
    assert (~(one & other)).truth is ((~one) | (~other)).truth


def test_an_undecided_fact_remembers_every_path_once_and_in_order() -> None:
    assert (undecided("b") & undecided("a") & undecided("b")).unknown == ("a", "b")
    assert (undecided("b") | YES).unknown == ()


def test_all_of_nothing_holds_and_none_of_nothing_does() -> None:
    assert every([]) == YES
    assert some([]) == NO
    assert every([YES, MAYBE, NO]) == NO
    assert some([NO, MAYBE]) == MAYBE
    assert (fact(True), fact(False)) == (YES, NO)


def test_a_fact_cannot_be_mistaken_for_a_boolean() -> None:
    with pytest.raises(TypeError, match="undecided"):
        bool(MAYBE)
