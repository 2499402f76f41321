"""Databases to test with: specs in the size of production, and what AWS would answer about them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pulumi_random as random

from components.data.credentials import SecretCopy
from components.data.postgres import Postgres, PostgresArgs, PostgresSpec
from components.data.postgres_recovery import PostgresRecovery, PostgresRecoveryArgs, RecoverySpec
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from tests.components.recording import Answer, Kind, Recording, record

PASSWORD = "sentinel-password"
LABELS = Labels(environment="production", owner="platform-team", cost_center="core-services")
EAST = AwsPlacement(account_id="123456789012", region="us-east-1")
WEST = EAST.elsewhere("us-west-2")
COPY = SecretCopy(region="us-west-2", key_arn="arn:secrets-key-west")

SPEC: dict[str, Any] = {
    "version": "15",
    "instance_class": "db.r5.2xlarge",
    "storage": {"allocated_gib": 1_000, "max_allocated_gib": 2_000},
    "multi_az": True,
    "replicas": {
        "one": {"instance_class": "db.r5.2xlarge", "zone": "a"},
        "two": {"instance_class": "db.r5.xlarge", "zone": "b"},
    },
    "database": "appdb",
    "username": "platform_owner",
    "max_connections": 1_000,
    "backup_days": 30,
    "log_days": 365,
}

RECOVERY: dict[str, Any] = {
    "instance_class": "db.r5.2xlarge",
    "multi_az": True,
    "backup_days": 30,
    "replicated_backup_days": 30,
    "log_days": 365,
}


def a_spec(**changes: Any) -> PostgresSpec:
    """Return production's spec, changed."""
    return PostgresSpec(**{**SPEC, **changes})


def a_recovery_spec(**changes: Any) -> RecoverySpec:
    """Return production's recovery, changed."""
    return RecoverySpec(**{**RECOVERY, **changes})


def an_instance(name: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer as RDS would about an instance."""
    address = f"{inputs['identifier']}.abc.{inputs['region']}.rds.amazonaws.com"
    managed = inputs.get("manageMasterUserPassword")
    return {
        "arn": f"arn:aws:rds:{inputs['region']}:123456789012:db:{inputs['identifier']}",
        "address": address,
        "endpoint": f"{address}:5432",
        "port": 5432,
        "masterUserSecrets": [{"secretArn": f"arn:of-rds-for-{name}"}] if managed else [],
    }


def a_version(name: str, _: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer as Secrets Manager would about a secret's version."""
    return {"secretArn": f"arn:of-{name}"}


ANSWERS: dict[Kind, Answer] = {
    aws.rds.Instance: an_instance,
    aws.secretsmanager.SecretVersion: a_version,
    random.RandomPassword: {"result": PASSWORD},
}

ARGS = PostgresArgs(
    spec=a_spec(),
    placement=EAST,
    labels=LABELS,
    protected=True,
    identifier="production-postgresql",
    secret_name="production/database/postgresql",
    vpc_id="vpc-1",
    isolated_subnets={"b": "subnet-b", "a": "subnet-a", "c": "subnet-c"},
    clients={"nodes": "sg-nodes", "bastion": "sg-bastion"},
    rds_key_arn="arn:rds-key",
    logs_key_arn="arn:logs-key",
    secrets_key_arn="arn:secrets-key",
    alarm_topic_arn="arn:alarms",
    recovery=COPY,
)


def built(spec: PostgresSpec | None = None, **changes: Any) -> Recording:
    """Record the database of production, changed."""
    args = replace(ARGS, spec=spec or ARGS.spec, **changes)

    def program() -> None:
        Postgres("database", args)

    return record(program, answers=ANSWERS)


ALONE: dict[str, Any] = {"spec": a_spec(replicas={}), "recovery": None}
"""What makes the database of production one without replicas anywhere."""


def instances(recording: Recording) -> dict[str, dict[str, Any]]:
    """Return the inputs of every instance by its name."""
    return {entry.name: entry.inputs for entry in recording.of(aws.rds.Instance)}


RECOVERY_ARGS = PostgresRecoveryArgs(
    spec=a_recovery_spec(),
    primary=a_spec(),
    source_arn="arn:aws:rds:us-east-1:123456789012:db:production-postgresql",
    password=PASSWORD,
    placement=WEST,
    labels=LABELS,
    protected=True,
    identifier="production-db-replica-west",
    secret_name="production/database/postgresql-recovery",
    vpc_id="vpc-2",
    isolated_subnets={"a": "subnet-west-a", "b": "subnet-west-b"},
    clients={"nodes": "sg-nodes-west"},
    rds_key_arn="arn:rds-key-west",
    logs_key_arn="arn:logs-key-west",
    secrets_key_arn="arn:secrets-key-west",
    alarm_topic_arn="arn:alarms-west",
)


def recovered(
    spec: RecoverySpec | None = None, primary: PostgresSpec | None = None, **changes: Any
) -> Recording:
    """Record production's recovery alone, changed."""
    args = replace(
        RECOVERY_ARGS, spec=spec or RECOVERY_ARGS.spec, primary=primary or RECOVERY_ARGS.primary, **changes
    )

    def program() -> None:
        PostgresRecovery("recovery", args)

    return record(program, answers=ANSWERS)
