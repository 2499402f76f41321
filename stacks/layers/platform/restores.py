"""The restore of the primary's newest dump, on the clusters of the clouds that its copies go to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pulumi import Resource

from components.foundation.cluster.tool_images import postgres_image
from components.foundation.spec import Wire
from components.networking.azure.spec import subnet_plan
from components.resilience.database_restore import source
from components.resilience.database_restore.restore import CREDENTIALS, DatabaseRestore, DatabaseRestoreArgs
from components.resilience.database_restore.source import RestoreSite
from components.security.cluster.secrets.spec import FetchedSecretSpec
from stacks.layers.platform.dumps import login
from stacks.layers.platform.site import PlatformSite
from stacks.layers.stores import DUMPS_FOLDER

IDENTITY: Final = "database-restore"
"""The key of the settings' identity by which the restore reads copies."""


@dataclass(frozen=True, kw_only=True)
class _Cloud:
    """What a cluster's cloud decides of its restore."""

    namespace: str
    service_account: str
    version: str
    source: RestoreSite
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]


def build(site: PlatformSite) -> DatabaseRestore | None:
    """Build the restore, where the settings have it and there are copies, a database and the identity that reads them."""
    spec, keys = site.spec.restore, site.backup_keys
    cloud = (_on_google(site) or _on_azure(site)) if spec is not None else None
    if spec is None or keys is None or cloud is None:
        return None
    return DatabaseRestore(
        site.cluster,
        DatabaseRestoreArgs(
            spec=spec,
            namespace=cloud.namespace,
            service_account=cloud.service_account,
            image=postgres_image(cloud.version),
            source=cloud.source,
            passphrase=keys.dumps,
            annotations=cloud.annotations,
            granted=cloud.granted,
        ),
    )


def secrets_of(restored: DatabaseRestore) -> dict[str, dict[str, FetchedSecretSpec]]:
    """Return what External Secrets fetches for the restore, by the namespace that it runs in and a name."""
    return {restored.args.namespace: {CREDENTIALS: login(CREDENTIALS)}}


def _on_google(site: PlatformSite) -> _Cloud | None:
    google, decided = site.google, site.settings.gcp
    if google is None or decided is None or google.backups is None or google.database is None:
        return None
    identity, spec = google.identities.get(IDENTITY), decided.identities.get(IDENTITY)
    if identity is None or spec is None or decided.database is None:
        return None
    return _Cloud(
        namespace=spec.namespace,
        service_account=spec.service_account,
        version=decided.database.version.removeprefix("POSTGRES_"),
        source=source.google(
            bucket=google.backups.bucket_name,
            folder=DUMPS_FOLDER,
            instance=google.database.connection_name,
            databases=decided.network.private_services,
        ),
        annotations=identity.annotations,
        granted=identity.granted,
    )


def _on_azure(site: PlatformSite) -> _Cloud | None:
    azure, decided = site.azure, site.settings.azure
    if azure is None or decided is None or azure.storage is None or azure.database is None:
        return None
    identity, spec = azure.identities.get(IDENTITY), decided.identities.get(IDENTITY)
    if identity is None or spec is None or decided.database is None:
        return None
    return _Cloud(
        namespace=spec.namespace,
        service_account=spec.service_account,
        version=decided.database.version,
        source=source.azure(
            account=azure.storage.account_name,
            container=azure.storage.container_name,
            folder=DUMPS_FOLDER,
            databases=subnet_plan(decided.network.cidr).database,
        ),
        annotations=identity.annotations,
        granted=identity.granted,
    )
