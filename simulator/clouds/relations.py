"""What a cloud refuses of resources together: things that no one resource can know of itself.

The rules read state entries (the shape of ``pulumi stack export``). A resource is followed by ``propertyDependencies``,
which are known where ids are not.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

from simulator.clouds.answers import Failure

Entry: TypeAlias = Mapping[str, Any]
Finding: TypeAlias = tuple[str, Failure]

VPC = "aws:ec2/vpc:Vpc"
ASSOCIATION = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
BUCKET = "aws:s3/bucket:Bucket"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
INSTANCE = "aws:rds/instance:Instance"


def judge(entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """Return (URN, failure) for each fault between resources, in the order of the entries."""
    by_urn = {entry["urn"]: entry for entry in entries}
    rules = (_subnets, _routes, _replicas, _deliveries)
    return tuple(finding for rule in rules for finding in rule(entries, by_urn))


def _of(entries: Sequence[Entry], token: str) -> list[Entry]:
    return [entry for entry in entries if entry["type"] == token]


def _target(entry: Entry, name: str, token: str, by_urn: Mapping[str, Entry]) -> Entry | None:
    """Return the one resource of a type that a property comes from."""
    sources = [by_urn.get(urn) for urn in entry.get("propertyDependencies", {}).get(name, ())]
    found = [source for source in sources if source is not None and source["type"] == token]
    return found[0] if len(found) == 1 else None


def _network(entry: Entry) -> ipaddress.IPv4Network | None:
    value = entry["inputs"].get("cidrBlock")
    try:
        return ipaddress.IPv4Network(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _subnets(entries: Sequence[Entry], by_urn: Mapping[str, Entry]) -> Iterator[Finding]:
    """Refuse a subnet outside the ranges of its VPC, and one that meets another."""
    ranges: dict[str, list[ipaddress.IPv4Network]] = {}
    for entry in (*_of(entries, VPC), *_of(entries, ASSOCIATION)):
        owner = entry if entry["type"] == VPC else _target(entry, "vpcId", VPC, by_urn)
        network = _network(entry)
        if owner is not None and network is not None:
            ranges.setdefault(owner["urn"], []).append(network)
    placed: dict[str, list[tuple[Entry, ipaddress.IPv4Network]]] = {}
    for entry in _of(entries, SUBNET):
        vpc, network = _target(entry, "vpcId", VPC, by_urn), _network(entry)
        if vpc is None or network is None:
            continue
        placed.setdefault(vpc["urn"], []).append((entry, network))
        whole = ranges.get(vpc["urn"], [])
        if whole and not any(network.subnet_of(block) for block in whole):
            listed = ", ".join(map(str, whole))
            yield (
                entry["urn"],
                Failure("cidrBlock", f"cidrBlock {network} does not lie in its VPC's range {listed}"),
            )
    for subnets in placed.values():
        for (_, one), (entry, other) in combinations(subnets, 2):
            if one.overlaps(other):
                yield (
                    entry["urn"],
                    Failure("cidrBlock", f"cidrBlock {other} overlaps the subnet {one} of the same VPC"),
                )


def _routes(entries: Sequence[Entry], _: Mapping[str, Entry]) -> Iterator[Finding]:
    """Refuse a second route of a table to the same destination."""
    seen: set[tuple[str, str]] = set()
    for entry in _of(entries, ROUTE):
        table = "".join(entry.get("propertyDependencies", {}).get("routeTableId", ()))
        destinations = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
        destination = next((entry["inputs"][name] for name in destinations if name in entry["inputs"]), None)
        if not table or not isinstance(destination, str):
            continue
        if (table, destination) in seen:
            yield (
                entry["urn"],
                Failure("destinationCidrBlock", f"the route table has another route to {destination}"),
            )
        seen.add((table, destination))


def _replicas(entries: Sequence[Entry], by_urn: Mapping[str, Entry]) -> Iterator[Finding]:
    """Refuse a source whose password RDS manages, or that keeps no backups. Source: RDS user guide, read replicas and Secrets Manager."""
    for entry in _of(entries, INSTANCE):
        source = _target(entry, "replicateSourceDb", INSTANCE, by_urn)
        if source is None:
            continue
        if source["inputs"].get("manageMasterUserPassword") is True:
            sentence = "manageMasterUserPassword cannot be true on an instance with read replicas: RDS refuses the replica"
            yield source["urn"], Failure("manageMasterUserPassword", sentence)
        if source["inputs"].get("backupRetentionPeriod", 0) == 0:
            sentence = "backupRetentionPeriod must be above 0 on an instance with read replicas"
            yield source["urn"], Failure("backupRetentionPeriod", sentence)


def _deliveries(entries: Sequence[Entry], by_urn: Mapping[str, Entry]) -> Iterator[Finding]:
    """Refuse a delivery of AWS Config to a locked bucket. Source: CloudFormation, AWS::Config::DeliveryChannel."""
    for entry in _of(entries, CHANNEL):
        bucket = _target(entry, "s3BucketName", BUCKET, by_urn)
        if bucket is not None and bucket["inputs"].get("objectLockEnabled") is True:
            sentence = "s3BucketName is a bucket with object lock, to which AWS Config does not deliver"
            yield entry["urn"], Failure("s3BucketName", sentence)
