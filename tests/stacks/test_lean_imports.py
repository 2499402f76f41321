"""Importing the SDKs lean changes nothing but what it costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STACKS = ("dev", "staging", "production")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Preview every stack in two processes, and write down what each found."""
    folder = tmp_path_factory.mktemp("facts")
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.stacks.sdk_facts", how, str(folder), *STACKS],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for how in ("whole", "lean")
    ]
    for run in runs:
        _, said = run.communicate(timeout=600)
        assert run.returncode == 0, said
    return folder


@pytest.mark.parametrize("what", [*STACKS, "hints"])
def test_each_stack_and_each_type_hint_is_the_same_to_the_byte(facts: Path, what: str) -> None:
    whole, lean = ((facts / f"{what}.{how}.json").read_bytes() for how in ("whole", "lean"))
    assert len(lean) > 100_000
    assert lean == whole


def test_the_hints_are_of_the_sdks_in_use(facts: Path) -> None:
    hints = json.loads((facts / "hints.lean.json").read_text())
    assert hints["pulumi_aws.eks.cluster.Cluster"]["arn"] == "pulumi.output.Output[str]"
    assert "pulumi_aws.eks.outputs.ClusterVpcConfig" in hints
    assert "pulumi_aws.eks._inputs.ClusterVpcConfigArgs" in hints
    assert len(hints) > 400


def test_it_takes_less_memory_and_no_more_time(facts: Path) -> None:
    whole, lean = (json.loads((facts / f"cost.{how}.json").read_text()) for how in ("whole", "lean"))
    assert lean["kilobytes"] < 0.95 * whole["kilobytes"]
    assert lean["seconds"] < 1.2 * whole["seconds"]
