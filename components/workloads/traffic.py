"""Who may speak with a workload and with whom it may speak, and where it is called."""

from collections.abc import Iterator
from typing import Any, Final

from components.foundation.cluster.flows import DNS, INTERNET, POD_IDENTITY, Flow, Peer, ranges
from components.foundation.cluster.namespace import MONITORING
from components.foundation.cluster.site import ClusterSite
from components.workloads.pods import HTTP, METRICS, selector
from components.workloads.versions import preview_name, service_name
from components.workloads.wiring import Gateway, WorkloadArgs

KEDA: Final = "keda"
"""The namespace of what counts a workload's gauges."""

DATABASE, CACHE = "database", "cache"
"""The namespaces in which what stands before the database, and before the cache, runs."""

POSTGRES, REDIS, TLS = 5432, 6379, 443


def flows(site: ClusterSite, args: WorkloadArgs) -> tuple[Flow, ...]:
    """Return all traffic of a workload. The policy asked for by the platform's owner is in it, line by line."""
    return (*_coming(site, args), *_going(site, args))


def _coming(site: ClusterSite, args: WorkloadArgs) -> Iterator[Flow]:
    spec = args.spec
    if spec.route is not None and args.gateway is not None:
        peer = Peer(namespace=args.gateway.namespace, pods=args.gateway.pods)
        yield Flow(direction="from", peers=(peer,), ports=(spec.port,))
    for client in spec.clients:
        namespace, _, name = client.partition("/")
        peer = Peer(namespace=namespace, pods=selector(name))
        yield Flow(direction="from", peers=(peer,), ports=(spec.port,))
    scraping = [Peer(namespace=MONITORING)]
    if spec.scaling.gauges:
        scraping.append(Peer(namespace=KEDA))
    yield Flow(direction="from", peers=tuple(scraping), ports=(spec.metrics_port,))
    yield Flow(direction="from", peers=ranges(site.node_ranges), ports=(spec.port,))


def _going(site: ClusterSite, args: WorkloadArgs) -> Iterator[Flow]:
    spec = args.spec
    yield Flow(direction="to", peers=DNS.peers, ports=DNS.ports)
    if "database" in spec.reaches:
        peers = (Peer(namespace=DATABASE), *ranges(args.database))
        yield Flow(direction="to", peers=peers, ports=(POSTGRES,))
    if "cache" in spec.reaches:
        yield Flow(direction="to", peers=(Peer(namespace=CACHE), *ranges(args.cache)), ports=(REDIS,))
    if "internet" in spec.reaches:
        yield Flow(direction="to", peers=(INTERNET,), ports=(TLS,))
    for called, port in args.called.items():
        namespace, _, name = called.partition("/")
        peer = Peer(namespace=namespace, pods=selector(name))
        yield Flow(direction="to", peers=(peer,), ports=(port,))
    if args.collector is not None:
        peer = Peer(namespace=args.collector.namespace, pods=args.collector.pods)
        yield Flow(direction="to", peers=(peer,), ports=(args.collector.port,))
    if args.pod_identity:
        yield POD_IDENTITY
    if spec.reads_cluster:
        yield Flow(direction="to", peers=ranges(site.api_server), ports=(TLS, 6443))


def service_spec(args: WorkloadArgs) -> dict[str, Any]:
    """Return the spec of a Service before the workload's pods."""
    return {
        "type": "ClusterIP",
        "selector": selector(args.name),
        "ports": [
            {"name": HTTP, "port": 80, "targetPort": HTTP, "protocol": "TCP", "appProtocol": "http"},
            {"name": METRICS, "port": args.spec.metrics_port, "targetPort": METRICS, "protocol": "TCP"},
        ],
    }


def route_spec(args: WorkloadArgs, gateway: Gateway) -> dict[str, Any]:
    """Return the spec of the HTTPRoute. A canary's two Services stand in it from the start; Argo Rollouts weighs them."""
    route = args.spec.route
    if route is None:
        raise ValueError(f"{args.name} has no route to render")
    stable = {"name": service_name(args.name), "port": 80}
    canary = {"name": preview_name(args.name), "port": 80}
    backends = (
        [{**stable, "weight": 100}, {**canary, "weight": 0}] if args.spec.strategy == "canary" else [stable]
    )
    return {
        "parentRefs": [{"name": gateway.name, "namespace": gateway.namespace}],
        "hostnames": list(route.hosts),
        "rules": [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": route.path}}],
                "backendRefs": backends,
            }
        ],
    }
