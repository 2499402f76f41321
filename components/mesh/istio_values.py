"""What Istio's charts are told: the definitions, the plugin on each node, the control plane and the tunnels."""

from collections.abc import Mapping
from typing import Any, Final

from components.foundation.cluster.containers import share
from components.foundation.cluster.mesh import Revision
from components.foundation.cluster.site import ClusterSite
from components.mesh import authority
from components.mesh.mesh_spec import MeshSpec

HUB: Final = "docker.io/istio"
"""Where Istio's images stay: its registries at Google close (Istio 1.31, upgrade notes)."""

SYSTEM: Final = "kube-system"
"""Where what runs on every node stands. On GKE no other namespace may have pods of that priority (Istio documentation)."""

TRACER: Final = "traces"
CONTROL_METRICS: Final = 15014
WEBHOOK: Final = 15017

Values = dict[str, Any]


def base(spec: MeshSpec) -> Values:
    """Return the values of the definitions' chart, whose webhook asks the serving control plane."""
    return {"defaultRevision": spec.slot}


def node_agent(site: ClusterSite, spec: MeshSpec) -> Values:
    """Return the values of the plugin that brings pods into the mesh without rights of their own."""
    return {
        "global": {"hub": HUB, "logAsJson": True, **_platform(site)},
        # Others' plugins stay in the chain, and Istio's comes behind them.
        "chained": True,
        "ambient": {"enabled": spec.mode == "ambient"},
        "resources": share("20m", "64Mi", "256Mi"),
    }


def tunnels(site: ClusterSite, spec: MeshSpec) -> Values:
    """Return the values of the tunnels' proxy of an ambient mesh."""
    return {
        "hub": HUB,
        "revision": spec.slot,
        "logAsJson": True,
        "multiCluster": {"clusterName": site.name},
        "network": spec.trust.network if spec.trust else "",
        "resources": share("50m", "128Mi", "512Mi"),
        "global": _platform(site),
    }


def control_plane(site: ClusterSite, spec: MeshSpec, slot: str, tag: Revision) -> Values:
    """Return the values of one control plane."""
    ambient = spec.mode == "ambient"
    return {
        "revision": slot,
        "revisionTags": [tag],
        "autoscaleMin": site.replicas,
        "autoscaleMax": max(site.replicas, 5) if site.available else 1,
        "resources": share("100m", "256Mi", "1Gi"),
        "seccompProfile": {"type": "RuntimeDefault"},
        **site.on_system_nodes(),
        "topologySpreadConstraints": _spread(slot) if site.available else [],
        "cni": {"enabled": True},
        **({"trustedZtunnelNamespace": SYSTEM} if ambient else {}),
        "env": _environment(spec),
        **(authority.required() if spec.trust else {}),
        "meshConfig": mesh_config(spec),
        "global": {
            "hub": HUB,
            "logAsJson": True,
            "defaultPodDisruptionBudget": {"enabled": site.available},
            "multiCluster": {"clusterName": site.name},
            "meshID": spec.trust.mesh if spec.trust else "",
            "network": spec.trust.network if spec.trust else "",
            "proxy": {"resources": _proxy(spec)},
            **_platform(site),
        },
    }


def mesh_config(spec: MeshSpec) -> Values:
    """Return what holds for the whole mesh."""
    ambient = spec.mode == "ambient"
    told: Values = {
        "trustDomain": spec.trust_domain,
        "accessLogEncoding": "JSON",
        "enablePrometheusMerge": True,
        "meshMTLS": {"minProtocolVersion": "TLSV1_3"},
        "outboundTrafficPolicy": {"mode": "REGISTRY_ONLY" if spec.egress else "ALLOW_ANY"},
        "defaultConfig": {"holdApplicationUntilProxyStarts": not ambient},
    }
    if ambient:
        told["defaultConfig"]["proxyMetadata"] = {"ISTIO_META_ENABLE_HBONE": "true"}
    if spec.tracing:
        told["extensionProviders"] = [
            {
                "name": TRACER,
                "opentelemetry": {"service": spec.tracing.service, "port": spec.tracing.port},
            }
        ]
    return told


def _environment(spec: MeshSpec) -> Mapping[str, str]:
    """Return settings of the control plane: a changed authority is taken up without a restart."""
    told = {"AUTO_RELOAD_PLUGIN_CERTS": "true"}
    return {**told, "PILOT_ENABLE_AMBIENT": "true"} if spec.mode == "ambient" else told


def _platform(site: ClusterSite) -> Values:
    """Return what GKE wants said: it keeps plugins elsewhere than others (Istio documentation, platform prerequisites)."""
    return {"platform": "gke"} if site.cloud == "gcp" else {}


def _proxy(spec: MeshSpec) -> Values:
    cpu, memory = spec.proxy_cpu or "20m", spec.proxy_memory or "64Mi"
    amount, unit = int(memory.removesuffix("Mi").removesuffix("Gi")), memory[-2:]
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": f"{4 * amount}{unit}"}}


def _spread(slot: str) -> list[Values]:
    return [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": {"app": "istiod", "istio.io/rev": slot}},
        }
    ]
