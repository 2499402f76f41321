"""Importing the SDKs lean changes nothing but what it costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STACKS = ("dev", "production")
"""dev, which has few of the SDKs and is measured alone, and production, whose types are all that staging has too
(``test_inventories.py`` holds that)."""


OPTIONAL = ("pulumi_gcp", "pulumi_azure_native", "pulumi_cloudflare")
"""The SDKs of clouds that a stack may do without."""

BESIDE = ("_enums", "_inputs", "_utilities", "outputs")
"""What stands in a package of an SDK beside the modules of its types."""

FUNCTIONS = {"pulumi_azure_native.containerservice.list_managed_cluster_user_credentials"}
"""The modules in use that declare a function and no type."""


def packages_of(module: str) -> set[str]:
    """Return the packages that a module stands in, outermost last."""
    parent = module.rpartition(".")[0]
    return {parent, *packages_of(parent)} if parent else set()


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Preview these stacks in two processes, and write down what each found."""
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


def of_optional_sdks(facts: Path, stack: str) -> dict[str, set[str]]:
    """Return the modules of the optional SDKs that a stack knew, that it ran and that it is made of."""
    found = json.loads((facts / "modules.lean.json").read_text())[stack]
    assert "pulumi_aws" in found["ran"]
    return {
        what: {name for name in names if name.partition(".")[0] in OPTIONAL} for what, names in found.items()
    }


def test_dev_runs_no_module_of_a_cloud_that_it_does_without(facts: Path) -> None:
    assert of_optional_sdks(facts, "dev") == {"known": set(), "ran": set(), "declaring": set()}


def test_production_runs_of_each_cloud_the_modules_of_its_types_and_no_other(facts: Path) -> None:
    """After dev in one process, which is seen to bring none of them."""
    found = of_optional_sdks(facts, "production")
    declaring = found["declaring"] | FUNCTIONS
    assert {name.partition(".")[0] for name in declaring} == set(OPTIONAL)
    packages = set().union(*map(packages_of, declaring))
    beside = {f"{package}.{name}" for package in packages for name in BESIDE}
    assert declaring - found["ran"] == set()
    assert found["ran"] - declaring - packages - beside == set()


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


def test_it_takes_less_memory(facts: Path) -> None:
    """Seen where a process has previewed dev alone: what larger stacks hold themselves would hide the SDKs' share."""
    whole, lean = (json.loads((facts / f"cost.{how}.json").read_text()) for how in ("whole", "lean"))
    assert lean["kilobytes"] < 0.95 * whole["kilobytes"]
