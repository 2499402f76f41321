"""The search domain: what it makes, who administers it, who comes in and what watches it."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from components.data.search import Search, SearchSpec
from tests.components.data.databases import LABELS
from tests.components.data.differences import changed, made
from tests.components.data.search.searches import SMALL, a_spec, built
from tests.components.recording import assert_sound

LOGS = {
    "AUDIT_LOGS": "audit",
    "ES_APPLICATION_LOGS": "application",
    "INDEX_SLOW_LOGS": "index-slow",
    "SEARCH_SLOW_LOGS": "search-slow",
}
EVERYTHING = ["arn:aws:es:us-east-1:123456789012:domain/production-search/*"]


def test_production_makes_exactly_this() -> None:
    recording = built()
    assert_sound(recording, Search, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 4,
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": 1,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 8,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:iam/serviceLinkedRole:ServiceLinkedRole": 1,
        "aws:opensearch/domain:Domain": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        "platform:data:Search": 1,
    }


def test_the_domain_is_given_exactly_this() -> None:
    domain = built().only(aws.opensearch.Domain)
    assert domain.protect
    policies = json.loads(domain.inputs.pop("accessPolicies"))["Statement"]
    assert [(one["Principal"], one["Action"], one["Resource"]) for one in policies] == [
        ({"AWS": ["arn:aws:iam::123456789012:root"]}, ["es:ESHttp*"], EVERYTHING)
    ]
    assert domain.inputs == {
        "region": "us-east-1",
        "domainName": "production-search",
        "engineVersion": "OpenSearch_2.19",
        "clusterConfig": {
            "instanceType": "m6g.large.search",
            "instanceCount": 3,
            "zoneAwarenessEnabled": True,
            "zoneAwarenessConfig": {"availabilityZoneCount": 3},
            "multiAzWithStandbyEnabled": False,
            "dedicatedMasterEnabled": False,
        },
        "ebsOptions": {
            "ebsEnabled": True,
            "volumeType": "gp3",
            "volumeSize": 100,
            "iops": 3000,
            "throughput": 125,
        },
        "encryptAtRest": {"enabled": True, "kmsKeyId": "arn:analytics-key"},
        "nodeToNodeEncryption": {"enabled": True},
        "domainEndpointOptions": {
            "enforceHttps": True,
            "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
        },
        "vpcOptions": {
            "subnetIds": ["subnet-a", "subnet-b", "subnet-c"],
            "securityGroupIds": ["search-firewall-id"],
        },
        "advancedSecurityOptions": {
            "enabled": True,
            "anonymousAuthEnabled": False,
            "internalUserDatabaseEnabled": False,
            "masterUserOptions": {"masterUserArn": "arn:aws:iam:::search-administrator"},
        },
        "logPublishingOptions": [
            {"logType": log, "cloudwatchLogGroupArn": f"arn:aws:cloudwatch:::search-{role}", "enabled": True}
            for log, role in LOGS.items()
        ],
        "autoTuneOptions": {
            "desiredState": "ENABLED",
            "rollbackOnDisable": "NO_ROLLBACK",
            "useOffPeakWindow": True,
        },
        "offPeakWindowOptions": {
            "enabled": True,
            "offPeakWindow": {"windowStartTime": {"hours": 3, "minutes": 0}},
        },
        "softwareUpdateOptions": {"autoSoftwareUpdateEnabled": True},
        "tags": LABELS.aws("production-search"),
    }


def test_one_small_node_has_one_subnet_and_no_tuning_which_t3_does_not_take() -> None:
    domain = built(SearchSpec(**SMALL), protected=False).only(aws.opensearch.Domain)
    assert not domain.protect
    assert domain.inputs["vpcOptions"]["subnetIds"] == ["subnet-a"]
    assert "autoTuneOptions" not in domain.inputs
    config = domain.inputs["clusterConfig"]
    assert config["zoneAwarenessEnabled"] is False
    assert "zoneAwarenessConfig" not in config


def test_masters_are_three() -> None:
    config = built(a_spec(masters={})).only(aws.opensearch.Domain).inputs["clusterConfig"]
    assert (
        config["dedicatedMasterEnabled"],
        config["dedicatedMasterCount"],
        config["dedicatedMasterType"],
    ) == (
        True,
        3,
        "m6g.large.search",
    )


def test_the_domain_waits_for_the_services_role_and_for_the_right_to_write_its_logs() -> None:
    recording = built()
    domain = recording.only(aws.opensearch.Domain)
    assert recording.depends_on(domain, aws.iam.ServiceLinkedRole) == {"search-service-role"}
    assert recording.depends_on(domain, aws.cloudwatch.LogResourcePolicy) == {"search-logs"}
    assert built(a_spec(service_linked_role=False)).of(aws.iam.ServiceLinkedRole) == []


def test_only_this_domain_writes_to_its_logs() -> None:
    recording = built()
    groups = {group.inputs["name"] for group in recording.of(aws.cloudwatch.LogGroup)}
    assert groups == {f"/aws/opensearch/production-search/{role}" for role in LOGS.values()}
    (statement,) = json.loads(recording.only(aws.cloudwatch.LogResourcePolicy).inputs["policyDocument"])[
        "Statement"
    ]
    assert statement["Principal"] == {"Service": ["es.amazonaws.com"]}
    assert statement["Resource"] == [
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/opensearch/production-search/*"
    ]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:es:us-east-1:123456789012:domain/production-search"},
    }


def test_named_people_take_the_role_that_administers_it() -> None:
    recording = built()
    trust = json.loads(recording.only(aws.iam.Role).inputs["assumeRolePolicy"])["Statement"][0]
    assert trust["Principal"] == {"AWS": ["arn:aws:iam::123456789012:role/platform-admin"]}
    policy = json.loads(recording.only(aws.iam.RolePolicy).inputs["policy"])["Statement"][0]
    assert (policy["Action"], policy["Resource"]) == (["es:ESHttp*"], EVERYTHING)


def test_deputies_are_trusted_by_what_they_are_called_before_they_stand() -> None:
    deputy = "arn:aws:iam::123456789012:role/main-search-access-search-access"
    (role,) = built(deputies=[deputy]).of(aws.iam.Role)
    people, deputies = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert people["Principal"] == {"AWS": ["arn:aws:iam::123456789012:role/platform-admin"]}
    assert deputies == {
        "Sid": "Deputies",
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {"ArnEquals": {"aws:PrincipalArn": [deputy]}},
    }


def test_only_named_clients_come_in() -> None:
    rule = built().only(aws.vpc.SecurityGroupIngressRule).inputs
    assert (rule["referencedSecurityGroupId"], rule["fromPort"], rule["toPort"]) == ("sg-nodes", 443, 443)


def test_people_are_woken_by_state_disk_memory_load_and_snapshots() -> None:
    alarms = built(a_spec(free_disk_percent=20)).of(aws.cloudwatch.MetricAlarm)
    assert {one.inputs["metricName"]: one.inputs["threshold"] for one in alarms} == {
        "ClusterStatus.red": 0,
        "ClusterStatus.yellow": 0,
        "ClusterIndexWritesBlocked": 0,
        "KMSKeyInaccessible": 0,
        "FreeStorageSpace": 100 * 1_024 * 20 // 100,
        "JVMMemoryPressure": 92,
        "CPUUtilization": 80,
        "AutomatedSnapshotFailure": 0,
    }
    assert {one.inputs["dimensions"]["ClientId"] for one in alarms} == {"123456789012"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"identifier": "production-search-of-the-west"}, "a domain's name ends at 28; shorten it"),
        ({"administrators": ()}, "nobody administers it; name the principals that may"),
        ({"isolated_subnets": {"a": "subnet-a"}}, "zones is 3 and the network has 1; lower it, or add zones"),
    ],
)
def test_what_the_wiring_lacks_is_said_before_anything_is_made(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        built(**changes)


def test_its_outputs() -> None:
    assert built().only(Search).published == {
        "endpoint": "vpc-production-search-abc.us-east-1.es.amazonaws.com",
        "arn": "arn:aws:opensearch:::search-domain",
        "administrator_role_arn": "arn:aws:iam:::search-administrator",
        "security_group_id": "search-firewall-id",
    }


@pytest.mark.parametrize(
    ("spec", "key"), [({"nodes": 6}, "clusterConfig"), ({"version": "3.1"}, "engineVersion")]
)
def test_more_nodes_and_another_version_change_the_domain_alone(spec: dict[str, Any], key: str) -> None:
    before, after = built(), built(a_spec(**spec))
    assert (made(before, after), made(after, before)) == (set(), set())
    assert changed(before, after) == {"search-domain": {key}}
