"""What clouds refuse of resources together."""

from typing import Any

from simulator import clouds
from simulator.clouds import Failure
from tests.simulator.clouds.samples import urn_of

VPC, SUBNET, ROUTE = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/route:Route"
RANGE = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
DB, TABLE = "aws:rds/instance:Instance", "aws:ec2/routeTable:RouteTable"


def entry(token: str, name: str, inputs: dict[str, Any], **sources: str) -> dict[str, Any]:
    dependencies = {key: [urn] for key, urn in sources.items()}
    return {"urn": urn_of(token, name), "type": token, "inputs": inputs, "propertyDependencies": dependencies}


NETWORK = entry(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
MAIN = NETWORK["urn"]


def subnet(name: str, block: str) -> dict[str, Any]:
    return entry(SUBNET, name, {"cidrBlock": block}, vpcId=MAIN)


def test_subnets_within_their_vpc_pass() -> None:
    assert clouds.check_together([NETWORK, subnet("a", "10.0.0.0/24"), subnet("b", "10.0.1.0/24")]) == ()


def test_a_subnet_outside_its_vpc_is_refused() -> None:
    stray = subnet("a", "10.1.0.0/24")
    reason = "cidrBlock 10.1.0.0/24 does not lie in its VPC's range 10.0.0.0/16"
    assert clouds.check_together([NETWORK, stray]) == ((stray["urn"], Failure("cidrBlock", reason)),)


def test_a_second_range_of_the_vpc_counts() -> None:
    second = entry(RANGE, "pods", {"cidrBlock": "100.64.0.0/16"}, vpcId=MAIN)
    assert clouds.check_together([NETWORK, second, subnet("a", "100.64.1.0/24")]) == ()


def test_two_subnets_that_meet_are_refused() -> None:
    one, other = subnet("a", "10.0.0.0/23"), subnet("b", "10.0.1.0/24")
    reason = "cidrBlock 10.0.1.0/24 overlaps the subnet 10.0.0.0/23 of the same VPC"
    assert clouds.check_together([NETWORK, one, other]) == ((other["urn"], Failure("cidrBlock", reason)),)


def test_a_subnet_of_an_unknown_vpc_is_not_judged() -> None:
    assert clouds.check_together([NETWORK, entry(SUBNET, "a", {"cidrBlock": "10.1.0.0/24"})]) == ()


def test_a_second_route_to_a_destination_is_refused() -> None:
    table = urn_of(TABLE, "private")
    routes = [entry(ROUTE, name, {"destinationCidrBlock": "0.0.0.0/0"}, routeTableId=table) for name in "ab"]
    reason = "the route table has another route to 0.0.0.0/0"
    assert clouds.check_together(routes) == ((routes[1]["urn"], Failure("destinationCidrBlock", reason)),)
    elsewhere = entry(ROUTE, "c", {"destinationCidrBlock": "0.0.0.0/0"}, routeTableId=urn_of(TABLE, "public"))
    assert clouds.check_together([routes[0], elsewhere]) == ()


def test_the_source_of_a_replica_keeps_its_password_and_backups() -> None:
    source = entry(DB, "primary", {"manageMasterUserPassword": True})
    replica = entry(DB, "replica", {}, replicateSourceDb=source["urn"])
    paths = [(urn, failure.path) for urn, failure in clouds.check_together([source, replica])]
    assert paths == [(source["urn"], "manageMasterUserPassword"), (source["urn"], "backupRetentionPeriod")]
    kept = entry(DB, "primary", {"backupRetentionPeriod": 30})
    assert clouds.check_together([kept, replica]) == ()
