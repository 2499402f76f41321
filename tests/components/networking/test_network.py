"""What a network makes, and what it never does."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from components.networking.network_spec import CLUSTER_SERVICES
from components.networking.vpc import Network
from tests.components.networking.networks import ANSWERS, EAST, a_network, a_spec, built
from tests.components.recording import UNKNOWN, assert_sound, record


def test_three_zones_hold_exactly_these_resources() -> None:
    assert built().counts() == {
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": 1,
        "aws:ec2/defaultRouteTable:DefaultRouteTable": 1,
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
        "aws:ec2/eip:Eip": 3,
        "aws:ec2/flowLog:FlowLog": 1,
        "aws:ec2/internetGateway:InternetGateway": 1,
        "aws:ec2/natGateway:NatGateway": 3,
        "aws:ec2/route:Route": 4,
        "aws:ec2/routeTable:RouteTable": 5,
        "aws:ec2/routeTableAssociation:RouteTableAssociation": 9,
        "aws:ec2/subnet:Subnet": 9,
        "aws:ec2/vpc:Vpc": 1,
        "aws:ec2/vpcEndpoint:VpcEndpoint": 2,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "platform:networking:Network": 1,
    }


@pytest.mark.parametrize("preview", [True, False])
def test_it_is_sound(preview: bool) -> None:
    spec = a_spec(pod_cidr="100.64.0.0/16", interface_endpoints=list(CLUSTER_SERVICES))
    assert_sound(built(spec, preview=preview), Network, regions={"us-east-1"})


def test_two_networks_share_a_stack() -> None:
    def program() -> None:
        spec = a_spec(pod_cidr="100.64.0.0/16", interface_endpoints=list(CLUSTER_SERVICES))
        a_network("one", spec)
        a_network("two", spec)

    assert len(record(program, answers=ANSWERS).of(Network)) == 2


def test_the_vpc_answers_names_and_measures_its_addresses() -> None:
    assert built().only(aws.ec2.Vpc).inputs == {
        "cidrBlock": "10.0.0.0/16",
        "enableDnsHostnames": True,
        "enableDnsSupport": True,
        "enableNetworkAddressUsageMetrics": True,
        "region": "us-east-1",
        "tags": {
            "Name": "main",
            "environment": "staging",
            "owner": "platform",
            "cost-center": "infrastructure",
            "managed-by": "pulumi",
        },
    }


def test_subnets_lie_on_the_plan_and_give_no_public_address() -> None:
    subnets = built().named(aws.ec2.Subnet)
    assert {name: subnet.inputs["cidrBlock"] for name, subnet in subnets.items()} == {
        "main-private-a": "10.0.0.0/19",
        "main-isolated-a": "10.0.32.0/21",
        "main-public-a": "10.0.40.0/21",
        "main-private-b": "10.0.64.0/19",
        "main-isolated-b": "10.0.96.0/21",
        "main-public-b": "10.0.104.0/21",
        "main-private-c": "10.0.128.0/19",
        "main-isolated-c": "10.0.160.0/21",
        "main-public-c": "10.0.168.0/21",
    }
    assert {subnet.inputs["mapPublicIpOnLaunch"] for subnet in subnets.values()} == {False}
    assert {name[-1]: subnet.inputs["availabilityZone"] for name, subnet in subnets.items()} == {
        "a": "us-east-1a",
        "b": "us-east-1b",
        "c": "us-east-1c",
    }


def test_subnets_say_whose_they_are() -> None:
    subnets = built().named(aws.ec2.Subnet)
    shared = {"environment", "owner", "cost-center", "managed-by", "Name"}
    roles = {
        tier: {
            key: value for key, value in subnets[f"main-{tier}-a"].inputs["tags"].items() if key not in shared
        }
        for tier in ("public", "private", "isolated")
    }
    assert roles == {
        "public": {"tier": "public", "kubernetes.io/role/elb": "1"},
        "private": {
            "tier": "private",
            "kubernetes.io/role/internal-elb": "1",
            "karpenter.sh/discovery": "platform-staging",
        },
        "isolated": {"tier": "isolated"},
    }


def test_each_private_zone_leaves_through_its_own_gateway() -> None:
    recording = built()
    nats = recording.named(aws.ec2.NatGateway)
    assert set(nats) == {"main-nat-a", "main-nat-b", "main-nat-c"}
    for zone in "abc":
        nat = nats[f"main-nat-{zone}"].inputs
        assert {key: value for key, value in nat.items() if key != "tags"} == {
            "region": "us-east-1",
            "connectivityType": "public",
            "allocationId": f"main-nat-{zone}-id",
            "subnetId": f"main-public-{zone}-id",
        }
        route = recording.named(aws.ec2.Route)[f"main-private-{zone}-default"].inputs
        assert route == {
            "region": "us-east-1",
            "routeTableId": f"main-private-{zone}-id",
            "destinationCidrBlock": "0.0.0.0/0",
            "natGatewayId": f"main-nat-{zone}-id",
        }
        table = recording.named(aws.ec2.RouteTableAssociation)[f"main-private-{zone}"].inputs
        assert (table["subnetId"], table["routeTableId"]) == (
            f"main-private-{zone}-id",
            f"main-private-{zone}-id",
        )


def test_addresses_and_gateways_wait_for_the_way_to_the_internet() -> None:
    recording = built()
    for entry in [*recording.of(aws.ec2.NatGateway), *recording.of(aws.ec2.Eip)]:
        assert recording.depends_on(entry, aws.ec2.InternetGateway) == {"main-internet"}
    assert {address.inputs["domain"] for address in recording.of(aws.ec2.Eip)} == {"vpc"}


@pytest.mark.parametrize("nat", ["per_zone", "single"])
def test_the_isolated_tier_has_no_way_out(nat: str) -> None:
    recording = built(a_spec(nat=nat))
    isolated = recording.named(aws.ec2.RouteTable)["main-isolated"]
    assert "routes" not in isolated.inputs
    assert "main-isolated-id" not in {route.inputs["routeTableId"] for route in recording.of(aws.ec2.Route)}
    tables = {
        name: association.inputs["routeTableId"]
        for name, association in recording.named(aws.ec2.RouteTableAssociation).items()
        if "isolated" in name
    }
    assert tables == {f"main-isolated-{zone}": "main-isolated-id" for zone in "abc"}


def test_a_single_gateway_serves_every_zone_from_slot_0() -> None:
    recording = built(a_spec(zones={"a": 1, "b": 0, "c": 2}, nat="single"))
    assert [nat.name for nat in recording.of(aws.ec2.NatGateway)] == ["main-nat-b"]
    routes = recording.named(aws.ec2.Route)
    assert {name: route.inputs.get("natGatewayId") for name, route in routes.items()} == {
        "main-public-default": None,
        "main-private-a-default": "main-nat-b-id",
        "main-private-b-default": "main-nat-b-id",
        "main-private-c-default": "main-nat-b-id",
    }
    assert recording.returned["nat"] == {"b": "address of main-nat-b"}


def test_without_nat_only_the_public_tier_leaves() -> None:
    recording = built(a_spec(nat="none", interface_endpoints=list(CLUSTER_SERVICES)))
    assert [route.name for route in recording.of(aws.ec2.Route)] == ["main-public-default"]
    assert recording.of(aws.ec2.NatGateway) == []
    assert recording.of(aws.ec2.Eip) == []
    assert recording.returned["nat"] == {}


def test_the_defaults_are_adopted() -> None:
    recording = built()
    group = recording.only(aws.ec2.DefaultSecurityGroup).inputs
    assert (group["vpcId"], group["ingress"], group["egress"]) == ("main-id", [], [])
    table = recording.only(aws.ec2.DefaultRouteTable).inputs
    assert (table["defaultRouteTableId"], table["routes"]) == ("rtb-default", [])
    acl = recording.only(aws.ec2.DefaultNetworkAcl)
    everything = {
        "ruleNo": 100,
        "action": "allow",
        "protocol": "-1",
        "cidrBlock": "0.0.0.0/0",
        "fromPort": 0,
        "toPort": 0,
    }
    assert acl.inputs["defaultNetworkAclId"] == "acl-default"
    assert (acl.inputs["ingress"], acl.inputs["egress"]) == ([everything], [everything])
    assert acl.ignore_changes == ("subnetIds",)


def test_outputs_are_keyed_by_zone_and_published() -> None:
    recording = built(a_spec(pod_cidr="100.64.0.0/16"))
    assert recording.returned == {
        "vpc_id": "main-id",
        "public": {zone: f"main-public-{zone}-id" for zone in "abc"},
        "private": {zone: f"main-private-{zone}-id" for zone in "abc"},
        "isolated": {zone: f"main-isolated-{zone}-id" for zone in "abc"},
        "pods": {zone: f"main-pods-{zone}-id" for zone in "abc"},
        "nat": {zone: f"address of main-nat-{zone}" for zone in "abc"},
    }
    published = recording.only(Network).published
    assert published is not None
    assert set(published) == {
        "vpc_id",
        "public_subnet_ids",
        "private_subnet_ids",
        "isolated_subnet_ids",
        "pod_subnet_ids",
        "nat_public_ips",
    }
    assert published["private_subnet_ids"] == {zone: f"main-private-{zone}-id" for zone in "abc"}


def test_plain_attributes_wire_before_anything_runs() -> None:
    seen: list[Network] = []
    record(lambda: seen.append(a_network()), answers=ANSWERS)
    (network,) = seen
    assert list(network.public) == list(network.private) == list(network.isolated) == ["a", "b", "c"]
    assert network.pods == {}
    assert list(network.private_route_tables) == ["a", "b", "c"]


def names_of(ready: list[pulumi.Resource]) -> list[str]:
    """Return the types and logical names of what a network says has to stand."""
    return sorted(f"{type(one).__name__} {one._name}" for one in ready)


def test_hosts_wait_for_both_legs_of_their_way_out_and_for_the_gateways() -> None:
    seen: list[Network] = []
    record(lambda: seen.append(a_network()), answers=ANSWERS)
    assert names_of(seen[0].ready) == sorted(
        [
            *("VpcEndpoint main-dynamodb", "VpcEndpoint main-s3"),
            "Route main-public-default",
            *(f"Route main-private-{zone}-default" for zone in "abc"),
            *(
                f"RouteTableAssociation main-{tier}-{zone}"
                for tier in ("public", "private")
                for zone in "abc"
            ),
        ]
    )


def test_hosts_wait_for_endpoints_and_those_for_whom_they_let_in() -> None:
    seen: list[Network] = []
    spec = a_spec(interface_endpoints=["sts"], pod_cidr="100.64.0.0/16")
    recording = record(lambda: seen.append(a_network(spec=spec)), answers=ANSWERS)
    rules = {"main-endpoints-from-host", "main-endpoints-from-pod"}
    awaited = set(names_of(seen[0].ready))
    assert {"VpcEndpoint main-sts", *(f"SecurityGroupIngressRule {rule}" for rule in rules)} <= awaited
    endpoint = recording.named(aws.ec2.VpcEndpoint)["main-sts"]
    assert recording.depends_on(endpoint, aws.vpc.SecurityGroupIngressRule) == rules


def test_pods_get_a_range_of_their_own_and_leave_with_their_zone() -> None:
    recording = built(a_spec(pod_cidr="100.64.0.0/16"))
    association = recording.only(aws.ec2.VpcIpv4CidrBlockAssociation)
    assert association.inputs == {"region": "us-east-1", "vpcId": "main-id", "cidrBlock": "100.64.0.0/16"}
    subnets = recording.named(aws.ec2.Subnet)
    assert {zone: subnets[f"main-pods-{zone}"].inputs["cidrBlock"] for zone in "abc"} == {
        "a": "100.64.0.0/18",
        "b": "100.64.64.0/18",
        "c": "100.64.128.0/18",
    }
    assert subnets["main-pods-a"].inputs["tags"]["kubernetes.io/role/cni"] == "1"
    assert "karpenter.sh/discovery" not in subnets["main-pods-a"].inputs["tags"]
    assert subnets["main-pods-a"].property_dependencies["vpcId"] == {association.urn}
    tables = recording.named(aws.ec2.RouteTableAssociation)
    assert tables["main-pods-b"].inputs["routeTableId"] == "main-private-b-id"


def test_a_zone_of_another_region_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"network main: us-east-1e is not a zone .* choose among a, b, c, d, f"
    ):
        record(lambda: a_network(spec=a_spec(zones={"a": 0, "e": 1})))


def test_in_a_preview_what_a_cloud_would_name_is_unknown() -> None:
    recording = built(preview=True)
    assert recording.named(aws.ec2.Subnet)["main-private-a"].inputs["vpcId"] == UNKNOWN
    assert recording.named(aws.ec2.Subnet)["main-private-a"].inputs["cidrBlock"] == "10.0.0.0/19"


def test_every_policy_is_a_document_of_this_account() -> None:
    recording = built()
    documents = [entry.inputs["policy"] for entry in recording.entries if "policy" in entry.inputs]
    assert len(documents) == 3
    for document in documents:
        assert json.loads(document)["Version"] == "2012-10-17"
    assert EAST.account_id in recording.only(aws.iam.Role).inputs["assumeRolePolicy"]
