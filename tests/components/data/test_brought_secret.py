"""Secrets that people bring."""

from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.data.brought_secret import BroughtSecret, BroughtSecretArgs, BroughtSecretSpec
from components.data.credentials import SecretCopy
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from tests.components.recording import Recording, assert_sound, record

LABELS = Labels(environment="production", owner="platform", cost_center="infrastructure")
WRITTEN: dict[str, Any] = {"description": "Sign-on.", "properties": ("oidc-client-secret",)}


def built(*, protected: bool = True, copy: SecretCopy | None = None) -> Recording:
    def program() -> BroughtSecret:
        return BroughtSecret(
            "argo",
            BroughtSecretArgs(
                spec=BroughtSecretSpec.model_validate(WRITTEN),
                placement=AwsPlacement(account_id="123456789012", region="us-east-1"),
                labels=LABELS,
                protected=protected,
                secret_name="production/delivery/argo-cd",
                secrets_key_arn="arn:key",
                copy=copy,
            ),
        )

    return record(program)


def test_it_is_declared_and_has_no_value() -> None:
    recording = built()
    secret = recording.only(aws.secretsmanager.Secret)
    assert (secret.inputs["name"], secret.inputs["kmsKeyId"]) == ("production/delivery/argo-cd", "arn:key")
    assert secret.inputs["description"] == "Sign-on."
    assert recording.of(aws.secretsmanager.SecretVersion) == []
    assert_sound(recording, BroughtSecret, regions={"us-east-1"})


def test_what_nobody_could_make_again_is_protected() -> None:
    kept, gone = built().only(aws.secretsmanager.Secret), built(protected=False)
    assert (kept.protect, kept.inputs["recoveryWindowInDays"]) == (True, 30)
    dropped = gone.only(aws.secretsmanager.Secret)
    assert (dropped.protect, dropped.inputs["recoveryWindowInDays"]) == (False, 0)


def test_it_is_copied_to_where_the_platform_recovers() -> None:
    copied = built(copy=SecretCopy(region="us-west-2", key_arn="arn:copy"))
    secret = copied.only(aws.secretsmanager.Secret)
    assert secret.inputs["replicas"] == [{"region": "us-west-2", "kmsKeyId": "arn:copy"}]


@pytest.mark.parametrize("key", ["description", "properties"])
def test_whoever_fills_it_in_is_told_with_what(key: str) -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        BroughtSecretSpec.model_validate({**WRITTEN, key: type(WRITTEN[key])()})
