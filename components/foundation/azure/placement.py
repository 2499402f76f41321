"""Where in Azure a thing stands: its subscription, tenant and location, and the names and ids that follow from them."""

from hashlib import sha256
from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from components.foundation.spec import Spec

Guid = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
"""An id of Azure or Entra: of a subscription, a tenant, a group."""

AzureLocation = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,}[a-z0-9]*$")]
"""The name of an Azure region, such as eastus."""

AzureZone = Literal["1", "2", "3"]
"""An availability zone; each subscription maps the number to physical buildings of its own."""

Purpose = Literal["network", "dns", "ingress", "cluster", "data", "security", "monitoring"]
"""What a resource group holds: things that live and die together, and that one set of people may touch."""

PURPOSES: Final[tuple[Purpose, ...]] = (
    *("network", "dns", "ingress", "cluster", "data", "security", "monitoring"),
)

UNIQUE_DIGITS: Final = 8
"""Digits that tell our globally unique names from a stranger's."""


class AzurePlacement(Spec):
    """A subscription and a location, which every Azure child of a component is given."""

    subscription_id: Guid
    tenant_id: Guid
    location: AzureLocation

    @property
    def subscription(self) -> str:
        """The subscription as a scope."""
        return f"/subscriptions/{self.subscription_id}"

    def role(self, definition: str) -> str:
        """Return the id of a role that Azure maintains, by its GUID."""
        return f"{self.subscription}/providers/Microsoft.Authorization/roleDefinitions/{definition}"

    def unique(self, stem: str) -> str:
        """Return a name that nobody else in the world has: those of vaults, accounts and registries are shared by all.

        The digits follow from subscription and location, so that the same stack always gets the same name.
        """
        seed = f"{self.subscription_id} {self.location} {stem}"
        return f"{stem}{sha256(seed.encode()).hexdigest()[:UNIQUE_DIGITS]}"

    def elsewhere(self, location: str) -> "AzurePlacement":
        """Return the same subscription in another location."""
        return AzurePlacement(
            subscription_id=self.subscription_id, tenant_id=self.tenant_id, location=location
        )
