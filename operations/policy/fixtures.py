"""The policies' own fixtures, which stand with their tests: a compliant stack, and one change of it for each case."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from operations.faults import CannotJudge
from operations.policy.rulebook import Policy

ROOT: Final = Path(__file__).resolve().parents[2]
PLACE: Final = "tests/policies/fixtures.py"


@cache
def room() -> Any:
    """Return the module of the fixtures.

    :raises CannotJudge: where this command was installed without the repository around it.
    """
    if not (ROOT / PLACE).is_file():
        raise CannotJudge(
            f"{PLACE}: is not beside this command, so it has no fixtures; run it in a checkout of the repository"
        )
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return import_module("tests.policies.fixtures")


def available() -> bool:
    """Return whether the fixtures are there."""
    return (ROOT / PLACE).is_file()


def kinds(policy: Policy) -> Mapping[str, int]:
    """Return how many fixtures of each kind a policy has, those of the compliant stack as ``pass``.

    :raises CannotJudge: without a checkout.
    """
    counted = Counter(case.kind for case in room().cases(policy.pack.name) if case.rule == policy.rule.name)
    counted.update(room().passing(policy.pack.name).get(policy.rule.name, {}))
    order = ("pass", "fail", "absent", "unknown", "not-applicable")
    return {kind: counted[kind] for kind in order if counted[kind]}


def complaints(policies: Sequence[Policy]) -> tuple[int, list[str]]:
    """Run the fixtures of these policies and return how many there were, and a sentence for each that went wrong.

    :raises CannotJudge: without a checkout.
    """
    wanted = {(one.pack.name, one.rule.name) for one in policies}
    faults: list[str] = []
    ran = 0
    for name in sorted({pack for pack, _ in wanted}):
        for case in room().cases(name):
            if (name, case.rule) in wanted:
                ran += 1
                fault = room().complaint(name, case)
                faults += [f"{name}/{case}: {fault}"] if fault else []
    for one in policies:
        ran += 1
        if not room().passing(one.pack.name).get(one.rule.name):
            faults.append(f"{one.name}: has no resource in the compliant stack that it lets pass")
    return ran, faults
