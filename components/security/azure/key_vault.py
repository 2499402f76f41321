"""Azure Key Vault: the keys that encrypt what stands in Azure, and the secrets that Azure's own workloads read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import keyvault

from components.foundation.azure.placement import AzurePlacement, Guid
from components.foundation.azure.roles import Grant, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

Domain = Literal["disks", "storage", "database", "registry"]
"""What a key encrypts: one key for each, so that none opens two things."""

SOFT_DELETE_DAYS: Final = 90
"""How long a deleted vault, key or secret can be brought back: the longest that Key Vault allows."""

KEY_BITS: Final = 3072
"""RSA keys of the strength of AES-128 (NIST SP 800-57); every service that takes a key of ours takes this size."""

ROTATE_AFTER: Final = "P180D"
EXPIRE_AFTER: Final = "P2Y"
"""A version is replaced after half a year, and no service is left on one for longer than a year and a half more."""

SHORTEST_NAME, LONGEST_NAME = 3, 24
NAME: Final = re.compile(r"(?=.{3,24}$)[A-Za-z](-?[A-Za-z0-9])+")
"""What Azure takes as a vault's name (naming rules of Azure resources, Microsoft.KeyVault)."""


@dataclass(frozen=True, kw_only=True)
class KeyVaultArgs:
    """Where the vault stands, who looks after it and which keys it holds.

    ``vault_name`` is shared with everybody else's in Azure. ``administrators`` are groups of Entra, by a name of ours.
    """

    placement: AzurePlacement
    labels: Labels
    protected: bool
    group: Wire[str]
    vault_name: str
    domains: tuple[Domain, ...]
    administrators: Mapping[str, Guid]


class KeyVault(Component):
    """A vault that only roles open and only Azure's own services and our network reach, with a key for each domain.

    Keys rotate by themselves; who encrypts with one names it without a version and follows. Nobody can empty the
    vault: what is deleted comes back for 90 days and cannot be purged.

    Outputs: ``vault_id``, ``vault_name``, ``vault_uri``; ``key_uris`` by domain, without versions. Beside them, for
    wiring: ``uris`` and ``key_ids`` (by domain), and ``key_resources``.

    :raises ValueError: if the vault's name is not one that Azure takes.
    """

    urn_type = "platform:security:KeyVault"

    vault_id: Output[str]
    vault_name: Output[str]
    vault_uri: Output[str]
    key_uris: Output[dict[str, str]]

    def __init__(self, name: str, args: KeyVaultArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_name(args.vault_name)
        super().__init__(name, opts)
        vault = self._vault(name, args)
        for who, group_id in args.administrators.items():
            assign(
                f"{name}-administrator-{who}",
                Grant(
                    role="Key Vault Administrator",
                    scope=vault.id,
                    principal_id=group_id,
                    principal_type="Group",
                ),
                args.placement,
                self.child(),
            )
        keys = {domain: self._key(name, domain, args, vault) for domain in args.domains}
        self.uris: dict[str, Output[str]] = {str(domain): key.key_uri for domain, key in keys.items()}
        self.key_ids: dict[str, Output[str]] = {str(domain): key.id for domain, key in keys.items()}
        self.key_resources: list[Resource] = [*keys.values()]
        self.vault_id, self.vault_name = vault.id, vault.name
        self.vault_uri = Output.concat("https://", vault.name, ".vault.azure.net/")
        self.key_uris = cast("Output[dict[str, str]]", Output.from_input(self.uris))
        self.publish()

    def _vault(self, name: str, args: KeyVaultArgs) -> keyvault.Vault:
        return keyvault.Vault(
            name,
            resource_group_name=args.group,
            vault_name=args.vault_name,
            location=args.placement.location,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=args.placement.tenant_id,
                sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                soft_delete_retention_in_days=SOFT_DELETE_DAYS,
                enable_purge_protection=True,
                enabled_for_deployment=False,
                enabled_for_disk_encryption=False,
                enabled_for_template_deployment=False,
                # Azure's own services come in as trusted ones; everybody else through the private endpoint.
                public_network_access="Disabled",
                network_acls=keyvault.NetworkRuleSetArgs(
                    default_action=keyvault.NetworkRuleAction.DENY,
                    bypass=keyvault.NetworkRuleBypassOptions.AZURE_SERVICES,
                ),
            ),
            tags=args.labels.azure(),
            opts=self.child(protect=args.protected or None),
        )

    def _key(self, name: str, domain: Domain, args: KeyVaultArgs, vault: keyvault.Vault) -> keyvault.Key:
        """Register a key through the management plane, which the vault's firewall lets through."""
        return keyvault.Key(
            f"{name}-{domain}",
            resource_group_name=args.group,
            vault_name=vault.name,
            key_name=domain,
            properties=keyvault.KeyPropertiesArgs(
                kty=keyvault.JsonWebKeyType.RSA,
                key_size=KEY_BITS,
                key_ops=["wrapKey", "unwrapKey"],
                rotation_policy=keyvault.RotationPolicyArgs(
                    attributes=keyvault.KeyRotationPolicyAttributesArgs(expiry_time=EXPIRE_AFTER),
                    lifetime_actions=[
                        keyvault.LifetimeActionArgs(
                            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.ROTATE),
                            trigger=keyvault.TriggerArgs(time_after_create=ROTATE_AFTER),
                        ),
                        keyvault.LifetimeActionArgs(
                            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.NOTIFY),
                            trigger=keyvault.TriggerArgs(time_before_expiry="P30D"),
                        ),
                    ],
                ),
            ),
            tags=args.labels.azure(domain=domain),
            opts=self.child(protect=args.protected or None),
        )


def _refuse_name(name: str) -> None:
    if NAME.fullmatch(name) is None:
        raise ValueError(
            f"the vault name {name!r} is not one that Azure takes: {SHORTEST_NAME} to {LONGEST_NAME} letters, digits and "
            "single hyphens, from a letter on and without a hyphen at the end"
        )
