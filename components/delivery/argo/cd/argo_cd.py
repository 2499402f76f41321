"""Argo CD on a cluster: its namespace and walls, its secrets by name, the chart, the way in, and what it delivers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi_kubernetes as kubernetes
import pulumi_random as random
from pulumi import Output, Resource

from components.delivery.argo.cd import notifications
from components.delivery.argo.cd.deliveries import Deliveries
from components.delivery.argo.cd.gates import gates
from components.delivery.argo.cd.spec import ArgoCdSpec
from components.delivery.argo.cd.values import OIDC_KEY, OIDC_SECRET, REDIS_SECRET, values
from components.delivery.argo.entrance import Entrance
from components.delivery.argo.secrets import PART_OF_ARGO_CD, SecretStoreRef, external_secret
from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite

NAMESPACE: Final = "argocd"
RELEASE: Final = "argocd"
"""The release is called so because the chart names everything after it, and people know the names."""

SERVER: Final = "argocd-server"
SERVER_PORT: Final = 80
GITHUB_SECRET: Final = "argocd-github"  # noqa: S105 - the name of a Secret


@dataclass(frozen=True, kw_only=True)
class ArgoCdArgs:
    """A spec and what it is wired to.

    ``namespace`` is Argo CD's own, which whoever brings its secrets has made before. ``store`` is where External Secrets
    finds them; ``stored`` is what an ExternalSecret waits for. ``entrance`` is the gateway, or None where people reach it
    by a tunnel to the API server alone.
    """

    spec: ArgoCdSpec
    namespace: PlatformNamespace
    store: SecretStoreRef
    stored: tuple[Resource, ...]
    entrance: Entrance | None
    monitored: bool


class ArgoCd(ClusterComponent):
    """Argo CD, its projects and its applications.

    Outputs: ``url``, the address of its web page; ``redis_password`` (secret), of the cache that its parts share.
    ``ready`` is what further Applications wait for.
    """

    urn_type = "platform:delivery:ArgoCd"

    url: Output[str]
    redis_password: Output[str]

    def __init__(self, site: ClusterSite, args: ArgoCdArgs) -> None:
        super().__init__("argo-cd", site)
        self.args = args
        release = ChartRelease(
            site,
            ChartArgs(
                chart="argo-cd",
                release=RELEASE,
                namespace=args.namespace,
                values=values(site, args.spec, monitored=args.monitored),
                after=[self._redis_secret(), *self._secrets()],
            ),
            self.child(),
        )
        self._route(release)
        deliveries = Deliveries(site, args.spec, NAMESPACE, GITHUB_SECRET, release.ready, self.child())
        self.url = Output.from_input(f"https://{args.spec.host}")
        self.ready: list[Resource] = [*release.ready, *deliveries.ready]
        self.publish()

    def _redis_secret(self) -> Resource:
        """Make the password of the cache: the chart would make it by a job with rights to write any Secret here."""
        password = random.RandomPassword(
            f"{self.name}-redis-password", length=48, special=False, opts=self.child()
        )
        self.redis_password = Output.secret(password.result)
        return kubernetes.core.v1.Secret(
            f"{self.name}-redis",
            metadata=self.metadata(REDIS_SECRET, NAMESPACE),
            string_data={"auth": self.redis_password},
            type="Opaque",
            opts=self.inside(self.args.namespace.ready),
        )

    def _secrets(self) -> list[Resource]:
        spec = self.args.spec
        assert spec.sign_on.secret is not None  # noqa: S101 - the spec refuses it
        made = [
            self._secret(
                "oidc", OIDC_SECRET, spec.sign_on.secret, {OIDC_KEY: "oidc.clientSecret"}, PART_OF_ARGO_CD
            ),
            self._secret(
                "github",
                GITHUB_SECRET,
                spec.github.secret,
                {"githubAppPrivateKey": "github.privateKey"},
                {"argocd.argoproj.io/secret-type": "repo-creds"},
                {
                    "type": "git",
                    "url": spec.github.repository("").rstrip("/"),
                    "githubAppID": str(spec.github.app_id),
                    "githubAppInstallationID": str(spec.github.installation_id),
                },
            ),
        ]
        if spec.notifications is not None:
            token = {notifications.TOKEN_KEY: "slack.token"}
            made.append(
                self._secret(
                    "notifications", notifications.SECRET, spec.notifications.secret, token, PART_OF_ARGO_CD
                )
            )
        return made

    def _secret(
        self,
        role: str,
        name: str,
        entry: str,
        properties: Mapping[str, str],
        labels: Mapping[str, str],
        plain: Mapping[str, str] | None = None,
    ) -> Resource:
        return self.custom(
            role,
            "external-secrets.io/v1",
            "ExternalSecret",
            self.metadata(name, NAMESPACE),
            external_secret(self.args.store, name, entry, properties, labels=labels, plain=plain),
            after=[*self.args.namespace.ready, *self.args.stored],
        )

    def _route(self, release: ChartRelease) -> None:
        entrance = self.args.entrance
        if entrance is None:
            return
        self.custom(
            "route",
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            self.metadata(SERVER, NAMESPACE),
            entrance.route(self.args.spec.host, SERVER, SERVER_PORT),
            after=[*release.ready, *entrance.ready],
        )


__all__ = ["NAMESPACE", "ArgoCd", "ArgoCdArgs", "gates"]
