"""Secrets that are made for applications."""

import json
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest
from pydantic import ValidationError

from components.data.credentials import SecretCopy
from components.data.generated_secret import GeneratedSecret, GeneratedSecretArgs, GeneratedSecretSpec
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from tests.components.recording import Recording, assert_sound, record

LABELS = Labels(environment="production", owner="platform", cost_center="infrastructure")


def built(copy: SecretCopy | None = None, **decided: Any) -> Recording:
    def program() -> GeneratedSecret:
        return GeneratedSecret(
            "api",
            GeneratedSecretArgs(
                spec=GeneratedSecretSpec(properties=("jwt_secret", "cookie_key"), **decided),
                placement=AwsPlacement(account_id="123456789012", region="us-east-1"),
                labels=LABELS,
                protected=True,
                secret_name="production/api/backend",
                secrets_key_arn="arn:key",
                copy=copy,
            ),
        )

    return record(
        program,
        answers={
            random.RandomPassword: lambda name, _: {"result": f"made for {name}"},
            aws.secretsmanager.SecretVersion: {"secretArn": "arn:secret"},
        },
    )


def test_each_property_is_made_at_random_and_kept_under_its_name() -> None:
    recording = built()
    version = recording.only(aws.secretsmanager.SecretVersion)
    assert json.loads(version.inputs["secretString"]) == {
        "jwt_secret": "made for api-jwt-secret-password",
        "cookie_key": "made for api-cookie-key-password",
    }
    assert "secretString" in version.secret_inputs
    secret = recording.only(aws.secretsmanager.Secret).inputs
    assert (secret["name"], secret["kmsKeyId"], secret["recoveryWindowInDays"]) == (
        "production/api/backend",
        "arn:key",
        30,
    )
    assert "replicas" not in secret
    assert_sound(recording, GeneratedSecret, regions={"us-east-1"})


def test_it_is_copied_to_where_the_platform_recovers() -> None:
    secret = built(SecretCopy(region="us-west-2", key_arn="arn:copy")).only(aws.secretsmanager.Secret)
    assert secret.inputs["replicas"] == [{"region": "us-west-2", "kmsKeyId": "arn:copy"}]


def test_a_raised_version_has_them_made_anew() -> None:
    keepers = {entry.inputs["keepers"]["version"] for entry in built(version=2).of(random.RandomPassword)}
    assert keepers == {"2"}


def test_a_secret_without_a_property_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        GeneratedSecretSpec(properties=())
