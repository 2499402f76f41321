"""Backups of a cluster: into its region's bucket on AWS, from the copies of the home region's elsewhere."""

from typing import Final

from pulumi import Resource

from components.kubernetes.eks.addons import Addons, AddonsArgs
from components.kubernetes.identity_policies.velero import velero
from components.resilience.cluster_backups import backups
from components.resilience.cluster_backups.backups import ClusterBackups, ClusterBackupsArgs
from components.resilience.cluster_backups.locations import (
    BackupLocation,
    SnapshotLocation,
    VolumeSnapshots,
)
from components.resilience.cluster_backups.values import SERVICE_ACCOUNT
from stacks.layers.foundation import cluster_name
from stacks.layers.platform import recovery_sides
from stacks.layers.platform.backup_cloud import BackupCloud, plugin
from stacks.layers.platform.site import AwsSide, PlatformSite

SNAPSHOTS: Final = "snapshot-controller"


def build(site: PlatformSite) -> ClusterBackups | None:
    """Build Velero, where the settings have it and there is a bucket."""
    spec = site.spec.backups
    cloud = _cloud(site) if spec is not None else None
    keys = site.backup_keys
    if spec is None or keys is None or cloud is None:
        return None
    return ClusterBackups(
        site.cluster,
        ClusterBackupsArgs(
            spec=spec,
            plugin=cloud.plugin,
            locations=cloud.locations,
            snapshot_location=cloud.snapshot_location,
            volumes=cloud.volumes,
            repository_password=keys.repository,
            annotations=cloud.annotations,
            granted=cloud.granted,
            pod_labels=cloud.pod_labels,
        ),
    )


def _cloud(site: PlatformSite) -> BackupCloud | None:
    if site.aws is not None:
        return _on_aws(site, site.aws)
    if site.google is not None:
        return recovery_sides.on_google(site, site.google)
    return recovery_sides.on_azure(site, site.azure) if site.azure is not None else None


def _on_aws(site: PlatformSite, side: AwsSide) -> BackupCloud | None:
    """Return the bucket of the region; what the home region's bucket copies here is a location to restore from."""
    if side.stores is None or side.stores.backups is None:
        return None
    bucket, placement, home = side.stores.backups, side.base.placement, site.settings.aws.home_region
    copied = [cluster_name(site.settings, home)] if _receives_copies(site, side) else []
    identity = site.aws_identity(
        backups.NAMESPACE,
        SERVICE_ACCOUNT,
        velero(
            placement=placement,
            bucket_arn=bucket.bucket_arn,
            prefix=site.cluster.name,
            read_prefixes=copied,
            bucket_key_arn=side.base.keys.arns["backups"],
            ebs_key_arn=side.base.keys.arns["ebs"],
        ),
    )
    config = {"region": placement.region, "s3ForcePathStyle": "false"}
    own = BackupLocation(
        name="aws-s3-backup",
        provider="aws",
        bucket=bucket.bucket_name,
        prefix=site.cluster.name,
        config=config,
    )
    others = [
        BackupLocation(
            name=f"copies-of-{cluster}",
            provider="aws",
            bucket=bucket.bucket_name,
            prefix=cluster,
            config=config,
            writable=False,
        )
        for cluster in copied
    ]
    return BackupCloud(
        plugin=plugin("aws", {}),
        locations=(own, *others),
        snapshot_location=SnapshotLocation(
            name="aws-ebs-snapshots", provider="aws", config={"region": placement.region}
        ),
        volumes=VolumeSnapshots(driver="ebs.csi.aws.com"),
        annotations=identity.annotations,
        granted=[*identity.granted, *bucket.ready, _snapshot_controller(site, side)],
    )


def _receives_copies(site: PlatformSite, side: AwsSide) -> bool:
    """Tell whether the home region's bucket is copied to this one and a cluster writes there."""
    aws = site.settings.aws
    home = aws.regions[aws.home_region]
    writes = home.platform is not None and home.platform.backups is not None
    return writes and side.region != aws.home_region and side.region == aws.bucket_copy_region


def _snapshot_controller(site: PlatformSite, side: AwsSide) -> Resource:
    """Install what makes snapshots of volumes: GKE and AKS bring it along, EKS does not."""
    cluster = side.clusters.cluster
    installed = Addons(
        f"{site.cluster.name}-snapshots",
        AddonsArgs(
            names=[SNAPSHOTS],
            spec=site.settings.aws.regions[side.region].cluster,
            issuer=cluster.issuer,
            labels=site.settings.labels,
            protected=site.settings.protected,
            ebs_key_arn=side.base.keys.arns["ebs"],
            after=cluster.ready,
        ),
        side.account,
    )
    site.cluster.ledger.claim("definition", backups.SNAPSHOT_DEFINITION, f"the add-on {SNAPSHOTS}")
    return installed.installed[SNAPSHOTS]
