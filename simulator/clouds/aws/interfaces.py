"""Network interfaces that stand by themselves, and the addresses that are bound to them."""

from typing import Any

from simulator.clouds.aws.addresses import private_ip, public_ip
from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, exactly_one, matches, needs
from simulator.values import UNKNOWN, reveal


def _mac(case: Case) -> Any:
    digits = case.text("{hex:10}")
    return f"0e:{':'.join(digits[place : place + 2] for place in range(0, 10, 2))}"


def _addresses(case: Case) -> Any:
    address = reveal(case["privateIp"])
    return UNKNOWN if address is UNKNOWN else [address]


def _dns(case: Case) -> Any:
    address = reveal(case["privateIp"])
    return UNKNOWN if address is UNKNOWN else f"ip-{str(address).replace('.', '-')}.ec2.internal"


def _bound_address(case: Case) -> Any:
    bound = case["networkInterfaceId"] if case["networkInterfaceId"] is not None else case["instanceId"]
    return private_ip(bound)


def _groups(given: Given) -> Refused:
    groups = given.items("securityGroups")
    if len(groups) > 16:
        yield "securityGroups", f"an interface has at most 16 security groups, not {len(groups)}"
    for index, group in enumerate(groups):
        if isinstance(group, str) and not group.startswith("sg-"):
            yield f"securityGroups[{index}]", f"a security group's id begins with sg-, unlike {group!r}"


KINDS = (
    Kind(
        "aws:ec2/networkInterface:NetworkInterface",
        id="eni-0{hex:16}",
        defaults={"sourceDestCheck": True},
        outputs={
            "arn": "arn:{partition}:ec2:{region}:{account}:network-interface/{id}",
            "attachments": [],
            "interfaceType": "interface",
            "ipv4Prefixes": [],
            "ipv6Addresses": [],
            "macAddress": _mac,
            "ownerId": "{account}",
            "privateIp": lambda case: private_ip(case.id),
            "privateDnsName": _dns,
            "privateIps": _addresses,
            "privateIpsCount": 0,
            "securityGroups": [],
        },
        refusals=(matches("subnetId", r"subnet-[0-9a-f]+", "the id of a subnet"), _groups),
    ),
    Kind(
        "aws:ec2/eipAssociation:EipAssociation",
        id="eipassoc-0{hex:16}",
        outputs={
            "instanceId": "",
            "networkInterfaceId": "",
            "privateIpAddress": _bound_address,
            "publicIp": lambda case: public_ip(case["allocationId"]),
        },
        refusals=(
            exactly_one("allocationId", "publicIp"),
            exactly_one("instanceId", "networkInterfaceId"),
            needs("privateIpAddress", "allocationId"),
            matches(
                "allocationId", r"eipalloc-[0-9a-f]+", "the allocation id of an elastic IP (eipalloc-...)"
            ),
        ),
    ),
)
