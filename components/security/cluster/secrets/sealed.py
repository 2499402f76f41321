"""Sealed Secrets: what a team wants to keep in git, encrypted so that one cluster alone can read it."""

from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource
from pydantic import Field

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Spec

NAMESPACE: Final = "sealed-secrets"
CONTROLLER: Final = "sealed-secrets"
"""Its name is part of what ``kubeseal --controller-name`` is told."""

SERVER, METRICS = 8080, 8081


class SealedSecretsSpec(Spec):
    """How often the controller makes a new key to seal with. Old ones stay, so that what they sealed can be read."""

    renew_days: int = Field(
        default=30, ge=7, le=90, description="Days after which a new key is made to seal with."
    )


@dataclass(frozen=True, kw_only=True)
class SealedSecretsArgs:
    """A spec, and whether metrics are scraped."""

    spec: SealedSecretsSpec
    monitored: bool = False


class SealedSecrets(ClusterComponent):
    """The controller that unseals. There is one, as two would make keys against each other (chart, ``replicas: 1``).

    Its keys are Secrets of its namespace: a cluster that is restored without them cannot read what stands in git.
    Output: ``release``. ``ready`` is what a SealedSecret waits for.
    """

    urn_type = "platform:security:SealedSecrets"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: SealedSecretsArgs) -> None:
        super().__init__("sealed-secrets", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                # kubeseal asks for the certificate through the API server.
                gates=Gates(webhooks=(SERVER,), metrics=(METRICS,)),
                share=Share(cpu="1", memory="1Gi", pods=5),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(chart="sealed-secrets", namespace=namespace, values=_values(site, args)),
            self.child(),
        )
        self.release = release.release
        self.ready: list[Resource] = release.ready
        self.publish()


def _values(site: ClusterSite, args: SealedSecretsArgs) -> dict[str, Any]:
    confined = {"allowPrivilegeEscalation": False}
    return {
        "fullnameOverride": CONTROLLER,
        # The project's own registry; the one of the chart belongs to a vendor who moves images.
        "image": {"registry": "ghcr.io", "repository": "bitnami-labs/sealed-secrets-controller"},
        "keyrenewperiod": f"{args.spec.renew_days * 24}h",
        # Nobody but those who may reach the service through the API server asks for its certificate.
        "rbac": {"serviceProxier": {"create": False, "bind": False}},
        "podSecurityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "containerSecurityContext": confined,
        "resources": share("20m", "64Mi", "128Mi"),
        "metrics": {"serviceMonitor": {"enabled": args.monitored}},
        **site.on_system_nodes(),
    }
