"""The simulated clouds keep up with a large program."""

from time import perf_counter

from simulator import clouds
from tests.simulator.clouds.samples import SAMPLES, scope_for, urn_of


def answered(count: int) -> float:
    """Return the seconds that it takes to check and create so many resources of every type in turn."""
    tokens = sorted(SAMPLES)
    work = [(tokens[number % len(tokens)], f"r{number}") for number in range(count)]
    started = perf_counter()
    for token, name in work:
        urn = urn_of(token, name)
        checked = clouds.check(token, urn, SAMPLES[token], None, scope_for(token))
        clouds.create(token, urn, checked.inputs, scope_for(token), preview=True)
    return perf_counter() - started


def test_a_thousand_resources_take_well_below_a_second() -> None:
    answered(len(SAMPLES))
    assert answered(1000) < 0.75
