"""The clouds' stores of secrets, as External Secrets reaches them with the account of a namespace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from components.foundation.spec import Wire


class Store(Protocol):
    """A store of one cloud. ``name`` is what its SecretStore is called in a namespace."""

    name: ClassVar[str]

    def provider(self, account: str) -> Mapping[str, Any]:
        """Return the store as a SecretStore describes it, reached by a service account of the SecretStore's namespace."""


@dataclass(frozen=True, kw_only=True)
class SecretsManager:
    """AWS Secrets Manager of a region.

    The account needs the annotation of IRSA: External Secrets asks for a token of the account and exchanges it at STS
    itself, while Pod Identity gives credentials only to pods that run as the account (external-secrets, AWS provider).
    """

    name: ClassVar[str] = "aws-secrets-manager"
    region: str

    def provider(self, account: str) -> Mapping[str, Any]:
        """Return the store, with the account's own token."""
        jwt = {"serviceAccountRef": {"name": account}}
        return {"aws": {"service": "SecretsManager", "region": self.region, "auth": {"jwt": jwt}}}


@dataclass(frozen=True, kw_only=True)
class GoogleSecretManager:
    """Secret Manager of a project.

    The cluster is named outright: External Secrets would otherwise ask the node's metadata service, to which its
    namespace has no way.
    """

    name: ClassVar[str] = "google-secret-manager"
    project: str
    cluster: str
    location: str

    def provider(self, account: str) -> Mapping[str, Any]:
        """Return the store, with the account's workload identity."""
        identity = {
            "serviceAccountRef": {"name": account},
            "clusterName": self.cluster,
            "clusterLocation": self.location,
            "clusterProjectID": self.project,
        }
        return {"gcpsm": {"projectID": self.project, "auth": {"workloadIdentity": identity}}}


@dataclass(frozen=True, kw_only=True)
class AzureKeyVault:
    """A vault of Azure. ``url`` is its address."""

    name: ClassVar[str] = "azure-key-vault"
    url: Wire[str]
    tenant_id: str

    def provider(self, account: str) -> Mapping[str, Any]:
        """Return the store, with the account's workload identity."""
        return {
            "azurekv": {
                "authType": "WorkloadIdentity",
                "vaultUrl": self.url,
                "tenantId": self.tenant_id,
                "serviceAccountRef": {"name": account},
            }
        }
