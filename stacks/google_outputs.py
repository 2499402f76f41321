"""The part of a stack's contract that Google Cloud is reached by."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi import Output

if TYPE_CHECKING:
    from stacks.layers.gcp import Google


@dataclass(frozen=True, kw_only=True)
class GoogleOutputs:
    """Google Cloud's addresses and names. An output is None where the environment lacks the system."""

    network_id: Output[str]
    ingress_address: Output[str]
    """Where the edge sends traffic when AWS is gone."""
    key_ids: Output[dict[str, str]]
    cluster_name: Output[str] | None
    cluster_endpoint: Output[str] | None
    kubeconfig: Output[str] | None
    """A secret, as those of the other clusters are."""
    upgrades_topic: Output[str] | None
    identity_annotations: dict[str, Output[dict[str, str]]]
    """By the identity's name: what its Kubernetes service account carries."""
    database_connection_name: Output[str] | None
    database_secret_id: Output[str] | None
    registry: Output[str] | None
    backups_url: Output[str] | None
    backups_audience: Output[str] | None
    pipelines: dict[str, Output[str]] | None
    """The provider and the accounts for the variables of the workflows, by what they are for."""


def of_google(google: "Google | None") -> GoogleOutputs | None:
    """Return the contract of Google Cloud from its layer, or None where there is none."""
    if google is None:
        return None
    cluster, database, backups = google.cluster, google.database, google.backups
    return GoogleOutputs(
        network_id=google.network.network_id,
        ingress_address=google.network.ingress_address,
        key_ids=google.keys.key_ids,
        cluster_name=cluster.cluster_name if cluster else None,
        cluster_endpoint=cluster.endpoint if cluster else None,
        kubeconfig=cluster.kubeconfig if cluster else None,
        upgrades_topic=cluster.upgrades_topic if cluster else None,
        identity_annotations={key: found.annotations for key, found in google.identities.items()},
        database_connection_name=database.connection_name if database else None,
        database_secret_id=database.secret_id if database else None,
        registry=google.registry.address if google.registry else None,
        backups_url=backups.bucket_url if backups else None,
        backups_audience=backups.audience if backups else None,
        pipelines=_pipelines(google),
    )


def _pipelines(google: "Google") -> dict[str, Output[str]] | None:
    pipeline = google.pipeline
    if pipeline is None:
        return None
    return {"provider": pipeline.provider_name, "preview": pipeline.previewer, "deploy": pipeline.deployer}
