"""External Secrets: the operator that keeps Secrets as the cloud's store has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite

NAMESPACE: Final = "external-secrets"
ISSUER: Final = "external-secrets-webhook"

WEBHOOK, METRICS = 10250, 8080

CONCURRENT: Final = 4
"""How many ExternalSecrets are fetched at once; each fetch is a call over the network that mostly waits."""


@dataclass(frozen=True, kw_only=True)
class ExternalSecretsArgs:
    """What the operator stands on.

    ``certificates`` is what cert-manager's own resources wait for, where the cluster has it: it then issues the
    webhook's certificate. Elsewhere the operator's own controller does.
    """

    certificates: Sequence[Resource] | None = None
    monitored: bool = False


class ExternalSecrets(ClusterComponent):
    """The operator. It holds no rights in any cloud: each namespace's store has an account of its own.

    Stores of the whole cluster are switched off, as one of them would open every secret to every namespace, and so is
    pushing Secrets out. Output: ``release``. ``ready`` is what stores and ExternalSecrets wait for.
    """

    urn_type = "platform:security:ExternalSecrets"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: ExternalSecretsArgs) -> None:
        super().__init__("external-secrets", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(webhooks=(WEBHOOK,), metrics=(METRICS,), cloud=True),
                share=Share(cpu="2", memory="4Gi", pods=20),
            ),
            self.child(),
        )
        issued = self._issuer(namespace, args.certificates) if args.certificates is not None else []
        release = ChartRelease(
            site,
            ChartArgs(
                chart="external-secrets",
                namespace=namespace,
                values=_values(site, args, certified=bool(issued)),
                after=issued,
            ),
            self.child(),
        )
        self.release = release.release
        self.ready: list[Resource] = release.ready
        self.publish()

    def _issuer(self, namespace: PlatformNamespace, certificates: Sequence[Resource]) -> list[Resource]:
        """Make the issuer of the webhook's certificate: nobody but the API server, which is told, has to trust it."""
        issuer = self.custom(
            ISSUER,
            "cert-manager.io/v1",
            "Issuer",
            self.metadata(ISSUER, namespace.namespace),
            {"selfSigned": {}},
            after=[*namespace.ready, *certificates],
        )
        return [*certificates, issuer]


def _values(site: ClusterSite, args: ExternalSecretsArgs, *, certified: bool) -> dict[str, Any]:
    placed, budget = site.on_system_nodes(), {"enabled": site.available, "minAvailable": 1}
    watched = {"enabled": args.monitored}
    return {
        "installCRDs": True,
        # A store for the whole cluster would let any namespace read any secret; pushing would let it write them.
        "crds": {
            "createClusterExternalSecret": False,
            "createClusterSecretStore": False,
            "createClusterPushSecret": False,
            "createPushSecret": False,
        },
        "processClusterStore": False,
        "processClusterExternalSecret": False,
        "processPushSecret": False,
        "processClusterPushSecret": False,  # the chart refuses one without the other
        "replicaCount": site.replicas,
        "leaderElect": True,
        "concurrent": CONCURRENT,
        "podDisruptionBudget": budget,
        "serviceMonitor": watched,
        "resources": share("20m", "128Mi"),
        "livenessProbe": {"enabled": True},
        "readinessProbe": {"enabled": True},
        # Nobody edits what comes from the store by hand, so that the roles `edit` and `admin` gain nothing.
        "rbac": {"aggregateToEdit": False, "aggregateToAdmin": False},
        "webhook": {
            "replicaCount": site.replicas,
            "podDisruptionBudget": budget,
            "resources": share("10m", "64Mi"),
            "certManager": {
                "enabled": certified,
                "cert": {"issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": ISSUER}},
            },
            **placed,
        },
        "certController": {
            "create": not certified,
            "replicaCount": 1,
            "resources": share("10m", "128Mi"),
            **placed,
        },
        **placed,
    }
