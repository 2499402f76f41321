"""The roles of pipelines: for whom they open, what the workflows really send, and what they can never do."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pulumi_aws as aws
import pytest
import yaml
from pydantic import ValidationError

from components.delivery.pipeline_roles import PipelineRoles, PipelineRolesArgs, PipelinesSpec
from components.delivery.pipeline_roles.permissions import SERVICES
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from operations.state_bucket import Backend
from stacks.layers.guard_rails import STATE_KEY_ALIAS
from tests.components.recording import Recording, assert_sound, record

ROOT = Path(__file__).resolve().parents[3]
ACCOUNT = "123456789012"


def a_spec(**changes: Any) -> PipelinesSpec:
    return PipelinesSpec(**{"repository": "example/platform", "environment": "production", **changes})


def built(spec: PipelinesSpec | None = None) -> Recording:
    args = PipelineRolesArgs(
        spec=spec or a_spec(),
        placement=AwsPlacement(account_id=ACCOUNT, region="us-east-1"),
        labels=Labels(environment="production", owner="platform-team", cost_center="core-services"),
        regions=("us-east-1", "us-west-2"),
        state_bucket="platform-state",
        state_key_alias="alias/platform-state",
    )
    return record(lambda: PipelineRoles("pipelines", args))


def conditions(role: Any) -> dict[str, Any]:
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    found: dict[str, Any] = statement["Condition"]
    return found


def test_each_role_opens_for_exact_subjects_and_nothing_alike() -> None:
    recording = built()
    assert_sound(recording, PipelineRoles, regions=set())
    roles = recording.named(aws.iam.Role)
    issuer = "token.actions.githubusercontent.com"
    assert conditions(roles["pipelines-preview"]) == {
        "StringEquals": {
            f"{issuer}:aud": ["sts.amazonaws.com"],
            f"{issuer}:sub": ["repo:example/platform:environment:production-preview"],
        }
    }
    assert conditions(roles["pipelines-deploy"]) == {
        "StringEquals": {
            f"{issuer}:aud": ["sts.amazonaws.com"],
            f"{issuer}:sub": ["repo:example/platform:environment:production"],
        }
    }
    assert {role.inputs["maxSessionDuration"] for role in roles.values()} == {3600, 7200}
    assert all("permissionsBoundary" in role.inputs for role in roles.values())
    assert "thumbprintLists" not in recording.only(aws.iam.OpenIdConnectProvider).inputs


def test_the_preview_role_reads_no_secret_and_writes_nothing() -> None:
    policies = built().named(aws.iam.RolePolicy)
    statements = json.loads(policies["pipelines-preview"].inputs["policy"])["Statement"]
    granted = {action for one in statements if one["Effect"] == "Allow" for action in one["Action"]}
    assert granted == {"s3:ListBucket", "s3:GetObject", "kms:Decrypt", "kms:DescribeKey"}
    (denied,) = [one for one in statements if one["Effect"] == "Deny"]
    assert "secretsmanager:GetSecretValue" in denied["Action"]


def test_the_boundary_fits_iam_and_keeps_pipelines_off_their_own_fetters() -> None:
    text = built().only(aws.iam.Policy).inputs["policy"]
    assert len(json.dumps(json.loads(text), separators=(",", ":"))) <= 6144
    denials = {one["Sid"]: one for one in json.loads(text)["Statement"] if one["Effect"] == "Deny"}
    assert f"arn:aws:iam::{ACCOUNT}:role/platform-deployer" in denials["OwnFetters"]["Resource"]
    assert "guardduty:DeleteDetector" in denials["GuardRailsOff"]["Action"]
    (allowed,) = [one for one in json.loads(text)["Statement"] if one["Sid"] == "WhatThePlatformIsMadeOf"]
    assert allowed["Condition"] == {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "us-west-2"]}}


def test_the_boundary_hands_roles_to_services_alone_and_holds_the_rest_of_what_is_asked_of_iam() -> None:
    recording = built()
    limit = json.loads(recording.only(aws.iam.Policy).inputs["policy"])["Statement"]
    allowed = [
        (action, one.get("Condition", {}))
        for one in limit
        if one["Effect"] == "Allow"
        for action in one["Action"]
    ]
    passing = [held for action, held in allowed if fnmatch("iam:PassRole", action)]
    assert passing == [{"StringLike": {"iam:PassedToService": ["*.amazonaws.com"]}}]
    deploy = json.loads(recording.named(aws.iam.RolePolicy)["pipelines-deploy"].inputs["policy"])["Statement"]
    asked = {action for one in deploy for action in one["Action"] if action.startswith("iam:")}
    assert len(asked) > 25
    assert {one for one in asked if not any(fnmatch(one, action) for action, _ in allowed)} == set()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"preview_role": "x", "deploy_role": "x"}, "preview_role: x is the deploy role's name too"),
    ],
)
def test_what_would_open_too_far_or_never_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        a_spec(**changes)
    assert sentence in str(caught.value)


SPOKEN = {
    "cloudwatch/event": "events",
    "cloudwatch/log": "logs",
    "costexplorer": "ce",
    "cfg": "config",
    "ebs": "ec2",
    "kinesis/firehose": "firehose",
    "kinesisanalyticsv2": "kinesisanalytics",
    "lb": "elasticloadbalancing",
    "opensearch": "es",
    "vpc": "ec2",
    "accessanalyzer": "access-analyzer",
    "amp": "aps",
}
"""How a type token begins -> the service as IAM speaks of it, where that differs from the token's module."""


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_the_boundary_knows_every_service_that_a_stack_is_made_of(stack: str) -> None:
    inventory = yaml.safe_load((ROOT / f"tests/stacks/inventories/{stack}.yaml").read_text())
    tokens = set(re.findall(r"aws:[\w/]+:\w+", str(inventory)))
    assert len(tokens) > 50
    needed = set()
    for token in tokens:
        path = token.split(":")[1]
        spoken = [service for start, service in SPOKEN.items() if path.startswith(start)]
        needed.add(spoken[0] if spoken else path.split("/")[0])
    assert needed - set(SERVICES) == set()


def test_the_alias_of_the_states_key_is_that_of_bootstrap() -> None:
    assert Backend(account_id=ACCOUNT, region="us-east-1").alias == STATE_KEY_ALIAS
