"""A new version of a chart upgrades its release and touches nothing else."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from simulator.plan import plan
from simulator.program import Run
from simulator.state import State
from tests.stacks.systems import reduced

RELEASE = "kubernetes:helm.sh/v3:Release"


def test_an_upgrade_changes_its_release_alone(
    standing: Callable[[Any], Run], changed: Callable[..., Run]
) -> None:
    settings = reduced("aws", "gcp", "azure", "cloudflare")
    state = standing(settings).state
    assert state is not None
    releases = [resource.urn for resource in state.live.values() if resource.type == RELEASE]
    assert len(releases) > 1
    for upgraded in releases[:: max(1, len(releases) // 3)]:
        before = State(deepcopy(list(state.live.values())))
        before.live[upgraded].inputs["version"] = "0.0.1"
        after = changed("production", settings, before, preview=True)
        steps = [step for step in plan(after.baseline, after) if step.op != "same"]
        assert [(step.op, step.urn, step.changed, step.replacing) for step in steps] == [
            ("update", upgraded, ("version",), ())
        ]
