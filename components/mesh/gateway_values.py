"""What the gateways' chart is told, and what their namespace opens."""

from typing import Any, Final

from components.foundation.cluster.flows import Flow, Peer, ranges
from components.foundation.cluster.mesh import MERGED_METRICS, ROUTED, control_plane
from components.foundation.cluster.namespace import Gates
from components.foundation.cluster.site import ClusterSite
from components.mesh.gateway_edge import EdgeEntry, mounted
from components.mesh.gateway_spec import GatewaySpec

NAME: Final = "ingress"
HTTP, HTTPS, STATUS = 80, 443, 15021
"""Ports of the gateways' Service, by which the Gateway API speaks of them."""

PLAIN: Final = 8080


def gates(site: ClusterSite, tls_port: int, edge: EdgeEntry | None, traces: Flow | None) -> Gates:
    """Open the ports to visitors: a balancer stands in the network of the nodes, and without one the edge comes itself.

    :param traces: the way to what takes the gateways' traces, where something does.
    """
    visitors = ranges(edge.visitors if edge else site.node_ranges)
    return Gates(
        api=False,
        metrics=(MERGED_METRICS,),
        within=True,
        flows={
            "allow-visitors": Flow(direction="from", peers=visitors, ports=(tls_port,)),
            "allow-mesh-control": control_plane(),
            "allow-routed": Flow(direction="to", peers=(Peer(namespaces=ROUTED),)),
            **({} if traces is None else {"allow-traces": traces}),
        },
    )


def values(site: ClusterSite, spec: GatewaySpec, tls_port: int, edge: EdgeEntry | None) -> dict[str, Any]:
    """Return the values of the gateways' chart."""
    return {
        "name": NAME,
        "revision": "stable",
        "replicaCount": spec.min if spec.min == spec.max else None,
        "autoscaling": {
            "enabled": spec.min < spec.max,
            "minReplicas": spec.min,
            "maxReplicas": spec.max,
            "targetCPUUtilizationPercentage": 70,
        },
        "podDisruptionBudget": {"minAvailable": 1} if spec.min > 1 else {},
        "resources": {
            "requests": {"cpu": spec.cpu, "memory": spec.memory},
            "limits": {"memory": spec.memory_limit},
        },
        # No port below 1024, so nothing is asked of the kernel.
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "service": _public(tls_port, edge) if edge else _inner(tls_port),
        # Connections end in their own time: the load balancer has stopped sending long before.
        "terminationGracePeriodSeconds": 60,
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"istio": NAME}},
            }
        ],
        **(mounted() if edge else {}),
        **site.on_system_nodes(),
    }


def _secure(tls_port: int) -> dict[str, Any]:
    return {"name": "https", "port": HTTPS, "targetPort": tls_port, "protocol": "TCP"}


def _inner(tls_port: int) -> dict[str, Any]:
    ports = [
        {"name": "status-port", "port": STATUS, "targetPort": STATUS, "protocol": "TCP"},
        {"name": "http", "port": HTTP, "targetPort": PLAIN, "protocol": "TCP"},
        _secure(tls_port),
    ]
    return {"type": "ClusterIP", "ports": ports}


def _public(tls_port: int, edge: EdgeEntry) -> dict[str, Any]:
    """Return a Service with an address of the cloud's, which opens one port: the edge never speaks without TLS."""
    return {
        "type": "LoadBalancer",
        "ports": [_secure(tls_port)],
        # The edge keeps its address, by which the wall knows it, and a node without a gateway gets no traffic.
        "externalTrafficPolicy": "Local",
        # The cloud writes these into its own firewall; nothing else opens the port there.
        "loadBalancerSourceRanges": [str(one) for one in edge.visitors],
        "annotations": dict(edge.annotations),
    }
