"""Container registries."""

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import Given, Refused, matches, one_of


def _premium(given: Given) -> Refused:
    """Source: Azure Container Registry, service tiers: what only the Premium tier has."""
    if given.text("sku.name") in {None, "Premium"}:
        return
    for path, wanted in (
        ("publicNetworkAccess", "Disabled"),
        ("zoneRedundancy", "Enabled"),
        ("encryption.status", "enabled"),
    ):
        if given.text(path) == wanted:
            yield path, f"{path} {wanted} needs the Premium sku"


KINDS = (
    azure_kind(
        "azure-native:containerregistry:Registry",
        "Microsoft.ContainerRegistry/registries/{registryName}",
        name="registryName",
        identity=True,
        etag=None,
        outputs={
            "loginServer": lambda case: case.text("{registryName}.azurecr.io"),
            "creationDate": "2026-01-01T00:00:00.0000000Z",
            "dataEndpointHostNames": [],
            "privateEndpointConnections": [],
        },
        refusals=(
            matches("registryName", r"[A-Za-z0-9]{5,50}", "5 to 50 letters and digits"),
            one_of("sku.name", ("Basic", "Standard", "Premium")),
            _premium,
        ),
    ),
)
