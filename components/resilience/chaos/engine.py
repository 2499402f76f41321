"""Chaos Mesh: what makes the faults, on the nodes of applications and in the namespaces that were opened to it."""

from dataclasses import dataclass
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs
from pulumi_kubernetes.policy.v1 import PodDisruptionBudgetSpecArgs

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite

NAMESPACE: Final = "chaos-mesh"
WEBHOOK, METRICS, DAEMON_METRICS = 10250, 10080, 31766

# renovate: datasource=docker depName=registry.k8s.io/pause
PAUSE: Final = "registry.k8s.io/pause:3.10.1"
"""What stands in for the containers of a failing pod. The chart's own is `latest` of a registry that was shut down."""

CERTIFICATES: Final = "certificates.cert-manager.io"

CONTROLLER: Final = {
    "app.kubernetes.io/component": "controller-manager",
    "app.kubernetes.io/name": "chaos-mesh",
}
"""The labels of the controller's pods (chart, templates/_helpers.tpl)."""


@dataclass(frozen=True, kw_only=True)
class ChaosEngineArgs:
    """Whether there are definitions by which it can say how it is scraped."""

    monitored: bool


class ChaosEngine(ClusterComponent):
    """Chaos Mesh without its web page: what is made is in git, and who makes it is one account.

    Its daemon enters the network and the processes of other pods, which takes a privileged container that sees its
    node's. It therefore has a namespace to itself, and runs only where applications do: no taint is tolerated, so that
    no node that is kept for the cluster or for databases has one.

    Output: ``release``. ``ready`` is what experiments wait for.
    """

    urn_type = "platform:resilience:ChaosEngine"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: ChaosEngineArgs) -> None:
        super().__init__("chaos-engine", site)
        site.refuse_foreign(PAUSE, "the failure of pods")
        site.ledger.need(
            "definition", CERTIFICATES, "Chaos Mesh", "describe certificates, or leave out chaos"
        )
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="privileged",
                gates=Gates(webhooks=(WEBHOOK,), metrics=(METRICS, DAEMON_METRICS), within=True),
                share=Share(cpu="6", memory="16Gi", pods=60),
            ),
            self.child(),
        )
        release = ChartRelease(
            site, ChartArgs(chart="chaos-mesh", namespace=namespace, values=_values(site)), self.child()
        )
        if site.available:
            self._budget(namespace)
        if args.monitored:
            self._monitor(release)
        self.release = release.release
        self.ready: list[Resource] = list(release.ready)
        self.publish()

    def _budget(self, namespace: PlatformNamespace) -> None:
        """Keep one controller while nodes are drained: it is what ends a fault. The chart has no budget of its own."""
        kubernetes.policy.v1.PodDisruptionBudget(
            f"{self.name}-budget",
            metadata=self.metadata("chaos-controller-manager", NAMESPACE),
            spec=PodDisruptionBudgetSpecArgs(
                max_unavailable=1, selector=LabelSelectorArgs(match_labels=CONTROLLER)
            ),
            opts=self.inside(namespace.ready),
        )

    def _monitor(self, release: ChartRelease) -> None:
        """Have both parts scraped: how many faults are in place is known there alone."""
        self.custom(
            "monitor",
            "monitoring.coreos.com/v1",
            "PodMonitor",
            self.metadata("chaos-mesh", NAMESPACE),
            {
                "selector": {
                    "matchExpressions": [
                        {
                            "key": "app.kubernetes.io/component",
                            "operator": "In",
                            "values": ["controller-manager", "chaos-daemon"],
                        }
                    ]
                },
                "podMetricsEndpoints": [{"port": "http", "path": "/metrics"}],
            },
            after=release.ready,
        )


def _values(site: ClusterSite) -> dict[str, Any]:
    return {
        "enableProfiling": False,
        "controllerManager": {
            "replicaCount": site.replicas,
            "enableFilterNamespace": True,
            # Certificates for machines outside of the cluster, of which there are none.
            "chaosdSecurityMode": False,
            "podChaos": {"podFailure": {"pauseImage": PAUSE}},
            "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
            "resources": share("25m", "256Mi", "512Mi"),
            "affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [_apart()]}},
            **site.on_system_nodes(),
        },
        "chaosDaemon": {
            # All three clouds run containerd there; the chart's own is Docker, which none of them has.
            "runtime": "containerd",
            "socketPath": "/run/containerd/containerd.sock",
            "mtls": {"enabled": True},
            "resources": share("50m", "128Mi", "512Mi"),
            "nodeSelector": {"kubernetes.io/os": "linux"},
        },
        # With it, whoever makes a fault needs that right in the namespace that the fault is made to.
        "dashboard": {"create": False, "securityMode": True},
        "dnsServer": {"create": False},
        "webhook": {"certManager": {"enabled": True}},
    }


def _apart() -> dict[str, Any]:
    """Return what keeps controllers on nodes of their own, as far as there are enough."""
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": CONTROLLER}}
    return {"weight": 100, "podAffinityTerm": term}
