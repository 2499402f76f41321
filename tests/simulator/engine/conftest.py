"""Small projects on disk, and the engine run on them."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from simulator.program import Run, run

PREAMBLE = """\
import pulumi
import pulumi_aws as aws
from pulumi import ComponentResource, Output, ResourceOptions

"""
"""Four lines, so that the first line of a test's program is line 5 of the file."""

FIRST_LINE = PREAMBLE.count("\n") + 1

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(program: str, settings: str = "{}", described: str = "") -> Path:
        tmp_path.joinpath("Pulumi.yaml").write_text(f"name: platform\nruntime: python\n{described}")
        tmp_path.joinpath("Pulumi.dev.yaml").write_text(f"config:\n  platform:settings: {settings}\n")
        tmp_path.joinpath("__main__.py").write_text(PREAMBLE + dedent(program).lstrip("\n"))
        return tmp_path

    return write


@pytest.fixture
def up(write: Write) -> Callable[..., Run]:
    def up(program: str, **options: Any) -> Run:
        return run(write(program), "dev", preview=False, **options)

    return up


@pytest.fixture
def preview(write: Write) -> Callable[..., Run]:
    def preview(program: str, **options: Any) -> Run:
        return run(write(program), "dev", preview=True, **options)

    return preview


@pytest.fixture
def entry() -> Callable[[Run, str], dict[str, Any]]:
    def entry(done: Run, name: str) -> dict[str, Any]:
        (found,) = [resource for resource in done.resources if resource["urn"].endswith(f"::{name}")]
        return found

    return entry
