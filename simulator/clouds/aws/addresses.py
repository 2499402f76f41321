"""Addresses and ids that several resources of a network must agree on."""

import re
from typing import Any

from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, reveal


def default_of(prefix: str, vpc_id: Any) -> Any:
    """Return the id of a VPC's default route table (``rtb``), ACL (``acl``) or security group (``sg``).

    It follows from the VPC's id alone, so that the VPC and the resource that adopts the default name the same one.
    """
    vpc_id = reveal(vpc_id)
    if vpc_id is None or vpc_id is UNKNOWN:
        return vpc_id
    return f"{prefix}-0{digest(f'{vpc_id} default {prefix}', 16)}"


def public_ip(allocation_id: Any) -> Any:
    """Return the address of an elastic IP, from its allocation id. It is of no one: 54/8 stands for all of AWS."""
    return _address(allocation_id, 54)


def private_ip(interface: Any) -> Any:
    """Return a private address, from the id of what holds it."""
    return _address(interface, 10)


def _address(seed: Any, network: int) -> Any:
    seed = reveal(seed)
    if seed is None or seed is UNKNOWN:
        return seed
    number = int(digest(str(seed), 6), 16)
    return f"{network}.{number >> 16}.{number >> 8 & 255}.{number & 255}"


def region_code(region: str) -> str:
    """Return a region's short name, as ``use1`` for us-east-1 or ``apse2`` for ap-southeast-2.

    Source: the shape of availability-zone ids (``use1-az1``) and of ElastiCache host names.
    """
    first, *middle, number = region.split("-")
    directions = re.sub(r"(north|south|east|west|central)", lambda found: found[0][0], "".join(middle))
    return f"{first}{directions}{number}"
