import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.foundation.names import bounded

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,80}[a-z0-9]", fullmatch=True)


@given(NAMES, st.integers(9, 63))
def test_a_name_fits_its_limit_and_stays_the_same(name: str, limit: int) -> None:
    short = bounded(name, limit)
    assert len(short) <= limit
    assert short == bounded(name, limit)
    assert short == name or len(name) > limit


@given(NAMES, NAMES)
def test_names_with_the_same_head_stay_apart(one: str, other: str) -> None:
    assume(one != other)
    head = "x" * 60
    assert bounded(head + one, 32) != bounded(head + other, 32)


def test_a_long_name_keeps_its_head_and_gets_a_digest() -> None:
    assert bounded("production-postgres-monitoring", 20) == "production-p-c276272"


def test_no_hyphen_is_doubled_at_the_cut() -> None:
    assert "--" not in bounded("production--postgres-x", 20)


def test_a_limit_without_room_for_the_digest_is_refused() -> None:
    with pytest.raises(ValueError, match="a limit of 8 characters leaves no room"):
        bounded("name", 8)
