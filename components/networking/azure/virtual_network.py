"""Azure's virtual network: its subnets, their packet filters and their ways out."""

from dataclasses import dataclass
from typing import Final, cast

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import network

from components.foundation.azure.placement import AzurePlacement, AzureZone
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire
from components.networking.azure.firewall import ranges, security_rules, subnet_entrances
from components.networking.azure.spec import AzureNetworkSpec, SubnetPlan, subnet_plan

DELEGATIONS: Final = {
    "api-server": "Microsoft.ContainerService/managedClusters",
    "database": "Microsoft.DBforPostgreSQL/flexibleServers",
}
"""Subnets that a service of Azure puts machines of its own into, and nobody else may."""


@dataclass(frozen=True, kw_only=True)
class VirtualNetworkArgs:
    """A spec, where it stands and whose it is. ``stem`` begins physical names: ``production-eastus``."""

    spec: AzureNetworkSpec
    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]


class VirtualNetwork(Component):
    """A network whose subnets let in only what is named, and leave by gateways of their own.

    A Standard NAT gateway stands in one zone, so each zone's nodes have their own and no zone's failure cuts the
    others off. The system pool, which AKS spreads over the zones in one subnet, leaves by the first zone's; without it
    running pods go on, for they reach the API server within the network. (The zone-redundant StandardV2 gateway needs a
    newer API of the network service than the provider speaks, 2024-05-01.)

    Outputs: ``vnet_id``; ``subnet_ids`` by name (``system``, ``nodes-<zone>``, ``endpoints``, ``database``,
    ``api-server``); ``nat_public_ips`` by zone, for the lists of those who let us in. Beside them ``subnets`` for
    wiring, and ``ways_out``, for which a cluster waits.
    """

    urn_type = "platform:networking:VirtualNetwork"

    vnet_id: Output[str]
    vnet_name: Output[str]
    subnet_ids: Output[dict[str, str]]
    nat_public_ips: Output[dict[str, str]]

    def __init__(self, name: str, args: VirtualNetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        plan = subnet_plan(args.spec.cidr)
        self._vnet = network.VirtualNetwork(
            name,
            resource_group_name=args.group,
            virtual_network_name=args.stem,
            location=args.placement.location,
            address_space=network.AddressSpaceArgs(address_prefixes=[str(args.spec.cidr)]),
            tags=args.labels.azure(),
            opts=self.child(),
        )
        groups = self._security_groups(name, args, plan)
        addresses = {zone: self._address(name, zone, args) for zone in args.spec.zones}
        gateways = {zone: self._gateway(name, zone, args, addresses[zone]) for zone in args.spec.zones}
        made = self._subnets(name, args, plan, groups, gateways)
        self.subnets: dict[str, Output[str]] = {key: subnet.id for key, subnet in made.items()}
        self.ways_out: list[Resource] = [*made.values()]
        self.vnet_id, self.vnet_name = self._vnet.id, self._vnet.name
        self.subnet_ids = cast("Output[dict[str, str]]", Output.from_input(self.subnets))
        self.nat_public_ips = Output.all(**{zone: address.ip_address for zone, address in addresses.items()})
        self.publish()

    def _security_groups(
        self, name: str, args: VirtualNetworkArgs, plan: SubnetPlan
    ) -> dict[str, network.NetworkSecurityGroup]:
        return {
            kind: network.NetworkSecurityGroup(
                f"{name}-{kind}",
                resource_group_name=args.group,
                network_security_group_name=f"{args.stem}-{kind}",
                location=args.placement.location,
                security_rules=security_rules(entrances),
                tags=args.labels.azure(),
                opts=self.child(),
            )
            for kind, entrances in subnet_entrances(plan).items()
        }

    def _address(self, name: str, zone: AzureZone, args: VirtualNetworkArgs) -> network.PublicIPAddress:
        return network.PublicIPAddress(
            f"{name}-nat-{zone}",
            resource_group_name=args.group,
            public_ip_address_name=f"{args.stem}-nat-{zone}",
            location=args.placement.location,
            sku=network.PublicIPAddressSkuArgs(
                name=network.PublicIPAddressSkuName.STANDARD, tier=network.PublicIPAddressSkuTier.REGIONAL
            ),
            public_ip_allocation_method=network.IPAllocationMethod.STATIC,
            public_ip_address_version=network.IPVersion.I_PV4,
            zones=[zone],
            tags=args.labels.azure(),
            opts=self.child(),
        )

    def _gateway(
        self, name: str, zone: AzureZone, args: VirtualNetworkArgs, address: network.PublicIPAddress
    ) -> network.NatGateway:
        return network.NatGateway(
            f"{name}-nat-{zone}",
            resource_group_name=args.group,
            nat_gateway_name=f"{args.stem}-nat-{zone}",
            location=args.placement.location,
            sku=network.NatGatewaySkuArgs(name=network.NatGatewaySkuName.STANDARD),
            zones=[zone],
            idle_timeout_in_minutes=4,
            public_ip_addresses=[network.SubResourceArgs(id=address.id)],
            tags=args.labels.azure(),
            opts=self.child(),
        )

    def _subnets(
        self,
        name: str,
        args: VirtualNetworkArgs,
        plan: SubnetPlan,
        groups: dict[str, network.NetworkSecurityGroup],
        gateways: dict[AzureZone, network.NatGateway],
    ) -> dict[str, network.Subnet]:
        """Register the subnets one after another: Azure changes a network's subnets one at a time and refuses a second."""
        exits = {f"nodes-{zone}": gateway for zone, gateway in gateways.items()}
        if args.spec.zones:
            exits["system"] = gateways[args.spec.zones[0]]
        made: dict[str, network.Subnet] = {}
        blocks = ranges(plan)
        for key in (
            "system",
            "endpoints",
            "database",
            "api-server",
            *(f"nodes-{z}" for z in args.spec.zones),
        ):
            group = groups[
                "nodes" if key == "system" else key.partition("-")[0] if key.startswith("nodes") else key
            ]
            service = DELEGATIONS.get(key)
            way_out = exits.get(key)
            made[key] = network.Subnet(
                f"{name}-{key}",
                resource_group_name=args.group,
                virtual_network_name=self._vnet.name,
                subnet_name=key,
                address_prefix=str(blocks[key]),
                default_outbound_access=False,
                network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
                nat_gateway=network.SubResourceArgs(id=way_out.id) if way_out else None,
                delegations=[network.DelegationArgs(name=key, service_name=service)] if service else None,
                private_endpoint_network_policies="Enabled",
                opts=self.child(depends_on=list(made.values())[-1:]),
            )
        return made
