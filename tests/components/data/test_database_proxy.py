"""The pool before the database: what it makes, what it may read, who comes in and what watches it."""

import json
from dataclasses import replace
from typing import Any

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.data.database_proxy import (
    DatabaseProxy,
    DatabaseProxyArgs,
    DatabaseProxySpec,
    ProxiedDatabase,
    production_faults,
)
from tests.components.data.databases import EAST, LABELS, PASSWORD, a_version
from tests.components.data.differences import changed, made
from tests.components.recording import Answer, Kind, Recording, assert_sound, record

ENDPOINT = "production-postgresql-proxy.proxy-abc.us-east-1.rds.amazonaws.com"
ANSWERS: dict[Kind, Answer] = {
    aws.rds.Proxy: {"endpoint": ENDPOINT, "arn": "arn:aws:rds:us-east-1:123456789012:db-proxy:prx-0abc"},
    aws.secretsmanager.SecretVersion: a_version,
}


def a_spec(**changes: Any) -> DatabaseProxySpec:
    return DatabaseProxySpec(**{"zones": ("a", "b"), "log_days": 365, **changes})


DATABASE = ProxiedDatabase(
    identifier="production-postgresql",
    security_group_id="sg-database",
    secret_arn="arn:database-secret",
    grant_arn="arn:database-secret-itself",
    name="appdb",
    username="platform_owner",
    max_connections=1_000,
    password=PASSWORD,
)
ARGS = DatabaseProxyArgs(
    spec=a_spec(),
    database=DATABASE,
    placement=EAST,
    labels=LABELS,
    protected=True,
    identifier="production-postgresql-proxy",
    secret_name="production/database/postgresql-proxy",
    vpc_id="vpc-1",
    isolated_subnets={"c": "subnet-c", "b": "subnet-b", "a": "subnet-a"},
    clients={"nodes": "sg-nodes"},
    logs_key_arn="arn:logs-key",
    secrets_key_arn="arn:secrets-key",
    alarm_topic_arn="arn:alarms",
)


def built(spec: DatabaseProxySpec | None = None, **changes: Any) -> Recording:
    args = replace(ARGS, spec=spec or ARGS.spec, **changes)

    def program() -> None:
        DatabaseProxy("proxy", args)

    return record(program, answers=ANSWERS)


def secret(recording: Recording) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(recording.only(aws.secretsmanager.SecretVersion).inputs["secretString"])
    return said


def test_production_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, DatabaseProxy, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 4,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:rds/proxy:Proxy": 1,
        "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": 1,
        "aws:rds/proxyTarget:ProxyTarget": 1,
        "aws:secretsmanager/secret:Secret": 1,
        "aws:secretsmanager/secretVersion:SecretVersion": 1,
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 2,
        "platform:data:ConnectionSecret": 1,
        "platform:data:DatabaseProxy": 1,
    }


def test_the_proxy_is_given_exactly_this() -> None:
    recording = built()
    proxy = recording.only(aws.rds.Proxy)
    assert recording.depends_on(proxy, aws.cloudwatch.LogGroup) == {"proxy-log"}
    assert recording.depends_on(proxy, aws.iam.RolePolicy) == {"proxy-role"}
    assert proxy.inputs == {
        "region": "us-east-1",
        "name": "production-postgresql-proxy",
        "engineFamily": "POSTGRESQL",
        "roleArn": "arn:aws:iam:::proxy-role",
        "auths": [
            {
                "authScheme": "SECRETS",
                "description": "platform_owner of appdb",
                "iamAuth": "DISABLED",
                "clientPasswordAuthType": "POSTGRES_SCRAM_SHA_256",
                "secretArn": "arn:database-secret",
            }
        ],
        "requireTls": True,
        "debugLogging": False,
        "idleClientTimeout": 1_800,
        "vpcSubnetIds": ["subnet-a", "subnet-b"],
        "vpcSecurityGroupIds": ["proxy-firewall-id"],
        "tags": LABELS.aws("production-postgresql-proxy"),
    }
    assert (
        recording.only(aws.cloudwatch.LogGroup).inputs["name"] == "/aws/rds/proxy/production-postgresql-proxy"
    )


def test_the_pool_is_a_share_of_the_database_and_stands_before_the_primary() -> None:
    recording = built(a_spec(pool_percent=70, idle_percent=20, borrow_seconds=5))
    assert recording.only(aws.rds.ProxyDefaultTargetGroup).inputs["connectionPoolConfig"] == {
        "maxConnectionsPercent": 70,
        "maxIdleConnectionsPercent": 20,
        "connectionBorrowTimeout": 5,
    }
    target = recording.only(aws.rds.ProxyTarget).inputs
    assert target["dbInstanceIdentifier"] == "production-postgresql"
    assert (target["dbProxyName"], target["targetGroupName"]) == ("production-postgresql-proxy", "proxy-pool")


def test_it_opens_the_way_from_clients_to_the_database_and_no_other() -> None:
    recording = built()
    inward = {
        name: (rule.inputs["securityGroupId"], rule.inputs["referencedSecurityGroupId"], rule.inputs["fromPort"], rule.inputs["toPort"])
        for name, rule in recording.named(aws.vpc.SecurityGroupIngressRule).items()
    }  # fmt: skip
    assert inward == {
        "proxy-from-nodes": ("proxy-firewall-id", "sg-nodes", 5432, 5432),
        "proxy-into-database": ("sg-database", "proxy-firewall-id", 5432, 5432),
    }
    outward = recording.only(aws.vpc.SecurityGroupEgressRule).inputs
    assert (outward["securityGroupId"], outward["referencedSecurityGroupId"], outward["fromPort"]) == (
        "proxy-firewall-id",
        "sg-database",
        5432,
    )


def test_it_reads_the_one_secret_and_uses_the_key_for_that_alone() -> None:
    policy = json.loads(built().only(aws.iam.RolePolicy).inputs["policy"])
    read, opened = policy["Statement"]
    assert read["Action"] == ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    assert read["Resource"] == ["arn:database-secret-itself"]
    assert (opened["Action"], opened["Resource"]) == (["kms:Decrypt"], ["arn:secrets-key"])
    assert opened["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}
    }
    trust = json.loads(built().only(aws.iam.Role).inputs["assumeRolePolicy"])["Statement"][0]
    assert trust["Principal"] == {"Service": ["rds.amazonaws.com"]}


def test_the_secret_says_how_to_come_through_it() -> None:
    recording = built()
    assert "secretString" in recording.only(aws.secretsmanager.SecretVersion).inputs
    said = secret(recording)
    assert said == {
        "engine": "postgres",
        "host": ENDPOINT,
        "port": 5432,
        "database": "appdb",
        "username": "platform_owner",
        "tls": "required",
        "password": PASSWORD,
    }


def test_a_password_of_rds_is_read_where_rds_keeps_it() -> None:
    said = secret(built(database=replace(DATABASE, password=None)))
    assert "password" not in said
    assert said["password_secret"] == "arn:database-secret"


def test_with_tokens_nobody_is_told_a_password() -> None:
    recording = built(a_spec(clients="iam"))
    assert recording.only(aws.rds.Proxy).inputs["auths"][0]["iamAuth"] == "REQUIRED"
    assert not {"password", "password_secret"} & secret(recording).keys()


def test_people_are_woken_by_loss_pinning_waiting_and_refusal() -> None:
    alarms = built(a_spec(pool_percent=50, pinned_percent=40, waiting_milliseconds=20)).of(
        aws.cloudwatch.MetricAlarm
    )
    assert {
        one.inputs["metricName"]: (one.inputs["comparisonOperator"], one.inputs["threshold"])
        for one in alarms
    } == {
        "AvailabilityPercentage": ("LessThanThreshold", 99),
        "DatabaseConnectionsCurrentlySessionPinned": ("GreaterThanThreshold", 200),
        "DatabaseConnectionsBorrowLatency": ("GreaterThanThreshold", 20_000),
        "DatabaseConnectionsSetupFailed": ("GreaterThanThreshold", 0),
    }
    dimensions = {one.inputs["metricName"]: one.inputs["dimensions"] for one in alarms}
    assert dimensions.pop("AvailabilityPercentage") == {
        "ProxyName": "production-postgresql-proxy",
        "TargetGroup": "default",
        "TargetRole": "READ_WRITE",
    }
    assert all(one == {"ProxyName": "production-postgresql-proxy"} for one in dimensions.values())


def test_its_outputs() -> None:
    assert built().only(DatabaseProxy).published == {
        "endpoint": ENDPOINT,
        "port": 5432,
        "arn": "arn:aws:rds:us-east-1:123456789012:db-proxy:prx-0abc",
        "secret_arn": "arn:of-proxy-connection-version",
        "connect_arn": "arn:aws:rds-db:us-east-1:123456789012:dbuser:prx-0abc/platform_owner",
        "security_group_id": "proxy-firewall-id",
    }


def test_another_zone_of_the_network_does_not_touch_it() -> None:
    before, after = built(isolated_subnets={"a": "subnet-a", "b": "subnet-b"}), built()
    assert (made(before, after), made(after, before), changed(before, after)) == (set(), set(), {})


def test_a_zone_without_a_subnet_is_refused_before_anything_is_made() -> None:
    with pytest.raises(
        ValueError, match="zones names d, where the network has no isolated subnet; name among a, b, c"
    ):
        built(a_spec(zones=("a", "d")))


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"zones": ("a",)}, "zones is a alone, and RDS refuses a proxy in fewer than 2: name another"),
        ({"zones": ("a", "a")}, "zones names a twice: name each once"),
        (
            {"pool_percent": 50, "idle_percent": 51},
            "RDS refuses to keep more open than the pool may take: lower it",
        ),
        ({"borrow_seconds": 301}, "less than or equal to 300"),
        ({"idle_client_seconds": 28_801}, "less than or equal to 28800"),
        ({"pool_percent": 0}, "greater than or equal to 1"),
        ({"require_tls": False}, "Extra inputs are not permitted"),
    ],
)
def test_what_rds_refuses_of_a_proxy_is_refused_here(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        a_spec(**spec)


def test_production_keeps_a_way_in_beside_the_pool_and_its_log() -> None:
    assert production_faults(a_spec()) == []
    assert production_faults(a_spec(pool_percent=100, log_days=30)) == [
        "pool_percent is 100: in an incident nobody could reach the database beside the pool; set it to 90 or less",
        "log_days is 30: an incident could not be traced back; set it to 365 or more",
    ]
