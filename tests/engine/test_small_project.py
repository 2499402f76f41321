"""What the plugins add to Pulumi's engine, on a program small enough to see through."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from operations.simulate import ATTACHED
from simulator.plan import plan
from simulator.program import run
from simulator.state import State
from tests.engine.comparison import differences, planned
from tests.engine.engine import PATIENCE, Engine, engine, steps, write_project

pytestmark = pytest.mark.engine

PROGRAM = """\
import json
import pulumi
import pulumi_aws as aws
import pulumi_random as random

config = pulumi.Config()
east = aws.Provider("east", region="us-east-1", allowed_account_ids=["111111111111"])
west = aws.Provider("west", region="us-west-2", allowed_account_ids=["222222222222"])


class Vault(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("platform:test:Vault", name, {"kind": "vault"}, opts)
        own = pulumi.ResourceOptions(parent=self)
        self.password = random.RandomPassword(f"{name}-password", length=config.get_int("length") or 16, opts=own)
        self.key = aws.kms.Key(f"{name}-key", description=self.password.result, opts=own)
        self.register_outputs({"key": self.key.arn, "password": self.password.result})


vault = Vault("vault", pulumi.ResourceOptions(provider=west))
network = aws.ec2.Vpc(
    "network",
    cidr_block="10.48.0.0/16",
    tags=config.get_object("tags") or {"team": "platform", "owner": "them"},
    opts=pulumi.ResourceOptions(provider=east, protect=True, ignore_changes=["tags.owner"], depends_on=[vault]),
)
role = aws.iam.Role(
    "role",
    assume_role_policy=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }),
    opts=pulumi.ResourceOptions(provider=east, deleted_with=network),
)
caller = aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=west))
pulumi.export("account", caller.account_id)
pulumi.export("password", vault.password.result)
"""
CONFIGURED = """\
config:
  platform:length: 20
  platform:tags:
    team: data
    owner: us
"""
URN = "urn:pulumi:dev::platform::"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine(write_project(tmp_path_factory.mktemp("small") / "project", PROGRAM), "dev") as running:
        running.pulumi("stack", "init")
        yield running


def test_both_engines_make_the_same_stack_and_plan_the_same_change(small: Engine) -> None:
    small.deploy("up")
    stands = small.resources()
    assert differences(stands, run(small.folder, "dev", preview=False).live) == []

    stack_file = small.folder / "Pulumi.dev.yaml"
    stack_file.write_text(stack_file.read_text() + CONFIGURED)
    baseline = State(stands.values())
    foreseen = planned(plan(baseline, run(small.folder, "dev", preview=True, baseline=baseline)))
    real = steps(small.preview().events)
    assert real == foreseen
    assert real == {
        f"{URN}platform:test:Vault$random:index/randomPassword:RandomPassword::vault-password": (
            "replace",
            ("length",),
        ),
        f"{URN}platform:test:Vault$aws:kms/key:Key::vault-key": ("update", ("description",)),
        f"{URN}aws:ec2/vpc:Vpc::network": ("update", ("tags.team", "tagsAll.team")),
    }

    small.deploy("up")
    changed = small.resources()
    assert changed[f"{URN}aws:ec2/vpc:Vpc::network"].inputs["tags"] == {"team": "data", "owner": "them"}
    assert differences(changed, run(small.folder, "dev", preview=False, baseline=baseline).live) == []


def test_infra_simulate_runs_the_cli_and_says_that_the_clouds_are_simulated(small: Engine) -> None:
    plain = {name: value for name, value in small.environment.items() if name != ATTACHED}
    command = [sys.executable, "-m", "operations.cli", "simulate", "--project", str(small.folder), "--"]
    done = subprocess.run(
        [*command, "pulumi", "preview", "--stack", "dev", "--non-interactive"],
        env=plain,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        "Clouds are simulated (aws, azure-native, cloudflare, gcp, kubernetes, random): nothing real"
        in done.stderr
    )
    assert "Previewing update (dev):" in done.stdout


def test_what_a_cloud_refuses_ends_the_preview_in_a_sentence(small: Engine) -> None:
    line = 'aws.ec2.Vpc("wide", cidr_block="10.0.0.0/99", opts=pulumi.ResourceOptions(provider=east))'
    (small.folder / "__main__.py").write_text(f"{PROGRAM}{line}\n")
    ended = small.pulumi("preview", code=1)
    assert (
        "property cidrBlock value {10.0.0.0/99} has a problem: cidrBlock must be an IPv4 network"
        in ended.shown
    )
    # The CLI interrupts the program once a resource has failed, and shows it; of the simulator it shows nothing
    assert "simulator/" not in ended.shown
