"""Virtual networks, their subnets and what lets packets in and out of them."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.case import Case
from simulator.clouds.kind import Inside
from simulator.clouds.refusals import Given, Refused, between, matches, network_faults, one_of
from simulator.clouds.templates import digest

NAME = r"[A-Za-z0-9]([\w.-]{0,78}\w)?"
NAME_RULE = (
    "1 to 80 letters, digits, and ._-, from a letter or digit on, and with no dot or hyphen at the end"
)
API = "2024-05-01"


def _address(case: Case) -> Any:
    """Return a public address that follows from the resource's URN."""
    number = int(digest(case.urn, 6), 16)
    return f"20.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _dns_label(case: Case) -> Any:
    """Return the name that an address has if it was given a label."""
    label = Given(case.inputs).text("dnsSettings.domainNameLabel")
    location = case.known("location")
    return None if label is None else f"{label}.{location}.cloudapp.azure.com"


def _prefixes(given: Given) -> Refused:
    for index, prefix in enumerate(given.items("addressSpace.addressPrefixes")):
        if isinstance(prefix, str):
            path = f"addressSpace.addressPrefixes[{index}]"
            yield from ((path, fault) for fault in network_faults(prefix, path, 2, 29))


def _no_inline_subnets(given: Given) -> Refused:
    """Both styles in one network undo one another. Source: docstring of VirtualNetwork.subnets."""
    if given.items("subnets"):
        yield "subnets", "subnets are resources of their own here: both kinds in one network undo one another"


def _subnet_prefix(given: Given) -> Refused:
    prefix = given.text("addressPrefix")
    if prefix is not None:
        yield from (("addressPrefix", fault) for fault in network_faults(prefix, "addressPrefix", 2, 29))
    if (
        given.lacks("addressPrefix")
        and given.lacks("addressPrefixes")
        and given.lacks("ipamPoolPrefixAllocations")
    ):
        yield "addressPrefix", "one of addressPrefix, addressPrefixes, ipamPoolPrefixAllocations must be set"


def _delegated_size(given: Given) -> Refused:
    """Source: AKS, API server VNet integration; Azure Database for PostgreSQL, private networking: a /28 at least."""
    prefix = given.text("addressPrefix")
    if prefix is None or not given.items("delegations"):
        return
    try:
        bits = ipaddress.IPv4Network(prefix).prefixlen
    except ValueError:
        return
    if bits > 28:
        yield "addressPrefix", f"addressPrefix of a delegated subnet must be a /28 or larger, not /{bits}"


def _one_gateway_zone(given: Given) -> Refused:
    """Source: Azure NAT Gateway, SKUs: a Standard gateway stands in one zone, and another SKU needs a newer API."""
    if len(given.items("zones")) > 1:
        yield "zones", "zones of a Standard NAT gateway must name one zone at most: it does not span zones"
    name = given.text("sku.name")
    if name not in {None, "Standard"}:
        yield (
            "sku.name",
            f"sku.name must be Standard, the only one that API {API} knows, not {given.shown('sku.name')}",
        )


def _static_standard(given: Given) -> Refused:
    """Source: Azure public IP addresses: Standard ones are static; Basic ones were retired on 2025-09-30."""
    if given.text("sku.name") == "Standard" and given.text("publicIPAllocationMethod") == "Dynamic":
        yield "publicIPAllocationMethod", "publicIPAllocationMethod must be Static with the Standard sku"
    if given.text("sku.name") == "Basic" or given.lacks("sku"):
        yield "sku.name", "sku.name must be Standard: Azure retired Basic public addresses on 2025-09-30"


def _rules(given: Given) -> Iterator[tuple[str, str]]:
    """Source: Network security groups: priorities from 100 to 4096, one rule for each and direction."""
    seen: dict[tuple[Any, Any], str] = {}
    for path, rule in given.objects("securityRules"):
        priority, direction = rule.number("priority"), rule.text("direction")
        if priority is not None and not 100 <= priority <= 4096:
            yield f"{path}.priority", f"priority must be between 100 and 4096, not {rule.shown('priority')}"
        if priority is not None and direction is not None:
            if (priority, direction) in seen:
                yield (
                    f"{path}.priority",
                    f"priority {priority:g} is taken by another rule of the same direction",
                )
            seen[priority, direction] = path
        for one, several in (
            ("sourceAddressPrefix", "sourceAddressPrefixes"),
            ("destinationAddressPrefix", "destinationAddressPrefixes"),
            ("destinationPortRange", "destinationPortRanges"),
            ("sourcePortRange", "sourcePortRanges"),
        ):
            if rule.has(one) and rule.has(several):
                yield f"{path}.{one}", f"{one} conflicts with {several}: only one of them may be set"
            if rule.lacks(one) and rule.lacks(several):
                yield f"{path}.{one}", f"one of {one}, {several} must be set"


KINDS = (
    azure_kind(
        "azure-native:network:VirtualNetwork",
        "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
        name="virtualNetworkName",
        outputs={"resourceGuid": "{uuid:36}", "enableDdosProtection": False, "flowLogs": [],
                 "privateEndpointVNetPolicies": "Disabled"},
        refusals=(matches("virtualNetworkName", NAME, NAME_RULE), _prefixes, _no_inline_subnets),
    ),
    azure_kind(
        "azure-native:network:Subnet",
        "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
        name="subnetName",
        by="copy",
        defaults={"privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled"},
        outputs={"purpose": "", "ipConfigurations": []},
        refusals=(matches("subnetName", NAME, NAME_RULE), _subnet_prefix, _delegated_size),
    ),
    azure_kind(
        "azure-native:network:NetworkSecurityGroup",
        "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
        name="networkSecurityGroupName",
        outputs={"resourceGuid": "{uuid:36}", "flowLogs": [], "networkInterfaces": [], "defaultSecurityRules": [],
                 "subnets": []},
        refusals=(matches("networkSecurityGroupName", NAME, NAME_RULE), _rules),
    ),
    azure_kind(
        "azure-native:network:PublicIPAddress",
        "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
        name="publicIpAddressName",
        outputs={
            "resourceGuid": "{uuid:36}",
            "ipAddress": _address,
            "idleTimeoutInMinutes": 4,
            "dnsSettings": Inside({"fqdn": _dns_label}, made=False),
        },
        refusals=(matches("publicIpAddressName", NAME, NAME_RULE), _static_standard),
    ),
    azure_kind(
        "azure-native:network:NatGateway",
        "Microsoft.Network/natGateways/{natGatewayName}",
        name="natGatewayName",
        outputs={"resourceGuid": "{uuid:36}", "idleTimeoutInMinutes": 4, "subnets": []},
        refusals=(
            matches("natGatewayName", NAME, NAME_RULE),
            between("idleTimeoutInMinutes", 4, 120, "minutes"),
            _one_gateway_zone,
        ),
    ),
    azure_kind(
        "azure-native:network:PrivateEndpoint",
        "Microsoft.Network/privateEndpoints/{privateEndpointName}",
        name="privateEndpointName",
        outputs={"networkInterfaces": [], "customDnsConfigs": []},
        refusals=(matches("privateEndpointName", NAME, NAME_RULE),),
    ),
    azure_kind(
        "azure-native:network:PrivateDnsZoneGroup",
        "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        name="privateDnsZoneGroupName",
        typed=False,
        refusals=(matches("privateDnsZoneGroupName", NAME, NAME_RULE),),
    ),
    azure_kind(
        "azure-native:network:FlowLog",
        "Microsoft.Network/networkWatchers/{networkWatcherName}/flowLogs/{flowLogName}",
        name="flowLogName",
        identity=True,
        outputs={"targetResourceGuid": "{uuid:36.target}", "enabled": True},
        refusals=(
            matches("flowLogName", NAME, NAME_RULE),
            between("retentionPolicy.days", 0, 365, "days"),
            one_of("format.type", ("JSON",)),
        ),
    ),
)  # fmt: skip
