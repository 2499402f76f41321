"""Whose the password of PostgreSQL is, and where it goes."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest

from components.data.credentials import ConnectionSecret
from components.data.postgres import Postgres
from tests.components.data.databases import (
    ALONE,
    ANSWERS,
    ARGS,
    LABELS,
    PASSWORD,
    a_spec,
    an_instance,
    built,
    instances,
)
from tests.components.data.differences import changed
from tests.components.recording import UNKNOWN, record


def test_with_replicas_the_password_is_ours_and_kept_with_the_address_in_both_regions() -> None:
    recording = built()
    secret, version = (
        recording.only(aws.secretsmanager.Secret),
        recording.only(aws.secretsmanager.SecretVersion),
    )
    assert secret.inputs == {
        "region": "us-east-1",
        "name": "production/database/postgresql",
        "description": "How to reach production-postgresql, and as whom",
        "kmsKeyId": "arn:secrets-key",
        "recoveryWindowInDays": 30,
        "replicas": [{"region": "us-west-2", "kmsKeyId": "arn:secrets-key-west"}],
        "tags": LABELS.aws("production/database/postgresql"),
    }
    assert json.loads(version.inputs["secretString"]) == {
        "engine": "postgres",
        "host": "production-postgresql.abc.us-east-1.rds.amazonaws.com",
        "port": 5432,
        "database": "appdb",
        "username": "platform_owner",
        "password": PASSWORD,
    }
    assert "manageMasterUserPassword" not in instances(recording)["database-instance"]


def test_alone_the_password_is_rdss() -> None:
    recording = built(**ALONE)
    primary = recording.only(aws.rds.Instance)
    assert primary.inputs["manageMasterUserPassword"] is True
    assert primary.inputs["masterUserSecretKmsKeyId"] == "arn:secrets-key"
    assert "password" not in primary.inputs
    assert recording.of(random.RandomPassword) == recording.of(ConnectionSecret) == []
    assert recording.only(Postgres).published is not None
    assert (recording.only(Postgres).published or {})["secret_arn"] == "arn:of-rds-for-database-instance"


@pytest.mark.parametrize("topology", [{"spec": a_spec(), "recovery": None}, {"spec": a_spec(replicas={})}])
def test_a_replica_anywhere_makes_the_password_ours(topology: dict[str, Any]) -> None:
    primary = instances(built(**topology))["database-instance"]
    assert primary["password"] == PASSWORD
    assert "manageMasterUserPassword" not in primary


def test_without_recovery_the_secret_stays_in_its_region() -> None:
    assert "replicas" not in built(recovery=None).only(aws.secretsmanager.Secret).inputs


def test_the_password_travels_only_as_a_secret() -> None:
    recording = built()
    for entry in recording.entries:
        for name, value in entry.inputs.items():
            assert PASSWORD not in json.dumps(value) or name in entry.secret_inputs, f"{entry.name}.{name}"
        assert PASSWORD not in json.dumps(entry.published or {}), entry.name
    assert recording.by_urn[recording.of(aws.rds.Instance)[0].urn].secret_inputs == {"password"}
    assert recording.only(aws.secretsmanager.SecretVersion).secret_inputs == {"secretString"}


def test_raising_the_password_version_makes_another_password_and_nothing_else() -> None:
    before, after = built(), built(a_spec(password_version=2))
    assert changed(before, after) == {"database-password": {"keepers"}}


def test_the_first_replica_hands_the_password_over_in_place() -> None:
    before, after = built(**ALONE), built(recovery=None)
    assert changed(before, after)["database-instance"] == {
        "manageMasterUserPassword",
        "masterUserSecretKmsKeyId",
        "password",
    }


def test_a_preview_knows_no_password_and_still_holds_it_secret() -> None:
    def program() -> None:
        Postgres("database", ARGS)

    recording = record(program, answers=ANSWERS, preview=True)
    primary = recording.named(aws.rds.Instance)["database-instance"]
    assert (primary.inputs["password"], set(primary.secret_inputs)) == (UNKNOWN, {"password"})
    assert recording.only(aws.secretsmanager.SecretVersion).secret_inputs == {"secretString"}


def test_handing_the_password_to_rds_can_be_previewed() -> None:
    """The old state has no secret of RDS's, and that is what such a preview answers."""
    args = replace(ARGS, **ALONE)

    def program() -> None:
        Postgres("database", args)

    before = lambda name, inputs: {**an_instance(name, inputs), "masterUserSecrets": []}  # noqa: E731
    recording = record(program, answers={**ANSWERS, aws.rds.Instance: before})
    assert (recording.only(Postgres).published or {})["secret_arn"] == ""
