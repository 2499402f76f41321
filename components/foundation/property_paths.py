"""Property paths as Pulumi writes them: ``tags.team``, ``rules[0].port``, ``data["a.b"]``, ``containers[*].image``."""

import re
from functools import cache
from typing import Final

STEP: Final = re.compile(r"""\.?([^.\[\]"]+)|\[(\d+|\*)\]|\["((?:[^"\\]|\\.)*)"\]""")
ANY: Final = "*"


@cache
def steps(path: str) -> tuple[str | int, ...]:
    """Return the names and indexes that a path goes through."""
    found: list[str | int] = []
    for name, index, quoted in (match.groups() for match in STEP.finditer(path)):
        found.append(name or (index if index == ANY else int(index)) if name or index else quoted)
    return tuple(found)


def covers(pattern: str, path: str) -> bool:
    """Say whether a path is what the pattern names, or lies within it; ``*`` stands for any one step."""
    wanted, given = steps(pattern), steps(path)
    return len(wanted) <= len(given) and all(
        step in (ANY, actual) for step, actual in zip(wanted, given, strict=False)
    )


def overlaps(one: str, other: str) -> bool:
    """Say whether what one path may name is, holds or lies within what the other may name."""
    return all(
        step == actual or ANY in (step, actual)
        for step, actual in zip(steps(one), steps(other), strict=False)
    )
