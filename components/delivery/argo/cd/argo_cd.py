"""Argo CD on a cluster: the password of its cache, the chart, the way in, and what it delivers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_kubernetes as kubernetes
import pulumi_random as random
from pulumi import Output, Resource

from components.delivery.argo.cd import secrets
from components.delivery.argo.cd.deliveries import Deliveries
from components.delivery.argo.cd.spec import ArgoCdSpec
from components.delivery.argo.cd.values import values
from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite

NAMESPACE: Final = "argocd"
RELEASE: Final = "argocd"
"""The release is called so because the chart names everything after it, and people know the names."""

SERVER: Final = "argocd-server"
SERVER_PORT: Final = 80
PASSWORD_LENGTH: Final = 48


@dataclass(frozen=True, kw_only=True)
class ArgoCdArgs:
    """A spec and what it is wired to.

    ``namespace`` is Argo CD's own, with the gates of ``gates()``; ``secrets`` is what brings the Secrets of ``wanted()``
    into it. ``entrance`` is the gateway, or None where people reach it by a tunnel to the API server alone.
    """

    spec: ArgoCdSpec
    namespace: PlatformNamespace
    secrets: Sequence[Resource]
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
                after=[*args.secrets, self._cache_password()],
            ),
            self.child(),
        )
        self._route(release)
        deliveries = Deliveries(site, args.spec, NAMESPACE, secrets.GITHUB, release.ready, self.child())
        self.url = Output.from_input(f"https://{args.spec.host}")
        self.ready: list[Resource] = [*release.ready, *deliveries.ready]
        self.publish()

    def _cache_password(self) -> Resource:
        """Make the password of the cache: the chart's own way is a job that may write any Secret of the namespace."""
        password = random.RandomPassword(
            f"{self.name}-redis-password", length=PASSWORD_LENGTH, special=False, opts=self.child()
        )
        self.redis_password = Output.secret(password.result)
        return kubernetes.core.v1.Secret(
            f"{self.name}-redis",
            metadata=self.metadata(secrets.REDIS, NAMESPACE),
            string_data={"auth": self.redis_password},
            type="Opaque",
            opts=self.inside(self.args.namespace.ready),
        )

    def _route(self, release: ChartRelease) -> None:
        entrance, host = self.args.entrance, self.args.spec.host
        if entrance is None:
            return
        self.custom(
            "route",
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            self.metadata(SERVER, NAMESPACE),
            entrance.route(host, SERVER, SERVER_PORT),
            after=[*release.ready, *entrance.ready],
        )
