"""What an environment decides about a network, and what AWS or the platform would refuse of it."""

from collections import Counter
from ipaddress import IPv4Network
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from components.foundation.addresses import PRIVATE_SPACE, SHARED_SPACE, SLOTS, Cidr
from components.foundation.log_retention import PRODUCTION_LOG_DAYS, LogDays
from components.foundation.placement import ZoneLetter
from components.foundation.spec import Spec

Nat = Literal["per_zone", "single", "none"]

InterfaceService = Literal[
    "autoscaling",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "logs",
    "monitoring",
    "secretsmanager",
    "sqs",
    "ssm",
    "ssmmessages",
    "sts",
]
"""AWS services that a network can reach through addresses of its own, as their endpoint names say them."""

CLUSTER_SERVICES: tuple[InterfaceService, ...] = (
    "autoscaling",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "kms",
    "logs",
    "secretsmanager",
    "sqs",
    "ssm",
    "ssmmessages",
    "sts",
)
"""What a cluster and the workloads on it call, so that production's traffic to AWS stays inside AWS."""

BOOTSTRAP_SERVICES: tuple[InterfaceService, ...] = ("ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts")
"""What a node must reach before it can join its cluster (EKS user guide, clusters with limited internet)."""

PRODUCTION_ZONES = 3
PRODUCTION_PREFIX = 20


def _slot(slot: int) -> int:
    if not 0 <= slot < SLOTS:
        raise ValueError(
            f"slot {slot} does not exist, because a VPC is cut into {SLOTS}; take one from 0 to {SLOTS - 1}"
        )
    return slot


Slot = Annotated[int, AfterValidator(_slot), Field(json_schema_extra={"minimum": 0, "maximum": SLOTS - 1})]
"""A quarter of the VPC, 0 to 3."""


class NetworkSpec(Spec):
    """The size and shape of one VPC.

    ``cidr`` is cut into four slots, and ``zones`` gives each zone letter its slot, 0 to 3, for good: a zone
    that is added later takes a free slot and moves nothing. ``nat`` is the way out: a gateway ``per_zone``, a
    ``single`` one in the zone of slot 0, or ``none``. ``pod_cidr`` adds a range for pods alone.
    ``flow_log_days`` is how long the record of connections is kept.
    """

    cidr: Cidr
    zones: dict[ZoneLetter, Slot]
    nat: Nat
    interface_endpoints: tuple[InterfaceService, ...] = ()
    flow_log_days: LogDays = PRODUCTION_LOG_DAYS
    pod_cidr: Cidr | None = None

    @field_validator("cidr")
    @classmethod
    def _has_a_size_that_can_be_cut(cls, cidr: IPv4Network) -> IPv4Network:
        if cidr.prefixlen < 16:
            raise ValueError(f"{cidr} is larger than AWS lets a VPC be; take a /16 or smaller, down to /22")
        if cidr.prefixlen > 22:
            raise ValueError(
                f"{cidr} is too small: cut into four zones and three tiers, its subnets would fall below the "
                "/28 that AWS allows; take a /22 or larger, up to /16"
            )
        if not any(cidr.subnet_of(space) for space in PRIVATE_SPACE):
            raise ValueError(
                f"{cidr} is not private address space, so its hosts would shadow strangers on the internet; "
                "take a range of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
            )
        return cidr

    @field_validator("zones")
    @classmethod
    def _has_two_zones_in_slots_of_their_own(cls, zones: dict[ZoneLetter, int]) -> dict[ZoneLetter, int]:
        if len(zones) < 2:
            raise ValueError(
                "fewer than two zones: EKS and RDS both refuse subnets of one zone; name at least two"
            )
        for slot, holders in Counter(zones.values()).items():
            if holders > 1:
                sharing = " and ".join(sorted(zone for zone, held in zones.items() if held == slot))
                free = sorted(set(range(SLOTS)) - set(zones.values()))
                raise ValueError(
                    f"zones {sharing} share slot {slot}, so their subnets would have the same addresses; "
                    f"free slots: {', '.join(map(str, free))}"
                )
        return zones

    @field_validator("interface_endpoints")
    @classmethod
    def _names_each_service_once(cls, services: tuple[InterfaceService, ...]) -> tuple[InterfaceService, ...]:
        twice = sorted(service for service, times in Counter(services).items() if times > 1)
        if twice:
            raise ValueError(
                f"{', '.join(twice)} is named more than once, and a VPC holds one private name for each service; "
                "name it once"
            )
        return services

    @field_validator("pod_cidr")
    @classmethod
    def _pods_live_in_shared_space(cls, pods: IPv4Network | None) -> IPv4Network | None:
        if pods is not None and not (pods.subnet_of(SHARED_SPACE) and 16 <= pods.prefixlen <= 24):
            raise ValueError(
                f"{pods} cannot be added for pods: AWS accepts a /16 or smaller, and beside any private range only "
                f"from {SHARED_SPACE}; take 100.64.0.0/16, or a part of it down to /24"
            )
        return pods

    @model_validator(mode="after")
    def _a_single_gateway_stands_in_slot_0(self) -> Self:
        if self.nat == "single" and 0 not in self.zones.values():
            raise ValueError(
                "nat: a single gateway stands in the zone of slot 0 and no zone holds it, so a later zone would "
                "move the gateway; give slot 0 to one of the zones"
            )
        return self

    @model_validator(mode="after")
    def _a_closed_network_reaches_what_nodes_need(self) -> Self:
        missing = [service for service in BOOTSTRAP_SERVICES if service not in self.interface_endpoints]
        if self.nat == "none" and missing:
            raise ValueError(
                "nat: without a way out no node could join a cluster; add interface_endpoints for "
                f"{', '.join(missing)}, or set nat to single"
            )
        return self


def production_faults(spec: NetworkSpec) -> list[str]:
    """Say where a network falls below production's floor, a sentence each."""
    faults = []
    if spec.cidr.prefixlen > PRODUCTION_PREFIX:
        faults.append(
            f"cidr: {spec.cidr} is smaller than the /{PRODUCTION_PREFIX} that production needs to grow in; "
            f"take a /{PRODUCTION_PREFIX} or larger"
        )
    if len(spec.zones) < PRODUCTION_ZONES:
        faults.append(
            f"zones: with {len(spec.zones)}, one zone's failure takes half of production; name at least "
            f"{PRODUCTION_ZONES}"
        )
    if spec.nat != "per_zone":
        faults.append(
            f"nat: {spec.nat} lets one zone's failure cut the others off; production takes per_zone"
        )
    if spec.flow_log_days < PRODUCTION_LOG_DAYS:
        faults.append(
            f"flow_log_days: {spec.flow_log_days} days end before an audit year does; keep {PRODUCTION_LOG_DAYS} or more"
        )
    missing = [service for service in CLUSTER_SERVICES if service not in spec.interface_endpoints]
    if missing:
        faults.append(
            f"interface_endpoints: {', '.join(missing)} missing, so that traffic would cross the internet; add them"
        )
    return faults
