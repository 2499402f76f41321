"""Which days experiments are made on: as many as was asked for, and the same ones whoever asks again."""

from datetime import date, timedelta

import pytest

from components.resilience.chaos.scripts.dice import throw

FIRST = date(2026, 1, 1)
WEEKDAYS = [day for n in range(1450) if (day := FIRST + timedelta(n)).weekday() < 5][:1000]


def hits(experiment: str, probability: float, cluster: str = "production-us-east-1") -> list[date]:
    return [day for day in WEEKDAYS if throw(cluster, experiment, day, probability).hit]


@pytest.mark.parametrize(
    ("experiment", "probability"),
    [
        ("backend-api-pod-failure", 0.1),
        ("backend-api-network-latency", 0.05),
        ("database-connection-failure", 0.02),
        ("disk-pressure", 0.01),
    ],
)
def test_over_a_thousand_weekdays_it_is_as_often_as_was_asked(experiment: str, probability: float) -> None:
    """Within three standard deviations of a binomial, which a fair die leaves in three of a thousand cases."""
    assert len(WEEKDAYS) == 1000
    spread = (1000 * probability * (1 - probability)) ** 0.5
    assert abs(len(hits(experiment, probability)) - 1000 * probability) <= 3 * spread


def test_a_day_answers_the_same_again() -> None:
    assert hits("disk-pressure", 0.1) == hits("disk-pressure", 0.1)
    first = throw("c", "e", date(2026, 11, 26), 0.5)
    assert first.seed == "c/e/2026-11-26"
    # The value itself, from `printf c/e/2026-11-26 | sha256sum`: another would settle all days anew without a word.
    assert first.value == int("188e5a775686c622", 16) / 2**64


def test_experiments_and_clusters_throw_for_themselves() -> None:
    one = set(hits("a", 0.3))
    assert one != set(hits("b", 0.3))
    assert one != set(hits("a", 0.3, cluster="staging-us-east-1"))
    both = len(one & set(hits("b", 0.3)))
    assert 50 <= both <= 130  # 90 by chance


def test_a_larger_probability_takes_the_same_days_and_more() -> None:
    assert set(hits("a", 0.05)) < set(hits("a", 0.1))


@pytest.mark.parametrize(("probability", "expected"), [(1, 1000), (1e-15, 0)])
def test_the_ends(probability: float, expected: int) -> None:
    assert len(hits("a", probability)) == expected
