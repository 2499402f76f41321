"""Copies of the home region's backups, into the clouds that let the copier in."""

from collections.abc import Mapping

from components.kubernetes.identity_policies.backup_copies import NAMESPACE, SERVICE_ACCOUNT, copier_role
from components.resilience.backup_copies import destinations
from components.resilience.backup_copies.copies import BackupCopies, BackupCopiesArgs
from components.resilience.backup_copies.destinations import Destination
from stacks.layers.backup_copies import admitted_by_google, azure_writer
from stacks.layers.platform.site import PlatformSite
from stacks.layers.stores import DUMPS_FOLDER


def build(site: PlatformSite) -> BackupCopies | None:
    """Build the jobs, where the settings have them, on the cluster whose role may read the backups."""
    spec, side, copier = site.spec.copies, site.aws, site.copied.copier
    if spec is None or side is None or copier is None or side.stores is None or side.stores.backups is None:
        return None
    bucket = side.stores.backups
    return BackupCopies(
        site.cluster,
        BackupCopiesArgs(
            spec=spec,
            namespace=NAMESPACE,
            service_account=SERVICE_ACCOUNT,
            annotations=copier.annotations,
            granted=[*copier.granted, *bucket.ready],
            bucket=bucket.bucket_name,
            region=side.region,
            finished_folders=[DUMPS_FOLDER],
            settling_folders=[f"{site.cluster.name}/backups"] if site.spec.backups else [],
            destinations=_destinations(site),
        ),
    )


def _destinations(site: PlatformSite) -> Mapping[str, Destination]:
    role, found = copier_role(site.settings.environment), {}
    google, azure, decided = site.copied.google, site.copied.azure, site.settings.azure
    if google is not None and google.backups is not None and admitted_by_google(site.settings, role):
        found["google"] = destinations.google(
            bucket=google.backups.bucket_name, audience=google.backups.audience
        )
    writer = azure_writer(site.settings, role)
    if azure is not None and azure.storage is not None and decided is not None and writer is not None:
        clients = azure.storage.writer_client_ids
        found["azure"] = destinations.azure(
            account=azure.storage.account_name,
            container=azure.storage.container_name,
            tenant=decided.tenant_id,
            client_id=clients.apply(lambda known: known[writer]),
        )
    return found
