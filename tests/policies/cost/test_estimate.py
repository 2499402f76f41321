import importlib
import json
import random
import re
import time
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest
import yaml

from policies.cost.documents import HERE
from policies.cost.estimate import Estimate, estimate
from policies.cost.pricing import PRICERS

Make = Callable[..., dict[str, Any]]
Price = Callable[..., Estimate]

STACK: dict[str, Any] = {
    "urn": "urn:pulumi:production::platform::pulumi:pulumi:Stack::platform-production",
    "type": "pulumi:pulumi:Stack",
    "custom": False,
    "inputs": {},
}


def test_an_unknown_type_is_an_error(make: Make, price: Price) -> None:
    found = price(make("aws:ec2/instance:Instance", "pet"))

    assert found.as_json()["unpriced"] == [
        {
            "urn": "urn:pulumi:production::platform::aws:ec2/instance:Instance::pet",
            "type": "aws:ec2/instance:Instance",
            "reason": "nothing is known of what aws:ec2/instance:Instance costs; add a pricer, or say in free.yaml "
            "why it is free",
        }
    ]


def test_what_is_free_is_counted_with_its_reason(make: Make, price: Price) -> None:
    component = {**STACK, "urn": STACK["urn"] + "x", "type": "platform:network:Network"}
    found = price(
        STACK,
        component,
        make("aws:iam/role:Role", "a"),
        make("aws:iam/role:Role", "b"),
        make("kubernetes:core/v1:Namespace", "n"),
        make("pulumi:providers:aws", "aws"),
        make("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", vpcEndpointType="Gateway"),
        {**make("aws:ec2/natGateway:NatGateway", "theirs"), "external": True},
    ).as_json()

    assert found["lines"] == []
    assert found["unpriced"] == []
    assert {row["type"]: (row["count"], row["reason"]) for row in found["free"]} == {
        "aws:ec2/natGateway:NatGateway": (1, "it is read, not managed here; its owner pays for it"),
        "aws:ec2/vpcEndpoint:VpcEndpoint": (1, "gateway endpoints (S3, DynamoDB) are free"),
        "aws:iam/role:Role": (2, "identity and access management is free"),
        "kubernetes:core/v1:Namespace": (1, "objects in a cluster run on nodes that are billed"),
        "platform:network:Network": (1, "a component groups resources, which are billed on their own"),
        "pulumi:providers:aws": (1, "a provider is a connection, not a resource"),
        "pulumi:pulumi:Stack": (1, "the stack itself is bookkeeping"),
    }


def test_a_custom_resource_of_an_unknown_provider_is_not_free(make: Make, price: Price) -> None:
    assert len(price(make("gcp:compute/instance:Instance", "x")).unpriced) == 1


@cache
def sdk_tokens() -> frozenset[str]:
    source = Path(pulumi_aws.__file__).read_text()
    return frozenset(re.findall(r'"(aws:[A-Za-z0-9]+/[A-Za-z0-9]+:[A-Za-z0-9]+)"', source))


@pytest.mark.parametrize("token", sorted(kind for kind in PRICERS if kind.startswith("aws:")))
def test_every_priced_type_exists_in_the_sdk(token: str) -> None:
    assert token in sdk_tokens()


def test_every_free_type_exists_in_the_sdk() -> None:
    rows = [row["type"] for row in yaml.safe_load((HERE / "free.yaml").read_text())]
    exact = [kind for kind in rows if kind.startswith("aws:") and not kind.endswith("*")]

    assert len(exact) > 30
    assert [kind for kind in exact if kind not in sdk_tokens()] == []
    assert any(token.startswith("aws:iam/") for token in sdk_tokens())


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("ec2", ("Vpc InternetGateway Subnet RouteTable Route RouteTableAssociation Eip NatGateway VpcEndpoint "
         "VpcIpv4CidrBlockAssociation DefaultSecurityGroup DefaultRouteTable DefaultNetworkAcl SecurityGroup FlowLog "
         "LaunchTemplate VpcPeeringConnection VpcPeeringConnectionAccepter PeeringConnectionOptions")),
        ("vpc", "SecurityGroupIngressRule SecurityGroupEgressRule"),
        ("kms", "Key Alias ReplicaKey"),
        ("iam", "Role RolePolicy RolePolicyAttachment Policy OpenIdConnectProvider InstanceProfile ServiceLinkedRole"),
        ("cloudwatch", "LogGroup MetricAlarm EventRule EventTarget"),
        ("sns", "Topic TopicPolicy TopicSubscription"),
        ("sqs", "Queue QueuePolicy"),
        ("eks", "Cluster NodeGroup Addon AccessEntry AccessPolicyAssociation PodIdentityAssociation"),
        ("autoscaling", "Tag"),
        ("rds", "Instance SubnetGroup ParameterGroup EventSubscription InstanceAutomatedBackupsReplication"),
        ("secretsmanager", "Secret SecretVersion SecretPolicy"),
        ("elasticache", "ReplicationGroup SubnetGroup ParameterGroup User UserGroup"),
    ],
)  # fmt: skip
def test_every_type_of_the_platform_is_priced_or_free(module: str, names: str) -> None:
    free = [row["type"] for row in yaml.safe_load((HERE / "free.yaml").read_text())]
    for name in names.split():
        token = getattr(importlib.import_module(f"pulumi_aws.{module}"), name).pulumi_type
        known = token in PRICERS or any(
            token == kind or (kind.endswith("*") and token.startswith(kind[:-1])) for kind in free
        )
        assert known, token


def test_the_region_is_the_resources_own_then_its_providers_then_the_estimates(
    make: Make, price: Price, unknown: str
) -> None:
    provider = make("pulumi:providers:aws", "aws", region="us-west-2")
    own = make("aws:ec2/eip:Eip", "own")
    inherited = {
        **make("aws:ec2/eip:Eip", "inherited", region=None),
        "provider": f"{provider['urn']}::some-id",
    }
    bare = make("aws:ec2/eip:Eip", "bare", region=None)

    found = price(provider, own, inherited, bare, region="us-east-1")
    without = price(bare)
    hidden = price(make("aws:ec2/eip:Eip", "hidden", region=unknown), region="us-east-1")

    assert [(line.urn.rsplit("::", 1)[-1], line.region) for line in found.lines] == [
        ("bare", "us-east-1"), ("inherited", "us-west-2"), ("own", "us-east-1"),
    ]  # fmt: skip
    assert [note.reason for note in without.unpriced] == [
        "its region is not known, and prices differ by region; set region on the resource"
    ]
    assert [note.reason for note in hidden.unpriced] == [note.reason for note in without.unpriced]


def test_a_region_without_prices_is_an_error(make: Make, price: Price) -> None:
    assert [note.reason for note in price(make("aws:kms/key:Key", "k", region="eu-west-1")).unpriced] == [
        "no price of kms.key in eu-west-1 is recorded; add a row with its source to policies/cost/prices",
        "no price of kms.requests in eu-west-1 is recorded; add a row with its source to policies/cost/prices",
    ]


def test_an_unknown_value_that_a_price_needs_is_an_error(make: Make, price: Price, unknown: str) -> None:
    database = make(
        "aws:rds/instance:Instance", "db", engine="postgres", instanceClass=unknown, allocatedStorage=20,
        storageType="gp3",
    )  # fmt: skip

    found = price(database)

    assert [note.reason for note in found.unpriced] == [
        "instanceClass is not known before deployment, and the price depends on it"
    ]
    assert [line.item for line in found.lines] == ["Database disk, gp3"], "one gap does not hide the rest"


def test_a_missing_value_that_a_price_needs_is_an_error(make: Make, price: Price) -> None:
    cache = make("aws:elasticache/replicationGroup:ReplicationGroup", "c", numNodeGroups=1)

    assert [note.reason for note in price(cache).unpriced] == [
        "nodeType is not set, and the price depends on it"
    ]


def test_a_secret_value_is_not_quoted(make: Make, price: Price) -> None:
    sealed = {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "ciphertext": "SENTINEL",
    }

    found = price(make("aws:elasticache/replicationGroup:ReplicationGroup", "c", nodeType=sealed))

    assert len(found.unpriced) == 1
    assert "SENTINEL" not in json.dumps(found.as_json())


def test_the_environment_comes_from_the_urn_and_decides_assumptions_and_budget(
    make: Make, price: Price
) -> None:
    production = price(make("aws:ec2/natGateway:NatGateway", "nat"))
    dev = price(make("aws:ec2/natGateway:NatGateway", "nat", stack="dev"))
    strange = price(make("aws:ec2/natGateway:NatGateway", "nat", stack="alice"))

    assert [found.environment for found in (production, dev, strange)] == ["production", "dev", "production"]
    assert production.of_usage(usage=False) == dev.of_usage(usage=False)
    assert production.of_usage(usage=True).expected > dev.of_usage(usage=True).expected
    assert price(make("aws:ec2/natGateway:NatGateway", "nat"), stack="dev").environment == "dev"


def test_the_shape_of_the_json(make: Make, price: Price) -> None:
    found = price(make("aws:ec2/eip:Eip", "address")).as_json()

    assert found == {
        "currency": "USD",
        "period": "month",
        "min": 3.65,
        "expected": 3.65,
        "max": 3.65,
        "fixed": {"min": 3.65, "expected": 3.65, "max": 3.65},
        "usage": {"min": 0.0, "expected": 0.0, "max": 0.0},
        "lines": [
            {
                "urn": "urn:pulumi:production::platform::aws:ec2/eip:Eip::address",
                "type": "aws:ec2/eip:Eip",
                "part": "public_address",
                "item": "Public IPv4 address",
                "region": "us-east-1",
                "category": "network",
                "quantity": {"min": 730.0, "expected": 730.0, "max": 730.0},
                "unit": "hour",
                "unit_price": 0.005,
                "monthly": {"min": 3.65, "expected": 3.65, "max": 3.65},
                "usage": False,
                "source": "AWS notice on public IPv4 addresses (re:Post, in force since 2024-02-01) (public IPv4)",
                "confidence": "listed",
            }
        ],
        "categories": {
            "compute": {"min": 0.0, "expected": 0.0, "max": 0.0, "budget": 15000.0, "headroom": 15000.0},
            "storage": {"min": 0.0, "expected": 0.0, "max": 0.0, "budget": 2000.0, "headroom": 2000.0},
            "network": {"min": 3.65, "expected": 3.65, "max": 3.65, "budget": 1500.0, "headroom": 1496.35},
            "monitoring": {"min": 0.0, "expected": 0.0, "max": 0.0, "budget": 800.0, "headroom": 800.0},
            "security": {"min": 0.0, "expected": 0.0, "max": 0.0, "budget": 1200.0, "headroom": 1200.0},
        },
        "confidence": {"listed": 3.65, "agreed": 0.0, "assumed": 0.0},
        "unpriced": [],
        "free": [],
        "stale": [],
        "budget": {
            "environment": "production",
            "budget": 20500.0,
            "headroom": 20496.35,
            "verdict": "within",
            "exceeded": [],
            "warnings": [],
        },
    }


def test_the_order_of_the_resources_does_not_matter(make: Make, price: Price) -> None:
    entries = [make("aws:kms/key:Key", f"k{number}", enableKeyRotation=True) for number in range(20)]
    entries += [make("aws:iam/role:Role", "r"), make("aws:ec2/instance:Instance", "i"), STACK]
    shuffled = random.Random(7).sample(entries, len(entries))  # noqa: S311 - a repeatable order, not a secret

    assert json.dumps(price(*entries).as_json()) == json.dumps(price(*shuffled).as_json())


def test_prices_that_nobody_looked_at_are_named(make: Make, price: Price) -> None:
    address = make("aws:ec2/natGateway:NatGateway", "nat")

    assert price(address).stale == ()
    assert [text.split(" was")[0] for text in price(address, today=date(2027, 6, 1)).stale] == [
        "nat.data in us-east-1", "nat.hour in us-east-1", "transfer.internet in us-east-1",
    ]  # fmt: skip


def test_no_resources_cost_nothing(price: Price) -> None:
    assert price().as_json()["expected"] == 0.0


def test_the_time_grows_with_the_resources_and_stays_small(make: Make, today: date) -> None:
    def seconds(count: int) -> float:
        entries = [
            make(
                "aws:rds/instance:Instance", f"db-{number}", engine="postgres", engineVersion="15", storageType="gp3",
                instanceClass="db.r5.large", allocatedStorage=100, monitoringInterval=60, backupRetentionPeriod=7,
            )
            for number in range(count)
        ]  # fmt: skip
        best = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            estimate(entries, today=today)
            best = min(best, time.perf_counter() - started)
        return best

    estimate([], today=today)
    assert seconds(2000) < 8 * seconds(500), "twice what linear growth would take"
