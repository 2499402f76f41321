"""Where the recovery clusters of Google Cloud and Azure restore a cluster's records from: the copies, to be read alone.

Velero writes the record of a backup anew until it is finished, and the copies' lock forbids that in both clouds, so that
these clusters keep none of their own: what runs there comes from Git and from the copies.
"""

from typing import TYPE_CHECKING

from pulumi import Output

from components.kubernetes.aks.identity_spec import AksIdentitySpec
from components.kubernetes.gke.identity_spec import GkeIdentitySpec
from components.resilience.cluster_backups import backups
from components.resilience.cluster_backups.locations import (
    BackupLocation,
    SnapshotLocation,
    VolumeSnapshots,
)
from components.resilience.cluster_backups.values import SERVICE_ACCOUNT
from stacks.layers.foundation import cluster_name
from stacks.layers.platform.backup_cloud import BackupCloud, plugin
from stacks.layers.platform.site import PlatformSite

if TYPE_CHECKING:
    from components.foundation.spec import Wire
    from stacks.layers.azure import Azure
    from stacks.layers.gcp import Google

COPIED_BY_CLOUD = "the cloud itself"


def on_google(site: PlatformSite, google: "Google") -> BackupCloud | None:
    """Return the bucket of copies, as an account of the project reads it."""
    from components.kubernetes.gke.workload_identity import (  # noqa: PLC0415 - an SDK that only some use
        GkeWorkloadIdentity,
        GkeWorkloadIdentityArgs,
    )

    decided = site.settings.gcp
    if decided is None or google.backups is None or google.cluster is None:
        return None
    identity = GkeWorkloadIdentity(
        f"{site.cluster.name}-velero",
        GkeWorkloadIdentityArgs(
            spec=GkeIdentitySpec(
                namespace=backups.NAMESPACE, service_account=SERVICE_ACCOUNT, reads_backups=True
            ),
            placement=decided.placement,
            labels=site.settings.labels,
            cluster_name=site.cluster.name,
            backups=google.backups.bucket_name,
            cluster_ready=google.cluster.ready,
        ),
        google.account,
    )
    site.cluster.ledger.claim("definition", backups.SNAPSHOT_DEFINITION, COPIED_BY_CLOUD)
    home = cluster_name(site.settings, site.settings.aws.home_region)
    return BackupCloud(
        plugin=plugin("gcp", {}),
        locations=(
            BackupLocation(
                name=f"copies-of-{home}",
                provider="gcp",
                bucket=google.backups.bucket_name,
                prefix=home,
                config={},
                writable=False,
            ),
        ),
        snapshot_location=SnapshotLocation(
            name="gcp-disk-snapshots", provider="gcp", config={"snapshotLocation": decided.region}
        ),
        volumes=VolumeSnapshots(driver="pd.csi.storage.gke.io"),
        annotations=identity.annotations,
        granted=identity.granted,
    )


def on_azure(site: PlatformSite, azure: "Azure") -> BackupCloud | None:
    """Return the container of copies, as an identity of the recovery reads it."""
    from components.kubernetes.aks.workload_identity import (  # noqa: PLC0415 - as above
        USE_LABEL,
        AzureWorkloadIdentity,
        AzureWorkloadIdentityArgs,
        ServiceAccount,
    )

    base, cluster, storage = azure.base, azure.cluster, azure.storage
    if cluster is None or storage is None:
        return None
    who = AksIdentitySpec(namespace=backups.NAMESPACE, service_account=SERVICE_ACCOUNT, reads_backups=True)
    identity = AzureWorkloadIdentity(
        base.named("velero"),
        AzureWorkloadIdentityArgs(
            placement=base.placement,
            labels=base.labels,
            group=base.groups.names["cluster"],
            identity_name=f"{base.stem}-velero",
            oidc_issuer=cluster.oidc_issuer,
            service_accounts=(ServiceAccount(namespace=who.namespace, name=who.service_account),),
            roles={"reads-backups": ("Storage Blob Data Reader", storage.container_id)},
        ),
        base.options,
    )
    site.cluster.ledger.claim("definition", backups.SNAPSHOT_DEFINITION, COPIED_BY_CLOUD)
    home = cluster_name(site.settings, site.settings.aws.home_region)
    place: dict[str, Wire[str]] = {
        "resourceGroup": base.groups.names["data"],
        "subscriptionId": base.placement.subscription_id,
    }
    return BackupCloud(
        plugin=plugin(
            "microsoft-azure",
            {
                "AZURE_CLOUD_NAME": "AzurePublicCloud",
                "AZURE_SUBSCRIPTION_ID": base.placement.subscription_id,
                "AZURE_RESOURCE_GROUP": base.groups.names["cluster"],
            },
        ),
        locations=(
            BackupLocation(
                name=f"copies-of-{home}",
                provider="azure",
                bucket=storage.container_name,
                prefix=home,
                config={
                    **place,
                    "storageAccount": storage.account_name,
                    "storageAccountURI": Output.concat(
                        "https://", storage.account_name, ".blob.core.windows.net"
                    ),
                    "useAAD": "true",
                },
                writable=False,
            ),
        ),
        snapshot_location=SnapshotLocation(
            name="azure-disk-snapshots", provider="azure", config={**place, "incremental": "true"}
        ),
        volumes=VolumeSnapshots(driver="disk.csi.azure.com", parameters={"incremental": "true"}),
        annotations=identity.annotations,
        granted=identity.granted,
        pod_labels={USE_LABEL: "true"},
    )
