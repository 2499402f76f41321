"""PostgreSQL: what it makes and whom it lets in."""

import json

import pulumi_aws as aws
import pytest

from components.data.postgres import Postgres
from tests.components.data.databases import (
    ALONE,
    LABELS,
    PASSWORD,
    a_spec,
    built,
    instances,
)
from tests.components.recording import assert_sound


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
    with pytest.raises(
        ValueError, match=r"zone f, where the network has no isolated subnet: name one of a, b, c"
    ):
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
    assert {
        entry["name"]: (entry["value"], entry["applyMethod"]) for entry in group.inputs["parameters"]
    } == {
        "rds.force_ssl": ("1", "pending-reboot"),
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


def test_every_instance_may_take_as_long_as_copying_a_terabyte_takes() -> None:
    instances = built().of(aws.rds.Instance)
    assert len(instances) > 1
    assert {(one.create_timeout, one.update_timeout) for one in instances} == {("3h", "3h")}


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
                "ArnLike": {"aws:SourceArn": "arn:aws:rds:us-east-1:123456789012:db:production-postgresql*"},
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
        "subnet_group": "production-postgresql",
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
