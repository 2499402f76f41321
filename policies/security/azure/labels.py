"""Tags: whose it is and who pays for it, on everything of Azure that carries them."""

from typing import Final

from components.foundation.labels import REQUIRED_AZURE_TAGS
from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule

TAGGABLE: Final = (
    tokens.AZURE_GROUP,
    tokens.AZURE_IDENTITY,
    tokens.AZURE_NETWORK,
    tokens.AZURE_FIREWALL,
    tokens.AZURE_ADDRESS,
    tokens.AZURE_NAT,
    tokens.AZURE_ENDPOINT,
    tokens.AZURE_FLOW_LOG,
    tokens.AZURE_PRIVATE_ZONE,
    tokens.AZURE_PRIVATE_ZONE_LINK,
    tokens.AKS_CLUSTER,
    tokens.AKS_POOL,
    tokens.AZURE_VAULT,
    tokens.AZURE_KEY,
    tokens.AZURE_SECRET,
    tokens.AZURE_STORAGE,
    tokens.AZURE_SERVER,
    tokens.AZURE_REGISTRY,
    tokens.AZURE_DISKS,
    tokens.AZURE_LOGS,
    tokens.AZURE_METRICS,
    tokens.AZURE_ALERT,
    tokens.AZURE_PEOPLE,
    tokens.AZURE_COLLECTION_ENDPOINT,
    tokens.AZURE_COLLECTION_RULE,
)
"""Every type of Azure that the platform uses and that takes tags; a test holds the list against the SDK."""


@resource_rule(
    name="azure-required-tags",
    title="Everything of Azure says whose it is and who pays",
    types=TAGGABLE,
    severity="medium",
    levels=PROMOTED,
    remediation=f"Build tags with Labels.azure(), which writes {', '.join(REQUIRED_AZURE_TAGS)}.",
    url="https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
)
def required_tags(resource: Resource, _: Context) -> Outcomes:
    """Require each tag by its name."""
    for tag in REQUIRED_AZURE_TAGS:
        yield from require(resource.at("tags", tag).given(), f"the tag {tag} is missing")


RULES = (required_tags,)
