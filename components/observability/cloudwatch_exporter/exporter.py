"""YACE on an EKS cluster: CloudWatch's metrics of the region's services, and the account's charges at home."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml
from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.observability.cloudwatch_exporter.discovery import Service, configuration
from components.observability.cloudwatch_exporter.spec import CloudwatchExporterSpec

NAMESPACE: Final = "cloudwatch-exporter"
SERVICE_ACCOUNT: Final = "cloudwatch-exporter"
CHART: Final = "prometheus-yet-another-cloudwatch-exporter"
PORT: Final = 5000

NOBODY: Final = {
    "runAsNonRoot": True,
    "runAsUser": 65534,
    "runAsGroup": 65534,
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""The user of YACE's image (its Dockerfile), by its number, which the kubelet can check."""

SCRAPED: Final = "60s"
"""Often enough that no series goes stale between readings."""

CHARGES: Final = "aws_billing_estimated_charges"
"""What the requirements call the account's charges, with the label ``service`` (8.2)."""


@dataclass(frozen=True, kw_only=True)
class CloudwatchExporterArgs:
    """A spec, the region and the services in it that are read, and the account that may read.

    ``billing`` reads the account's charges too: of one cluster of an account, or each would pay for the same.
    ``annotations`` are those of the service account, and ``granted`` what the first reading waits for.
    """

    spec: CloudwatchExporterSpec
    region: str
    services: Sequence[Service]
    billing: bool
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    monitored: bool

    def __post_init__(self) -> None:
        if not self.services and not self.billing:
            raise ValueError(
                f"the exporter of CloudWatch in {self.region} has nothing to read, and would not start: give it a service, "
                "or leave it out"
            )


class CloudwatchExporter(ClusterComponent):
    """One reader: two would pay twice. Output: ``release``."""

    urn_type = "platform:observability:CloudwatchExporter"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: CloudwatchExporterArgs) -> None:
        super().__init__(NAMESPACE, site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(api=False, metrics=(PORT,), cloud=True),
                share=Share(cpu="1", memory="1Gi", pods=5),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart=CHART,
                release=NAMESPACE,
                namespace=namespace,
                values=_values(site, args),
                after=args.granted,
            ),
            self.child(),
        )
        if args.billing and args.monitored:
            self.custom(
                "charges",
                "monitoring.coreos.com/v1",
                "PrometheusRule",
                self.metadata("charges", NAMESPACE),
                {"groups": [charges()]},
                after=namespace.ready,
            )
        self.release = release.release
        self.publish()


def charges() -> dict[str, Any]:
    """Return the group of rules that gives charges the name and the label of the requirements (8.2)."""
    read = f"{CHARGES}_maximum"
    named = f'label_replace({read}, "service", "$1", "dimension_ServiceName", "(.+)")'
    return {
        "name": "aws-charges",
        "interval": "5m",
        "rules": [{"record": CHARGES, "expr": f"max by (service) ({named})"}],
    }


def _values(site: ClusterSite, args: CloudwatchExporterArgs) -> dict[str, Any]:
    told = configuration(region=args.region, labels=site.labels, services=args.services, billing=args.billing)
    return {
        "fullnameOverride": NAMESPACE,
        "replicaCount": 1,
        "testConnection": False,
        "config": yaml.safe_dump(told, sort_keys=False),
        "extraArgs": {"scraping-interval": str(args.spec.interval_seconds), "log.format": "json"},
        # The role is the account's own, and never that of the node.
        "extraEnv": [
            {"name": "AWS_REGION", "value": args.region},
            {"name": "AWS_EC2_METADATA_DISABLED", "value": "true"},
        ],
        "serviceAccount": {
            "name": SERVICE_ACCOUNT,
            "annotations": args.annotations,
            "automountServiceAccountToken": False,
        },
        "podSecurityContext": NOBODY,
        "securityContext": confined(),
        "resources": share("20m", "64Mi", "256Mi"),
        "serviceMonitor": {
            "enabled": args.monitored,
            "interval": SCRAPED,
            "relabelings": [{"targetLabel": "job", "replacement": "cloudwatch"}],
        },
        **site.on_system_nodes(),
    }
