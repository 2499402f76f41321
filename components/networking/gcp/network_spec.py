"""What an environment decides about its network in Google Cloud: which range is for what."""

from ipaddress import IPv4Network
from typing import Self

from pydantic import Field, model_validator

from components.foundation.addresses import Cidr, overlaps
from components.foundation.spec import RefusalError, Spec

CONTROL_PLANE_PREFIX = 28
"""GKE takes a range of exactly this size for a control plane."""

LONGEST = {"nodes": 29, "pods": 21, "services": 27, "private_services": 24, "proxies": 26}
"""The smallest range (as its prefix) that Google takes for each purpose: VPC subnets, GKE's pods and services,
Cloud SQL's private services access, and proxy-only subnets."""


class GcpNetworkSpec(Spec):
    """The ranges of a VPC with one subnet.

    ``control_plane`` is a /28 in which the control plane's private endpoint stands. ``private_services`` is handed to
    Google for the instances of Cloud SQL. ``proxies`` is for regional load balancers and may be left out.
    ``flow_log_sampling`` is the share of flows that are logged.
    """

    nodes: Cidr = Field(description="Range of the subnet that nodes get their addresses from.")
    pods: Cidr = Field(description="Secondary range of pods; each node takes a /24 of it.")
    services: Cidr = Field(description="Secondary range of Kubernetes services.")
    control_plane: Cidr = Field(description="The /28 of the control plane's private endpoint.")
    private_services: Cidr = Field(description="Range handed to Google for Cloud SQL, /24 or larger.")
    proxies: Cidr | None = Field(default=None, description="Range of regional load balancers' proxies.")
    flow_log_sampling: float = Field(default=0.5, gt=0, le=1, description="Share of flows that are logged.")

    @property
    def ranges(self) -> dict[str, IPv4Network]:
        """Every range that the network claims, by its key."""
        named = {
            "nodes": self.nodes,
            "pods": self.pods,
            "services": self.services,
            "control_plane": self.control_plane,
            "private_services": self.private_services,
        }
        return named if self.proxies is None else {**named, "proxies": self.proxies}

    @property
    def most_nodes(self) -> int:
        """How many nodes the pod range holds, a /24 each."""
        return int(2 ** max(0, 24 - self.pods.prefixlen))

    @model_validator(mode="after")
    def _ranges_are_possible(self) -> Self:
        faults = [
            f"{one} ({self.ranges[one]}) overlaps {other} ({self.ranges[other]}), and Google refuses the second: move one"
            for one, other in overlaps(self.ranges)
        ]
        if self.control_plane.prefixlen != CONTROL_PLANE_PREFIX:
            faults.append(
                f"control_plane {self.control_plane} is not a /28, and GKE takes no other size: write a /28"
            )
        faults += [
            f"{key} {self.ranges[key]} is too small, and Google refuses it: write a /{longest} or a larger range"
            for key, longest in LONGEST.items()
            if key in self.ranges and self.ranges[key].prefixlen > longest
        ]
        faults += [
            f"{key} {network} is not private, so replies would leave for the internet: take a range of RFC 1918"
            for key, network in self.ranges.items()
            if not network.is_private
        ]
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: GcpNetworkSpec) -> list[str]:
    """Return a sentence for everything in which a network is too little for production."""
    if spec.flow_log_sampling < 0.5:
        return [
            f"flow_log_sampling: {spec.flow_log_sampling} of the flows are too few to trace an intruder by: set 0.5 or more"
        ]
    return []
