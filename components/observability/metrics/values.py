"""The values of kube-prometheus-stack: every one that is not the chart's own has a reason here. Chart 88.5.3."""

from typing import TYPE_CHECKING, Any, Final

from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.site import Cloud, ClusterSite
from components.observability.metrics import grafana
from components.observability.metrics.routing import SECRET, configuration
from components.observability.metrics.spec import SPOOL_SHARE

if TYPE_CHECKING:
    from components.observability.metrics.stack import MetricsStackArgs

NAME: Final = "metrics"
"""What the chart's objects are called after: ``metrics-prometheus``, ``metrics-operator`` and so on."""

EVERY: Final = "15s"
NODE_METRICS: Final = "node-metrics"
"""The namespace of what reads each node's own counters, apart from the rest, which needs nothing of a node."""

NODE_PORT: Final = 9100
SPREAD: Final = "topology.kubernetes.io/zone"
REGION: Final = "topology.kubernetes.io/region"

CLASSES: Final[dict[Cloud, str]] = {"aws": "gp3", "gcp": "standard-rwo", "azure": "managed-csi"}
"""The class of storage that each cloud's clusters have as their default. All of them encrypt."""

UNMANAGED: Final = ("kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy")
"""What a managed control plane does not show, and what Cilium does in the place of kube-proxy: alerts would fire for ever."""

RECORDS: Final = (
    "k8sContainerCpuUsageSecondsTotal",
    "k8sContainerMemoryCache",
    "k8sContainerMemoryRss",
    "k8sContainerMemorySwap",
    "k8sContainerMemoryWorkingSetBytes",
    "k8sContainerResource",
    "k8sPodOwner",
    "kubePrometheusGeneral",
    "kubePrometheusNodeRecording",
    "kubelet",
    "node",
    "nodeExporterRecording",
)
"""Groups of the chart that record, for its own dashboards. Those that alert are off: every alert here has an owner and a page
of docs/runbooks, and two catalogues would wake people twice."""

SILENT: Final = (
    "alertmanager",
    "configReloaders",
    "etcd",
    "general",
    "kubeApiserverAvailability",
    "kubeApiserverBurnrate",
    "kubeApiserverHistogram",
    "kubeApiserverSlos",
    "kubeControllerManager",
    "kubeProxy",
    "kubeSchedulerAlerting",
    "kubeSchedulerRecording",
    "kubeStateMetrics",
    "kubernetesApps",
    "kubernetesResources",
    "kubernetesStorage",
    "kubernetesSystem",
    "network",
    "nodeExporterAlerting",
    "prometheus",
    "prometheusOperator",
    "windows",
)

DROPPED: Final = (
    "container_(file_descriptors|tasks_state|threads_max)",
    "container_cpu_(load_average_10s|system_seconds_total|user_seconds_total)",
    "container_fs_(io_current|io_time_(weighted_)?seconds_total|(reads|writes)_merged_total|sector_(reads|writes)_total)",
    "container_memory_(mapped_file|swap)",
    "container_spec_(cpu_.*|memory_reservation_limit_bytes|memory_swap_limit_bytes)",
)
"""Series of cAdvisor that nothing here asks for. The chart's own list also holds limits of memory and the time for which a
container was throttled, which the requirements' alerts (5.1, 11.2) are made of."""


def values(site: ClusterSite, args: "MetricsStackArgs") -> dict[str, Any]:
    """Return the values. Secrets are none of them: the chart is told their names."""
    return {
        "fullnameOverride": NAME,
        "cleanPrometheusOperatorObjectNames": True,
        # They come before everything else, since the systems below monitoring say how they are scraped.
        "crds": {"enabled": False},
        **{part: {"enabled": False} for part in UNMANAGED},
        "defaultRules": {
            "create": True,
            "rules": {**dict.fromkeys(RECORDS, True), **dict.fromkeys(SILENT, False)},
        },
        "kubelet": {"serviceMonitor": _kubelet()},
        "prometheusOperator": _operator(site, args),
        "prometheus": _prometheus(site, args),
        "alertmanager": _alertmanager(site, args),
        "kube-state-metrics": _states(site),
        "prometheus-node-exporter": _nodes(),
        "grafana": grafana.values(site, args) if args.spec.grafana else {"enabled": False},
    }


def _kubelet() -> dict[str, Any]:
    dropped = [{"sourceLabels": ["__name__"], "action": "drop", "regex": names} for names in DROPPED]
    # A slice of the node belongs to no pod; its sum would be counted beside what it is the sum of.
    dropped.append({"sourceLabels": ["id", "pod"], "action": "drop", "regex": ".+;"})
    return {"interval": EVERY, "cAdvisorInterval": EVERY, "cAdvisorMetricRelabelings": dropped}


def _operator(site: ClusterSite, args: "MetricsStackArgs") -> dict[str, Any]:
    hook: dict[str, Any] = {"enabled": False}
    if args.certified:
        # The chart's own rules are created with the webhook that judges them: until it answers they pass.
        hook = {
            "enabled": True,
            "failurePolicy": "Ignore",
            "patch": {"enabled": False},
            "certManager": {"enabled": True},
        }
    return {
        "admissionWebhooks": hook,
        # Without a certificate for the webhook there is none for the operator's own port either.
        "tls": {"enabled": args.certified},
        "kubeletEndpointsEnabled": False,
        "kubeletEndpointSliceEnabled": True,
        "resources": share("50m", "128Mi", "256Mi"),
        "prometheusConfigReloader": {"resources": share("10m", "64Mi")},
        **site.on_system_nodes(),
    }


def _prometheus(site: ClusterSite, args: "MetricsStackArgs") -> dict[str, Any]:
    spec = args.spec
    return {
        "podDisruptionBudget": {"enabled": site.available},
        # Both replicas scrape everything, and differ by what one of them missed: a page keeps to one.
        "service": {"sessionAffinity": "ClientIP"},
        **({"serviceAccount": {"annotations": args.annotations}} if args.annotations is not None else {}),
        "prometheusSpec": {
            "replicas": min(site.replicas, 2),
            "podAntiAffinity": "hard" if site.available else "soft",
            "podAntiAffinityTopologyKey": SPREAD,
            "scrapeInterval": EVERY,
            "evaluationInterval": EVERY,
            "externalLabels": dict(args.labels),
            # The name by which Amazon's store knows two of a pair, and keeps one of them.
            "replicaExternalLabelName": "__replica__",
            "serviceDiscoveryRole": "EndpointSlice",
            "enableAdminAPI": False,
            "enableFeatures": ["exemplar-storage"],
            "exemplars": {"maxSize": 100_000},
            "walCompression": True,
            "retention": f"{spec.retention_days}d",
            "retentionSize": f"{spec.storage_gib * SPOOL_SHARE // 100}GiB",
            "enforcedSampleLimit": spec.sample_limit,
            "enforcedLabelLimit": 60,
            "resources": share("500m", f"{spec.memory_gib}Gi"),
            "storageSpec": _volume(site, args, spec.storage_gib),
            **_everything(),
            **args.remote,
        },
    }


def _everything() -> dict[str, Any]:
    """Return what makes Prometheus heed objects of others: without it those of this release alone."""
    kinds = ("serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig")
    return {f"{kind}SelectorNilUsesHelmValues": False for kind in kinds}


def _volume(site: ClusterSite, args: "MetricsStackArgs", gib: int) -> dict[str, Any]:
    """Return the volume of each replica; its region is that of its bill."""
    claim = {
        "storageClassName": CLASSES[site.cloud],
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": f"{gib}Gi"}},
    }
    labels = {REGION: args.labels["region"]}
    return {"volumeClaimTemplate": {"metadata": {"labels": labels}, "spec": claim}}


def _alertmanager(site: ClusterSite, args: "MetricsStackArgs") -> dict[str, Any]:
    told = args.spec.alerting
    return {
        "config": configuration(told),
        "podDisruptionBudget": {"enabled": site.available},
        "alertmanagerSpec": {
            # Three, so that silences and what was told survive the loss of one while another is replaced.
            "replicas": 3 if site.available else 1,
            "podAntiAffinity": "hard" if site.available else "soft",
            "podAntiAffinityTopologyKey": SPREAD,
            "secrets": [SECRET] if told else [],
            # The word None: the default would add a namespace to what a team's own route matches.
            "alertmanagerConfigMatcherStrategy": {"type": "None"},
            "resources": share("20m", "128Mi"),
            "storage": _volume(site, args, 5),
            "automountServiceAccountToken": False,
            **site.on_system_nodes(),
        },
    }


def _states(site: ClusterSite) -> dict[str, Any]:
    return {
        # One alone: two would count every object twice.
        "replicas": 1,
        "resources": share("20m", "128Mi", "512Mi"),
        "containerSecurityContext": confined(),
        "prometheus": {"monitor": {"interval": EVERY, "honorLabels": True}},
        "metricLabelsAllowlist": [
            "nodes=[platform.internal/node-pool,topology.kubernetes.io/zone]",
            "namespaces=[platform.internal/owner,platform.internal/cost-center]",
        ],
        **site.on_system_nodes(),
    }


def _nodes() -> dict[str, Any]:
    return {
        "namespaceOverride": NODE_METRICS,
        "resources": share("20m", "32Mi", "128Mi"),
        "tolerations": [{"operator": "Exists"}],
        "prometheus": {"monitor": {"interval": EVERY}},
    }
