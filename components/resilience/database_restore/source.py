"""Where a dump is restored from and into, as each cloud has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Final

from pulumi import Output

from components.foundation.cluster.flows import METADATA_SERVICE, Flow, Peer, ranges
from components.foundation.spec import Wire

# renovate: datasource=docker depName=gcr.io/cloud-sql-connectors/cloud-sql-proxy
CLOUD_SQL_PROXY: Final = "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.25.0"

POSTGRES: Final = 5432
CONNECTOR: Final = 3307
"""Where Cloud SQL takes connectors, which bring a certificate of their own (Cloud SQL documentation, Auth Proxy)."""


@dataclass(frozen=True, kw_only=True)
class RestoreSite:
    """The copies and the database of one cloud.

    ``path`` is where dumps are, as rclone writes it, and ``environment`` what rclone reads. ``connector`` is the name of a
    Cloud SQL instance, whose proxy then stands beside the restore, which asks localhost. ``flows`` lead to the database
    and to who says who the pod is.
    """

    path: Wire[str]
    environment: Mapping[str, Wire[str]]
    flows: Mapping[str, Flow]
    connector: Wire[str] | None = None
    pod_labels: Mapping[str, str] = field(default_factory=dict)


def google(*, bucket: Wire[str], folder: str, instance: Wire[str], databases: IPv4Network) -> RestoreSite:
    """Return the site of Google Cloud: the bucket's copies, and Cloud SQL through its own connector."""
    return RestoreSite(
        path=Output.concat("source:", bucket, "/", folder),
        environment={
            "RCLONE_CONFIG_SOURCE_TYPE": "googlecloudstorage",
            "RCLONE_CONFIG_SOURCE_ENV_AUTH": "true",
            "RCLONE_CONFIG_SOURCE_BUCKET_POLICY_ONLY": "true",
            "RCLONE_CONFIG_SOURCE_NO_CHECK_BUCKET": "true",
        },
        flows={
            "allow-database": Flow(direction="to", peers=ranges([databases]), ports=(CONNECTOR,)),
            "allow-metadata": Flow(direction="to", peers=(Peer(range=METADATA_SERVICE),), ports=(80,)),
        },
        connector=instance,
    )


def azure(*, account: Wire[str], container: Wire[str], folder: str, databases: IPv4Network) -> RestoreSite:
    """Return the site of Azure: the container's copies, and the server at its own name."""
    return RestoreSite(
        path=Output.concat("source:", container, "/", folder),
        environment={
            "RCLONE_CONFIG_SOURCE_TYPE": "azureblob",
            "RCLONE_CONFIG_SOURCE_ENV_AUTH": "true",
            "RCLONE_CONFIG_SOURCE_ACCOUNT": account,
        },
        flows={"allow-database": Flow(direction="to", peers=ranges([databases]), ports=(POSTGRES,))},
        # By this label AKS mounts the token that the identity is asked for with.
        pod_labels={"azure.workload.identity/use": "true"},
    )
