import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.security.generated_secrets import GeneratedSecret, GeneratedSecretArgs, SecretCopy
from tests.components.recording import UNKNOWN, Answers, Recording, assert_sound, record

EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
LABELS = Labels(environment="production", owner="platform", cost_center="infrastructure")
ANSWERS: Answers = {random.RandomPassword: {"result": "Tr0ub4dor"}}


def a_secret(name: str = "postgres", **changes: Any) -> GeneratedSecret:
    facts: dict[str, Any] = {
        "placement": EAST,
        "labels": LABELS,
        "protected": True,
        "secret_name": f"production/{name}",
        "description": "The owner of the database",
        "kms_key_arn": "arn:key",
        **changes,
    }
    return GeneratedSecret(name, GeneratedSecretArgs(**facts))


def built(*, preview: bool = False, **changes: Any) -> Recording:
    def program() -> dict[str, Any]:
        secret = a_secret(**changes)
        return {"arn": secret.secret_arn, "name": secret.secret_name, "value": secret.value}

    return record(program, answers=ANSWERS, preview=preview)


@pytest.mark.parametrize("preview", [True, False])
def test_it_is_sound(preview: bool) -> None:
    recording = built(preview=preview)
    assert_sound(recording, GeneratedSecret, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:secretsmanager/secret:Secret": 1,
        "aws:secretsmanager/secretPolicy:SecretPolicy": 1,
        "aws:secretsmanager/secretVersion:SecretVersion": 1,
        "platform:security:GeneratedSecret": 1,
        "random:index/randomPassword:RandomPassword": 1,
    }


def test_the_password_is_long_and_plain_by_default() -> None:
    password = built().only(random.RandomPassword).inputs
    assert password == {
        "length": 40,
        "special": False,
        "minLower": 1,
        "minUpper": 1,
        "minNumeric": 1,
        "keepers": {"generation": "1"},
    }


def test_symbols_are_those_that_the_service_takes() -> None:
    password = built(symbols="!#", length=64).only(random.RandomPassword).inputs
    assert (password["special"], password["overrideSpecial"], password["length"]) == (True, "!#", 64)


def test_a_new_generation_is_a_new_password() -> None:
    assert built(generation=2).only(random.RandomPassword).inputs["keepers"] == {"generation": "2"}


def test_the_value_is_json_and_secret_wherever_it_goes() -> None:
    recording = built(
        fields={"username": "owner", "host": pulumi.Output.from_input("db.internal"), "port": 5432}
    )
    version = recording.only(aws.secretsmanager.SecretVersion)
    assert json.loads(version.inputs["secretString"]) == {
        "username": "owner",
        "host": "db.internal",
        "port": 5432,
        "password": "Tr0ub4dor",
    }
    assert version.secret_inputs == {"secretString"}
    assert recording.only(GeneratedSecret).secret_outputs == {"value"}
    assert recording.returned == {
        "arn": "arn:aws:secretsmanager:::postgres-secret",
        "name": "production/postgres",
        "value": "Tr0ub4dor",
    }


def test_whoever_reads_the_password_reads_a_secret() -> None:
    def program() -> pulumi.Output[bool]:
        secret = a_secret()
        return pulumi.Output.from_input(secret.value.is_secret())

    assert record(program, answers=ANSWERS).returned is True


def test_the_field_of_the_password_has_the_name_its_reader_expects() -> None:
    version = built(password_field="auth_token").only(aws.secretsmanager.SecretVersion)
    assert json.loads(version.inputs["secretString"]) == {"auth_token": "Tr0ub4dor"}


def test_it_is_encrypted_and_named() -> None:
    secret = built().only(aws.secretsmanager.Secret).inputs
    assert secret["name"] == "production/postgres"
    assert secret["kmsKeyId"] == "arn:key"
    assert secret["replicas"] == []
    assert secret["description"] == "The owner of the database"


@pytest.mark.parametrize(("protected", "days"), [(True, 30), (False, 0)])
def test_protection_decides_whether_a_deleted_secret_comes_back(protected: bool, days: int) -> None:
    secret = built(protected=protected).only(aws.secretsmanager.Secret)
    assert secret.inputs["recoveryWindowInDays"] == days
    assert secret.protect is protected


def test_it_is_copied_to_the_recovery_region_under_a_key_there() -> None:
    copy = SecretCopy(region="us-west-2", kms_key_arn=pulumi.Output.from_input("arn:west-key"))
    secret = built(copy=copy).only(aws.secretsmanager.Secret).inputs
    assert secret["replicas"] == [{"region": "us-west-2", "kmsKeyId": "arn:west-key"}]


def test_it_is_closed_to_other_accounts() -> None:
    policy = built().only(aws.secretsmanager.SecretPolicy).inputs
    assert policy["blockPublicPolicy"] is True
    assert policy["secretArn"] == "arn:aws:secretsmanager:::postgres-secret"
    (statement,) = json.loads(policy["policy"])["Statement"]
    assert (statement["Effect"], statement["Action"], statement["Principal"]) == (
        "Deny",
        ["secretsmanager:*"],
        {"AWS": ["*"]},
    )
    assert statement["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": "123456789012"},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }


def test_the_version_belongs_to_the_secret() -> None:
    recording = built()
    version = recording.only(aws.secretsmanager.SecretVersion)
    secret = recording.only(aws.secretsmanager.Secret)
    assert version.property_dependencies["secretId"] == {secret.urn}


def test_in_a_preview_the_value_is_unknown() -> None:
    recording = built(preview=True)
    assert recording.only(aws.secretsmanager.SecretVersion).inputs["secretString"] == UNKNOWN


def test_two_secrets_share_a_stack() -> None:
    def program() -> None:
        a_secret("postgres")
        a_secret("cache")

    assert len(record(program, answers=ANSWERS).of(GeneratedSecret)) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"length": 15}, "15 characters are too few, and ElastiCache refuses such a token; take 16 or more"),
        ({"fields": {"password": "chosen"}}, "the field password would be given twice"),
        (
            {"copy": SecretCopy(region="us-east-1", kms_key_arn="arn:key")},
            "its copy would be in us-east-1 beside",
        ),
    ],
)
def test_contradictions_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        record(lambda: a_secret(**changes))
    assert "chosen" not in str(refused.value)
