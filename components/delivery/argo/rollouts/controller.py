"""Argo Rollouts on a cluster, with the measurements that rollouts ask for by name."""

from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.delivery.argo.rollouts.analysis import templates
from components.delivery.argo.rollouts.spec import RolloutsSpec
from components.delivery.argo.rollouts.strategies import GATEWAY_PLUGIN
from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.flows import INTERNET, Flow
from components.foundation.cluster.monitoring import PROMETHEUS, asks_prometheus
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite

NAMESPACE: Final = "argo-rollouts"
# renovate: datasource=docker depName=ghcr.io/argoproj-labs/rollouts-plugin-trafficrouter-gatewayapi
PLUGIN_IMAGE: Final = "ghcr.io/argoproj-labs/rollouts-plugin-trafficrouter-gatewayapi:v0.15.0"

METRICS: Final = 8090


@dataclass(frozen=True, kw_only=True)
class RolloutsArgs:
    """A spec, where Prometheus answers, and whether the operator that reads ServiceMonitors is there.

    ``budget_left`` is the record of what is left of error budgets, where something is promised.
    """

    spec: RolloutsSpec
    monitored: bool
    prometheus: str = PROMETHEUS
    budget_left: str | None = None


class Rollouts(ClusterComponent):
    """The controller, and the ClusterAnalysisTemplates.

    Output: ``analyses``, the names of the templates. ``ready`` is what a Rollout waits for.
    """

    urn_type = "platform:delivery:Rollouts"

    analyses: Output[list[str]]

    def __init__(self, site: ClusterSite, args: RolloutsArgs) -> None:
        super().__init__("rollouts", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(namespace=NAMESPACE, pod_security="restricted", gates=_gates()),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(chart="argo-rollouts", namespace=namespace, values=_values(site, args)),
            self.child(),
        )
        judged = {
            name: self.custom(
                name,
                "argoproj.io/v1alpha1",
                "ClusterAnalysisTemplate",
                self.metadata(name),
                spec,
                after=release.ready,
            )
            for name, spec in templates(args.spec, args.prometheus, args.budget_left).items()
        }
        self.analyses = Output.from_input(sorted(judged))
        self.ready: list[Resource] = [*release.ready, *judged.values()]
        self.publish()


def _gates() -> Gates:
    """Return the way to Prometheus, and to the public address of what was switched."""
    public = Flow(direction="to", peers=(INTERNET,), ports=(443,))
    return Gates(
        metrics=(METRICS,), flows={"allow-prometheus": asks_prometheus(), "allow-public-health": public}
    )


def _values(site: ClusterSite, args: RolloutsArgs) -> dict[str, Any]:
    budget = {"enabled": site.available, **({"maxUnavailable": 1} if site.available else {})}
    return {
        "installCRDs": True,
        "keepCRDs": True,
        "controller": {
            "replicas": site.replicas,
            "pdb": budget,
            "resources": share("50m", "128Mi", "512Mi"),
            "logging": {"format": "json"},
            "metrics": {"enabled": True, "serviceMonitor": {"enabled": args.monitored}},
            **_plugin(site),
            **site.on_system_nodes(),
        },
        # What it may change is what it is told to use here: Services, and routes of the Gateway API.
        "providerRBAC": {"enabled": True, "providers": _providers()},
        "dashboard": {"enabled": False},
        "notifications": {"configmap": {"create": False}},
    }


def _plugin(site: ClusterSite) -> dict[str, Any]:
    """Bring the plugin in an image of an allowed registry, instead of fetching a program from the internet at each start."""
    image = site.refuse_foreign(PLUGIN_IMAGE, "Argo Rollouts' plugin for the Gateway API")
    binary, folder = "rollouts-plugin-trafficrouter-gatewayapi", "/plugins"
    mounts = [{"name": "plugins", "mountPath": folder}]
    copy = {
        "name": "gateway-api-plugin",
        "image": image,
        "command": ["cp", f"/bin/{binary}", f"{folder}/{binary}"],
        "volumeMounts": mounts,
        "resources": share("10m", "32Mi", "128Mi"),
        "securityContext": {**confined(), "runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    }
    return {
        "initContainers": [copy],
        "volumes": [{"name": "plugins", "emptyDir": {"sizeLimit": "256Mi"}}],
        "volumeMounts": mounts,
        "trafficRouterPlugins": [{"name": GATEWAY_PLUGIN, "location": f"file://{folder}/{binary}"}],
    }


def _providers() -> dict[str, bool]:
    others = (
        "ambassador",
        "apisix",
        "awsAppMesh",
        "awsLoadBalancerController",
        "contour",
        "glooPlatform",
        "istio",
        "smi",
        "traefik",
    )
    return {**dict.fromkeys(others, False), "gatewayAPI": True}
