"""Azure's container registries: closed, without a login of their own, and kept clean."""

from typing import Final

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, PRODUCTION, Context, Outcomes, require, resource_rule

REGISTRY = (tokens.AZURE_REGISTRY,)
GUIDE: Final = "https://learn.microsoft.com/azure/container-registry/"


@resource_rule(
    name="azure-registry-identities",
    title="Registries of Azure are opened by identities alone",
    types=REGISTRY,
    severity="high",
    levels=ALWAYS,
    remediation="Leave adminUserEnabled and anonymousPullEnabled off.",
    checkov=("CKV_AZURE_137", "CKV_AZURE_138"),
    prowler=("containerregistry_admin_user_disabled",),
    url=GUIDE + "container-registry-authentication",
)
def registry_identities(registry: Resource, _: Context) -> Outcomes:
    """Refuse the registry's own password, and images for everybody."""
    yield from require(
        ~registry["adminUserEnabled"].is_true(), "one password pushes any image: leave adminUserEnabled off"
    )
    yield from require(
        ~registry["anonymousPullEnabled"].is_true(),
        "everybody reads our images: leave anonymousPullEnabled off",
    )


@resource_rule(
    name="azure-registry-closed",
    title="Production's registries of Azure answer our network alone, under a key of the platform",
    types=REGISTRY,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set publicNetworkAccess to Disabled, encryption, zoneRedundancy, and policies.retentionPolicy.",
    checkov=("CKV_AZURE_139", "CKV_AZURE_167", "CKV_AZURE_233"),
    prowler=("containerregistry_not_publicly_accessible",),
    url=GUIDE + "container-registry-private-link",
)
def registry_closed(registry: Resource, _: Context) -> Outcomes:
    """Require a registry that a recovery can count on, and that the internet cannot ask."""
    yield from require(
        registry["publicNetworkAccess"].equals("Disabled"),
        "the internet may ask: set publicNetworkAccess to Disabled",
    )
    yield from require(
        registry.at("encryption", "status").equals("enabled"), "the key is Microsoft's own: set encryption"
    )
    yield from require(
        registry["zoneRedundancy"].equals("Enabled"), "one building holds every image: set zoneRedundancy"
    )
    yield from require(
        registry.at("policies", "retentionPolicy", "status").equals("enabled"),
        "layers that no tag names pile up: set policies.retentionPolicy",
    )


RULES = (registry_identities, registry_closed)
