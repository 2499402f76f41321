"""What an environment decides about a virtual network, how it is cut, and what Azure or the platform would refuse."""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from pydantic import Field, field_validator

from components.foundation.addresses import PRIVATE_SPACE, Cidr
from components.foundation.azure.placement import AzureZone
from components.foundation.spec import Spec

PRODUCTION_ZONES: Final = 3

LARGEST, SMALLEST = 16, 20
"""Prefixes that a virtual network may have here: a /20 still gives each zone a /22 of nodes."""

API_SERVER_PREFIX: Final = 28
"""What AKS asks for its API server at least (AKS documentation, API server VNet integration)."""

SERVICE_PREFIX: Final = 26
"""Room for what stands beside the nodes: private endpoints, a database and its standby."""


class AzureNetworkSpec(Spec):
    """The size and shape of one virtual network.

    ``cidr`` is cut into four quarters: one for each of Azure's three zones, whether in use or not, and one for what
    belongs to no zone. So a zone that is added later moves nothing. ``zones`` are those with nodes and a way out; a
    network that holds no cluster needs none.
    ``flow_log_days`` is how long the record of connections is kept.
    """

    cidr: Cidr
    zones: tuple[AzureZone, ...]
    flow_log_days: int = Field(default=90, ge=1, le=365)

    @field_validator("cidr")
    @classmethod
    def _has_a_size_that_can_be_cut(cls, cidr: IPv4Network) -> IPv4Network:
        if not LARGEST <= cidr.prefixlen <= SMALLEST:
            raise ValueError(
                f"{cidr} cannot be cut into three zones of nodes and the subnets beside them; take a /{LARGEST} to "
                f"/{SMALLEST}"
            )
        if not any(cidr.subnet_of(space) for space in PRIVATE_SPACE):
            raise ValueError(
                f"{cidr} is not private address space, so its hosts would shadow strangers on the internet; "
                "take a range of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
            )
        return cidr

    @field_validator("zones")
    @classmethod
    def _each_zone_once(cls, zones: tuple[AzureZone, ...]) -> tuple[AzureZone, ...]:
        if len(set(zones)) != len(zones):
            raise ValueError(
                f"zones {', '.join(zones)} name one twice, and it has one subnet: name each once"
            )
        return zones


def production_faults(spec: AzureNetworkSpec) -> list[str]:
    """Say where a network falls below production's floor, a sentence each."""
    faults = []
    if len(spec.zones) < PRODUCTION_ZONES:
        faults.append(
            f"zones: with {len(spec.zones)}, one zone's failure takes too much of the recovery with it; name all "
            f"{PRODUCTION_ZONES}"
        )
    if spec.flow_log_days < 90:
        faults.append(
            f"flow_log_days: {spec.flow_log_days} days end before most intrusions are noticed; keep 90 or more"
        )
    return faults


@dataclass(frozen=True)
class SubnetPlan:
    """The range of every subnet that a network may have.

    ``nodes`` are by zone. ``system`` holds the system pool, whose nodes are spread over the zones by AKS itself.
    """

    nodes: dict[AzureZone, IPv4Network]
    system: IPv4Network
    endpoints: IPv4Network
    database: IPv4Network
    api_server: IPv4Network


def subnet_plan(vnet: IPv4Network) -> SubnetPlan:
    """Return how a virtual network is cut. It follows from the range alone, so that nothing ever moves."""
    shared, one, two, three = vnet.subnets(prefixlen_diff=2)
    blocks = list(shared.subnets(prefixlen_diff=3))
    return SubnetPlan(
        nodes={"1": one, "2": two, "3": three},
        system=blocks[0],
        endpoints=_first(blocks[1], SERVICE_PREFIX),
        database=_first(blocks[2], SERVICE_PREFIX),
        api_server=_first(blocks[3], API_SERVER_PREFIX),
    )


def _first(block: IPv4Network, prefix: int) -> IPv4Network:
    return next(iter(block.subnets(new_prefix=prefix)))
