"""What the simulated clouds fill in and compute, exactly."""

from typing import Any

import pytest

from simulator import clouds
from simulator.clouds import Failure, Scope
from simulator.values import UNKNOWN, Secret
from tests.simulator.clouds.samples import ACCOUNT, KEY, ROLE, SAMPLES, SCOPE, TOPIC, urn_of

DB, CACHE, CLUSTER = (
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:eks/cluster:Cluster",
)
VPC, ROLE_TYPE, QUEUE = "aws:ec2/vpc:Vpc", "aws:iam/role:Role", "aws:sqs/queue:Queue"
PASSWORD, BUCKETLESS = "random:index/randomPassword:RandomPassword", "aws:kms/alias:Alias"


def made(
    token: str, overrides: dict[str, Any] | None = None, scope: Scope = SCOPE, *, preview: bool = False
) -> clouds.Created:
    given = {**SAMPLES[token], **(overrides or {})}
    inputs = {name: value for name, value in given.items() if value is not None}
    checked = clouds.check(token, urn_of(token), inputs, None, scope)
    assert checked.failures == ()
    return clouds.create(token, urn_of(token), checked.inputs, scope, preview=preview)


def named(token: str, name: str, inputs: dict[str, Any]) -> clouds.Checked:
    return clouds.check(token, urn_of(token, name), inputs, None, SCOPE)


IDS = {
    "aws:ec2/vpc:Vpc": "vpc-0ec9fc6f1cb4ecafc",
    "aws:ec2/route:Route": "r-rtb-0a1080289494",
    "aws:kms/alias:Alias": "alias/production/rds",
    "aws:kms/replicaKey:ReplicaKey": "mrk-0123",
    "aws:iam/policy:Policy": f"arn:aws:iam::{ACCOUNT}:policy/platform/main-ca1f53a",
    "aws:iam/rolePolicy:RolePolicy": "operator:main-077d8a0",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"
    ),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": (
        f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"
    ),
    "aws:cloudwatch/logGroup:LogGroup": "/aws/eks/main/cluster",
    "aws:sns/topic:Topic": TOPIC,
    "aws:sqs/queue:Queue": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/interruptions",
    "aws:eks/nodeGroup:NodeGroup": "production:system",
    "aws:eks/addon:Addon": "production:vpc-cni",
    "aws:eks/accessEntry:AccessEntry": f"production:{ROLE}",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": (
        f"production#{ROLE}#arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    ),
    "aws:autoscaling/tag:Tag": "eks-system,k8s.io/cluster-autoscaler/enabled",
    "aws:rds/instance:Instance": "db-6VQ4XL6D73L362AS73OCYCM5V4",
    "aws:rds/subnetGroup:SubnetGroup": "production-db",
    "aws:secretsmanager/secret:Secret": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:production/db-DHHxBI",
    "aws:elasticache/userGroup:UserGroup": "sessions",
    "random:index/randomPassword:RandomPassword": "none",
    "random:index/randomId:RandomId": "wvqvzA",
}


@pytest.mark.parametrize(("token", "identity"), IDS.items())
def test_an_id_has_the_shape_of_its_service(token: str, identity: str) -> None:
    assert made(token).id == identity


OUTPUTS: list[tuple[str, dict[str, Any]]] = [
    (VPC, {"arn": f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/vpc-0ec9fc6f1cb4ecafc", "ownerId": ACCOUNT}),
    ("aws:ec2/subnet:Subnet", {"availabilityZoneId": "use1-az2", "mapPublicIpOnLaunch": False}),
    (
        "aws:ec2/eip:Eip",
        {"publicIp": "54.161.222.125", "publicDns": "ec2-54-161-222-125.compute-1.amazonaws.com"},
    ),
    ("aws:kms/key:Key", {"keyId": "c28736e9-3630-407c-8c88-7b7dc58ddf04", "rotationPeriodInDays": 365}),
    ("aws:kms/alias:Alias", {"targetKeyArn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-0123"}),
    (
        ROLE_TYPE,
        {"arn": f"arn:aws:iam::{ACCOUNT}:role/main-831b2dd", "maxSessionDuration": 3600, "path": "/"},
    ),
    (
        "aws:sns/topicSubscription:TopicSubscription",
        {"pendingConfirmation": True, "confirmationWasAuthenticated": False},
    ),
    (QUEUE, {"arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:interruptions", "sqsManagedSseEnabled": True}),
    ("aws:eks/nodeGroup:NodeGroup", {"launchTemplate": {"id": "lt-0a", "version": "1", "name": "system"}}),
    (
        DB,
        {
            "address": "production-db.ck34esvcuhqj.us-east-1.rds.amazonaws.com",
            "endpoint": "production-db.ck34esvcuhqj.us-east-1.rds.amazonaws.com:5432",
            "arn": f"arn:aws:rds:us-east-1:{ACCOUNT}:db:production-db",
            "hostedZoneId": "Z2R2ITUGPM61AM",
            "parameterGroupName": "default.postgres17",
            "password": Secret("a-long-password"),
        },
    ),
    (
        CACHE,
        {
            "clusterEnabled": True,
            "configurationEndpointAddress": "clustercfg.sessions.f72bm9.use1.cache.amazonaws.com",
            "parameterGroupName": "default.valkey8.cluster.on",
            "memberClusters": [f"sessions-000{shard}-00{node}" for shard in (1, 2, 3) for node in (1, 2)],
        },
    ),
]


@pytest.mark.parametrize(("token", "expected"), OUTPUTS)
def test_outputs_are_those_of_the_service(token: str, expected: dict[str, Any]) -> None:
    outputs = made(token).outputs
    assert {name: outputs.get(name) for name in expected} == expected


def test_a_cluster_has_its_endpoint_issuer_and_security_group() -> None:
    outputs = made(CLUSTER).outputs
    token = outputs["endpoint"].removeprefix("https://").partition(".")[0]
    assert outputs["endpoint"] == f"https://{token}.gr7.us-east-1.eks.amazonaws.com"
    assert outputs["identities"] == [
        {"oidcs": [{"issuer": f"https://oidc.eks.us-east-1.amazonaws.com/id/{token}"}]}
    ]
    assert outputs["vpcConfig"]["clusterSecurityGroupId"] == "sg-013147347e723c60a"
    assert set(outputs["certificateAuthority"]) == {"data"}


def test_a_cluster_in_a_preview_knows_what_was_given_and_no_more() -> None:
    outputs = made(CLUSTER, preview=True).outputs
    assert outputs["vpcConfig"] == {
        "subnetIds": ["subnet-0a", "subnet-0b"],
        "endpointPrivateAccess": True,
        "endpointPublicAccess": True,
        "clusterSecurityGroupId": UNKNOWN,
        "publicAccessCidrs": UNKNOWN,
        "vpcId": UNKNOWN,
    }
    assert (outputs["name"], outputs["version"], outputs["endpoint"]) == ("production", "1.34", UNKNOWN)
    assert outputs["kubernetesNetworkConfig"] is UNKNOWN


def test_a_multi_region_key_says_so_in_its_id() -> None:
    assert made("aws:kms/key:Key", {"multiRegion": True}).id == "mrk-ff1860c2a6975ade8976a05bb6b59d4d"


def test_an_unsharded_cache_has_a_primary_and_a_reader() -> None:
    single = {
        **dict.fromkeys(("numNodeGroups", "replicasPerNodeGroup", "clusterMode")),
        "numCacheClusters": 2,
    }
    outputs = made(CACHE, single).outputs
    assert outputs["primaryEndpointAddress"] == "master.sessions.f72bm9.use1.cache.amazonaws.com"
    assert outputs["readerEndpointAddress"] == "replica.sessions.f72bm9.use1.cache.amazonaws.com"
    assert "configurationEndpointAddress" not in outputs
    plain = made(
        CACHE, {**single, "transitEncryptionEnabled": False, "transitEncryptionMode": None, "authToken": None}
    )
    assert plain.outputs["primaryEndpointAddress"] == "sessions.f72bm9.ng.0001.use1.cache.amazonaws.com"


def test_the_resources_own_region_goes_before_the_providers() -> None:
    elsewhere = made(DB, {"region": "us-west-2"}).outputs
    assert elsewhere["arn"] == f"arn:aws:rds:us-west-2:{ACCOUNT}:db:production-db"
    assert elsewhere["hostedZoneId"] == "Z1PVIF0B656C1W"
    assert (
        made(CACHE, {"region": "us-west-2"}).outputs["configurationEndpointAddress"].split(".")[3] == "usw2"
    )


def test_an_unknown_region_makes_regional_outputs_unknown() -> None:
    outputs = made(DB, {"region": UNKNOWN}).outputs
    assert (outputs["arn"], outputs["endpoint"], outputs["hostedZoneId"]) == (UNKNOWN, UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("cn-north-1", f"arn:aws-cn:sqs:cn-north-1:{ACCOUNT}:interruptions"),
        ("us-gov-west-1", f"arn:aws-us-gov:sqs:us-gov-west-1:{ACCOUNT}:interruptions"),
    ],
)
def test_a_region_has_its_partition(region: str, arn: str) -> None:
    assert made(QUEUE, scope=Scope(region=region, account=ACCOUNT)).outputs["arn"] == arn


def test_a_queue_in_china_has_its_domain() -> None:
    identity = made(QUEUE, scope=Scope(region="cn-north-1", account=ACCOUNT)).id
    assert identity == f"https://sqs.cn-north-1.amazonaws.com.cn/{ACCOUNT}/interruptions"


def test_iam_has_no_region() -> None:
    inputs = clouds.check(ROLE_TYPE, urn_of(ROLE_TYPE), SAMPLES[ROLE_TYPE], None, SCOPE).inputs
    assert "region" not in inputs


def test_a_regional_resource_without_a_region_is_refused() -> None:
    checked = clouds.check(VPC, urn_of(VPC), SAMPLES[VPC], None, Scope())
    reason = "aws:ec2/vpc:Vpc has no region: set it on the resource or on its provider"
    assert checked.failures == (Failure("region", reason),)


def test_a_secret_argument_makes_a_secret_output_and_a_plain_id() -> None:
    created = made(BUCKETLESS, {"name": Secret("alias/hidden")})
    assert created.id == "alias/hidden"
    assert created.outputs["arn"] == Secret(f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/hidden")


# --- what the provider's check adds --------------------------------------------------------------------------------


def test_the_check_of_a_vpc_adds_what_the_provider_adds() -> None:
    checked = named(VPC, "main", {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "main"}})
    assert checked.inputs == {
        "cidrBlock": "10.0.0.0/16",
        "tags": {"Name": "main"},
        "enableDnsSupport": True,
        "instanceTenancy": "default",
        "region": "us-east-1",
        "tagsAll": {"Name": "main"},
    }


def test_default_tags_of_the_provider_are_merged_and_overridden() -> None:
    provider = {"region": "us-east-1", "defaultTags": '{"tags": {"Name": "x", "owner": "platform"}}'}
    scope = clouds.scope_of(provider)
    checked = clouds.check(
        VPC, urn_of(VPC), {"cidrBlock": "10.0.0.0/16", "tags": {"Name": "main"}}, None, scope
    )
    assert checked.inputs["tagsAll"] == {"Name": "main", "owner": "platform"}


def test_tags_with_an_unknown_make_all_tags_unknown() -> None:
    assert named(VPC, "main", {"tags": {"Name": UNKNOWN}}).inputs["tagsAll"] is UNKNOWN


NAMES = [
    (ROLE_TYPE, "operator", {"assumeRolePolicy": UNKNOWN}, "name", "operator-831e065"),
    (QUEUE, "dead-letters", {"fifoQueue": True}, "name", "dead-letters-0f36594.fifo"),
    (BUCKETLESS, "rds", {"targetKeyId": "k"}, "name", "alias/rds-c16a9ae"),
    (
        CACHE,
        "Sessions",
        {"description": "x", "nodeType": "cache.t4g.micro"},
        "replicationGroupId",
        "sessions-54d0d15",
    ),
    (DB, "db", {"instanceClass": "db.t4g.micro", "snapshotIdentifier": "s"}, "identifier", "db64e21a2"),
]


@pytest.mark.parametrize(("token", "name", "inputs", "field", "generated"), NAMES)
def test_a_generated_name_has_the_shape_of_pulumis(
    token: str, name: str, inputs: dict[str, Any], field: str, generated: str
) -> None:
    checked = named(token, name, inputs)
    assert checked.failures == ()
    assert checked.inputs[field] == generated


def test_a_generated_name_of_before_is_kept() -> None:
    program = {"assumeRolePolicy": UNKNOWN}
    checked = clouds.check(ROLE_TYPE, urn_of(ROLE_TYPE, "a"), program, {"name": "a-0123abc"}, SCOPE)
    assert checked.inputs["name"] == "a-0123abc"
    renamed = clouds.check(ROLE_TYPE, urn_of(ROLE_TYPE, "a"), program, {"name": "given"}, SCOPE)
    assert renamed.inputs["name"] == "a-ad59923"


def test_a_name_too_long_to_generate_is_refused() -> None:
    checked = named(ROLE_TYPE, "r" * 60, {"assumeRolePolicy": UNKNOWN})
    (failure,) = [failure for failure in checked.failures if "generated" in failure.reason]
    assert failure.path == "name"
    assert failure.reason.endswith(
        "is longer than 64 characters: give the resource a shorter name, or set name"
    )


def test_a_password_keeps_its_minimums_and_its_secret() -> None:
    result = made(PASSWORD, {"length": 24, "special": True, "minSpecial": 4, "overrideSpecial": "#"}).outputs[
        "result"
    ]
    assert isinstance(result, Secret)
    assert len(result.value) == 24
    assert result.value.count("#") >= 4
    assert sum(letter.isupper() for letter in result.value) >= 2
    assert set(made(PASSWORD, {"length": 64}).outputs["result"].value).isdisjoint("!@#$%&*()-_=+[]{}<>:?")


def test_two_resources_draw_two_passwords() -> None:
    inputs = named(PASSWORD, "a", {"length": 32}).inputs
    drawn = {
        clouds.create(PASSWORD, urn_of(PASSWORD, name), inputs, SCOPE).outputs["result"].value
        for name in "ab"
    }
    assert len(drawn) == 2


# --- scope ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "account"),
    [
        (f'["{ACCOUNT}"]', ACCOUNT),
        ([ACCOUNT], ACCOUNT),
        (f'["{ACCOUNT}", "444455556666"]', "123456789012"),
        (None, "123456789012"),
        (UNKNOWN, "123456789012"),
    ],
)
def test_the_account_is_the_one_that_is_allowed(allowed: Any, account: str) -> None:
    assert clouds.scope_of({"allowedAccountIds": allowed}).account == account


def test_a_resource_agrees_with_its_vpc_on_the_default_group() -> None:
    vpc = made(VPC)
    token = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
    adopted = made(token, {"vpcId": vpc.id})
    assert adopted.id == vpc.outputs["defaultSecurityGroupId"]


def test_a_nat_gateway_has_the_address_of_its_elastic_ip() -> None:
    address = made("aws:ec2/eip:Eip")
    gateway = made("aws:ec2/natGateway:NatGateway", {"allocationId": address.id})
    assert gateway.outputs["publicIp"] == address.outputs["publicIp"]


def test_a_managed_password_is_in_a_secret_of_rds() -> None:
    outputs = made(
        DB, {"password": None, "manageMasterUserPassword": True, "masterUserSecretKmsKeyId": KEY}
    ).outputs
    (managed,) = outputs["masterUserSecrets"]
    assert managed["kmsKeyId"] == KEY
    assert managed["secretArn"].startswith(f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:rds!db-")
