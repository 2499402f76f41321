"""Dumps of the region's primary, into the region's bucket of backups."""

from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.tool_images import postgres_image
from components.kubernetes.identity_policies.database_dumps import database_dumps
from components.resilience.database_dumps import dumps
from components.resilience.database_dumps.dumps import DatabaseDumps, DatabaseDumpsArgs
from components.resilience.database_dumps.spec import DatabaseDumpsSpec
from components.security.cluster.secrets.spec import FetchedSecretSpec, RemoteValueSpec
from stacks.layers.platform.data_access import store_ranges
from stacks.layers.platform.site import PlatformSite
from stacks.layers.stores import DUMPS_FOLDER

CONNECTION = ("host", "username", "password", "database")
"""What the dump logs in with, by the names that the database's secret and the Secret of the job both use."""


def build(site: PlatformSite, namespace: PlatformNamespace | None) -> DatabaseDumps | None:
    """Build the nightly dump in its namespace, where the settings have it and there are a database and a bucket."""
    spec, side, keys = site.spec.dumps, site.aws, site.backup_keys
    if spec is None or side is None or keys is None or side.stores is None or side.stores.backups is None:
        return None
    here = site.settings.aws.regions[side.region]
    if here.database is None or namespace is None:
        return None
    bucket, placement = side.stores.backups, side.base.placement
    identity = site.aws_identity(
        dumps.NAMESPACE,
        dumps.SERVICE_ACCOUNT,
        database_dumps(
            placement=placement,
            bucket_arn=bucket.bucket_arn,
            folder=DUMPS_FOLDER,
            key_arn=side.base.keys.arns["backups"],
        ),
    )
    return DatabaseDumps(
        site.cluster,
        DatabaseDumpsArgs(
            spec=spec,
            image=postgres_image(here.database.version),
            namespace=namespace,
            databases=store_ranges(site),
            bucket=bucket.bucket_name,
            folder=DUMPS_FOLDER,
            region=placement.region,
            passphrase=keys.dumps,
            annotations=identity.annotations,
            granted=[*identity.granted, *bucket.ready],
        ),
    )


def secrets_of(spec: DatabaseDumpsSpec) -> dict[str, dict[str, FetchedSecretSpec]]:
    """Return what External Secrets fetches for the dump, by the namespace that it runs in and a name."""
    return {dumps.NAMESPACE: {spec.credentials: login(spec.credentials)}}


def login(target: str) -> FetchedSecretSpec:
    """Return how External Secrets fetches the login of the cluster's database into a Secret of that name."""
    return FetchedSecretSpec(
        target=target,
        template={name: f"{{{{ .{name} }}}}" for name in CONNECTION},
        values={
            name: RemoteValueSpec(secret="database/postgresql", property=name)  # noqa: S106 - where one is kept
            for name in CONNECTION
        },
    )
