"""What a network's spec refuses, and what it says then."""

import json
from ipaddress import IPv4Network
from typing import Any

import pytest
from pydantic import ValidationError

from components.networking.network_spec import CLUSTER_SERVICES, NetworkSpec, production_faults
from components.networking.zones import zone_faults
from tests.components.networking.networks import a_spec

REFUSED = {
    "host bits": ({"cidr": "10.0.0.5/16"}, "begins inside its own range", "write 10.0.0.0/16"),
    "no prefix": ({"cidr": "10.0.0.0"}, "is not an address range", "as 10.0.0.0/16"),
    "not a text": ({"cidr": 10}, "is not an address range", "as 10.0.0.0/16"),
    "malformed": ({"cidr": "10.0.0.300/16"}, "is not an IPv4 range", "as 10.0.0.0/16"),
    "too large": ({"cidr": "10.0.0.0/15"}, "larger than AWS lets a VPC be", "take a /16"),
    "too small": ({"cidr": "10.0.0.0/23"}, "below the /28 that AWS allows", "take a /22 or larger"),
    "public": ({"cidr": "11.0.0.0/16"}, "not private address space", "take a range of 10.0.0.0/8"),
    "one zone": ({"zones": {"a": 0}}, "refuse subnets of one zone", "name at least two"),
    "shared slot": ({"zones": {"a": 0, "b": 1, "c": 1}}, "zones b and c share slot 1", "free slots: 2, 3"),
    "no such slot": ({"zones": {"a": 0, "b": 4}}, "slot 4 does not exist", "take one from 0 to 3"),
    "negative slot": ({"zones": {"a": 0, "b": -1}}, "slot -1 does not exist", "take one from 0 to 3"),
    "no such zone": ({"zones": {"a": 0, "g": 1}}, "Input should be 'a', 'b', 'c', 'd', 'e' or 'f'", ""),
    "slot as text": ({"zones": {"a": 0, "b": "1"}}, "Input should be a valid integer", ""),
    "unknown nat": ({"nat": "two"}, "Input should be 'per_zone', 'single' or 'none'", ""),
    "single without slot 0": (
        {"nat": "single", "zones": {"a": 1, "b": 2}},
        "a later zone would move the gateway",
        "give slot 0 to one of the zones",
    ),
    "closed without endpoints": (
        {"nat": "none", "interface_endpoints": ["ec2", "sts"]},
        "no node could join a cluster",
        "add interface_endpoints for ecr.api, ecr.dkr, eks, eks-auth, or set nat to single",
    ),
    "endpoint twice": (
        {"interface_endpoints": ["sts", "sts"]},
        "sts is named more than once",
        "name it once",
    ),
    "unknown endpoint": ({"interface_endpoints": ["s3"]}, "Input should be 'autoscaling'", ""),
    "pods in the vpc's space": (
        {"pod_cidr": "10.1.0.0/16"},
        "cannot be added for pods",
        "take 100.64.0.0/16",
    ),
    "pods too large": ({"pod_cidr": "100.64.0.0/15"}, "AWS accepts a /16 or smaller", "take 100.64.0.0/16"),
    "pods too small": ({"pod_cidr": "100.64.0.0/25"}, "cannot be added for pods", "down to /24"),
    "retention": (
        {"flow_log_days": 100},
        "not a retention that CloudWatch Logs offers",
        "the next longer is 120",
    ),
    "too long a retention": (
        {"flow_log_days": 4000},
        "the log group would be refused",
        "the longest is 3653",
    ),
    "unknown key": ({"nat_gateways": 3}, "Extra inputs are not permitted", ""),
}


@pytest.mark.parametrize(("changes", "cause", "way_out"), REFUSED.values(), ids=REFUSED)
def test_is_refused_with_cause_and_way_out(changes: dict[str, Any], cause: str, way_out: str) -> None:
    with pytest.raises(ValidationError) as refused:
        a_spec(**changes)
    assert refused.value.error_count() == 1
    message = refused.value.errors()[0]["msg"]
    assert cause in message
    assert way_out in message


def test_settings_arrive_as_json() -> None:
    facts = {
        "cidr": "10.0.0.0/16",
        "zones": {"a": 0, "b": 1},
        "nat": "single",
        "interface_endpoints": ["sts"],
        "pod_cidr": "100.64.0.0/16",
    }
    spec = NetworkSpec.model_validate_json(json.dumps(facts))
    assert spec.cidr == IPv4Network("10.0.0.0/16")
    assert spec.zones == {"a": 0, "b": 1}
    assert spec.interface_endpoints == ("sts",)
    assert spec.pod_cidr == IPv4Network("100.64.0.0/16")
    assert spec.flow_log_days == 365


def test_an_editor_learns_the_choices() -> None:
    properties = NetworkSpec.model_json_schema()["properties"]
    assert properties["cidr"]["type"] == "string"
    assert properties["nat"]["enum"] == ["per_zone", "single", "none"]
    assert properties["zones"]["additionalProperties"] == {"type": "integer", "minimum": 0, "maximum": 3}


def test_production_takes_what_meets_its_floor() -> None:
    assert production_faults(a_spec(interface_endpoints=list(CLUSTER_SERVICES))) == []


def test_production_says_all_that_is_below_its_floor() -> None:
    faults = production_faults(
        a_spec(cidr="10.0.0.0/21", zones={"a": 0, "b": 1}, nat="single", flow_log_days=90)
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "cidr",
        "zones",
        "nat",
        "flow_log_days",
        "interface_endpoints",
    ]
    assert "take a /20 or larger" in faults[0]
    assert "name at least 3" in faults[1]
    assert "production takes per_zone" in faults[2]
    assert "keep 365 or more" in faults[3]
    assert all(service in faults[4] for service in CLUSTER_SERVICES)


def test_a_20_is_large_enough_for_production() -> None:
    spec = a_spec(cidr="10.0.0.0/20", interface_endpoints=list(CLUSTER_SERVICES))
    assert production_faults(spec) == []


def test_zones_are_those_of_the_region() -> None:
    assert zone_faults("abc", "us-east-1") == []
    assert zone_faults("abcd", "us-west-2") == []
    (fault,) = zone_faults("abf", "us-west-2")
    assert fault.startswith("us-west-2f is not a zone the platform can use")
    assert fault.endswith("choose among a, b, c, d")


def test_a_region_without_a_record_is_refused() -> None:
    (fault,) = zone_faults("a", "ap-south-1")
    assert fault.startswith("ap-south-1 has no zones on record")
    assert "us-west-2" in fault
