"""Azure's regions: which of them another one is the pair of, and which have availability zones.

Source: the list of Azure regions (MicrosoftDocs/azure-docs, articles/reliability/regions-list.md, its edition of March
2025), of the regions that anybody may use.
"""

from collections.abc import Mapping
from typing import Final

PAIRS: Final[Mapping[str, str]] = {
    "australiaeast": "australiasoutheast",
    "australiasoutheast": "australiaeast",
    "brazilsouth": "southcentralus",
    "canadacentral": "canadaeast",
    "canadaeast": "canadacentral",
    "centralindia": "southindia",
    "centralus": "eastus2",
    "eastasia": "southeastasia",
    "eastus": "westus",
    "eastus2": "centralus",
    "francecentral": "francesouth",
    "germanywestcentral": "germanynorth",
    "japaneast": "japanwest",
    "japanwest": "japaneast",
    "koreacentral": "koreasouth",
    "northcentralus": "southcentralus",
    "northeurope": "westeurope",
    "norwayeast": "norwaywest",
    "southafricanorth": "southafricawest",
    "southcentralus": "northcentralus",
    "southeastasia": "eastasia",
    "southindia": "centralindia",
    "swedencentral": "swedensouth",
    "switzerlandnorth": "switzerlandwest",
    "uaenorth": "uaecentral",
    "uksouth": "ukwest",
    "ukwest": "uksouth",
    "westcentralus": "westus2",
    "westeurope": "northeurope",
    "westus": "eastus",
    "westus2": "westcentralus",
    "westus3": "eastus",
}
"""Where Azure itself copies what is geo-redundant, by the region that it is copied from."""

WITHOUT_ZONES: Final = frozenset(
    {
        *("australiasoutheast", "canadaeast", "northcentralus", "southindia"),
        *("ukwest", "westcentralus", "westindia", "westus"),
    }
)
"""Regions of a single building or of buildings that nobody may choose between."""
