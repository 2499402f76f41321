"""The values of the collectors' chart: one program twice, on every node and before the store."""

from collections.abc import Mapping
from typing import Any, Final

from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.site import ClusterSite
from components.observability.destinations import environment
from components.observability.tracing import collectors
from components.observability.tracing.places import AGENT, GATEWAY, GATEWAY_PODS, OWN_METRICS, SPAN_METRICS
from components.observability.tracing.spec import TracingSpec

Values = dict[str, Any]

# renovate: datasource=docker depName=ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s
AGENT_VERSION: Final = "0.158.0"
AGENT_IMAGE: Final = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s"
"""The distribution for clusters, without the exporters of outside services."""

# renovate: datasource=docker depName=ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib
GATEWAY_VERSION: Final = "0.158.0"
GATEWAY_IMAGE: Final = (
    "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib"
)
"""The distribution with all components: outside services and Prometheus are in no smaller one."""

USER: Final = 10001

UNUSED: Final = ("jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin")


def agent_values(site: ClusterSite, resource: Mapping[str, str], *, monitored: bool) -> Values:
    """Return the values of the collector on every node. Its Service leads a pod to the collector of its own node.

    :param resource: what the cluster says of itself, on every span.
    """
    told = ",".join(f"{key}={value}" for key, value in sorted(resource.items()))
    return {
        **_common(site, AGENT, AGENT_IMAGE, AGENT_VERSION, monitored=monitored),
        "mode": "daemonset",
        "alternateConfig": collectors.agent(),
        "command": {"name": "otelcol-k8s"},
        "service": {"enabled": True, "internalTrafficPolicy": "Local"},
        "ports": _ports(http=True),
        "clusterRole": {"create": True, "rules": _looks_up_pods()},
        "extraEnvs": [{"name": "OTEL_RESOURCE_ATTRIBUTES", "value": told}],
        "tolerations": [{"operator": "Exists"}],
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "resources": share("50m", "128Mi", "256Mi"),
        "rollout": {"rollingUpdate": {"maxUnavailable": "10%"}},
    }


def gateway_values(site: ClusterSite, spec: TracingSpec, *, monitored: bool) -> Values:
    """Return the values of the collectors that decide. Their number is fixed: with it, traces fall to other gateways.

    Their Service has no address of its own: agents look up the pods behind it and choose by the trace. They stand beside
    the applications, with whose requests they grow, and not on the few small nodes that run the cluster.
    """
    labels = {"matchLabels": dict(GATEWAY_PODS)}
    return {
        **_common(site, GATEWAY, GATEWAY_IMAGE, GATEWAY_VERSION, monitored=monitored),
        "mode": "deployment",
        "alternateConfig": collectors.gateway(spec, site.replicas),
        "command": {"name": "otelcol-contrib"},
        "replicaCount": site.replicas,
        "service": {"enabled": True, "clusterIP": "None"},
        "ports": {
            **_ports(http=False),
            "span-metrics": {
                "enabled": True,
                "containerPort": SPAN_METRICS,
                "servicePort": SPAN_METRICS,
                "protocol": "TCP",
            },
        },
        "serviceMonitor": {
            "enabled": monitored,
            "metricsEndpoints": [{"port": "metrics"}, {"port": "span-metrics"}],
        },
        "extraEnvs": environment(spec.destinations.all),
        "resources": share("200m", "512Mi", "1Gi"),
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1}
        if site.available
        else {"enabled": False},
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": key,
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": labels,
            }
            for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
        ],
        "nodeSelector": {"kubernetes.io/os": "linux"},
    }


def _common(site: ClusterSite, name: str, image: str, version: str, *, monitored: bool) -> Values:
    site.refuse_foreign(f"{image}:{version}", f"the collector {name}")
    return {
        "fullnameOverride": name,
        "image": {"repository": image, "tag": version},
        "additionalLabels": site.labels.kubernetes(),
        "serviceAccount": {"name": name, "automountServiceAccountToken": name == AGENT},
        "podSecurityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "runAsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "securityContext": confined(),
        "serviceMonitor": {"enabled": monitored},
        "useGOMEMLIMIT": True,
    }


def _ports(*, http: bool) -> Values:
    """Return which ports there are. The chart would take the node's own ports for the agent; 0 is none of them."""
    return {
        "otlp": {"hostPort": 0},
        "otlp-http": {"enabled": http, "hostPort": 0},
        "metrics": {"enabled": True, "containerPort": OWN_METRICS, "servicePort": OWN_METRICS},
        **{name: {"enabled": False} for name in UNUSED},
    }


def _looks_up_pods() -> list[Values]:
    reads = ["get", "list", "watch"]
    return [
        {"apiGroups": [""], "resources": ["namespaces", "pods"], "verbs": reads},
        {"apiGroups": ["apps"], "resources": ["replicasets"], "verbs": reads},
    ]
