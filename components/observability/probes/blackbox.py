"""The blackbox exporter on a cluster: it asks public addresses from outside of what answers, and tells Prometheus."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.flows import INTERNET, Flow
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import RefusalError
from components.observability.probes.modules import TIMEOUT_SECONDS, modules
from components.observability.probes.spec import ProbeSpec

NAMESPACE: Final = "probes"
NAME: Final = "blackbox"
CHART: Final = "prometheus-blackbox-exporter"
PORT: Final = 9115

SCRAPE_SECONDS: Final = TIMEOUT_SECONDS + 2
"""How long Prometheus waits: longer than the exporter, so that a timeout is an answer that says so."""

USER: Final = 1000
"""The user of the chart's own values; the image needs none."""

LABELS: Final = {"app.kubernetes.io/name": CHART, "app.kubernetes.io/instance": NAME}


@dataclass(frozen=True, kw_only=True)
class ProbesArgs:
    """The addresses that are asked, by name.

    :raises RefusalError: if there are none.
    """

    targets: Mapping[str, ProbeSpec]

    def __post_init__(self) -> None:
        if not self.targets:
            raise RefusalError(
                "probes ask for nothing, so that no outage would be told: name an address under probes.targets, or leave "
                "probes out"
            )


class Probes(ClusterComponent):
    """The exporter, and a Probe for each address.

    Series bear ``job`` = ``probes``, ``instance``, the address, and ``probe``, its name; Prometheus adds the cluster that
    asked. Output: ``asked``, the addresses by name.
    """

    urn_type = "platform:observability:Probes"

    asked: Output[dict[str, str]]

    def __init__(self, site: ClusterSite, args: ProbesArgs) -> None:
        super().__init__(NAMESPACE, site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(api=False, metrics=(PORT,), flows=_ways_out(args)),
                share=Share(cpu="1", memory="1Gi", pods=10),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(chart=CHART, release=NAME, namespace=namespace, values=_values(site)),
            self.child(),
        )
        for name, target in args.targets.items():
            self.custom(
                name,
                "monitoring.coreos.com/v1",
                "Probe",
                self.metadata(name, NAMESPACE),
                probe_spec(name, target),
                after=release.ready,
            )
        self.asked = Output.from_input({name: target.url for name, target in args.targets.items()})
        self.publish()


def probe_spec(name: str, target: ProbeSpec) -> dict[str, Any]:
    """Return the spec of a Probe."""
    return {
        "jobName": NAMESPACE,
        "interval": f"{target.interval_seconds}s",
        "scrapeTimeout": f"{SCRAPE_SECONDS}s",
        "module": target.module,
        "prober": {"url": f"{NAME}.{NAMESPACE}.svc:{PORT}", "scheme": "http", "path": "/probe"},
        "targets": {"staticConfig": {"static": [target.url], "labels": {"probe": name}}},
    }


def _ways_out(args: ProbesArgs) -> dict[str, Flow]:
    """Open HTTPS anywhere, and plain text only where somebody asks whether it is led away from."""
    ways = {"allow-https": 443} if any(target.encrypted for target in args.targets.values()) else {}
    if not all(target.encrypted for target in args.targets.values()):
        ways["allow-http"] = 80
    return {role: Flow(direction="to", peers=(INTERNET,), ports=(port,)) for role, port in ways.items()}


def _values(site: ClusterSite) -> dict[str, Any]:
    return {
        "fullnameOverride": NAME,
        "replicas": site.replicas,
        "podDisruptionBudget": {"maxUnavailable": 1} if site.available else {},
        "topologySpreadConstraints": _spread() if site.available else [],
        "config": {"modules": modules()},
        "extraArgs": ["--log.format=json"],
        "service": {"port": PORT},
        "podSecurityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "securityContext": {**confined(), "runAsNonRoot": True, "runAsUser": USER, "runAsGroup": USER},
        "resources": share("10m", "32Mi", "128Mi"),
        "serviceMonitor": {
            "selfMonitor": {"enabled": True, "interval": "30s", "scrapeTimeout": "10s", "port": "http"}
        },
        **site.on_system_nodes(),
    }


def _spread() -> list[dict[str, Any]]:
    return [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": dict(LABELS)},
        }
    ]
