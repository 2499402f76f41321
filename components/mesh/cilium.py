"""Cilium on EKS: beside the VPC's own plugin, or in its place.

GKE (Dataplane V2) and AKS (Azure CNI powered by Cilium) bring their own, and must not get another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pulumi import Output, Resource, ResourceOptions

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire

OPERATOR: Final = "cilium-operator"
"""The service account of the operator, which makes the nodes' network interfaces."""

NOT_READY: Final = "node.cilium.io/agent-not-ready"
"""The taint that the agent lifts from a node as soon as it can give pods a network."""

HUBBLE_METRICS: Final = ("dns", "drop", "tcp", "flow", "httpV2")

DAILY: Final = "17 3 * * *"
"""When certificates of Hubble are looked after. The job that would make them at once is a hook, which Helm waits for: it
would wait for a node, and nodes wait for Cilium."""


@dataclass(frozen=True, kw_only=True)
class EniArgs:
    """What Cilium needs to be the network itself.

    ``endpoint`` is the API's URL: with kube-proxy gone nobody else could say where the API is. ``pod_subnets`` are the
    subnets that pods take their addresses from. ``annotations`` are those of the operator's service account and
    ``granted`` what it waits for, so that its first call is not refused.
    """

    endpoint: Wire[str]
    pod_subnets: Sequence[Wire[str]]
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]


@dataclass(frozen=True, kw_only=True)
class CiliumArgs:
    """``eni`` makes Cilium the cluster's network plugin; without it, it enforces policies behind that of the VPC."""

    eni: EniArgs | None


class Cilium(ClusterComponent):
    """Cilium's agents and operator, with Hubble. It waits for no pod, because nodes wait for it.

    Traffic between nodes is encrypted where Cilium is the network; behind the VPC's plugin it cannot be (Cilium
    documentation, AWS VPC CNI plugin: limitations). Output: ``mode``. ``ready`` is what nodes wait for.
    """

    urn_type = "platform:mesh:Cilium"

    mode: Output[str]

    def __init__(self, site: ClusterSite, args: CiliumArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("cilium", site, opts)
        mode: Literal["chained", "eni"] = "eni" if args.eni else "chained"
        shape = _eni(args.eni) if args.eni else _chained()
        release = ChartRelease(
            site,
            ChartArgs(
                chart="cilium",
                namespace=None,
                values={**_values(site), **shape, "cni": {"exclusive": False, **shape.get("cni", {})}},
                after=args.eni.granted if args.eni else (),
                waits=False,
            ),
            self.child(),
        )
        self.mode = Output.from_input(mode)
        self.ready: list[Resource] = list(release.ready)
        self.publish()


def _eni(args: EniArgs) -> dict[str, Any]:
    host = Output.from_input(args.endpoint).apply(lambda url: url.removeprefix("https://"))
    return {
        "eni": {
            "enabled": True,
            # Without prefixes a t3.medium has addresses for 15 pods.
            "awsEnablePrefixDelegation": True,
            # Else the operator takes the subnet of the VPC with most addresses left, be it public or the databases'.
            "nodeSpec": {"subnetIDs": list(args.pod_subnets)},
        },
        "ipam": {"mode": "eni"},
        "routingMode": "native",
        "kubeProxyReplacement": "true",
        "k8sServiceHost": host,
        "k8sServicePort": 443,
        # Amazon Linux 2023 calls its interfaces ens5 and so on, Bottlerocket eth0. The rules are those of iptables: in eBPF
        # they would break the probes of an ambient mesh (Istio documentation, platform prerequisites, Cilium).
        "egressMasqueradeInterfaces": "eth+ ens+",
        "encryption": {"enabled": True, "type": "wireguard"},
        "serviceAccounts": {"operator": {"name": OPERATOR, "annotations": args.annotations}},
    }


def _chained() -> dict[str, Any]:
    return {
        "cni": {"chainingMode": "aws-cni"},
        "enableIPv4Masquerade": False,
        "routingMode": "native",
    }


def _values(site: ClusterSite) -> dict[str, Any]:
    placed = site.on_system_nodes()
    return {
        "cluster": {"name": site.name},
        "rollOutCiliumPods": True,
        "resources": share("100m", "256Mi", "1Gi"),
        # A rule for the nodes' range is to mean the nodes: else Cilium lets it match nothing that it manages itself.
        "policyCIDRMatchMode": ["nodes"],
        "policyEnforcementMode": "default",
        # Pods keep the address of a service until their mesh's proxy has seen it.
        "socketLB": {"hostNamespaceOnly": True},
        # Istio reads requests; a proxy of Cilium's own on every node would only cost.
        "envoy": {"enabled": False},
        "prometheus": {"enabled": True},
        "operator": {
            "replicas": site.replicas,
            "rollOutPods": True,
            "podDisruptionBudget": {"enabled": site.available},
            "resources": share("20m", "128Mi", "512Mi"),
            "nodeSelector": placed["nodeSelector"],
            "tolerations": [*placed["tolerations"], *_before_the_network()],
        },
        "hubble": {
            "enabled": True,
            "metrics": {"enabled": list(HUBBLE_METRICS)},
            "relay": {
                "enabled": True,
                "replicas": site.replicas,
                "rollOutPods": True,
                "podDisruptionBudget": {"enabled": site.available},
                "resources": share("10m", "64Mi", "256Mi"),
                **placed,
            },
            "tls": {"auto": {"enabled": True, "method": "cronJob", "schedule": DAILY}},
        },
        "certgen": {
            "ttlSecondsAfterFinished": 3600,
            "tolerations": placed["tolerations"],
            "resources": share("10m", "32Mi", "128Mi"),
        },
    }


def _before_the_network() -> list[dict[str, str]]:
    """Return what the operator tolerates, which has to run while a node still has no network."""
    return [
        {"key": NOT_READY, "operator": "Exists"},
        {"key": "node.kubernetes.io/not-ready", "operator": "Exists"},
        {"key": "node.cloudprovider.kubernetes.io/uninitialized", "operator": "Exists"},
    ]
