"""Resource groups."""

from simulator.clouds.azure.names import named
from simulator.clouds.azure.resource_manager import GROUP_NAME
from simulator.clouds.kind import Always, Kind
from simulator.clouds.refusals import matches

KINDS = (
    Kind(
        "azure-native:resources:ResourceGroup",
        id="/subscriptions/{subscription}/resourceGroups/{resourceGroupName}",
        autoname=named("resourceGroupName", limit=90),
        outputs={
            "name": Always("{resourceGroupName}"),
            "type": "Microsoft.Resources/resourceGroups",
            "properties": {"provisioningState": "Succeeded"},
        },
        refusals=(matches("resourceGroupName", GROUP_NAME, "1 to 90 letters, digits, and -_.()"),),
    ),
)
