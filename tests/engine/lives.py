"""The whole life of one of the repository's stacks under Pulumi's engine, lived once and remembered on disk."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.resources import Resource, resource_of
from tests.engine.engine import PACKS, Ended, Engine, copy_project, engine

SENTINEL = "sentinel-word-51b7e0"
"""A secret of the stack file. Nothing may ever show it."""

GROWING = {"dev": "general", "staging": "application", "production": "application"}
"""The pool of the primary region's cluster that may become one node larger."""

AT_THE_END = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""Has the CLI write its state once a command, not twice a step: with 500 resources that is most of the time. The smallest
stack keeps to the default, so that it is proven too."""


@dataclass(frozen=True)
class Life:
    """What each command printed, and what stood after it."""

    stack: str
    folder: Path
    commands: dict[str, Ended]
    exports: dict[str, dict[str, Any]]
    sealed: str
    plan: str

    def stands(self, after: str) -> dict[str, Resource]:
        """Return what stood after a command, by URN, with its secrets opened."""
        entries = self.exports[after]["deployment"].get("resources", [])
        return {entry["urn"]: resource_of(entry) for entry in entries}


def life_of(stack: str, temporary: pytest.TempPathFactory) -> Life:
    """Return the life of a stack, which the first to ask lives for all processes of this test run."""
    shared = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / f"life-of-{stack}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory = folder / "memory.json"
        if not memory.is_file():
            assert not (folder / "project").exists(), (
                f"the life of {stack} broke off; see the test that lived it"
            )
            memory.write_text(json.dumps(_live(stack, folder)))
        told = json.loads(memory.read_text())
    commands = {name: Ended(**ended) for name, ended in told.pop("commands").items()}
    return Life(stack=stack, folder=folder, commands=commands, **told)


def _live(stack: str, folder: Path) -> dict[str, Any]:
    commands: dict[str, Ended] = {}
    exports: dict[str, Any] = {}
    project, plan = copy_project(folder / "project"), folder / "plan.json"
    settled: Any = {} if stack == "dev" else AT_THE_END
    with engine(project, stack, **settled) as running:
        running.pulumi("stack", "init")
        running.pulumi("config", "set", "--secret", "probe", SENTINEL)
        commands["preview"] = running.preview(*PACKS, "--save-plan", str(plan))
        commands["up"] = running.deploy("up", *PACKS, "--plan", str(plan))
        exports["up"] = running.export()
        sealed = running.pulumi("stack", "export").out
        commands["again"] = running.deploy("up", "--expect-no-changes")
        commands["refresh"] = running.deploy("refresh", "--expect-no-changes")
        grow(project, stack)
        commands["changed"] = running.deploy("up")
        exports["changed"] = running.export()
        _destroy(running, commands, exports)
    shown = {name: vars(ended) for name, ended in commands.items()}
    return {"commands": shown, "exports": exports, "sealed": sealed, "plan": plan.read_text()}


def _destroy(running: Engine, commands: dict[str, Ended], exports: dict[str, Any]) -> None:
    if any(entry.get("protect") for entry in exports["changed"]["deployment"]["resources"]):
        # With its preview, as an operator runs it: without one the engine first deletes all that is not protected
        commands["refused"] = running.pulumi("destroy", "--yes", "--json", code=1)
        exports["refused"] = running.export()
        running.pulumi("state", "unprotect", "--all", "--yes")
    commands["destroy"] = running.deploy("destroy")
    exports["destroy"] = running.export()


def grow(project: Path, stack: str) -> None:
    """Let one pool become one node larger, and add a namespace, in the primary region."""
    file = project / f"Pulumi.{stack}.yaml"
    content = yaml.safe_load(file.read_text())
    region = content["config"]["platform:settings"]["aws"]["regions"]["us-east-1"]
    region["cluster"]["pools"][GROWING[stack]]["max"] += 1
    region["namespaces"]["reports"] = {}
    file.write_text(yaml.safe_dump(content, sort_keys=False))
