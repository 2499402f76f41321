import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pytest

from components.foundation.policy_documents import (
    Statement,
    identity_policy,
    resource_policy,
    service_trust,
    trust_policy,
)
from tests.components.recording import record


def rendered(document: pulumi.Output[str]) -> Any:
    return json.loads(record(lambda: {"document": document}).returned["document"])


def an_identity_statement(
    actions: Sequence[str] = ("s3:GetObject",),
    resources: Sequence[str] = ("*",),
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
    **changes: Any,
) -> Statement:
    return Statement(sid="One", actions=actions, resources=resources, conditions=conditions or {}, **changes)


def test_a_policy_of_a_role_is_rendered_with_what_it_is_wired_to() -> None:
    bucket = pulumi.Output.from_input("arn:aws:s3:::bucket/*")
    document = identity_policy(Statement(sid="Read", actions=["s3:GetObject"], resources=[bucket]))
    assert rendered(document) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:GetObject"],
                "Resource": ["arn:aws:s3:::bucket/*"],
            }
        ],
    }


def test_a_role_s_policy_names_no_principals() -> None:
    with pytest.raises(ValueError, match="One: a policy of an identity names no principals"):
        identity_policy(an_identity_statement(principals={"AWS": ["arn"]}))


@pytest.mark.parametrize(("actions", "resources"), [((), ("arn",)), (("s3:GetObject",), ())])
def test_an_empty_statement_is_refused(actions: Sequence[str], resources: Sequence[str]) -> None:
    with pytest.raises(ValueError, match="One: name at least one action and one resource"):
        identity_policy(an_identity_statement(actions, resources))


def test_what_can_be_scoped_is_not_granted_on_everything() -> None:
    with pytest.raises(ValueError, match="One: s3:GetObject can be scoped; name the resources"):
        identity_policy(an_identity_statement(["s3:GetObject", "ec2:DescribeInstances"]))


@pytest.mark.parametrize(
    "statement",
    [
        an_identity_statement(["ec2:DescribeInstances", "ecr:GetAuthorizationToken"]),
        an_identity_statement(conditions={"StringEquals": {"aws:ResourceAccount": "123456789012"}}),
        an_identity_statement(effect="Deny"),
    ],
    ids=["not scopable", "conditioned", "denied"],
)
def test_everything_is_allowed_where_nothing_narrower_exists(statement: Statement) -> None:
    assert rendered(identity_policy(statement))["Statement"][0]["Resource"] == ["*"]


@pytest.mark.parametrize("principals", [None, {}, {"AWS": []}])
def test_a_resource_s_policy_names_its_principals(principals: dict[str, list[str]] | None) -> None:
    with pytest.raises(ValueError, match="One: a policy of a resource names the principals"):
        resource_policy(an_identity_statement(principals=principals))


def test_everybody_is_not_let_in_without_a_condition() -> None:
    with pytest.raises(ValueError, match="One: allows everybody"):
        resource_policy(an_identity_statement(principals={"AWS": ["*"]}))


def test_everybody_may_be_denied_or_let_in_on_a_condition() -> None:
    everybody = {"AWS": ["*"]}
    secure = {"Bool": {"aws:SecureTransport": "false"}}
    denied = Statement(
        sid="Tls", actions=["s3:*"], principals=everybody, resources=["*"], effect="Deny", conditions=secure
    )
    closed = an_identity_statement(principals=everybody, effect="Deny")
    allowed = an_identity_statement(principals=everybody, conditions=secure)
    statements = rendered(resource_policy(denied, closed, allowed))["Statement"]
    assert [(one["Effect"], one.get("Condition")) for one in statements] == [
        ("Deny", secure),
        ("Deny", None),
        ("Allow", secure),
    ]


def test_a_service_is_trusted_on_condition() -> None:
    document = service_trust(
        "monitoring.rds.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    )
    assert rendered(document)["Statement"] == [
        {
            "Sid": "Trust",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Principal": {"Service": ["monitoring.rds.amazonaws.com"]},
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        }
    ]


def test_a_workload_is_trusted_by_its_provider_and_a_condition_may_be_wired() -> None:
    provider = pulumi.Output.from_input("arn:provider")
    audience = pulumi.Output.from_input("sts.amazonaws.com")
    document = trust_policy(
        {"Federated": [provider]}, ["sts:AssumeRoleWithWebIdentity"], {"StringEquals": {"oidc:aud": audience}}
    )
    (statement,) = rendered(document)["Statement"]
    assert statement["Principal"] == {"Federated": ["arn:provider"]}
    assert statement["Condition"] == {"StringEquals": {"oidc:aud": "sts.amazonaws.com"}}
