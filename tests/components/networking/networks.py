"""Networks as the tests of this room build them."""

import json
from typing import Any

import pulumi_aws as aws

from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.networking.vpc import Network, NetworkArgs, NetworkSpec
from tests.components.recording import Answers, Recording, record

ACCOUNT = "123456789012"
EAST = AwsPlacement(account_id=ACCOUNT, region="us-east-1")
LABELS = Labels(environment="staging", owner="platform", cost_center="infrastructure")
ANSWERS: Answers = {
    aws.ec2.Vpc: {"defaultRouteTableId": "rtb-default", "defaultNetworkAclId": "acl-default"},
    aws.ec2.Eip: lambda name, _: {"publicIp": f"address of {name}"},
}


def a_spec(**changes: Any) -> NetworkSpec:
    facts = {"cidr": "10.0.0.0/16", "zones": {"a": 0, "b": 1, "c": 2}, "nat": "per_zone", **changes}
    return NetworkSpec.model_validate_json(json.dumps(facts))


def a_network(name: str = "main", spec: NetworkSpec | None = None) -> Network:
    args = NetworkArgs(
        spec=spec or a_spec(),
        placement=EAST,
        labels=LABELS,
        logs_key_arn="arn:logs-key",
        cluster_name="platform-staging",
    )
    return Network(name, args)


def built(spec: NetworkSpec | None = None, *, preview: bool = False) -> Recording:
    return record(lambda: outputs_of(a_network(spec=spec)), answers=ANSWERS, preview=preview)


def outputs_of(network: Network) -> dict[str, Any]:
    return {
        "vpc_id": network.vpc_id,
        "public": network.public_subnet_ids,
        "private": network.private_subnet_ids,
        "isolated": network.isolated_subnet_ids,
        "pods": network.pod_subnet_ids,
        "nat": network.nat_public_ips,
    }


def inputs_by_name(recording: Recording) -> dict[tuple[str, str], Any]:
    return {(entry.type, entry.name): entry.inputs for entry in recording.entries if entry.custom}
