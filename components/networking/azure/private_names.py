"""Names that only our network can ask: private DNS zones, and the endpoints whose addresses they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import network, privatedns

from components.foundation.azure.placement import AzurePlacement
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

Service = Literal["vault", "blob", "registry"]

ENDPOINTS: Final[Mapping[Service, tuple[str, str]]] = {
    "vault": ("vault", "privatelink.vaultcore.azure.net"),
    "blob": ("blob", "privatelink.blob.core.windows.net"),
    "registry": ("registry", "privatelink.azurecr.io"),
}
"""What a private endpoint joins of a service, and the zone that its name lies in (Azure Private Link, DNS zone values)."""


@dataclass(frozen=True, kw_only=True)
class PrivateZonesArgs:
    """The zones by a key of our own, and the network that may ask them.

    ``linked_by_their_service`` are those that a service links to the network by itself, as AKS does; a link of ours
    would be in its way.
    """

    labels: Labels
    group: Wire[str]
    zones: Mapping[str, str]
    vnet_id: Wire[str]
    linked_by_their_service: Mapping[str, str] = field(default_factory=dict)


class PrivateZones(Component):
    """Private DNS zones, each linked to one network.

    Output: ``zone_ids`` by key. Beside it, for wiring: ``ids`` (the same) and ``links``, which whoever resolves a
    name waits for.
    """

    urn_type = "platform:networking:PrivateZones"

    zone_ids: Output[dict[str, str]]

    def __init__(self, name: str, args: PrivateZonesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        ours = {key: self._zone(f"{name}-{key}", zone, args) for key, zone in args.zones.items()}
        self.links: list[Resource] = [
            self._link(f"{name}-{key}-link", zone, args) for key, zone in ours.items()
        ]
        others = {
            key: self._zone(f"{name}-{key}", zone, args) for key, zone in args.linked_by_their_service.items()
        }
        self.ids: dict[str, Output[str]] = {key: zone.id for key, zone in {**ours, **others}.items()}
        self.zone_ids = cast("Output[dict[str, str]]", Output.from_input(self.ids))
        self.publish()

    def _zone(self, name: str, zone: str, args: PrivateZonesArgs) -> privatedns.PrivateZone:
        return privatedns.PrivateZone(
            name,
            resource_group_name=args.group,
            private_zone_name=zone,
            location="global",
            tags=args.labels.azure(),
            opts=self.child(),
        )

    def _link(
        self, name: str, zone: privatedns.PrivateZone, args: PrivateZonesArgs
    ) -> privatedns.VirtualNetworkLink:
        return privatedns.VirtualNetworkLink(
            name,
            resource_group_name=args.group,
            private_zone_name=zone.name,
            virtual_network_link_name="network",
            location="global",
            registration_enabled=False,
            virtual_network=privatedns.SubResourceArgs(id=args.vnet_id),
            tags=args.labels.azure(),
            opts=self.child(),
        )


@dataclass(frozen=True, kw_only=True)
class PrivateEndpointArgs:
    """What is reached, of which service, from which subnet, and the zone that learns its address."""

    placement: AzurePlacement
    labels: Labels
    group: Wire[str]
    physical: str
    service: Service
    target_id: Wire[str]
    subnet_id: Wire[str]
    zone_id: Wire[str]


class PrivateEndpoint(Component):
    """An address of our network for something that Azure runs, under the name that it has anyway.

    Output: ``endpoint_id``.
    """

    urn_type = "platform:networking:PrivateEndpoint"

    endpoint_id: Output[str]

    def __init__(self, name: str, args: PrivateEndpointArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        part, zone_name = ENDPOINTS[args.service]
        endpoint = network.PrivateEndpoint(
            name,
            resource_group_name=args.group,
            private_endpoint_name=args.physical,
            location=args.placement.location,
            subnet=network.SubnetArgs(id=args.subnet_id),
            custom_network_interface_name=f"{args.physical}-interface",
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name=args.service, private_link_service_id=args.target_id, group_ids=[part]
                )
            ],
            tags=args.labels.azure(),
            opts=self.child(),
        )
        network.PrivateDnsZoneGroup(
            f"{name}-names",
            resource_group_name=args.group,
            private_endpoint_name=endpoint.name,
            private_dns_zone_group_name="default",
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(
                    name=zone_name.replace(".", "-"), private_dns_zone_id=args.zone_id
                )
            ],
            opts=self.child(),
        )
        self.endpoint_id = endpoint.id
        self.publish()
