"""Trivy's operator: scans what runs, and keeps its reports as objects of the cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.security.cluster.supply_chain.images import TRIVY_VERSION
from components.security.cluster.supply_chain.scanning_spec import ScanningSpec

NAMESPACE: Final = "trivy-system"
SERVICE_ACCOUNT: Final = "trivy-operator"

REGISTRY: Final = "ghcr.io"
PUBLISHER: Final = "aquasecurity"

METRICS, SERVER = 8080, 4954
"""The operator's own port, to which its service's port 80 leads, and the server of vulnerabilities."""

USER: Final = 65534


@dataclass(frozen=True, kw_only=True)
class ImageScanningArgs:
    """A spec, and the identity with which scans read the account's own images.

    ``annotations`` are those of the operator's account, ``granted`` what has to stand before it may read.
    """

    spec: ScanningSpec
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource] = ()
    monitored: bool = False


class ImageScanning(ClusterComponent):
    """The operator, with one server that holds the database of vulnerabilities for all scans.

    It has no right to read the cluster's Secrets: images of the account are read by its identity. Output: ``release``.
    """

    urn_type = "platform:security:ImageScanning"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: ImageScanningArgs) -> None:
        super().__init__("image-scanning", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(metrics=(METRICS,), cloud=True, within=True),
                share=Share(cpu="6", memory="12Gi", pods=30),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart="trivy-operator", namespace=namespace, values=_values(site, args), after=args.granted
            ),
            self.child(),
        )
        self.release = release.release
        self.ready: list[Resource] = release.ready
        self.publish()


def _values(site: ClusterSite, args: ImageScanningArgs) -> dict[str, Any]:
    spec, placed = args.spec, site.on_system_nodes()
    person = {
        "runAsNonRoot": True,
        "runAsUser": USER,
        "runAsGroup": USER,
        "fsGroup": USER,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    return {
        "image": {"registry": REGISTRY, "repository": f"{PUBLISHER}/trivy-operator"},
        "excludeNamespaces": "kube-system,kube-public,kube-node-lease",
        "serviceAccount": {"name": SERVICE_ACCOUNT, "annotations": args.annotations},
        "operator": {
            "replicas": 1,
            "scanJobsConcurrentLimit": spec.at_once,
            "scannerReportTTL": f"{spec.fresh_hours}h",
            "scanJobTTL": "1h",
            "builtInTrivyServer": True,
            # Nodes of a control plane that somebody else runs cannot be looked into.
            "infraAssessmentScannerEnabled": False,
            # A series for each vulnerability of each image would outgrow any Prometheus.
            "metricsVulnIdEnabled": False,
            "accessGlobalSecretsAndServiceAccount": False,
        },
        "trivyOperator": {
            "scanJobTolerations": placed["tolerations"],
            "scanJobPodTemplatePodSecurityContext": person,
        },
        "trivy": {
            "image": {
                "registry": REGISTRY,
                "repository": f"{PUBLISHER}/trivy",
                "tag": TRIVY_VERSION,
            },
            "mode": "ClientServer",
            "severity": "HIGH,CRITICAL",
            "ignoreUnfixed": True,
            "dbRegistry": REGISTRY,
            "dbRepository": f"{PUBLISHER}/trivy-db",
            "javaDbRegistry": REGISTRY,
            "javaDbRepository": f"{PUBLISHER}/trivy-java-db",
            "storageSize": "5Gi",
            "resources": share("50m", "100Mi", "512Mi"),
            "server": {
                "resources": share("50m", "256Mi", "1Gi"),
                "podSecurityContext": person,
                "securityContext": {**confined(), "privileged": False},
            },
        },
        "policiesBundle": {"registry": REGISTRY, "repository": f"{PUBLISHER}/trivy-checks"},
        "compliance": {"specs": ["k8s-nsa-1.0", "k8s-pss-restricted-0.1"]},
        "podSecurityContext": person,
        "resources": share("50m", "192Mi", "384Mi"),
        "serviceMonitor": {"enabled": args.monitored},
        **placed,
    }
