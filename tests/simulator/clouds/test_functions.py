"""Provider functions."""

import json
from typing import Any

import pytest

from simulator import clouds
from simulator.clouds import Failure, Invoked, Scope
from simulator.clouds.functions import FUNCTIONS
from simulator.values import UNKNOWN, Secret
from tests.simulator.clouds.samples import ACCOUNT, SCOPE

ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones"
POLICY = "aws:iam/getPolicyDocument:getPolicyDocument"
PASSWORD = "aws:secretsmanager/getRandomPassword:getRandomPassword"
PARAMETER, ADDON = "aws:ssm/getParameter:getParameter", "aws:eks/getAddonVersion:getAddonVersion"
REGION, IDENTITY = "aws:index/getRegion:getRegion", "aws:index/getCallerIdentity:getCallerIdentity"
AUTH, PARTITION = "aws:eks/getClusterAuth:getClusterAuth", "aws:index/getPartition:getPartition"


def answer(token: str, args: dict[str, Any], scope: Scope = SCOPE) -> dict[str, Any]:
    invoked = clouds.invoke(token, args, scope)
    assert invoked.failures == ()
    return invoked.result


@pytest.mark.parametrize(
    ("region", "letters", "first"),
    [
        ("us-east-1", "abcdef", "use1-az1"),
        ("us-west-2", "abcd", "usw2-az1"),
        ("eu-west-1", "abc", "euw1-az1"),
    ],
)
def test_a_region_has_its_zones(region: str, letters: str, first: str) -> None:
    zones = answer(ZONES, {"state": "available"}, Scope(region=region))
    assert zones["names"] == [f"{region}{letter}" for letter in letters]
    assert zones["zoneIds"][0] == first
    assert zones["state"] == "available"


def test_excluded_zones_are_left_out_and_a_call_may_name_its_region() -> None:
    assert answer(ZONES, {"excludeNames": ["us-west-1a"], "region": "us-west-1"})["names"] == ["us-west-1c"]


def test_zones_of_an_unknown_region_are_unknown() -> None:
    assert answer(ZONES, {}, Scope(region=UNKNOWN))["names"] is UNKNOWN


def test_who_and_where_the_provider_is() -> None:
    assert answer(IDENTITY, {})["accountId"] == ACCOUNT
    assert answer(REGION, {})["region"] == "us-east-1"
    china = answer(PARTITION, {}, Scope(region="cn-north-1"))
    assert china == {
        "dnsSuffix": "amazonaws.com.cn",
        "id": "aws-cn",
        "partition": "aws-cn",
        "reverseDnsPrefix": "cn.com.amazonaws",
    }


def test_a_policy_document_is_written() -> None:
    statement = {
        "sid": "Assume",
        "actions": ["sts:AssumeRole"],
        "principals": [{"type": "Service", "identifiers": ["eks.amazonaws.com"]}],
        "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": [ACCOUNT]}],
    }
    written = json.loads(answer(POLICY, {"statements": [statement]})["json"])
    assert written == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Assume",
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "eks.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            }
        ],
    }


def test_a_policy_of_everyone_has_a_star() -> None:
    everyone = {"effect": "Deny", "actions": ["*"], "principals": [{"type": "*", "identifiers": ["*"]}]}
    assert json.loads(answer(POLICY, {"statements": [everyone]})["json"])["Statement"][0]["Principal"] == "*"


def test_an_overriding_statement_takes_the_place_of_its_namesake() -> None:
    override = '{"Statement": [{"Sid": "A", "Effect": "Deny", "Action": "*", "Resource": "*"}]}'
    args = {"statements": [{"sid": "A", "actions": ["s3:Get*"]}], "overridePolicyDocuments": [override]}
    assert [row["Effect"] for row in json.loads(answer(POLICY, args)["json"])["Statement"]] == ["Deny"]


def test_a_policy_of_something_unknown_is_unknown() -> None:
    assert answer(POLICY, {"statements": [{"actions": ["*"], "resources": [UNKNOWN]}]})["json"] is UNKNOWN


def test_tokens_and_passwords_are_secret() -> None:
    token = answer(AUTH, {"name": "production"})["token"]
    assert isinstance(token, Secret)
    assert token.value.startswith("k8s-aws-v1.")
    password = answer(PASSWORD, {"passwordLength": 40})["randomPassword"]
    assert isinstance(password, Secret)
    assert len(password.value) == 40
    assert answer(PASSWORD, {"passwordLength": UNKNOWN})["randomPassword"] == Secret(UNKNOWN)


@pytest.mark.parametrize(
    ("token", "args", "sentence"),
    [
        ("aws:ec2/getAmi:getAmi", {}, "the simulator has no function aws:ec2/getAmi:getAmi; add it to simulator/clouds/aws"),
        (PARAMETER, {"name": "/mine"}, "the simulator holds no parameter /mine: only those of AWS under /aws/service/ are public"),
        (ADDON, {"addonName": "x"}, "the simulator knows no versions of the add-on x; add it to simulator/clouds/aws/eks_access.py"),
        (PASSWORD, {"passwordLength": 5000}, "passwordLength must be between 1 and 4096, not 5000"),
        (POLICY, {"statements": [{"effect": "Maybe"}]}, "effect must be Allow or Deny, not 'Maybe'"),
    ],
)  # fmt: skip
def test_a_function_refuses(token: str, args: dict[str, Any], sentence: str) -> None:
    assert clouds.invoke(token, args, SCOPE) == Invoked(failures=(Failure("", sentence),))


def test_a_provider_without_a_region_cannot_say_its_zones() -> None:
    (failure,) = clouds.invoke(ZONES, {}, Scope()).failures
    assert failure.reason == "the provider has no region: set it on the provider or on the call"


ARGUMENTS: dict[str, dict[str, Any]] = {
    ADDON: {"addonName": "vpc-cni", "kubernetesVersion": "1.34"},
    AUTH: {"name": "production"},
    PARAMETER: {"name": "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/recommended/release_version"},
}


@pytest.mark.parametrize("token", sorted(FUNCTIONS))
def test_every_result_is_one_that_the_sdk_reads(token: str) -> None:
    import importlib  # noqa: PLC0415 - of this one test
    import inspect  # noqa: PLC0415 - the same

    package, place, name = token.split(":")
    sdk, service = f"pulumi_{package.replace('-', '_')}", place.partition("/")[0]
    module = importlib.import_module(sdk if service == "index" else f"{sdk}.{service}")
    result = getattr(module, f"{name[0].upper()}{name[1:]}Result")
    known = {
        getattr(member.fget, "_pulumi_name", key)
        for key, member in vars(result).items()
        if isinstance(member, property)
    }
    assert inspect.isclass(result)
    assert set(answer(token, ARGUMENTS.get(token, {}))) - known == set()
