"""What each key's policy allows, and what none of them does."""

import json
from typing import Any

import pulumi
import pytest

from components.foundation.placement import AwsPlacement
from components.security.key_policies import DOMAINS, Domain, autoscaling_role, key_policy
from tests.components.recording import record

EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
ROOT = "arn:aws:iam::123456789012:root"
ADMINISTRATOR = "arn:aws:iam::123456789012:role/key-administrator"
READING = {"kms:Decrypt", "kms:*", "*", "kms:Decrypt*"}


def statements(domain: Domain, **arguments: Any) -> dict[str, dict[str, Any]]:
    """Return the statements of a rendered policy by their sid."""
    policies = {domain: key_policy(domain, EAST, **arguments)}
    rendered = record(lambda: pulumi.Output.from_input(policies)).returned[domain]
    document = json.loads(rendered)
    assert document["Version"] == "2012-10-17"
    return {statement["Sid"]: statement for statement in document["Statement"]}


@pytest.mark.parametrize("domain", DOMAINS)
def test_iam_of_the_account_always_decides(domain: Domain) -> None:
    root = statements(domain)["AccountDecidesThroughIam"]
    assert (root["Effect"], root["Principal"], root["Action"]) == ("Allow", {"AWS": [ROOT]}, ["kms:*"])


@pytest.mark.parametrize("domain", DOMAINS)
def test_nobody_is_meant_by_a_star_and_every_statement_names_the_key_itself(domain: Domain) -> None:
    for statement in statements(domain, administrators=[ADMINISTRATOR]).values():
        assert statement["Resource"] == ["*"]
        assert "*" not in [name for members in statement["Principal"].values() for name in members]


@pytest.mark.parametrize("domain", DOMAINS)
def test_administrators_keep_the_key_without_reading(domain: Domain) -> None:
    assert "AdministratorsKeepWithoutReading" not in statements(domain)
    administration = statements(domain, administrators=[ADMINISTRATOR])["AdministratorsKeepWithoutReading"]
    assert administration["Principal"] == {"AWS": [ADMINISTRATOR]}
    actions = set(administration["Action"])
    assert actions.isdisjoint(
        READING | {"kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:ReEncryptFrom"}
    )
    assert not [action for action in actions if "*" in action]
    assert {"kms:ReplicateKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"} <= actions


@pytest.mark.parametrize(
    ("domain", "services"),
    [
        ("eks-secrets", ["eks"]),
        ("ebs", ["ec2"]),
        ("rds", ["rds"]),
        ("cache", ["elasticache"]),
        ("messaging", ["kinesis", "sns", "sqs"]),
        ("secrets", ["secretsmanager"]),
        ("artifacts", ["ecr", "s3"]),
        ("backups", ["backup", "ec2", "rds", "s3"]),
    ],
)
def test_principals_use_it_through_its_services_from_this_account(
    domain: Domain, services: list[str]
) -> None:
    through = {
        "kms:CallerAccount": "123456789012",
        "kms:ViaService": [f"{service}.us-east-1.amazonaws.com" for service in services],
    }
    found = statements(domain)
    using, granting = found["PrincipalsUseThroughServices"], found["ServicesTakeGrants"]
    assert using["Principal"] == granting["Principal"] == {"AWS": [ROOT]}
    assert using["Condition"] == {"StringEquals": through}
    assert granting["Condition"] == {
        "StringEquals": through,
        "Bool": {"kms:GrantIsForAWSResource": "true"},
    }
    assert granting["Action"] == ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_grant_is_only_ever_for_a_resource_of_aws(domain: Domain) -> None:
    for sid, statement in statements(domain).items():
        if "kms:CreateGrant" in statement["Action"]:
            assert statement["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}, sid


def test_log_groups_of_this_account_and_region_are_let_in() -> None:
    found = statements("logs")
    assert set(found) == {"AccountDecidesThroughIam", "LogGroupsOfThisAccount"}
    logs = found["LogGroupsOfThisAccount"]
    assert logs["Principal"] == {"Service": ["logs.us-east-1.amazonaws.com"]}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:123456789012:log-group:*"}
    }


def test_alarms_and_events_reach_encrypted_topics() -> None:
    found = statements("messaging")
    named, silent = found["PublishersOfThisAccount"], found["PublishersThatNameNoAccount"]
    assert named["Principal"] == {
        "Service": [f"{one}.amazonaws.com" for one in ("budgets", "cloudwatch", "costalerts", "s3")]
    }
    assert named["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert silent["Principal"] == {
        "Service": ["backup.amazonaws.com", "events.amazonaws.com", "events.rds.amazonaws.com"]
    }
    assert "Condition" not in silent
    assert named["Action"] == silent["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]


def test_only_trails_of_this_account_encrypt_its_audit_and_only_iam_lets_anybody_read_it() -> None:
    found = statements("audit")
    assert set(found) == {
        "AccountDecidesThroughIam",
        "TrailsOfThisAccountEncrypt",
        "TrailsOfThisAccountLook",
    }
    encrypt, look = found["TrailsOfThisAccountEncrypt"], found["TrailsOfThisAccountLook"]
    assert encrypt["Principal"] == look["Principal"] == {"Service": ["cloudtrail.amazonaws.com"]}
    assert (encrypt["Action"], look["Action"]) == (["kms:GenerateDataKey*"], ["kms:DescribeKey"])
    source = {"aws:SourceArn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/*"}
    assert look["Condition"] == {"ArnLike": source}
    assert encrypt["Condition"] == {
        "ArnLike": source,
        "StringLike": {
            "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:123456789012:trail/*"
        },
    }


def test_nodes_start_on_encrypted_volumes() -> None:
    found = statements("ebs")
    role = "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    assert found["AutoScalingUses"]["Principal"] == {"AWS": [role]}
    assert found["AutoScalingUses"]["Action"] == [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
    ]
    assert found["AutoScalingTakesGrants"]["Principal"] == {"AWS": [role]}
    assert found["AutoScalingTakesGrants"]["Action"] == ["kms:CreateGrant"]


def test_the_role_that_starts_nodes_may_be_one_that_the_stack_makes() -> None:
    made = pulumi.Output.from_input("arn:made")
    assert statements("ebs", autoscaling_role_arn=made)["AutoScalingUses"]["Principal"] == {
        "AWS": ["arn:made"]
    }


@pytest.mark.parametrize("domain", [domain for domain in DOMAINS if domain != "ebs"])
def test_the_role_that_starts_nodes_is_let_in_nowhere_else(domain: Domain) -> None:
    assert "autoscaling" not in json.dumps(statements(domain))


def test_another_partition_has_arns_of_its_own() -> None:
    china = AwsPlacement(account_id="123456789012", region="cn-north-1")
    assert autoscaling_role(china).startswith("arn:aws-cn:iam::123456789012:role/")
