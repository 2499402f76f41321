"""The three environments, each brought up once on simulated clouds, and views of what then stands."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
import yaml

from simulator.plan import Step, plan
from simulator.program import Run, run
from simulator.state import State
from tests.shipped import brought_up
from tests.stacks.growth import WHOLE, Grow, Grown
from tests.stacks.systems import KEY, ROOT, SHIPPED, reduced

STACKS = ("dev", "staging", "production")


@dataclass(frozen=True)
class Live:
    """A stack that stands."""

    stack: str
    run: Run

    @cached_property
    def entries(self) -> dict[str, dict[str, Any]]:
        return {entry["urn"]: entry for entry in self.run.resources}

    def of(self, *types: str) -> dict[str, dict[str, Any]]:
        """Return the inputs of all resources of these types, by name."""
        return {
            urn.rsplit("::", 1)[-1]: entry["inputs"]
            for urn, entry in self.entries.items()
            if entry["type"] in types
        }

    def the(self, kind: str, name: str) -> dict[str, Any]:
        """Return the inputs of one resource by its type and name."""
        return self.of(kind)[name]

    @cached_property
    def aws(self) -> list[dict[str, Any]]:
        return [entry for entry in self.entries.values() if entry["type"].startswith("aws:")]


@pytest.fixture(scope="session")
def tree() -> Callable[[str], Any]:
    """Return a function that reads the settings of a shipped stack file, to be changed by a test."""

    def tree(stack: str) -> Any:
        return yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"][KEY]

    return tree


@pytest.fixture(scope="session")
def up() -> Callable[[str], Live]:
    """Return a function that brings a shipped stack up, once."""
    standing: dict[str, Live] = {}

    def up(stack: str) -> Live:
        if stack not in standing:
            standing[stack] = Live(stack, brought_up(stack))
        return standing[stack]

    return up


@pytest.fixture(params=STACKS)
def live(request: pytest.FixtureRequest, up: Callable[[str], Live]) -> Live:
    """Each of the environments in turn."""
    return up(request.param)


@pytest.fixture
def production(up: Callable[[str], Live]) -> Live:
    return up("production")


@pytest.fixture(scope="session")
def standing() -> Callable[[Any], Run]:
    """Return a function that brings production up with other settings than its file's, once for each."""
    runs: dict[str, Run] = {}

    def standing(settings: Any) -> Run:
        key = json.dumps(settings)
        if key not in runs:
            runs[key] = run(ROOT, "production", preview=False, config={KEY: key})
            assert [str(fault) for fault in runs[key].faults] == []
        return runs[key]

    return standing


@pytest.fixture
def grown(standing: Callable[[Any], Run], changed: Callable[..., Run]) -> Grown:
    def grown(grow: Grow, *keep: str, preview: bool = False) -> list[Step]:
        settings = deepcopy(SHIPPED) if WHOLE in keep else reduced(*keep)
        before = standing(settings)
        grow(settings)
        after = changed("production", settings, before.state, preview=preview)
        return plan(after.baseline, after)

    return grown


@pytest.fixture
def changed() -> Callable[..., Run]:
    """Return a function that runs a stack with other settings than its file's, on top of what stands."""

    def changed(stack: str, settings: Any, baseline: State | None = None, *, preview: bool = False) -> Run:
        done = run(ROOT, stack, preview=preview, config={KEY: json.dumps(settings)}, baseline=baseline)
        assert [str(fault) for fault in done.faults] == []
        return done

    return changed
