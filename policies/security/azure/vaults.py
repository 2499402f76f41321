"""Key Vaults: nobody empties them, roles open them, networks are shut out, and what is in them ends."""

from datetime import UTC, datetime
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value

VAULT = (tokens.AZURE_VAULT,)
GUIDE: Final = "https://learn.microsoft.com/azure/key-vault/"
SHORTEST: Final = 30
"""Days for which production keeps backups (`rds-backup-retention`): what encrypts one has to come back as long as it does."""
WEAKEST_BITS: Final = 3072
"""RSA of the strength of AES-128 (NIST SP 800-57)."""


@resource_rule(
    name="azure-vault-recoverable",
    title="Nobody can empty a vault for good",
    types=VAULT,
    severity="high",
    levels=ALWAYS,
    remediation="Set properties.enablePurgeProtection, leave enableSoftDelete on, and keep what is deleted as long as backups.",
    controls=(Control("CIS Azure", "5.0", "8.3.5"),),
    checkov=("CKV_AZURE_42", "CKV_AZURE_110"),
    trivy=("AZU-0016",),
    prowler=("keyvault_recoverable",),
    url=GUIDE + "general/soft-delete-overview",
)
def vault_recoverable(vault: Resource, _: Context) -> Outcomes:
    """Require protection against purging, without which whoever deletes a key destroys all that it encrypts."""
    properties = vault["properties"]
    yield from require(
        properties["enablePurgeProtection"].is_true(),
        "a deleted key takes its data with it: set enablePurgeProtection",
    )
    yield from require(
        ~properties["enableSoftDelete"].equals(False), "what is deleted is gone: leave enableSoftDelete on"
    )
    yield from require(
        properties["softDeleteRetentionInDays"].test(lambda raw: int(raw) >= SHORTEST, absent=True),
        f"a backup may outlive its deleted key: set softDeleteRetentionInDays to {SHORTEST} or more",
    )


@resource_rule(
    name="azure-vault-roles",
    title="Vaults are opened by roles that Azure records",
    types=VAULT,
    severity="high",
    levels=PROMOTED,
    remediation="Set properties.enableRbacAuthorization, and name no accessPolicies.",
    controls=(Control("CIS Azure", "5.0", "8.3.6"),),
    prowler=("keyvault_rbac_enabled",),
    url=GUIDE + "general/rbac-guide",
)
def vault_roles(vault: Resource, _: Context) -> Outcomes:
    """Refuse access policies, by which a contributor gives the vault to himself."""
    yield from require(
        vault.at("properties", "enableRbacAuthorization").is_true(),
        "a contributor of the group can let himself in: set enableRbacAuthorization",
    )


@resource_rule(
    name="azure-vault-closed",
    title="Vaults let in our network, Azure's own services and nobody else",
    types=VAULT,
    severity="high",
    levels=PROMOTED,
    remediation="Set properties.networkAcls.defaultAction to Deny, and publicNetworkAccess to Disabled.",
    checkov=("CKV_AZURE_109", "CKV_AZURE_189"),
    trivy=("AZU-0013",),
    url=GUIDE + "general/network-security",
)
def vault_closed(vault: Resource, _: Context) -> Outcomes:
    """Require a wall; a vault without one answers every network."""
    yield from require(
        vault.at("properties", "networkAcls", "defaultAction").equals("Deny")
        | vault.at("properties", "publicNetworkAccess").equals("Disabled", "disabled"),
        "every network may call: set networkAcls.defaultAction to Deny",
    )


@resource_rule(
    name="azure-key-turned-over",
    title="Keys of a vault are strong, turn over by themselves, and end",
    types=(tokens.AZURE_KEY,),
    severity="high",
    levels=PROMOTED,
    remediation="Set properties.rotationPolicy with a Rotate action and an expiryTime, and 3072 bits or more.",
    controls=clauses("CIS Azure", "5.0", "8.3.1", "8.3.9"),
    checkov=("CKV_AZURE_40",),
    trivy=("AZU-0014",),
    prowler=("keyvault_key_rotation_enabled", "keyvault_rbac_key_expiration_set"),
    url=GUIDE + "keys/how-to-configure-key-rotation",
)
def key_turned_over(key: Resource, _: Context) -> Outcomes:
    """Require rotation with an end to each version, and a size that lasts."""
    properties = key["properties"]
    policy = properties["rotationPolicy"]
    yield from require(
        policy.at("attributes", "expiryTime").given(),
        "a version of the key lives for ever: set rotationPolicy.attributes.expiryTime",
    )
    yield from require(
        _rotates(policy), "nobody turns the key over: add a lifetimeActions entry of the type Rotate"
    )
    curve = properties["kty"].equals("EC", "EC-HSM")
    yield from require(
        curve | properties["keySize"].at_least(WEAKEST_BITS),
        f"the key is too short for what it outlives: set keySize to {WEAKEST_BITS} or more",
    )


def _rotates(policy: Value) -> Fact:
    return some(
        action.at("action", "type").equals("Rotate", "rotate") for action in policy["lifetimeActions"].items()
    )


@resource_rule(
    name="azure-secret-described",
    title="Secrets of a vault say what they are",
    types=(tokens.AZURE_SECRET,),
    severity="low",
    levels=PROMOTED,
    remediation="Set properties.contentType.",
    checkov=("CKV_AZURE_114",),
    trivy=("AZU-0015",),
    url=GUIDE + "secrets/about-secrets",
)
def secret_described(secret: Resource, _: Context) -> Outcomes:
    """Require a type, by which whoever finds a secret knows how to replace it."""
    yield from require(
        secret.at("properties", "contentType").given(),
        "nobody knows how to replace it: set properties.contentType",
    )


@resource_rule(
    name="azure-secret-ends",
    title="Secrets of a vault have an end",
    types=(tokens.AZURE_SECRET,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set properties.attributes.expires to a day by which somebody turns it over.",
    checkov=("CKV_AZURE_41",),
    trivy=("AZU-0017",),
    url=GUIDE + "secrets/about-secrets#secret-attributes",
)
def secret_ends(secret: Resource, _: Context) -> Outcomes:
    """Require a day, of which Azure tells whoever listens a month before; it hands the secret out after it all the same."""
    yield from require(
        secret.at("properties", "attributes", "expires").given(0),
        "nobody is told to turn it over: set properties.attributes.expires",
    )


@resource_rule(
    name="azure-secret-current",
    title="No secret of a vault is past its end",
    types=(tokens.AZURE_SECRET,),
    severity="medium",
    levels=ADVICE,
    remediation="Turn it over, and move its end.",
    url=GUIDE + "general/autorotation",
)
def secret_current(secret: Resource, context: Context) -> Outcomes:
    """Advise of a secret that is past its end, at each change until somebody has turned it over."""
    today = datetime.combine(context.today, datetime.min.time(), UTC).timestamp()
    past = secret.at("properties", "attributes", "expires").test(lambda raw: float(raw) < today)
    yield from require(~past, "the day has come: turn it over, and move its end")


@stack_rule(
    name="azure-vault-endpoint",
    title="Our network reaches its vaults without the internet",
    types=VAULT,
    severity="medium",
    levels=PRODUCTION,
    remediation="Add a PrivateEndpoint to the vault. One that Azure's own services alone use sets publicNetworkAccess to Disabled.",
    checkov=("CKV2_AZURE_32",),
    url=GUIDE + "general/private-link-service",
)
def vault_endpoint(stack: Stack, _: Context) -> Outcomes:
    """Require a private endpoint of each vault that anybody but Azure itself reaches."""
    for vault in stack.of(*VAULT):
        joined = some(
            same for _, same in stack.naming("privateLinkServiceConnections", vault, tokens.AZURE_ENDPOINT)
        )
        unreached = vault.at("properties", "publicNetworkAccess").equals("Disabled", "disabled")
        yield from require(
            joined | unreached, "it is reached over the internet: add a PrivateEndpoint", of=vault
        )


RULES = (
    vault_recoverable,
    vault_roles,
    vault_closed,
    vault_endpoint,
    key_turned_over,
    secret_described,
    secret_ends,
    secret_current,
)
