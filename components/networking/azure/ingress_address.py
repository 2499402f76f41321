"""The address at which Azure takes traffic when it has to."""

from dataclasses import dataclass
from typing import Final

from pulumi import Output, ResourceOptions
from pulumi_azure_native import network

from components.foundation.azure.placement import AzurePlacement
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

ZONES: Final = ("1", "2", "3")
"""Always all: an address cannot be moved to other zones later, and so it survives each of them."""


@dataclass(frozen=True, kw_only=True)
class IngressAddressArgs:
    """Where the address stands and whose it is. ``stem`` begins its name."""

    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]


class IngressAddress(Component):
    """A public address that is reserved before anything answers at it, so that the edge can be told of it today.

    Outputs: ``address``; ``address_name`` and ``group_name`` are what the ingress Service names in its annotations
    ``azure-pip-name`` and ``azure-load-balancer-resource-group``.
    """

    urn_type = "platform:networking:IngressAddress"

    address: Output[str]
    address_name: Output[str]
    group_name: Output[str]

    def __init__(self, name: str, args: IngressAddressArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        reserved = network.PublicIPAddress(
            name,
            resource_group_name=args.group,
            public_ip_address_name=f"{args.stem}-ingress",
            location=args.placement.location,
            sku=network.PublicIPAddressSkuArgs(
                name=network.PublicIPAddressSkuName.STANDARD, tier=network.PublicIPAddressSkuTier.REGIONAL
            ),
            public_ip_allocation_method=network.IPAllocationMethod.STATIC,
            public_ip_address_version=network.IPVersion.I_PV4,
            zones=list(ZONES),
            tags=args.labels.azure(),
            opts=self.child(),
        )
        self.address = reserved.ip_address.apply(_reserved)
        self.address_name = reserved.name
        self.group_name = Output.from_input(args.group)
        self.publish()


def _reserved(address: str | None) -> str:
    """Return the address, which Azure assigns to a static one with the reservation and to a dynamic one later."""
    if address is None:
        raise ValueError("Azure reserved a static address and did not say which")
    return address
