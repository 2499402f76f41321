"""PostgreSQL: what it makes, whom it lets in and what stays in place when it grows."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest

from components.data.credentials import ConnectionSecret
from components.data.postgres import Postgres
from tests.components.data.databases import ANSWERS, ARGS, LABELS, PASSWORD, SPEC, a_spec, built
from tests.components.recording import Recording, assert_sound, record

ALONE: dict[str, Any] = {"spec": a_spec(replicas={}), "recovery": None}


def instances(recording: Recording) -> dict[str, dict[str, Any]]:
    return {entry.name: entry.inputs for entry in recording.of(aws.rds.Instance)}


def test_production_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, Postgres, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 6,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 11,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 1,
        "aws:rds/eventSubscription:EventSubscription": 1,
        "aws:rds/instance:Instance": 3,
        "aws:rds/parameterGroup:ParameterGroup": 1,
        "aws:rds/subnetGroup:SubnetGroup": 1,
        "aws:secretsmanager/secret:Secret": 1,
        "aws:secretsmanager/secretVersion:SecretVersion": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 2,
        "platform:data:ConnectionSecret": 1,
        "platform:data:Postgres": 1,
        "random:index/randomPassword:RandomPassword": 1,
    }


def test_the_primary_is_given_exactly_this() -> None:
    assert instances(built())["database-instance"] == {
        "region": "us-east-1",
        "identifier": "production-postgresql",
        "engine": "postgres",
        "engineVersion": "15",
        "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
        "instanceClass": "db.r5.2xlarge",
        "storageType": "gp3",
        "allocatedStorage": 1_000,
        "maxAllocatedStorage": 2_000,
        "iops": 12_000,
        "storageThroughput": 500,
        "storageEncrypted": True,
        "kmsKeyId": "arn:rds-key",
        "dbName": "appdb",
        "username": "platform_owner",
        "password": PASSWORD,
        "port": 5432,
        "multiAz": True,
        "dbSubnetGroupName": "production-postgresql",
        "vpcSecurityGroupIds": ["database-firewall-id"],
        "publiclyAccessible": False,
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "iamDatabaseAuthenticationEnabled": True,
        "parameterGroupName": "production-postgresql-postgres15",
        "autoMinorVersionUpgrade": True,
        "allowMajorVersionUpgrade": False,
        "applyImmediately": False,
        "backupRetentionPeriod": 30,
        "backupWindow": "03:00-04:00",
        "maintenanceWindow": "sun:04:00-sun:05:00",
        "deleteAutomatedBackups": False,
        "copyTagsToSnapshot": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "production-postgresql-final",
        "deletionProtection": True,
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "monitoringInterval": 60,
        "monitoringRoleArn": "arn:aws:iam:::database-monitoring",
        "databaseInsightsMode": "standard",
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": "arn:rds-key",
        "performanceInsightsRetentionPeriod": 7,
        "tags": LABELS.aws("production-postgresql"),
    }


def test_a_replica_is_told_nothing_that_it_inherits() -> None:
    primary, replica = (
        instances(built())[name] for name in ("database-instance", "database-replica-two-instance")
    )
    assert replica["replicateSourceDb"] == "production-postgresql"
    assert replica["identifier"] == "production-postgresql-replica-two"
    assert replica["instanceClass"] == "db.r5.xlarge"
    assert replica["availabilityZone"] == "us-east-1b"
    assert replica["skipFinalSnapshot"] is True
    assert replica["multiAz"] is False
    assert primary.keys() - replica.keys() == {
        "allocatedStorage",
        "backupRetentionPeriod",
        "backupWindow",
        "databaseInsightsMode",
        "dbName",
        "dbSubnetGroupName",
        "engine",
        "engineLifecycleSupport",
        "engineVersion",
        "finalSnapshotIdentifier",
        "password",
        "port",
        "username",
    }


def test_a_replica_without_a_zone_is_placed_by_aws() -> None:
    recording = built(a_spec(replicas={"one": {"instance_class": "db.r5.large"}}))
    assert "availabilityZone" not in instances(recording)["database-replica-one-instance"]


def test_a_replica_in_a_zone_without_a_subnet_is_refused() -> None:
    spec = a_spec(replicas={"one": {"instance_class": "db.r5.large", "zone": "f"}})
    with pytest.raises(ValueError, match=r"zone f, where the network has no isolated subnet: name one of a, b, c"):
        built(spec)


def test_only_named_clients_reach_it_and_nothing_leaves() -> None:
    recording = built()
    rules = recording.named(aws.vpc.SecurityGroupIngressRule)
    assert {
        name: (entry.inputs["referencedSecurityGroupId"], entry.inputs["fromPort"], entry.inputs["toPort"])
        for name, entry in rules.items()
    } == {
        "database-from-bastion": ("sg-bastion", 5432, 5432),
        "database-from-nodes": ("sg-nodes", 5432, 5432),
    }
    assert {entry.inputs["ipProtocol"] for entry in rules.values()} == {"tcp"}
    firewall = recording.only(aws.ec2.SecurityGroup).inputs
    assert "egress" not in firewall
    assert "ingress" not in firewall
    assert firewall["vpcId"] == "vpc-1"
    assert recording.only(aws.rds.SubnetGroup).inputs["subnetIds"] == ["subnet-a", "subnet-b", "subnet-c"]


def test_its_parameters_ask_for_tls_and_show_slow_statements() -> None:
    group = built().only(aws.rds.ParameterGroup)
    assert (group.inputs["family"], group.inputs["name"]) == (
        "postgres15",
        "production-postgresql-postgres15",
    )
    assert {entry["name"]: (entry["value"], entry["applyMethod"]) for entry in group.inputs["parameters"]} == {
        "rds.force_ssl": ("1", "immediate"),
        "log_connections": ("1", "immediate"),
        "log_disconnections": ("1", "immediate"),
        "log_lock_waits": ("1", "immediate"),
        "log_min_duration_statement": ("1000", "immediate"),
        "shared_preload_libraries": ("pg_stat_statements,auto_explain", "pending-reboot"),
        "auto_explain.log_min_duration": ("1000", "immediate"),
        "max_connections": ("1000", "pending-reboot"),
    }


def test_every_instance_waits_for_its_own_encrypted_logs_and_for_its_monitoring() -> None:
    recording = built()
    for entry in recording.of(aws.rds.Instance):
        stem = entry.name.removesuffix("-instance")
        assert recording.depends_on(entry, aws.cloudwatch.LogGroup) == {
            f"{stem}-postgresql-log",
            f"{stem}-upgrade-log",
        }
        assert recording.depends_on(entry, aws.iam.RolePolicyAttachment) == {
            "database-monitoring-permissions"
        }
    logs = {entry.inputs["name"]: entry.inputs for entry in recording.of(aws.cloudwatch.LogGroup)}
    assert set(logs) == {
        f"/aws/rds/instance/production-postgresql{replica}/{log}"
        for replica in ("", "-replica-one", "-replica-two")
        for log in ("postgresql", "upgrade")
    }
    assert {(entry["kmsKeyId"], entry["retentionInDays"]) for entry in logs.values()} == {
        ("arn:logs-key", 365)
    }


def test_the_monitoring_role_works_for_these_instances_alone() -> None:
    recording = built()
    role = recording.only(aws.iam.Role).inputs
    assert role["name"] == "production-postgresql-monitoring"
    assert json.loads(role["assumeRolePolicy"])["Statement"] == [
        {
            "Sid": "Trust",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Principal": {"Service": ["monitoring.rds.amazonaws.com"]},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {
                    "aws:SourceArn": "arn:aws:rds:us-east-1:123456789012:db:production-postgresql*"
                },
            },
        }
    ]
    assert recording.only(aws.iam.RolePolicyAttachment).inputs["policyArn"] == (
        "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
    )


def test_advanced_insights_keep_what_they_demand() -> None:
    made = instances(built(a_spec(insights="advanced")))
    primary, replica = made["database-instance"], made["database-replica-one-instance"]
    assert (primary["databaseInsightsMode"], primary["performanceInsightsRetentionPeriod"]) == (
        "advanced",
        465,
    )
    assert replica["performanceInsightsRetentionPeriod"] == 7
    assert "databaseInsightsMode" not in replica


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


@pytest.mark.parametrize(
    "topology", [{"spec": a_spec(), "recovery": None}, {"spec": a_spec(replicas={})}]
)
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


def test_its_outputs() -> None:
    host = "production-postgresql.abc.us-east-1.rds.amazonaws.com"
    assert built().only(Postgres).published == {
        "endpoint": f"{host}:5432",
        "host": host,
        "port": 5432,
        "arn": "arn:aws:rds:us-east-1:123456789012:db:production-postgresql",
        "identifier": "production-postgresql",
        "secret_arn": "arn:of-database-connection-version",
        "security_group_id": "database-firewall-id",
        "replica_hosts": {
            "one": "production-postgresql-replica-one.abc.us-east-1.rds.amazonaws.com",
            "two": "production-postgresql-replica-two.abc.us-east-1.rds.amazonaws.com",
        },
    }


def test_without_replicas_there_are_no_hosts_of_them() -> None:
    assert (built(**ALONE).only(Postgres).published or {})["replica_hosts"] == {}


def test_protection_guards_the_instances_and_dev_goes_without_ceremony() -> None:
    guarded = {entry.name for entry in built().entries if entry.protect}
    assert guarded == {
        "database-instance",
        "database-replica-one-instance",
        "database-replica-two-instance",
    }
    loose = built(protected=False)
    assert not [entry.name for entry in loose.entries if entry.protect]
    primary = instances(loose)["database-instance"]
    assert (primary["deletionProtection"], primary["skipFinalSnapshot"]) == (False, True)
    assert primary["deleteAutomatedBackups"] is True
    assert "finalSnapshotIdentifier" not in primary
    assert loose.only(aws.secretsmanager.Secret).inputs["recoveryWindowInDays"] == 0


def test_alarms_report_and_withdraw_and_say_what_to_do() -> None:
    alarms = built().named(aws.cloudwatch.MetricAlarm)
    common = {"database-cpu-alarm", "database-connections-alarm", "database-free-storage-alarm"}
    replicas = {
        f"database-replica-{key}-{role}-alarm"
        for key in ("one", "two")
        for role in ("cpu", "connections", "free-storage", "replica-lag")
    }
    assert set(alarms) == common | replicas
    assert {
        (tuple(entry.inputs["alarmActions"]), tuple(entry.inputs["okActions"])) for entry in alarms.values()
    } == {(("arn:alarms",), ("arn:alarms",))}
    assert alarms["database-replica-one-replica-lag-alarm"].inputs == {
        "region": "us-east-1",
        "name": "production-postgresql-replica-one-replica-lag",
        "alarmDescription": "production-postgresql-replica-one: ReplicaLag above 900 seconds for 5 min. Reads are stale "
        "and a failover would lose that much; look for long transactions and network limits",
        "namespace": "AWS/RDS",
        "metricName": "ReplicaLag",
        "dimensions": {"DBInstanceIdentifier": "production-postgresql-replica-one"},
        "statistic": "Maximum",
        "period": 60,
        "evaluationPeriods": 5,
        "datapointsToAlarm": 5,
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 900,
        "treatMissingData": "missing",
        "alarmActions": ["arn:alarms"],
        "okActions": ["arn:alarms"],
        "insufficientDataActions": ["arn:alarms"],
        "tags": LABELS.aws("production-postgresql-replica-one-replica-lag"),
    }


def test_thresholds_follow_the_size() -> None:
    alarms = built().named(aws.cloudwatch.MetricAlarm)
    storage = alarms["database-free-storage-alarm"].inputs
    assert (storage["threshold"], storage["comparisonOperator"]) == (100 * 2**30, "LessThanThreshold")
    assert alarms["database-connections-alarm"].inputs["threshold"] == 800
    assert alarms["database-cpu-alarm"].inputs["threshold"] == 80


def test_people_hear_of_events_of_every_instance() -> None:
    events = built().only(aws.rds.EventSubscription).inputs
    assert events["sourceIds"] == [
        "production-postgresql",
        "production-postgresql-replica-one",
        "production-postgresql-replica-two",
    ]
    assert (events["snsTopic"], events["sourceType"]) == ("arn:alarms", "db-instance")
    assert {"failover", "failure", "low storage", "read replica"} <= set(events["eventCategories"])


def test_another_replica_only_adds() -> None:
    three = {**SPEC["replicas"], "three": {"instance_class": "db.r5.large", "zone": "c"}}
    before, after = built(), built(a_spec(replicas=three))
    assert before.by_urn.keys() <= after.by_urn.keys()
    assert changed(before, after) == {"database-events": {"sourceIds"}}


def test_another_client_only_adds() -> None:
    before, after = built(), built(clients={**ARGS.clients, "jobs": "sg-jobs"})
    assert {after.by_urn[urn].name for urn in after.by_urn.keys() - before.by_urn.keys()} == {
        "database-from-jobs"
    }
    assert changed(before, after) == {}


def test_another_major_brings_its_parameters_beside_and_replaces_nothing() -> None:
    before, after = built(), built(a_spec(version="16", allow_major_upgrade=True))
    gone = {before.by_urn[urn].name for urn in before.by_urn.keys() - after.by_urn.keys()}
    made = {after.by_urn[urn].name for urn in after.by_urn.keys() - before.by_urn.keys()}
    assert (gone, made) == ({"database-parameters-postgres15"}, {"database-parameters-postgres16"})
    assert changed(before, after) == {
        "database-instance": {"allowMajorVersionUpgrade", "engineVersion", "parameterGroupName"},
        "database-replica-one-instance": {"allowMajorVersionUpgrade", "parameterGroupName"},
        "database-replica-two-instance": {"allowMajorVersionUpgrade", "parameterGroupName"},
    }
    assert not [entry.name for entry in after.entries if entry.delete_before_replace]


def test_the_first_replica_hands_the_password_over_in_place() -> None:
    before, after = built(**ALONE), built(recovery=None)
    assert changed(before, after)["database-instance"] == {
        "manageMasterUserPassword",
        "masterUserSecretKmsKeyId",
        "password",
    }


def test_two_live_in_one_stack() -> None:
    other = replace(ARGS, identifier="production-reports", secret_name="production/database/reports")

    def program() -> None:
        Postgres("database", ARGS)
        Postgres("reports", other)

    recording = record(program, answers=ANSWERS)
    assert recording.counts()["aws:rds/instance:Instance"] == 6
    names = [entry.inputs["name"] for entry in recording.entries if "name" in entry.inputs]
    assert len(names) == len(set(names))


def changed(before: Recording, after: Recording) -> dict[str, set[str]]:
    """Return which inputs differ, by the name of the resources that both have."""
    found = {}
    for urn in before.by_urn.keys() & after.by_urn.keys():
        old, new = before.by_urn[urn], after.by_urn[urn]
        keys = {key for key in old.inputs | new.inputs if old.inputs.get(key) != new.inputs.get(key)}
        if keys:
            found[new.name] = keys
    return found
