"""Secrets Manager of a region: what the layers below keep in it, and who reads it for a namespace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from components.data.postgres import Postgres
from components.foundation.spec import Wire
from components.kubernetes.identity_policies.secret_reader import secret_reader
from components.kubernetes.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from components.security.cluster.secrets.namespace_secrets import SERVICE_ACCOUNT
from components.security.cluster.secrets.stores import SecretsManager, Store
from stacks.layers.generated_secrets import KeptSecret, copied
from stacks.layers.platform.site import AwsSide, PlatformSite

LOGIN: Final = ("username", "password")
CONNECTION: Final = ("engine", "host", "port", "database")
ADDRESS: Final = ("engine", "host", "port", "tls")


def on_aws(site: PlatformSite, side: AwsSide) -> Mapping[str, KeptSecret]:
    """Return the secrets of a region's Secrets Manager, by their path after the environment's name."""
    return {**dict(_of_databases(site, side)), **dict(_of_cache(side)), **side.generated}


def _of_databases(site: PlatformSite, side: AwsSide) -> Iterator[tuple[str, KeptSecret]]:
    key, data = side.base.keys.arns["secrets"], side.data
    home, away = site.home, site.settings.aws.recovery_region
    if data.database is not None:
        yield "database/postgresql", _of_primary(site, side, data.database)
    elif side.region == away and home.data.database is not None and home.data.database.password is not None:
        yield (
            "database/postgresql",
            KeptSecret(
                arn=copied(home.data.database.grant_arn, home.region, away),
                key_arn=home.base.keys.replica_arns["secrets"],
                properties=(*CONNECTION, *LOGIN),
                copied=True,
            ),
        )
    if data.recovery is not None:
        yield (
            "database/postgresql-recovery",
            KeptSecret(arn=data.recovery.grant_arn, key_arn=key, properties=(*CONNECTION, *LOGIN)),
        )
    proxied = site.settings.aws.regions[side.region].database_proxy
    if data.proxy is not None and data.database is not None and proxied is not None:
        known = proxied.clients == "password" and data.database.password is not None
        login = LOGIN if known else ("username",)
        yield (
            "database/postgresql-proxy",
            KeptSecret(arn=data.proxy.grant_arn, key_arn=key, properties=(*CONNECTION, "tls", *login)),
        )


def _of_primary(site: PlatformSite, side: AwsSide, database: Postgres) -> KeptSecret:
    """Return the primary's secret: ours, or that of RDS, which has a name of its own and knows no address."""
    key, spec = side.base.keys.arns["secrets"], site.settings.aws.regions[side.region].database
    if database.password is not None or spec is None:
        return KeptSecret(arn=database.grant_arn, key_arn=key, properties=(*CONNECTION, *LOGIN))
    return KeptSecret(
        arn=database.grant_arn,
        key_arn=key,
        properties=LOGIN,
        store_key=database.secret_arn,
        beside={
            "engine": "postgres",
            "host": database.host,
            "port": database.port.apply(str),
            "database": spec.database,
        },
    )


def _of_cache(side: AwsSide) -> Iterator[tuple[str, KeptSecret]]:
    cache, key = side.data.cache, side.base.keys.arns["secrets"]
    if cache is None:
        return
    yield "cache/redis", KeptSecret(arn=cache.address_grant_arn, key_arn=key, properties=ADDRESS)
    for user, arn in cache.grant_arns.items():
        yield f"cache/redis/{user}", KeptSecret(arn=arn, key_arn=key, properties=(*ADDRESS, *LOGIN))


@dataclass(frozen=True)
class AwsSecrets:
    """Secrets Manager of the cluster's region."""

    site: PlatformSite
    side: AwsSide

    @property
    def store(self) -> Store:
        """The region's store."""
        return SecretsManager(region=self.side.region)

    def kept(self) -> Mapping[str, KeptSecret]:
        """Return what the region keeps."""
        return on_aws(self.site, self.side)

    def reader(self, namespace: str, found: Mapping[str, KeptSecret]) -> WorkloadIdentity:
        """Return a role, by IRSA whatever the cluster's other identities use.

        External Secrets exchanges the account's token itself; Pod Identity would hand credentials to pods that run as
        the account, and there are none.
        """
        return WorkloadIdentity(
            f"{self.site.cluster.name}-{namespace}-secrets-reader",
            WorkloadIdentityArgs(
                issuer=replace(self.side.clusters.cluster.issuer, mode="irsa"),
                labels=self.site.settings.labels,
                protected=self.site.settings.protected,
                namespace=namespace,
                service_account=SERVICE_ACCOUNT,
                grants=secret_reader(
                    placement=self.side.base.placement,
                    secret_arns={path: secret.arn for path, secret in found.items()},
                    key_arns=keys_of(found),
                ),
            ),
            self.side.account,
        )


def keys_of(found: Mapping[str, KeptSecret]) -> dict[str, Wire[str]]:
    """Return the keys of secrets, each once: a region's own, and the copy of another's."""
    return {
        "copied" if secret.copied else "own": secret.key_arn
        for secret in found.values()
        if secret.key_arn is not None
    }
