"""The part of a stack's contract that the recovery in Azure is reached by."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi import Output

if TYPE_CHECKING:
    from stacks.layers.azure import Azure


@dataclass(frozen=True, kw_only=True)
class AzureOutputs:
    """What the recovery in Azure is reached by. An output is None where the environment lacks the system."""

    ingress_address: Output[str]
    vnet_id: Output[str]
    nat_public_ips: Output[dict[str, str]]
    vault_name: Output[str]
    cluster_name: Output[str] | None
    cluster_fqdn: Output[str] | None
    cluster_oidc_issuer: Output[str] | None
    kubeconfig: Output[str] | None
    """A secret, although it holds no token: it is what an attacker would look for first."""
    identity_annotations: dict[str, Output[dict[str, str]]]
    """What each service account that has an identity carries, by the identity's name."""
    backup_container: Output[str] | None
    backup_writer_client_ids: Output[dict[str, str]] | None
    database_endpoint: Output[str] | None
    database_secret_name: Output[str] | None
    registry_server: Output[str] | None
    pipelines: dict[str, Output[str]] | None
    """The identities for the variables of the workflows, by what they are for."""


def of_azure(azure: "Azure | None") -> AzureOutputs | None:
    """Return the contract of the recovery in Azure from its layer, if there is one."""
    if azure is None:
        return None
    base, cluster, storage, database = azure.base, azure.cluster, azure.storage, azure.database
    pipeline = azure.pipeline
    return AzureOutputs(
        ingress_address=azure.ingress_address,
        vnet_id=base.network.vnet_id,
        nat_public_ips=base.network.nat_public_ips,
        vault_name=base.vault.vault_name,
        cluster_name=cluster.cluster_name if cluster else None,
        cluster_fqdn=cluster.fqdn if cluster else None,
        cluster_oidc_issuer=cluster.oidc_issuer if cluster else None,
        kubeconfig=azure.kubeconfig,
        identity_annotations={key: one.annotations for key, one in azure.identities.items()},
        backup_container=storage.container_name if storage else None,
        backup_writer_client_ids=storage.writer_client_ids if storage else None,
        database_endpoint=database.endpoint if database else None,
        database_secret_name=database.secret_name if database else None,
        registry_server=azure.registry.login_server if azure.registry else None,
        pipelines={
            "preview": pipeline.preview_client_id,
            "deploy": pipeline.deploy_client_id,
            "condition": pipeline.delegation_condition,
        }
        if pipeline
        else None,
    )
