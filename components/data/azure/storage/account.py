"""An Azure storage account for backup copies: unchangeable for a while, and written to without any key."""

from dataclasses import dataclass

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import managedidentity, storage

from components.data.azure.storage.account_inputs import (
    UNDELETE_DAYS,
    encryption,
    lifecycle,
    network_rules,
)
from components.data.azure.storage.spec import BackupStorageSpec
from components.foundation.azure.placement import AzurePlacement
from components.foundation.azure.roles import Grant, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

KEY_NAME = "storage"
LONGEST_NAME = 24
FEDERATION_AUDIENCE = "api://AzureADTokenExchange"
"""What a token must be for, that Entra exchanges for one of its own."""


@dataclass(frozen=True, kw_only=True)
class BackupStorageArgs:
    """A spec wired to its group and its key.

    ``account_name`` is shared with everybody else's in Azure. ``stem`` begins the names of identities. ``key_id`` is the
    key's resource id, ``vault_uri`` the address of its vault.
    """

    spec: BackupStorageSpec
    placement: AzurePlacement
    labels: Labels
    protected: bool
    stem: str
    group: Wire[str]
    account_name: str
    key_id: Wire[str]
    vault_uri: Wire[str]


class BackupStorage(Component):
    """An account that takes HTTPS with an Entra identity and nothing else, encrypted with a key of ours.

    Outputs: ``account_id``, ``account_name``, ``blob_endpoint``, ``container_id``, ``container_name``; ``writer_client_ids`` are what
    each writer outside Azure logs in as, with its own issuer's token for ``api://AzureADTokenExchange``.

    :raises ValueError: if the account's name is not one that Azure takes.
    """

    urn_type = "platform:data:BackupStorage"

    account_id: Output[str]
    account_name: Output[str]
    blob_endpoint: Output[str]
    container_id: Output[str]
    container_name: Output[str]
    writer_client_ids: Output[dict[str, str]]

    def __init__(self, name: str, args: BackupStorageArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_name(args.account_name)
        super().__init__(name, opts)
        account = self._account(name, args)
        container = self._contents(name, args, account)
        clients = {
            writer: self._writer(f"{name}-writer-{writer}", writer, args, container)
            for writer in args.spec.writers
        }
        self.account_id, self.account_name = account.id, account.name
        self.blob_endpoint = Output.concat("https://", account.name, ".blob.core.windows.net/")
        self.container_id, self.container_name = container.id, container.name
        self.writer_client_ids = Output.all(**clients)
        self.publish()

    def _account(self, name: str, args: BackupStorageArgs) -> storage.StorageAccount:
        keeper = self._identity(f"{name}-keeper", f"{args.stem}-backup-storage", args)
        may_encrypt = assign(
            f"{name}-encrypts",
            Grant(
                role="Key Vault Crypto Service Encryption User",
                scope=args.key_id,
                principal_id=keeper.principal_id,
            ),
            args.placement,
            self.child(),
        )
        return storage.StorageAccount(
            name,
            resource_group_name=args.group,
            account_name=args.account_name,
            location=args.placement.location,
            kind=storage.Kind.STORAGE_V2,
            sku=storage.SkuArgs(name=f"Standard_{args.spec.redundancy}"),
            access_tier=storage.AccessTier.HOT,
            enable_https_traffic_only=True,
            minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
            allow_blob_public_access=False,
            allow_shared_key_access=False,
            default_to_o_auth_authentication=True,
            allow_cross_tenant_replication=False,
            allowed_copy_scope=storage.AllowedCopyScope.AAD,
            is_hns_enabled=False,
            is_local_user_enabled=False,
            is_sftp_enabled=False,
            public_network_access=(
                storage.PublicNetworkAccess.ENABLED
                if args.spec.allowed_ranges
                else storage.PublicNetworkAccess.DISABLED
            ),
            network_rule_set=network_rules(args.spec.allowed_ranges),
            identity=storage.IdentityArgs(
                type=storage.IdentityType.USER_ASSIGNED, user_assigned_identities=[keeper.id]
            ),
            encryption=encryption(KEY_NAME, args.vault_uri, keeper.id),
            tags=args.labels.azure(),
            opts=self.child(depends_on=[may_encrypt], protect=args.protected or None),
        )

    def _contents(
        self, name: str, args: BackupStorageArgs, account: storage.StorageAccount
    ) -> storage.BlobContainer:
        kept = storage.DeleteRetentionPolicyArgs(enabled=True, days=UNDELETE_DAYS)
        service: list[Resource] = [
            storage.BlobServiceProperties(
                f"{name}-blobs",
                resource_group_name=args.group,
                account_name=account.name,
                blob_services_name="default",
                is_versioning_enabled=True,
                change_feed=storage.ChangeFeedArgs(enabled=True, retention_in_days=args.spec.keep_days),
                delete_retention_policy=kept,
                container_delete_retention_policy=kept,
                opts=self.child(),
            )
        ]
        container = storage.BlobContainer(
            f"{name}-{args.spec.container}",
            resource_group_name=args.group,
            account_name=account.name,
            container_name=args.spec.container,
            public_access=storage.PublicAccess.NONE,
            opts=self.child(depends_on=service),
        )
        storage.BlobContainerImmutabilityPolicy(
            f"{name}-{args.spec.container}-unchangeable",
            resource_group_name=args.group,
            account_name=account.name,
            container_name=container.name,
            immutability_policy_name="default",
            immutability_period_since_creation_in_days=args.spec.immutable_days,
            allow_protected_append_writes=False,
            opts=self.child(),
        )
        storage.ManagementPolicy(
            f"{name}-lifecycle",
            resource_group_name=args.group,
            account_name=account.name,
            management_policy_name="default",
            policy=lifecycle(args.spec),
            opts=self.child(depends_on=service),
        )
        return container

    def _writer(
        self, role: str, writer: str, args: BackupStorageArgs, container: storage.BlobContainer
    ) -> Output[str]:
        """Register an identity that the writer's own issuer vouches for, and let it write to the one container."""
        identity = self._identity(role, f"{args.stem}-backup-{writer}", args)
        managedidentity.FederatedIdentityCredential(
            f"{role}-federation",
            resource_group_name=args.group,
            resource_name_=identity.name,
            federated_identity_credential_resource_name=writer,
            issuer=args.spec.writers[writer].issuer,
            subject=args.spec.writers[writer].subject,
            audiences=[FEDERATION_AUDIENCE],
            opts=self.child(),
        )
        assign(
            f"{role}-writes",
            Grant(
                role="Storage Blob Data Contributor",
                scope=container.id,
                principal_id=identity.principal_id,
            ),
            args.placement,
            self.child(),
        )
        return identity.client_id

    def _identity(
        self, role: str, physical: str, args: BackupStorageArgs
    ) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            role,
            resource_group_name=args.group,
            resource_name_=physical,
            location=args.placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )


def _refuse_name(name: str) -> None:
    if not (name.isalnum() and name.islower() and 3 <= len(name) <= LONGEST_NAME):
        raise ValueError(
            f"the account name {name!r} is not one that Azure takes: 3 to {LONGEST_NAME} lower-case letters and digits"
        )
