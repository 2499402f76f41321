"""The parts of a storage account's inputs that follow from the spec alone, and the security that no spec decides."""

from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Final

from pulumi_azure_native import storage

from components.data.azure.storage.spec import BackupStorageSpec
from components.foundation.spec import Wire

FLOW_LOG_CONTAINER: Final = "insights-logs-flowlogflowevent"
"""Where Azure writes the flow logs of virtual networks."""

UNDELETE_DAYS: Final = 14
"""How long a deleted blob or container can be brought back."""


def network_rules(allowed: Sequence[IPv4Network]) -> storage.NetworkRuleSetArgs:
    """Let in the named public ranges and Azure's own services (which write the flow logs), and nobody else."""
    return storage.NetworkRuleSetArgs(
        default_action=storage.DefaultAction.DENY,
        bypass=storage.Bypass.AZURE_SERVICES,
        ip_rules=[
            # A rule of one address is written without a prefix: Azure refuses /31 and /32.
            storage.IPRuleArgs(
                i_p_address_or_range=str(block.network_address) if block.prefixlen == 32 else str(block),
                action=storage.Action.ALLOW,
            )
            for block in allowed
        ],
    )


def encryption(key_name: str, vault_uri: Wire[str], identity_id: Wire[str]) -> storage.EncryptionArgs:
    """Encrypt twice: with the platform's own key, and beneath it with one of Azure's."""
    both = storage.EncryptionServiceArgs(enabled=True, key_type=storage.KeyType.ACCOUNT)
    return storage.EncryptionArgs(
        key_source=storage.KeySource.MICROSOFT_KEYVAULT,
        key_vault_properties=storage.KeyVaultPropertiesArgs(key_name=key_name, key_vault_uri=vault_uri),
        encryption_identity=storage.EncryptionIdentityArgs(encryption_user_assigned_identity=identity_id),
        require_infrastructure_encryption=True,
        services=storage.EncryptionServicesArgs(blob=both, file=both),
    )


def lifecycle(spec: BackupStorageSpec) -> storage.ManagementPolicySchemaArgs:
    """Return when copies move to where they cost less, and when they and the flow logs go."""
    age = storage.DateAfterModificationArgs
    since = storage.DateAfterCreationArgs
    return storage.ManagementPolicySchemaArgs(
        rules=[
            _rule(
                "backups",
                f"{spec.container}/",
                storage.ManagementPolicyActionArgs(
                    base_blob=storage.ManagementPolicyBaseBlobArgs(
                        tier_to_cool=age(days_after_modification_greater_than=spec.cool_after_days),
                        delete=age(days_after_modification_greater_than=spec.keep_days),
                    ),
                    version=storage.ManagementPolicyVersionArgs(
                        delete=since(days_after_creation_greater_than=spec.keep_days)
                    ),
                    snapshot=storage.ManagementPolicySnapShotArgs(
                        delete=since(days_after_creation_greater_than=spec.keep_days)
                    ),
                ),
            ),
            _rule(
                "flow-logs",
                f"{FLOW_LOG_CONTAINER}/",
                storage.ManagementPolicyActionArgs(
                    base_blob=storage.ManagementPolicyBaseBlobArgs(
                        delete=age(days_after_modification_greater_than=spec.flow_log_keep_days)
                    ),
                    version=storage.ManagementPolicyVersionArgs(
                        delete=since(days_after_creation_greater_than=1)
                    ),
                ),
            ),
        ]
    )


def _rule(
    name: str, prefix: str, actions: storage.ManagementPolicyActionArgs
) -> storage.ManagementPolicyRuleArgs:
    return storage.ManagementPolicyRuleArgs(
        name=name,
        enabled=True,
        type=storage.RuleType.LIFECYCLE,
        definition=storage.ManagementPolicyDefinitionArgs(
            actions=actions,
            filters=storage.ManagementPolicyFilterArgs(blob_types=["blockBlob"], prefix_match=[prefix]),
        ),
    )
