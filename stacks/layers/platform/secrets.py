"""Secrets of a cluster: the operator that fetches them, and what each namespace may have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from pulumi import Output, Resource

from components.mesh.certificates import ClusterCertificates
from components.security.cluster.secrets.namespace_secrets import (
    Found,
    Literal,
    NamespaceSecrets,
    NamespaceSecretsArgs,
    Remote,
)
from components.security.cluster.secrets.operator import ExternalSecrets, ExternalSecretsArgs
from components.security.cluster.secrets.sealed import SealedSecrets, SealedSecretsArgs
from components.security.cluster.secrets.spec import FetchedSecretSpec
from components.security.cluster.secrets.stores import Store
from stacks.layers.generated_secrets import KeptSecret
from stacks.layers.platform.secret_stores.aws import AwsSecrets
from stacks.layers.platform.site import PlatformSite

Fetched: TypeAlias = Mapping[str, Mapping[str, FetchedSecretSpec]]
"""Namespace -> name -> what is fetched."""


class Identity(Protocol):
    """Who a service account is in its cloud, whichever that is."""

    annotations: Output[dict[str, str]]
    service_account_labels: Output[dict[str, str]]

    @property
    def granted(self) -> Sequence[Resource]:
        """What a workload waits for."""


class Side(Protocol):
    """A cloud's store of secrets, and who reads it for a namespace."""

    @property
    def store(self) -> Store:
        """The store."""

    def kept(self) -> Mapping[str, KeptSecret]:
        """Return what it keeps, by path."""

    def reader(self, namespace: str, found: Mapping[str, KeptSecret]) -> Identity:
        """Return an identity of a namespace's account that reads these secrets and no others."""


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The operator, and what it fetches for each namespace."""

    operator: ExternalSecrets
    namespaces: Mapping[str, NamespaceSecrets]


def operator(site: PlatformSite, certificates: ClusterCertificates | None) -> ExternalSecrets | None:
    """Build External Secrets, where the settings have it. It stands before the mesh, whose authority it fetches."""
    if site.spec.external_secrets is None:
        return None
    return ExternalSecrets(
        site.cluster,
        ExternalSecretsArgs(
            certificates=certificates.ready if certificates else None, monitored=site.monitored
        ),
    )


def build(
    site: PlatformSite, operator: ExternalSecrets | None, places: Mapping[str, Sequence[Resource]]
) -> Secrets | None:
    """Build what External Secrets fetches, where the settings have it.

    :param places: what Secrets wait for in namespaces of the platform's own, by their names.
    :raises RefusalError: if a namespace wants a secret that nobody keeps.
    """
    spec = site.spec.external_secrets
    if spec is None or operator is None:
        return None
    made = {
        namespace: fetch(
            site, operator, namespace, fetched, [*_ready(site, namespace), *places.get(namespace, ())]
        )
        for namespace, fetched in _wanted(spec.namespaces, site.own_secrets).items()
    }
    return Secrets(operator=operator, namespaces=made)


def _wanted(decided: Fetched, own: Fetched) -> Fetched:
    """Return what the settings fetch and what the platform's own systems do, by namespace."""
    return {name: {**decided.get(name, {}), **own.get(name, {})} for name in {**decided, **own}}


def fetch(
    site: PlatformSite,
    operator: ExternalSecrets,
    namespace: str,
    fetched: Mapping[str, FetchedSecretSpec],
    after: Sequence[Resource],
    *,
    awaited: bool = False,
    side: Side | None = None,
) -> NamespaceSecrets:
    """Build what fetches Secrets for one namespace, of a tenant's or of the platform's own.

    :param after: what has to stand before anything is put into the namespace.
    :param awaited: whether what waits for it waits for the Secrets themselves.
    :param side: the store that keeps them, the cluster's own cloud's unless given.
    :raises RefusalError: if the namespace wants a secret that nobody keeps.
    """
    side = side or _side(site)
    kept = side.kept()
    wanted = {value.secret for secret in fetched.values() for value in secret.values.values()}
    found = {path: kept[path] for path in sorted(wanted) if path in kept}
    identity = side.reader(namespace, found) if found else None
    return NamespaceSecrets(
        site.cluster,
        NamespaceSecretsArgs(
            namespace=namespace,
            secrets=fetched,
            store=side.store,
            known=_known(site.settings.environment, kept),
            annotations=identity.annotations if identity else {},
            labels=identity.service_account_labels if identity else {},
            granted=identity.granted if identity else (),
            after=[*operator.ready, *after],
            awaited=awaited,
        ),
    )


def _ready(site: PlatformSite, namespace: str) -> list[Resource]:
    tenant = site.tenants.get(namespace)
    return tenant.ready if tenant else []


def _known(environment: str, kept: Mapping[str, KeptSecret]) -> dict[tuple[str, str], Found]:
    """Return every value that can be had, by the path of its secret and its name."""
    known: dict[tuple[str, str], Found] = {}
    for path, secret in kept.items():
        key = f"{environment}/{path}" if secret.store_key is None else secret.store_key
        known |= {(path, part): Remote(key, None if secret.whole else part) for part in secret.properties}
        known |= {(path, part): Literal(text) for part, text in secret.beside.items()}
    return known


def _side(site: PlatformSite) -> Side:
    if site.aws is not None:
        return AwsSecrets(site, site.aws)
    if site.google is not None:
        from stacks.layers.platform.secret_stores.google import GoogleSecrets  # noqa: PLC0415 - an SDK that only some use

        return GoogleSecrets(site, site.google)
    if site.azure is not None:
        from stacks.layers.platform.secret_stores.azure import AzureSecrets  # noqa: PLC0415 - as above

        return AzureSecrets(site, site.azure)
    raise LookupError(f"cluster {site.cluster.name} stands in no cloud, and no store keeps its secrets")


def sealed(site: PlatformSite) -> SealedSecrets | None:
    """Build what unseals Secrets from git, where the settings have it."""
    spec = site.spec.sealed_secrets
    if spec is None:
        return None
    return SealedSecrets(site.cluster, SealedSecretsArgs(spec=spec, monitored=site.monitored))
