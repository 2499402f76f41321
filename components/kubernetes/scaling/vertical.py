"""The vertical pod autoscaler: what pods really use, as proposals for what they request."""

from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.kubernetes.scaling.specs import VerticalAutoscalerSpec

NAMESPACE: Final = "vertical-pod-autoscaler"
CERTIFICATES: Final = "certificates.cert-manager.io"

WEBHOOK: Final = 9443
"""Where the webhook listens: its own 8000 is none of the ports on which an EKS node lets the control plane in."""

METRICS: Final = (8942, 8943, 8944)


@dataclass(frozen=True, kw_only=True)
class VerticalAutoscalerArgs:
    """A spec, and what the release waits for: cert-manager, where sizes are given."""

    spec: VerticalAutoscalerSpec
    after: tuple[Resource, ...] = ()


class VerticalAutoscaler(ClusterComponent):
    """The recommender, and where sizes are given the updater and the webhook.

    Output: ``namespace``. ``ready`` is what VerticalPodAutoscalers wait for.
    """

    urn_type = "platform:kubernetes:VerticalAutoscaler"

    namespace: Output[str]

    def __init__(self, site: ClusterSite, args: VerticalAutoscalerArgs) -> None:
        super().__init__("vertical-autoscaler", site)
        if args.spec.applies:
            site.ledger.need(
                "definition",
                CERTIFICATES,
                "the webhook of the vertical pod autoscaler",
                "add `certificates` to the platform, or set vertical_autoscaler.applies to false",
            )
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(webhooks=(WEBHOOK,) if args.spec.applies else (), metrics=METRICS),
                share=Share(cpu="2", memory="4Gi", pods=20),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart="vertical-pod-autoscaler",
                namespace=namespace,
                values=_values(site, args.spec),
                after=args.after,
            ),
            self.child(),
        )
        self.namespace = release.namespace
        self.ready: list[Resource] = release.ready
        self.publish()


def _values(site: ClusterSite, spec: VerticalAutoscalerSpec) -> dict[str, Any]:
    return {
        "podSecurityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65534,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containerSecurityContext": confined(),
        "recommender": {
            **_part(site, "20m", "128Mi", "512Mi"),
            # Its memory of the past is in checkpoints of its own; a pod is never told to ask for less than this.
            "extraArgs": [
                f"--memory-aggregation-interval-count={spec.history_days}",
                "--pod-recommendation-min-cpu-millicores=50",
                "--pod-recommendation-min-memory-mb=64",
            ],
        },
        "updater": {"enabled": spec.applies, **_part(site, "10m", "64Mi", "256Mi")},
        "admissionController": {
            "enabled": spec.applies,
            **_part(site, "10m", "64Mi", "256Mi"),
            "extraArgs": [f"--port={WEBHOOK}"],
            "service": {"ports": [{"port": 443, "protocol": "TCP", "targetPort": WEBHOOK}]},
            "certGen": {"enabled": False},
            "certManager": {"enabled": spec.applies, "createSelfSignedIssuer": {"enabled": spec.applies}},
        },
    }


def _part(site: ClusterSite, cpu: str, memory: str, most: str) -> dict[str, Any]:
    return {
        "replicas": site.replicas,
        "podDisruptionBudget": {"enabled": site.available},
        "priorityClassName": "system-cluster-critical",
        "resources": share(cpu, memory, most),
        **site.on_system_nodes(),
    }
