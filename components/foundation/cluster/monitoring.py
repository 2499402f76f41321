"""Where a cluster's monitoring answers, for whatever asks it or sends to it.

The names ``prometheus-operated`` and ``alertmanager-operated`` are the operator's own, of the services before all replicas
(Prometheus Operator documentation, "Governing services").
"""

from typing import Final

from components.foundation.cluster.flows import Flow, Peer
from components.foundation.cluster.namespace import MONITORING

PROMETHEUS_PORT: Final = 9090
PROMETHEUS_PODS: Final = {"app.kubernetes.io/name": "prometheus"}
PROMETHEUS: Final = f"http://prometheus-operated.{MONITORING}.svc:{PROMETHEUS_PORT}"
"""The address at which queries are asked."""

ALERTMANAGER_PORT: Final = 9093
ALERTMANAGER_PODS: Final = {"app.kubernetes.io/name": "alertmanager"}
ALERTMANAGER: Final = f"http://alertmanager-operated.{MONITORING}.svc:{ALERTMANAGER_PORT}"


def asks_prometheus() -> Flow:
    """Return what opens a closed namespace's way to queries."""
    return Flow(
        direction="to",
        peers=(Peer(namespace=MONITORING, pods=PROMETHEUS_PODS),),
        ports=(PROMETHEUS_PORT,),
    )


def tells_alertmanager() -> Flow:
    """Return what opens a closed namespace's way to alerts and silences."""
    return Flow(
        direction="to",
        peers=(Peer(namespace=MONITORING, pods=ALERTMANAGER_PODS),),
        ports=(ALERTMANAGER_PORT,),
    )
