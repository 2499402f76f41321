"""What a workload says to the mesh: whose calls its pods take on which port, and that metrics may be asked for in plain text.

A caller is known by its service account, as its certificate says it. A port is the one that the pods listen on, in either
mode: the tunnel of an ambient mesh puts it in the place of its own 15008 before it judges (ztunnel, ``inbound.rs``).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from components.foundation.cluster.namespace import MONITORING
from components.workloads.pods import selector
from components.workloads.traffic import KEDA
from components.workloads.wiring import WorkloadArgs


class MeshPolicy(NamedTuple):
    """A policy of the workload's pods: the end of its name, its kind and its spec."""

    role: str
    kind: str
    spec: dict[str, Any]


def mesh_policies(args: WorkloadArgs, domain: str) -> Iterator[MeshPolicy]:
    """Yield the policies of a workload in a mesh whose identities begin with ``domain``."""
    chosen = {"matchLabels": selector(args.name)}
    callers = [f"{domain}/ns/{namespace}/sa/{account}" for namespace, account in _callers(args)]
    if callers:
        yield _allow("callers", chosen, args.spec.port, [{"source": {"principals": callers}}])
    port = args.spec.metrics_port
    taken = {"mtls": {"mode": "STRICT"}, "portLevelMtls": {str(port): {"mode": "PERMISSIVE"}}}
    yield MeshPolicy("metrics", "PeerAuthentication", {"selector": chosen, **taken})
    yield _allow("metrics", chosen, port, _scrapers(args))


def _callers(args: WorkloadArgs) -> Iterator[tuple[str, str]]:
    """Yield the namespace and account of each caller: the gateway where people get there by one, and other workloads."""
    if args.spec.route is not None and args.gateway is not None:
        yield args.gateway.namespace, args.gateway.account
    for client in args.spec.clients:
        namespace, _, name = client.partition("/")
        yield namespace, name


def _scrapers(args: WorkloadArgs) -> list[dict[str, Any]]:
    """Return who asks for metrics: who has no identity, whom the network policy judges, or who scrapes as a member.

    A member's connection comes by the tunnel, of which the network policy sees that port alone, so it is named here.
    """
    namespaces = [MONITORING, *([KEDA] if args.spec.scaling.gauges else [])]
    return [{"source": {"notPrincipals": ["*"]}}, {"source": {"namespaces": namespaces}}]


def _allow(role: str, chosen: dict[str, Any], port: int, sources: list[dict[str, Any]]) -> MeshPolicy:
    rule = {"from": sources, "to": [{"operation": {"ports": [str(port)]}}]}
    return MeshPolicy(role, "AuthorizationPolicy", {"selector": chosen, "action": "ALLOW", "rules": [rule]})
