"""The replica that recovery promotes."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.data.postgres import Postgres
from components.data.postgres_recovery import (
    PostgresRecovery,
    mismatches,
    production_faults,
)
from tests.components.data.databases import (
    ANSWERS,
    ARGS,
    LABELS,
    PASSWORD,
    RECOVERY_ARGS,
    a_recovery_spec,
    a_spec,
    recovered,
)
from tests.components.data.differences import changed
from tests.components.recording import assert_sound, record

SOURCE = "arn:aws:rds:us-east-1:123456789012:db:production-postgresql"


def test_it_makes_exactly_this_and_all_of_it_in_its_own_region() -> None:
    recording = recovered()
    assert_sound(recording, PostgresRecovery, regions={"us-west-2"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 2,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 4,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
        "aws:rds/eventSubscription:EventSubscription": 1,
        "aws:rds/instance:Instance": 1,
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": 1,
        "aws:rds/parameterGroup:ParameterGroup": 1,
        "aws:rds/subnetGroup:SubnetGroup": 1,
        "aws:secretsmanager/secret:Secret": 1,
        "aws:secretsmanager/secretVersion:SecretVersion": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        "platform:data:ConnectionSecret": 1,
        "platform:data:PostgresRecovery": 1,
    }


def test_the_replica_is_production_grade_and_told_nothing_that_it_inherits() -> None:
    replica = recovered().only(aws.rds.Instance)
    assert replica.protect
    assert replica.inputs == {
        "region": "us-west-2",
        "identifier": "production-db-replica-west",
        "replicateSourceDb": SOURCE,
        "instanceClass": "db.r5.2xlarge",
        "storageType": "gp3",
        "iops": 12_000,
        "storageThroughput": 500,
        "maxAllocatedStorage": 2_000,
        "storageEncrypted": True,
        "kmsKeyId": "arn:rds-key-west",
        "dbSubnetGroupName": "production-db-replica-west",
        "vpcSecurityGroupIds": ["recovery-firewall-id"],
        "publiclyAccessible": False,
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "iamDatabaseAuthenticationEnabled": True,
        "parameterGroupName": "production-db-replica-west-postgres15",
        "autoMinorVersionUpgrade": True,
        "allowMajorVersionUpgrade": False,
        "applyImmediately": False,
        "multiAz": True,
        "backupRetentionPeriod": 30,
        "backupWindow": "06:00-07:00",
        "maintenanceWindow": "sun:07:00-sun:08:00",
        "deleteAutomatedBackups": False,
        "copyTagsToSnapshot": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "production-db-replica-west-final",
        "deletionProtection": True,
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "monitoringInterval": 60,
        "monitoringRoleArn": "arn:aws:iam:::recovery-monitoring",
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": "arn:rds-key-west",
        "performanceInsightsRetentionPeriod": 7,
        "tags": LABELS.aws("production-db-replica-west"),
    }


def test_promotion_drops_the_source_and_nothing_else() -> None:
    before, after = recovered(), recovered(a_recovery_spec(promoted=True))
    assert before.by_urn.keys() == after.by_urn.keys()
    assert changed(before, after) == {"recovery-instance": {"replicateSourceDb"}}
    assert "replicateSourceDb" not in after.only(aws.rds.Instance).inputs


def test_the_primarys_backups_are_kept_here_under_this_regions_key() -> None:
    assert recovered().only(aws.rds.InstanceAutomatedBackupsReplication).inputs == {
        "region": "us-west-2",
        "sourceDbInstanceArn": SOURCE,
        "kmsKeyId": "arn:rds-key-west",
        "retentionPeriod": 30,
    }


def test_falling_15_minutes_behind_wakes_people() -> None:
    alarm = recovered().named(aws.cloudwatch.MetricAlarm)["recovery-replica-lag-alarm"].inputs
    assert (alarm["metricName"], alarm["threshold"], alarm["alarmActions"]) == (
        "ReplicaLag",
        900,
        ["arn:alarms-west"],
    )


def test_its_secret_leads_to_itself() -> None:
    recording = recovered()
    assert recording.only(aws.secretsmanager.Secret).inputs["name"] == (
        "production/database/postgresql-recovery"
    )
    version = recording.only(aws.secretsmanager.SecretVersion)
    assert json.loads(version.inputs["secretString"]) == {
        "engine": "postgres",
        "host": "production-db-replica-west.abc.us-west-2.rds.amazonaws.com",
        "port": 5432,
        "database": "appdb",
        "username": "platform_owner",
        "password": PASSWORD,
    }
    assert version.secret_inputs == {"secretString"}


def test_it_runs_with_the_primarys_parameters() -> None:
    group = recovered(primary=a_spec(version="16", max_connections=400)).only(aws.rds.ParameterGroup).inputs
    assert group["family"] == "postgres16"
    assert {"name": "max_connections", "value": "400", "applyMethod": "pending-reboot"} in group["parameters"]


def test_unprotected_it_goes_without_ceremony() -> None:
    replica = recovered(protected=False).only(aws.rds.Instance)
    assert not replica.protect
    assert (replica.inputs["deletionProtection"], replica.inputs["skipFinalSnapshot"]) == (False, True)


def test_beside_its_primary_it_follows_it() -> None:
    def program() -> None:
        primary = Postgres("database", ARGS)
        assert primary.password is not None
        args = replace(RECOVERY_ARGS, source_arn=primary.arn, password=primary.password)
        PostgresRecovery("recovery", args)

    recording = record(program, answers=ANSWERS)
    replica = recording.named(aws.rds.Instance)["recovery-instance"]
    assert replica.inputs["replicateSourceDb"] == SOURCE
    assert "database-instance" in recording.depends_on(replica, aws.rds.Instance)
    for entry in recording.of(aws.secretsmanager.SecretVersion):
        assert entry.secret_inputs == {"secretString"}


def test_two_live_in_one_stack() -> None:
    other = replace(RECOVERY_ARGS, identifier="staging-db-replica-west", secret_name="staging/recovery")

    def program() -> None:
        PostgresRecovery("recovery", RECOVERY_ARGS)
        PostgresRecovery("second", other)

    recording = record(program, answers=ANSWERS)
    names = [entry.inputs["name"] for entry in recording.entries if "name" in entry.inputs]
    assert len(names) == len(set(names)) == 20


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"backup_days": 0}, "greater than or equal to 1"),
        ({"maintenance_window": "sun:06:30-sun:07:30"}, "overlaps the maintenance window"),
        ({"instance_class": "r5.large"}, "did you mean 'db.r5.large'"),
        ({"engine": "postgres"}, "Extra inputs are not permitted"),
    ],
)
def test_what_rds_refuses_is_refused_here(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_recovery_spec(**changes)


def test_a_replica_that_could_not_follow_is_refused() -> None:
    small = a_recovery_spec(instance_class="db.t4g.micro")
    with pytest.raises(
        ValueError, match=r"production-db-replica-west: max_connections 1000 is more than db\.t4g\.micro"
    ):
        recovered(small)


def test_a_primary_without_backups_cannot_be_followed() -> None:
    (fault,) = mismatches(a_recovery_spec(), a_spec(replicas={}, backup_days=0))
    assert fault == (
        "the primary keeps no backups (backup_days 0), and a replica is fed from them: set it to 1 or more"
    )
    assert mismatches(a_recovery_spec(), a_spec()) == []


def test_productions_own_recovery_is_up_to_production() -> None:
    assert production_faults(a_recovery_spec()) == []


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({"multi_az": False}, "multi_az is false"),
        ({"backup_days": 29}, "backup_days is 29"),
        ({"replicated_backup_days": 7}, "replicated_backup_days is 7"),
        ({"instance_class": "db.t3.2xlarge"}, "instance_class db.t3.2xlarge is burstable"),
        ({"log_days": 30}, "log_days is 30"),
    ],
)
def test_what_is_too_little_for_production_is_named(changes: dict[str, Any], start: str) -> None:
    (fault,) = production_faults(a_recovery_spec(**changes))
    assert fault.startswith(start)
