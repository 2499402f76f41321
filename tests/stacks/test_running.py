"""Settings as Pulumi hands them to a running program: the same tree, or the same faults."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime import configure, set_all_config
from pulumi.runtime.settings import Settings as Engine

from stacks.settings.faults import SettingsError
from stacks.settings.loader import load, load_running
from stacks.settings.model import Settings

ROOT = Path(__file__).resolve().parents[2]
KEY = "platform:settings"
Running = Callable[..., Settings]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in ROOT.glob("Pulumi.*.yaml"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def running() -> Running:
    """Return a function that loads as a program does that Pulumi started for a stack with a configuration."""

    def running(stack: str, config: dict[str, str], secrets: tuple[str, ...] = ()) -> Settings:
        def program() -> Settings:
            configure(Engine(project="platform", stack=stack))
            set_all_config(config, list(secrets))
            return load_running()

        # A thread of its own has context variables of its own, in which the SDK keeps what it is told
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(program).result()

    return running


def refusals(running: Running, *args: Any) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        running(*args)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("stack", ["dev", "staging", "production"])
def test_a_running_program_has_the_settings_of_its_file(
    project: Path, running: Running, tree: Any, stack: str
) -> None:
    assert running(stack, {KEY: json.dumps(tree(stack))}) == load(project, stack)


def test_faults_point_at_the_file_where_it_says_what_was_handed_over(
    project: Path, running: Running, tree: Any
) -> None:
    file = project / "Pulumi.dev.yaml"
    file.write_text(file.read_text().replace("nat: single", "nat: double"))
    settings = tree("dev")
    settings["aws"]["regions"]["us-east-1"]["network"]["nat"] = "double"
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "nat:" in text)
    said = "aws.regions.us-east-1.network.nat: should be one of per_zone, single, none"
    assert refusals(running, "dev", {KEY: json.dumps(settings)}) == [f"Pulumi.dev.yaml:{line}: {said}"]


def test_faults_have_no_line_where_another_file_was_handed_over(
    project: Path, running: Running, tree: Any
) -> None:
    settings = tree("dev")
    settings["aws"]["regions"]["us-east-1"]["network"]["nat"] = "double"
    said = "Pulumi.dev.yaml: aws.regions.us-east-1.network.nat: should be one of per_zone, single, none"
    assert refusals(running, "dev", {KEY: json.dumps(settings)}) == [said]
    (project / "Pulumi.dev.yaml").unlink()
    assert refusals(running, "dev", {KEY: json.dumps(settings)}) == [said]


@pytest.mark.usefixtures("project")
def test_a_stack_without_settings_is_told_what_to_do(running: Running) -> None:
    way_out = "copy the tree from another stack's file and adapt it"
    assert refusals(running, "alice", {}) == [
        f"Pulumi.alice.yaml: config.platform:settings: is empty; {way_out}"
    ]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("text", ["hunter2", "[1]", "{", "[" * 100_000])
def test_settings_that_are_no_tree_are_refused_and_not_repeated(running: Running, text: str) -> None:
    assert refusals(running, "dev", {KEY: text}) == [
        "Pulumi.dev.yaml: config.platform:settings: should be a mapping of names to values"
    ]


@pytest.mark.usefixtures("project")
def test_a_tree_that_was_set_as_a_secret_is_refused(running: Running, tree: Any) -> None:
    assert refusals(running, "dev", {KEY: json.dumps(tree("dev"))}, (KEY,)) == [
        (
            "Pulumi.dev.yaml: config.platform:settings: is encrypted, and the program would hand it to the clouds in the "
            "clear; write it plain, it holds no secret"
        )
    ]
