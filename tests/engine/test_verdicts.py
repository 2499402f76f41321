"""What breaks the rules is refused by the packs as it is by the judge, and does not come to stand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from operations.policy.state_file import read
from policies.framework.judge import judge
from simulator.program import run
from tests.engine.comparison import judged, reported
from tests.engine.engine import PACKS, Engine, engine, write_project

pytestmark = pytest.mark.engine

PROGRAM = """\
import json
import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

provider = aws.Provider("aws", region="us-east-1", allowed_account_ids=["111111111111"])
own = pulumi.ResourceOptions(provider=provider)
network = aws.ec2.Vpc("network", cidr_block="10.48.0.0/16", opts=own)
group = aws.ec2.SecurityGroup("group", vpc_id=network.id, description="open", opts=own)
aws.vpc.SecurityGroupIngressRule(
    "everybody",
    security_group_id=group.id,
    cidr_ipv4="0.0.0.0/0",
    ip_protocol="tcp",
    from_port=22,
    to_port=22,
    opts=own,
)
aws.kms.Key("key", description="never rotated", opts=own)
aws.iam.Policy(
    "everything",
    policy=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
    opts=own,
)
aws.rds.Instance(
    "database",
    instance_class="db.t4g.small",
    engine="postgres",
    engine_version="15",
    allocated_storage=20,
    username="owner",
    password=pulumi.Output.secret("sentinel-of-a-password"),
    publicly_accessible=True,
    opts=own,
)
cluster = kubernetes.Provider("cluster", kubeconfig=network.arn.apply(lambda arn: "/" + arn))
kubernetes.core.v1.Namespace("open", metadata={"name": "open"}, opts=pulumi.ResourceOptions(provider=cluster))
"""
BROKEN = {"kms-rotation", "iam-no-admin", "rds-encrypted", "rds-not-public"}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine(
        write_project(tmp_path_factory.mktemp("faulty") / "project", PROGRAM), "production"
    ) as running:
        running.pulumi("stack", "init")
        yield running


def test_the_packs_find_what_the_judge_finds(faulty: Engine) -> None:
    ended = faulty.preview(*PACKS, code=1)
    foreseen = run(faulty.folder, "production", preview=True)
    assert foreseen.faults == ()
    own = judged(judge(foreseen.resources, stack="production", today=date.today()).findings)
    assert reported(ended.events) == own, ended.complaint
    assert {policy for _, policy, level, _, _ in own if level == "mandatory"} >= BROKEN


def test_what_a_mandatory_rule_refuses_is_not_made(faulty: Engine) -> None:
    ended = faulty.deploy("up", *PACKS, code=1)
    refused = {urn for _, _, level, urn, _ in reported(ended.events) if level == "mandatory"}
    assert refused
    assert not refused & faulty.resources().keys()


def test_what_stands_already_is_judged_from_its_file_alone(faulty: Engine, tmp_path: Path) -> None:
    faulty.deploy("up")
    state = tmp_path / "state.json"
    faulty.pulumi("stack", "export", "--file", str(state))
    ended = faulty.run("policy", "analyze", "--file", str(state), "--json", *PACKS, code=1)
    verdicts = judge(read(state).resources, stack="production", today=date.today())
    assert reported(ended.events) == judged(verdicts.findings), ended.complaint
    assert {finding.policy for finding in verdicts.findings if finding.blocks} >= BROKEN
