from ipaddress import IPv4Network

import pulumi_aws as aws
import pytest

from components.foundation.placement import AwsPlacement
from components.networking.peering import Peering, PeeringArgs, PeeringSide
from tests.components.networking.networks import EAST, LABELS
from tests.components.recording import Answers, Recording, assert_sound, record

WEST = EAST.elsewhere("us-west-2")


def a_side(placement: AwsPlacement, cidr: str) -> PeeringSide:
    return PeeringSide(
        placement=placement,
        vpc_id=f"vpc-{placement.region}",
        cidr=IPv4Network(cidr),
        route_table_ids={zone: f"rtb-{placement.region}-{zone}" for zone in "ab"},
    )


def a_peering(
    name: str = "link",
    *,
    accepter_cidr: str = "10.1.0.0/16",
    accepter: AwsPlacement = WEST,
) -> Peering:
    sides = {"requester": a_side(EAST, "10.0.0.0/16"), "accepter": a_side(accepter, accepter_cidr)}
    return Peering(name, PeeringArgs(labels=LABELS, **sides))


def built() -> Recording:
    answers: Answers = {
        aws.ec2.VpcPeeringConnection: {"id": "pcx-1"},
        aws.ec2.VpcPeeringConnectionAccepter: {"id": "pcx-1"},
    }
    return record(lambda: {"connection_id": a_peering().connection_id}, answers=answers)


def test_it_is_sound_in_two_regions() -> None:
    recording = built()
    assert_sound(recording, Peering, regions={"us-east-1", "us-west-2"})
    assert recording.returned == {"connection_id": "pcx-1"}
    assert recording.counts() == {
        "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions": 2,
        "aws:ec2/route:Route": 4,
        "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": 1,
        "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": 1,
        "platform:networking:Peering": 1,
    }


def test_one_side_asks_and_the_other_accepts_in_its_own_region() -> None:
    recording = built()
    asked = recording.only(aws.ec2.VpcPeeringConnection).inputs
    assert {key: value for key, value in asked.items() if key != "tags"} == {
        "region": "us-east-1",
        "vpcId": "vpc-us-east-1",
        "peerVpcId": "vpc-us-west-2",
        "peerOwnerId": "123456789012",
        "peerRegion": "us-west-2",
        "autoAccept": False,
    }
    accepted = recording.only(aws.ec2.VpcPeeringConnectionAccepter).inputs
    assert (accepted["region"], accepted["vpcPeeringConnectionId"], accepted["autoAccept"]) == (
        "us-west-2",
        "pcx-1",
        True,
    )


def test_both_sides_learn_the_way_to_the_other() -> None:
    routes = built().named(aws.ec2.Route)
    ways = {
        name: (route.inputs["region"], route.inputs["routeTableId"], route.inputs["destinationCidrBlock"])
        for name, route in routes.items()
    }
    assert ways == {
        "link-out-a": ("us-east-1", "rtb-us-east-1-a", "10.1.0.0/16"),
        "link-out-b": ("us-east-1", "rtb-us-east-1-b", "10.1.0.0/16"),
        "link-back-a": ("us-west-2", "rtb-us-west-2-a", "10.0.0.0/16"),
        "link-back-b": ("us-west-2", "rtb-us-west-2-b", "10.0.0.0/16"),
    }


def test_routes_and_names_wait_for_the_acceptance() -> None:
    recording = built()
    acceptance = recording.only(aws.ec2.VpcPeeringConnectionAccepter).urn
    for entry in [*recording.of(aws.ec2.Route), *recording.of(aws.ec2.PeeringConnectionOptions)]:
        assert entry.property_dependencies["vpcPeeringConnectionId"] == {acceptance}


def test_each_side_resolves_the_names_of_the_other() -> None:
    options = built().named(aws.ec2.PeeringConnectionOptions)
    resolving = {"allowRemoteVpcDnsResolution": True}
    requester, accepter = options["link-requester-names"].inputs, options["link-accepter-names"].inputs
    assert (requester["region"], requester["requester"]) == ("us-east-1", resolving)
    assert (accepter["region"], accepter["accepter"]) == ("us-west-2", resolving)


def test_two_links_share_a_stack() -> None:
    def program() -> None:
        a_peering("one")
        a_peering("two", accepter_cidr="10.2.0.0/16")

    assert len(record(program).of(Peering)) == 2


def test_ranges_that_overlap_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"10\.0\.0\.0/16 and 10\.0\.128\.0/20 overlap, so AWS refuses the link"
    ):
        record(lambda: a_peering(accepter_cidr="10.0.128.0/20"))


def test_another_account_is_refused() -> None:
    stranger = AwsPlacement(account_id="210987654321", region="us-west-2")
    with pytest.raises(ValueError, match="its ends are in two accounts"):
        record(lambda: a_peering(accepter=stranger))
