"""Growing an environment by settings, and what a plan says of it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Protocol

from simulator.plan import Step

HOME, AWAY = "us-east-1", "us-west-2"
WHOLE = "*"
"""Every system of production, for growth that all of them might hear of."""

Grow = Callable[[Any], None]
"""What changes a settings tree in place."""

Growths = dict[str, tuple[Grow, set[str], set[str]]]
"""What grows -> how, what that creates, and what it updates in place, by type."""


class Grown(Protocol):
    """Returns the steps from production, with its core and the systems that are kept, to what has grown."""

    def __call__(self, grow: Grow, *keep: str, preview: bool = False) -> list[Step]: ...


def region(tree: Any, name: str = HOME) -> Any:
    return tree["aws"]["regions"][name]


def touched(steps: list[Step], *ops: str) -> set[str]:
    """Return the types that the plan does any of these things to."""
    return {step.urn.split("::")[-2].rsplit(":", 1)[-1] for step in steps if step.op in ops}


def adds(steps: list[Step], created: set[str], updated: set[str]) -> None:
    """Hold a plan to growth: this is created, this updated in place, and nothing is replaced, deleted or refused."""
    assert touched(steps, "replace", "delete") == set()
    assert (touched(steps, "create"), touched(steps, "update")) == (created, updated)
    assert [step.urn for step in steps if step.guarded or step.refused] == []


def together(growths: Growths, base: Any) -> list[list[str]]:
    """Return the growths in as few lots as can be: those of one lot change different settings, so that one run shows all.

    A run of production takes seconds, and what a growth does to the types of a plan it does beside others as well.
    """
    lots: list[tuple[list[str], set[str]]] = []
    for name, (grow, *_) in growths.items():
        changes = _changes(base, grow)
        for names, taken in lots:
            if not taken & changes:
                names.append(name)
                taken.update(changes)
                break
        else:
            lots.append(([name], changes))
    return [names for names, _ in lots]


def lot(growths: Growths, names: list[str]) -> tuple[Grow, set[str], set[str]]:
    """Return several growths as one, with the types that they create and update in all."""

    def grow(tree: Any) -> None:
        for name in names:
            growths[name][0](tree)

    return (
        grow,
        set().union(*(growths[name][1] for name in names)),
        set().union(*(growths[name][2] for name in names)),
    )


def _changes(base: Any, grow: Grow) -> set[str]:
    grown = deepcopy(base)
    grow(grown)
    before, after = dict(_leaves(base)), dict(_leaves(grown))
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}


def _leaves(tree: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value that is no mapping, or an empty one, with its place."""
    if not isinstance(tree, dict) or not tree:
        yield place, tree
        return
    for key, value in tree.items():
        yield from _leaves(value, f"{place}.{key}")
