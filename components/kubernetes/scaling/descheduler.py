"""The descheduler: moves pods at off-hours to where they would be placed today."""

from typing import Any, Final

from pulumi import Output

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.kubernetes.scaling.specs import DeschedulerSpec

NAMESPACE: Final = "descheduler"

SPARED: Final = ("kube-system",)
"""Namespaces whose pods stay: what runs there is tied to its node, or placed once for good."""

SPREAD: Final = ("RemoveDuplicates", "RemovePodsViolatingTopologySpreadConstraint")
"""Even out what a lost node or zone has crowded together."""


class Descheduler(ClusterComponent):
    """A CronJob that evicts as a person would with ``kubectl drain``: budgets of disruption hold.

    Output: ``release``.
    """

    urn_type = "platform:kubernetes:Descheduler"

    release: Output[str]

    def __init__(self, site: ClusterSite, spec: DeschedulerSpec) -> None:
        super().__init__("descheduler", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(),
                share=Share(cpu="1", memory="1Gi", pods=5),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(chart="descheduler", namespace=namespace, values=_values(site, spec)),
            self.child(),
        )
        self.release = release.release
        self.publish()


def _values(site: ClusterSite, spec: DeschedulerSpec) -> dict[str, Any]:
    placed = site.on_system_nodes()
    return {
        "kind": "CronJob",
        "schedule": spec.schedule,
        "timeZone": spec.time_zone,
        "startingDeadlineSeconds": 600,
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 2,
        "activeDeadlineSeconds": 900,
        "deschedulerPolicy": {
            "maxNoOfPodsToEvictTotal": spec.evictions,
            "profiles": [_profile(spec)],
        },
        "resources": {
            "requests": {"cpu": "50m", "memory": "64Mi"},
            "limits": {"cpu": None, "memory": "256Mi"},
        },
        "podSecurityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "tolerations": placed["tolerations"],
        "nodeSelector": placed["nodeSelector"],
    }


def _profile(spec: DeschedulerSpec) -> dict[str, Any]:
    spared = {"namespaces": {"exclude": list(SPARED)}}
    evictor = {
        "name": "DefaultEvictor",
        "args": {
            "nodeFit": True,
            "podProtections": {"extraEnabled": ["PodsWithPVC"], "defaultDisabled": ["PodsWithLocalStorage"]},
        },
    }
    plugins: tuple[str, ...] = SPREAD
    configured: list[dict[str, Any]] = [{"name": plugin, "args": spared} for plugin in SPREAD]
    if spec.purpose == "compact":
        used = dict.fromkeys(("cpu", "memory"), spec.used_percent)
        args = {
            "thresholds": used,
            "evictableNamespaces": {"exclude": list(SPARED)},
            "evictionModes": ["OnlyThresholdingResources"],
        }
        plugins, configured = ("HighNodeUtilization",), [{"name": "HighNodeUtilization", "args": args}]
    return {
        "name": spec.purpose,
        "pluginConfig": [evictor, *configured],
        "plugins": {"balance": {"enabled": list(plugins)}},
    }
