"""Three-valued answers: yes, no, or undecided with the reason (Kleene's strong logic of indeterminacy)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer; ``truth`` is None while the values at ``unknown`` are needed and cannot be read."""

    truth: bool | None
    unknown: tuple[str, ...] = ()

    def __and__(self, other: "Fact") -> "Fact":
        if self.truth is False or other.truth is False:
            return NO
        if self.truth is None or other.truth is None:
            return Fact(None, _merged(self.unknown, other.unknown))
        return YES

    def __or__(self, other: "Fact") -> "Fact":
        if self.truth is True or other.truth is True:
            return YES
        if self.truth is None or other.truth is None:
            return Fact(None, _merged(self.unknown, other.unknown))
        return NO

    def __invert__(self) -> "Fact":
        return self if self.truth is None else NO if self.truth else YES

    def __bool__(self) -> bool:
        raise TypeError(
            "a fact may be undecided: combine facts with &, | and ~, and judge one with require()"
        )


YES = Fact(True)
NO = Fact(False)


def fact(truth: bool) -> Fact:
    """Return a plain answer as a fact."""
    return YES if truth else NO


def undecided(*paths: str) -> Fact:
    """Return the fact that nothing can be said because of the values at ``paths``."""
    return Fact(None, paths)


def every(facts: Iterable[Fact]) -> Fact:
    """Return whether all facts hold; true of none at all."""
    result = YES
    for one in facts:
        result = result & one
    return result


def some(facts: Iterable[Fact]) -> Fact:
    """Return whether any fact holds; false of none at all."""
    result = NO
    for one in facts:
        result = result | one
    return result


def _merged(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return one if one == other else tuple(sorted({*one, *other}))
