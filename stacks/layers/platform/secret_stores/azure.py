"""The vault of the recovery, as External Secrets reads it for a namespace of the AKS cluster."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Output

from components.kubernetes.aks.workload_identity import (
    AzureWorkloadIdentity,
    AzureWorkloadIdentityArgs,
    ServiceAccount,
)
from components.security.cluster.secrets.namespace_secrets import SERVICE_ACCOUNT
from components.security.cluster.secrets.stores import AzureKeyVault, Store
from stacks.layers.azure import Azure
from stacks.layers.generated_secrets import KeptSecret
from stacks.layers.platform.secret_stores.databases import beside
from stacks.layers.platform.site import PlatformSite


@dataclass(frozen=True)
class AzureSecrets:
    """The vault of the recovery."""

    site: PlatformSite
    azure: Azure

    @property
    def store(self) -> Store:
        """The vault."""
        base = self.azure.base
        return AzureKeyVault(url=base.vault.vault_uri, tenant_id=base.placement.tenant_id)

    def kept(self) -> Mapping[str, KeptSecret]:
        """Return what the vault keeps: the database's password, as it is."""
        settings, database, vault = self.site.settings.azure, self.azure.database, self.azure.base.vault
        if database is None or settings is None or settings.database is None:
            return {}
        return {
            "database/postgresql": KeptSecret(
                arn=Output.concat(vault.vault_id, "/secrets/", database.secret_name),
                properties=("password",),
                whole=True,
                store_key=database.secret_name,
                beside=beside(database.endpoint, settings.database.database, settings.database.username),
            )
        }

    def reader(self, namespace: str, found: Mapping[str, KeptSecret]) -> AzureWorkloadIdentity:
        """Return an identity that the namespace's account may be."""
        base, cluster = self.azure.base, self.azure.cluster
        if cluster is None:
            raise LookupError(
                f"cluster {self.site.cluster.name} is not there, and nobody vouches for its accounts"
            )
        return AzureWorkloadIdentity(
            base.named(f"{namespace}-secrets-reader"),
            AzureWorkloadIdentityArgs(
                placement=base.placement,
                labels=base.labels,
                group=base.groups.names["cluster"],
                identity_name=f"{base.stem}-{namespace}-secrets-reader",
                oidc_issuer=cluster.oidc_issuer,
                service_accounts=(ServiceAccount(namespace=namespace, name=SERVICE_ACCOUNT),),
                roles={
                    f"reads-{path.replace('/', '-')}": ("Key Vault Secrets User", secret.arn)
                    for path, secret in found.items()
                },
            ),
            base.options,
        )
