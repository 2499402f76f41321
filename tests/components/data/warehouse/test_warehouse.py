"""The warehouse: what it makes, whom it lets in, where its snapshots go and what watches it."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from components.data.warehouse import Warehouse
from tests.components.data.databases import LABELS
from tests.components.data.differences import changed, made
from tests.components.data.warehouse.warehouses import a_spec, built
from tests.components.recording import assert_sound

LOADS: dict[str, Any] = {"loads_from": ("arn:aws:s3:::lake",), "loads_key_arn": "arn:lake-key"}


def test_production_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, Warehouse, regions={"us-east-1", "us-west-2"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 3,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 3,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:redshift/cluster:Cluster": 1,
        "aws:redshift/logging:Logging": 1,
        "aws:redshift/parameterGroup:ParameterGroup": 1,
        "aws:redshift/snapshotCopy:SnapshotCopy": 1,
        "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant": 1,
        "aws:redshift/subnetGroup:SubnetGroup": 1,
        "aws:redshift/usageLimit:UsageLimit": 1,
        "aws:secretsmanager/secret:Secret": 1,
        "aws:secretsmanager/secretVersion:SecretVersion": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        "platform:data:ConnectionSecret": 1,
        "platform:data:Warehouse": 1,
    }


def test_the_cluster_is_given_exactly_this() -> None:
    cluster = built().only(aws.redshift.Cluster)
    assert cluster.protect
    assert cluster.inputs == {
        "region": "us-east-1",
        "clusterIdentifier": "production-warehouse",
        "nodeType": "ra3.xlplus",
        "clusterType": "multi-node",
        "numberOfNodes": 3,
        "multiAz": False,
        "availabilityZoneRelocationEnabled": True,
        "databaseName": "analytics",
        "masterUsername": "warehouse_admin",
        "manageMasterPassword": True,
        "masterPasswordSecretKmsKeyId": "arn:secrets-key",
        "encrypted": "true",
        "kmsKeyId": "arn:analytics-key",
        "port": 5439,
        "publiclyAccessible": False,
        "enhancedVpcRouting": True,
        "vpcSecurityGroupIds": ["warehouse-firewall-id"],
        "clusterSubnetGroupName": "production-warehouse",
        "clusterParameterGroupName": "production-warehouse-redshift-1-0",
        "automatedSnapshotRetentionPeriod": 7,
        "preferredMaintenanceWindow": "sun:06:00-sun:06:30",
        "allowVersionUpgrade": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "production-warehouse-final",
        "tags": LABELS.aws("production-warehouse"),
    }


def test_two_zones_take_over_by_themselves_and_need_no_relocation() -> None:
    cluster = built(a_spec(multi_az=True)).only(aws.redshift.Cluster).inputs
    assert (cluster["multiAz"], cluster["availabilityZoneRelocationEnabled"]) == (True, False)


def test_what_is_not_protected_leaves_nothing_behind() -> None:
    cluster = built(protected=False).only(aws.redshift.Cluster)
    assert not cluster.protect
    assert cluster.inputs["skipFinalSnapshot"] is True
    assert "finalSnapshotIdentifier" not in cluster.inputs


def test_clients_speak_tls_every_query_is_recorded_and_waiting_ones_scale() -> None:
    group = built(a_spec(scaling_clusters=2)).only(aws.redshift.ParameterGroup)
    assert group.inputs["family"] == "redshift-1.0"
    said = {one["name"]: one["value"] for one in group.inputs["parameters"]}
    queues = json.loads(said.pop("wlm_json_configuration"))
    assert said == {
        "require_ssl": "true",
        "enable_user_activity_logging": "true",
        "max_concurrency_scaling_clusters": "2",
    }
    assert [queue.get("concurrency_scaling") for queue in queues] == ["auto", None]
    assert (queues[0]["auto_wlm"], queues[1]) == (True, {"short_query_queue": True})


def test_scaling_stops_where_it_would_begin_to_cost() -> None:
    limit = built().only(aws.redshift.UsageLimit).inputs
    wanted = {"featureType": "concurrency-scaling", "limitType": "time", "amount": 60, "period": "daily", "breachAction": "disable"}  # fmt: skip
    assert {key: limit[key] for key in wanted} == wanted


@pytest.mark.parametrize("spec", [a_spec(scaling_clusters=0), a_spec(node_type="ra3.large", nodes=1)])
def test_what_does_not_scale_has_no_limit_on_it(spec: object) -> None:
    recording = built(spec)  # type: ignore[arg-type]
    assert recording.of(aws.redshift.UsageLimit) == []
    said = {
        one["name"]: one["value"] for one in recording.only(aws.redshift.ParameterGroup).inputs["parameters"]
    }
    assert said["max_concurrency_scaling_clusters"] == "0"


def test_logs_are_there_before_redshift_would_make_them() -> None:
    recording = built()
    paths = {
        group.inputs["name"]: group.inputs["kmsKeyId"] for group in recording.of(aws.cloudwatch.LogGroup)
    }
    logs = ("connectionlog", "userlog", "useractivitylog")
    assert paths == {f"/aws/redshift/cluster/production-warehouse/{log}": "arn:logs-key" for log in logs}
    logging = recording.only(aws.redshift.Logging)
    assert recording.depends_on(logging, aws.cloudwatch.LogGroup) == {f"warehouse-{log}" for log in logs}
    assert logging.inputs["logExports"] == list(logs)


def test_snapshots_are_copied_under_the_other_regions_own_key() -> None:
    recording = built()
    grant = recording.only(aws.redshift.SnapshotCopyGrant).inputs
    assert (grant["region"], grant["kmsKeyId"]) == ("us-west-2", "arn:analytics-key-west")
    copy = recording.only(aws.redshift.SnapshotCopy).inputs
    assert copy == {
        "region": "us-east-1",
        "clusterIdentifier": "production-warehouse",
        "destinationRegion": "us-west-2",
        "retentionPeriod": 7,
        "snapshotCopyGrantName": "production-warehouse-snapshots",
    }


def test_without_days_nothing_is_copied_and_with_days_a_region_is_asked_for() -> None:
    assert built(a_spec(copied_snapshot_days=0)).of(aws.redshift.SnapshotCopy) == []
    with pytest.raises(ValueError, match="copied_snapshot_days is 7 and no region is wired to copy to"):
        built(snapshots=None)


def test_only_named_clients_come_in_and_nothing_goes_out() -> None:
    recording = built()
    rule = recording.only(aws.vpc.SecurityGroupIngressRule).inputs
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) == ("sg-nodes", 5439, 5439)
    assert "egress" not in recording.only(aws.ec2.SecurityGroup).inputs


def test_it_loads_from_named_buckets_alone() -> None:
    assert built().of(aws.iam.Role) == []
    recording = built(**LOADS)
    trust = json.loads(recording.only(aws.iam.Role).inputs["assumeRolePolicy"])["Statement"][0]
    assert trust["Principal"] == {"Service": ["redshift.amazonaws.com"]}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
    policy = json.loads(recording.only(aws.iam.RolePolicy).inputs["policy"])
    assert {one["Sid"]: one["Resource"] for one in policy["Statement"]} == {
        "Find": ["arn:aws:s3:::lake"],
        "Read": ["arn:aws:s3:::lake/*"],
        "Decrypt": ["arn:lake-key"],
    }
    assert recording.only(aws.redshift.Cluster).inputs["iamRoles"] == ["arn:aws:iam:::warehouse-loader"]


def test_people_are_woken_by_its_health_its_disk_and_its_connections() -> None:
    alarms = built(a_spec(disk_percent=70, connections=300)).of(aws.cloudwatch.MetricAlarm)
    assert {
        one.inputs["metricName"]: (one.inputs["comparisonOperator"], one.inputs["threshold"])
        for one in alarms
    } == {
        "HealthStatus": ("LessThanThreshold", 1),
        "PercentageDiskSpaceUsed": ("GreaterThanThreshold", 70),
        "DatabaseConnections": ("GreaterThanThreshold", 300),
    }
    silent = {one.inputs["metricName"] for one in alarms if one.inputs.get("insufficientDataActions")}
    assert silent == {"HealthStatus"}


def test_the_secret_says_where_and_where_the_password_is() -> None:
    said = json.loads(built().only(aws.secretsmanager.SecretVersion).inputs["secretString"])
    assert said == {
        "engine": "redshift",
        "host": "production-warehouse.abc.us-east-1.redshift.amazonaws.com",
        "port": 5439,
        "database": "analytics",
        "tls": "required",
        "password_secret": "arn:of-redshift-for-warehouse-cluster",
    }


def test_its_outputs() -> None:
    assert built().only(Warehouse).published == {
        "endpoint": "production-warehouse.abc.us-east-1.redshift.amazonaws.com",
        "port": 5439,
        "arn": "arn:aws:redshift:::warehouse-cluster",
        "secret_arn": "arn:of-warehouse-connection-version",
        "password_secret_arn": "arn:of-redshift-for-warehouse-cluster",
        "security_group_id": "warehouse-firewall-id",
    }


def test_a_node_more_resizes_the_cluster_and_touches_nothing_else() -> None:
    before, after = built(), built(a_spec(nodes=4))
    assert (made(before, after), made(after, before)) == (set(), set())
    assert changed(before, after) == {"warehouse-cluster": {"numberOfNodes"}}
