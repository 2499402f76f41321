"""Whoever fetches secrets for a namespace."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from components.kubernetes.identity_policies.secret_reader import secret_reader
from tests.components.kubernetes.clusters import EAST
from tests.components.recording import record


def statements(**wired: Any) -> list[dict[str, Any]]:
    def program() -> None:
        grants = secret_reader(placement=EAST, **wired)
        aws.iam.RolePolicy("read", role="reader", policy=grants.inline["read-secrets"])

    (policy,) = record(program).of(aws.iam.RolePolicy)
    found: list[dict[str, Any]] = json.loads(policy.inputs["policy"])["Statement"]
    return found


def test_it_reads_these_secrets_under_their_keys_and_looks_for_no_others() -> None:
    assert statements(
        secret_arns={"b": "arn:secret:b", "a": "arn:secret:a"},
        key_arns={"own": "arn:key:own", "copied": "arn:key:copied"},
    ) == [
        {
            "Sid": "ReadSecrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            "Resource": ["arn:secret:a", "arn:secret:b"],
        },
        {
            "Sid": "OpenSecrets",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": ["arn:key:copied", "arn:key:own"],
            "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}},
        },
    ]


def test_a_reader_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a reader of no secret is a mistake"):
        secret_reader(placement=EAST, secret_arns={}, key_arns={})
