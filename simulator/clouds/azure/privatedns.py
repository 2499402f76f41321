"""Private DNS zones and the networks that may ask them."""

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import Given, Refused, matches

API = "2024-06-01"
ZONE = r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.){1,33}[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


def _global(given: Given) -> Refused:
    """Source: Private DNS REST API: zones and links are of no region."""
    location = given.text("location")
    if location is not None and location.lower() != "global":
        yield "location", f"location must be global, not {given.shown('location')}"


KINDS = (
    azure_kind(
        "azure-native:privatedns:PrivateZone",
        "Microsoft.Network/privateDnsZones/{privateZoneName}",
        name="privateZoneName",
        outputs={
            "internalId": "{uuid:36}",
            "location": "global",
            "maxNumberOfRecordSets": 25000,
            "maxNumberOfVirtualNetworkLinks": 1000,
            "maxNumberOfVirtualNetworkLinksWithRegistration": 100,
            "numberOfRecordSets": 1,
            "numberOfVirtualNetworkLinks": 0,
            "numberOfVirtualNetworkLinksWithRegistration": 0,
        },
        refusals=(matches("privateZoneName", ZONE, "a domain of 2 to 34 labels in lower case"), _global),
    ),
    azure_kind(
        "azure-native:privatedns:VirtualNetworkLink",
        "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
        name="virtualNetworkLinkName",
        outputs={"location": "global", "virtualNetworkLinkState": "Completed", "registrationEnabled": False},
        refusals=(
            matches("virtualNetworkLinkName", r"[A-Za-z0-9][\w.-]{0,79}", "1 to 80 letters, digits, and ._-"),
            _global,
        ),
    ),
)
