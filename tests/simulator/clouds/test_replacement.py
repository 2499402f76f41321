"""The force-new facts, held against the SDK, and what a difference says with them."""

import re
from typing import Any

import pytest

from simulator import clouds, schema
from simulator.clouds import Difference
from simulator.clouds.replacement import _table, replacing
from simulator.schema import reading
from simulator.values import UNKNOWN, Secret, Unreadable, from_state, to_state
from tests.simulator.clouds.samples import ACCOUNT, KEY, SAMPLES, SCOPE, urn_of

DB, CACHE, CLUSTER = (
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:eks/cluster:Cluster",
)
NODES, VPC, GROUP = "aws:eks/nodeGroup:NodeGroup", "aws:ec2/vpc:Vpc", "aws:ec2/securityGroup:SecurityGroup"
PASSWORD, PROVIDER = "random:index/randomPassword:RandomPassword", "pulumi:providers:kubernetes"
KEY_TYPE, ATTACHMENT = "aws:kms/key:Key", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"

TABLED = sorted({**_table("aws"), **_table("gcp"), **_table("random")})
FORCES = re.compile(r"[Ff]orces? (a )?(new|replacement)|will force (a )?(new|resource)|trigger recreation")

CONDITIONAL = {
    ("aws:ec2/subnet:Subnet", "ipv6CidrBlock"),  # only if addresses were assigned on creation
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "privateDnsEnabled"),  # only for what is no interface endpoint
    ("aws:opensearch/domain:Domain", "vpcOptions"),  # only where it is added or taken away
    (
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "transitEncryptionEnabled",
    ),  # only below Redis 7.0.5
}


@pytest.mark.parametrize("token", TABLED)
def test_every_fact_names_an_input_of_the_sdk(token: str) -> None:
    assert [fault for path in replacing(token) for fault in schema.judge_path(token, path)] == []


@pytest.mark.parametrize("token", TABLED)
def test_every_type_says_where_its_facts_were_read(token: str) -> None:
    source = {**_table("aws"), **_table("gcp"), **_table("random")}[token]["source"]
    assert re.match(r"tf:|tf-random:|cfn:AWS::|docstrings of ", source)


@pytest.mark.parametrize(
    "token", sorted(token for token in SAMPLES if token.startswith(("aws:", "gcp:", "random:")))
)
def test_every_type_in_use_has_its_facts(token: str) -> None:
    assert token in TABLED


@pytest.mark.parametrize("token", TABLED)
def test_what_the_sdk_says_forces_a_replacement_is_in_the_table(token: str) -> None:
    missing = (
        documented(token) - set(replacing(token)) - {path for owner, path in CONDITIONAL if owner == token}
    )
    assert missing == set()


def documented(token: str) -> set[str]:
    """Return the inputs whose docstring in the SDK says that a change makes a new resource."""
    declared = schema.declaration_of(token)
    found = reading.class_of(token)
    assert declared is not None
    assert found is not None
    import sys  # noqa: PLC0415 - of this one test

    module = sys.modules[found.__module__]
    (args,) = (getattr(module, name) for name in module.__all__ if name.endswith("Args"))
    told = {
        wire: getattr(args, python).fget.__doc__ or ""
        for wire, python in declared.inputs.python_names.items()
    }
    return {wire for wire, text in told.items() if FORCES.search(text)}


def checked(token: str, overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    return clouds.check(token, urn_of(token), {**SAMPLES[token], **(overrides or {})}, None, SCOPE).inputs


def difference(token: str, overrides: dict[str, Any], *ignore: str) -> Difference:
    old = checked(token)
    outputs = clouds.create(token, urn_of(token), old, SCOPE).outputs
    return clouds.diff(token, old, outputs, checked(token, overrides), ignore)


REPLACED = [
    (VPC, {"cidrBlock": "10.1.0.0/16"}, ("cidrBlock",)),
    (GROUP, {"description": "Another"}, ("description",)),
    (KEY_TYPE, {"multiRegion": True}, ("multiRegion",)),
    (CLUSTER, {"name": "other"}, ("name",)),
    (
        CLUSTER,
        {"kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/16"}},
        ("kubernetesNetworkConfig.serviceIpv4Cidr",),
    ),
    (NODES, {"instanceTypes": ["m5.large", "m6i.large"]}, ("instanceTypes[0]", "instanceTypes[1]")),
    (NODES, {"launchTemplate": {"id": "lt-0b", "version": "1"}}, ("launchTemplate.id",)),
    (DB, {"kmsKeyId": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/other"}, ("kmsKeyId",)),
    (DB, {"kmsKeyId": UNKNOWN}, ("kmsKeyId",)),
    (CACHE, {"port": 6380}, ("port",)),
    (PASSWORD, {"length": 40}, ("length",)),
    (PASSWORD, {"special": True}, ("special",)),
]

UPDATED = [
    (VPC, {"tags": {"Name": "main", "owner": "platform"}}, ("tags.owner", "tagsAll.owner")),
    (VPC, {"tags": {}}, ("tags.Name", "tagsAll.Name")),
    (CLUSTER, {"version": "1.35"}, ("version",)),
    (
        NODES,
        {"scalingConfig": {"minSize": 1, "desiredSize": 3, "maxSize": 3}},
        ("scalingConfig.desiredSize",),
    ),
    (NODES, {"launchTemplate": {"id": "lt-0a", "version": "2"}}, ("launchTemplate.version",)),
    (DB, {"identifier": "renamed-db"}, ("identifier",)),
    (DB, {"instanceClass": "db.r6g.2xlarge"}, ("instanceClass",)),
    (DB, {"password": Secret("another-password")}, ("password",)),
    (DB, {"enabledCloudwatchLogsExports": ["postgresql"]}, ("enabledCloudwatchLogsExports[1]",)),
    (CACHE, {"numNodeGroups": 4}, ("numNodeGroups",)),
]

SAME: list[tuple[str, dict[str, Any]]] = [
    (CLUSTER, {"enabledClusterLogTypes": ["audit", "api"]}),
    (
        KEY_TYPE,
        {
            "policy": '{ "Statement": [{"Action":"kms:*","Effect":"Allow","Resource":"*"}], "Version":"2012-10-17"}'
        },
    ),
    (DB, {"backupWindow": None, "engineVersion": None}),
    (PASSWORD, {"upper": None}),
]


@pytest.mark.parametrize(("token", "overrides", "paths"), REPLACED)
def test_a_change_replaces(token: str, overrides: dict[str, Any], paths: tuple[str, ...]) -> None:
    assert difference(token, overrides) == Difference(paths, paths)


@pytest.mark.parametrize(("token", "overrides", "paths"), UPDATED)
def test_a_change_updates_in_place(token: str, overrides: dict[str, Any], paths: tuple[str, ...]) -> None:
    assert difference(token, overrides) == Difference(paths)


@pytest.mark.parametrize(("token", "overrides"), SAME)
def test_what_means_the_same_is_no_change(token: str, overrides: dict[str, Any]) -> None:
    assert difference(token, overrides) == Difference()


SUBNET, ENDPOINT = "aws:ec2/subnet:Subnet", "aws:ec2/vpcEndpoint:VpcEndpoint"
REDIS = {"engine": "redis", "engineVersion": "6.2"}
ENCRYPTED = {"encryptionConfig": {"provider": {"keyArn": KEY}, "resources": ["secrets"]}}
SUBNET_6 = {"ipv6CidrBlock": "2600:1f18::/64", "assignIpv6AddressOnCreation": True}


@pytest.mark.parametrize(
    ("token", "old", "new", "replacing"),
    [
        (CLUSTER, ENCRYPTED, {"encryptionConfig": None}, ("encryptionConfig",)),
        (CLUSTER, {"encryptionConfig": None}, ENCRYPTED, ()),
        (CACHE, {"engineVersion": "8.1"}, {"engineVersion": "8.0"}, ("engineVersion",)),
        (CACHE, {"engineVersion": "8.0"}, {"engineVersion": "8.1"}, ()),
        (CACHE, {}, REDIS, ("engine", "engineVersion")),
        (CACHE, {"engine": "redis", "engineVersion": "7.1"}, {"engine": "valkey", "engineVersion": "8.0"}, ()),
        (CACHE, REDIS, {**REDIS, "transitEncryptionEnabled": False}, ("transitEncryptionEnabled",)),
        (CACHE, {}, {"transitEncryptionEnabled": False}, ()),
        (SUBNET, SUBNET_6, {**SUBNET_6, "ipv6CidrBlock": "2600:1f18:1::/64"}, ("ipv6CidrBlock",)),
        (SUBNET, {"ipv6CidrBlock": "2600:1f18::/64"}, {"ipv6CidrBlock": "2600:1f18:1::/64"}, ()),
        (ENDPOINT, {}, {"privateDnsEnabled": False}, ()),
        (ENDPOINT, {"vpcEndpointType": "Resource"}, {"vpcEndpointType": "Resource", "privateDnsEnabled": False},
         ("privateDnsEnabled",)),
    ],
)  # fmt: skip
def test_a_change_replaces_where_the_values_say_so(
    token: str, old: dict[str, Any], new: dict[str, Any], replacing: tuple[str, ...]
) -> None:
    assert clouds.diff(token, checked(token, old), {}, checked(token, new)).replacing == replacing


def test_another_region_replaces() -> None:
    old = checked(VPC)
    new = clouds.check(VPC, urn_of(VPC), SAMPLES[VPC], None, clouds.Scope(region="us-west-2")).inputs
    assert clouds.diff(VPC, old, {}, new) == Difference(("region",), ("region",))


def test_an_attachment_is_deleted_before_it_is_replaced() -> None:
    assert difference(ATTACHMENT, {"role": "other"}) == Difference(("role",), ("role",), delete_first=True)


def test_ignored_paths_are_left_out() -> None:
    sizes = {"scalingConfig": {"minSize": 2, "desiredSize": 3, "maxSize": 4}}
    assert difference(NODES, sizes, "scalingConfig.desiredSize").changed == (
        "scalingConfig.maxSize",
        "scalingConfig.minSize",
    )
    assert difference(NODES, sizes, "scalingConfig") == Difference()
    assert difference(NODES, sizes, "*") == Difference()


def test_a_removed_special_character_setting_falls_back_to_the_default_and_replaces() -> None:
    assert difference(PASSWORD, {"special": None}) == Difference(("special",), ("special",))


def test_a_ciphertext_counts_as_unchanged_until_it_is_unknown_or_gone() -> None:
    new = checked(DB)
    old = from_state(to_state(new, urn=urn_of(DB), field="inputs"))
    assert isinstance(old["password"].value, Unreadable)
    assert clouds.diff(DB, old, {}, new) == Difference()
    assert clouds.diff(DB, old, {}, {**new, "password": Secret(UNKNOWN)}) == Difference(("password",))
    without = {name: value for name, value in new.items() if name != "password"}
    assert clouds.diff(DB, old, {}, without) == Difference(("password",))


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ({}, {"kubeconfig": UNKNOWN}, ("kubeconfig",)),
        ({"clusterIdentifier": "a"}, {"clusterIdentifier": "a", "kubeconfig": UNKNOWN}, ()),
        ({"clusterIdentifier": "a"}, {"clusterIdentifier": "b"}, ("clusterIdentifier",)),
        (
            {"kubeconfig": Secret('{"clusters": [{"cluster": {"server": "https://a"}}]}')},
            {"kubeconfig": Secret('{"clusters": [{"cluster": {"server": "https://b"}}]}')},
            ("kubeconfig",),
        ),
    ],
)
def test_another_cluster_replaces_its_provider(
    old: dict[str, Any], new: dict[str, Any], paths: tuple[str, ...]
) -> None:
    assert clouds.diff(PROVIDER, old, {}, new).replacing == paths


def test_a_launch_template_counts_its_versions() -> None:
    old = checked(TEMPLATE)
    created = clouds.create(TEMPLATE, urn_of(TEMPLATE), old, SCOPE)
    assert (created.outputs["latestVersion"], created.outputs["defaultVersion"]) == (1, 1)
    assert isinstance(created.id, str)
    new = checked(TEMPLATE, {"updateDefaultVersion": True, "metadataOptions": {"httpTokens": "required"}})
    updated = clouds.update(TEMPLATE, urn_of(TEMPLATE), created.id, created.outputs, new, SCOPE)
    assert (updated.outputs["latestVersion"], updated.outputs["defaultVersion"]) == (2, 2)
    seen = clouds.update(TEMPLATE, urn_of(TEMPLATE), created.id, created.outputs, new, SCOPE, preview=True)
    assert seen.outputs["latestVersion"] is UNKNOWN
    tagged = checked(TEMPLATE, {"tags": {"owner": "platform"}})
    kept = clouds.update(TEMPLATE, urn_of(TEMPLATE), created.id, created.outputs, tagged, SCOPE, preview=True)
    assert kept.outputs["latestVersion"] == 1


def test_an_upgrade_moves_what_follows_from_the_version() -> None:
    old = checked(DB)
    created = clouds.create(DB, urn_of(DB), old, SCOPE)
    assert isinstance(created.id, str)
    new = checked(DB, {"engineVersion": "18"})
    assert (
        clouds.update(DB, urn_of(DB), created.id, created.outputs, new, SCOPE).outputs["engineVersionActual"]
        == "18.1"
    )
    seen = clouds.update(DB, urn_of(DB), created.id, created.outputs, new, SCOPE, preview=True).outputs
    assert seen["engineVersionActual"] is UNKNOWN
    assert seen["endpoint"] == created.outputs["endpoint"]
    assert seen["hostedZoneId"] == "Z2R2ITUGPM61AM"
    assert seen["kmsKeyId"] == KEY


def test_another_shard_leaves_the_endpoint_that_clients_start_from() -> None:
    """Otherwise each resize would preview new versions of every secret that holds the endpoint."""
    token = "aws:elasticache/replicationGroup:ReplicationGroup"
    sizes = {"clusterMode": "enabled", "automaticFailoverEnabled": True, "replicasPerNodeGroup": 1}
    old = checked(token, sizes | {"numNodeGroups": 3})
    created = clouds.create(token, urn_of(token), old, SCOPE)
    assert isinstance(created.id, str)
    new = checked(token, sizes | {"numNodeGroups": 4})
    seen = clouds.update(token, urn_of(token), created.id, created.outputs, new, SCOPE, preview=True).outputs
    assert seen["configurationEndpointAddress"] == created.outputs["configurationEndpointAddress"]
    assert seen["memberClusters"] is UNKNOWN
