"""What a system of the platform wants from the cloud's secret store, brought into its namespace before its chart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pulumi import Resource

from components.foundation.cluster.wanted_secret import WantedSecret
from components.security.cluster.secrets.operator import ExternalSecrets
from components.security.cluster.secrets.spec import FetchedSecretSpec, RemoteValueSpec
from stacks.layers.platform import secrets
from stacks.layers.platform.secret_stores.home import HomeSecrets
from stacks.layers.platform.site import PlatformSite

EXTERNAL_SECRETS: Final = "externalsecrets.external-secrets.io"


def fetched(
    site: PlatformSite,
    operator: ExternalSecrets | None,
    namespace: str,
    wanted: Iterable[WantedSecret],
    after: Sequence[Resource],
) -> Sequence[Resource]:
    """Have Secrets fetched from the store at home, where people bring them once for all clusters; return what brings them.

    :param after: what has to stand before anything is put into the namespace.
    """
    site.cluster.ledger.need(
        "definition",
        EXTERNAL_SECRETS,
        f"the namespace {namespace}",
        "describe external_secrets, which brings what it takes from the secret store, or take this out",
    )
    if operator is None:
        return ()
    specs = {one.name: _spec(one) for one in wanted}
    side = HomeSecrets(site) if site.aws is None else None
    return secrets.fetch(site, operator, namespace, specs, after, side=side).ready


def _spec(wanted: WantedSecret) -> FetchedSecretSpec:
    variables = {key: "".join(c if c.isalnum() else "_" for c in key) for key in wanted.values}
    template: Mapping[str, str] = {
        **{key: f"{{{{ .{name} }}}}" for key, name in variables.items()},
        **wanted.plain,
    }
    return FetchedSecretSpec(
        target=wanted.name,
        template=dict(template),
        values={
            name: RemoteValueSpec(secret=wanted.path, property=wanted.values[key])
            for key, name in variables.items()
        },
        labels=dict(wanted.labels),
    )
