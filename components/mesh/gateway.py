"""The way into a cluster: gateways of Istio, told what to let in by the Gateway API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import Flow, Peer, ranges
from components.foundation.cluster.mesh import (
    GATEWAY_NAMESPACE,
    MEMBER,
    MERGED_METRICS,
    ROUTED,
    control_plane,
)
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.mesh.gateway_routes import health_check, redirect, tls_floor
from components.mesh.gateway_spec import GatewaySpec, outside_zone

NAME: Final = "ingress"
HOST: Final = f"{NAME}.{GATEWAY_NAMESPACE}.svc.cluster.local"
SECRET: Final = "ingress-tls"  # noqa: S105 - the name of the Secret
HTTP, HTTPS, STATUS = 80, 443, 15021
"""Ports of the gateways' Service, by which the Gateway API speaks of them."""

PLAIN: Final = 8080
GATEWAY_API: Final = "gateway.networking.k8s.io/v1"


@dataclass(frozen=True, kw_only=True)
class GatewayArgs:
    """A spec, the zone that its hosts lie in, who issues its certificate, and what stands before it.

    ``tls_port`` is the one that pods listen on, which a load balancer of the cloud's sends to. ``health_path`` answers
    200 as long as a gateway stands. ``behind_balancer`` says that a load balancer ends the visitors' connections and
    makes its own; without one the Service gets an address of the cloud's, ``address`` if there is one, and takes TLS 1.3
    alone. ``mesh`` is what the control plane's policies make ready.
    """

    spec: GatewaySpec
    zone: str
    issuer: Wire[str]
    tls_port: int
    health_path: str
    behind_balancer: bool
    mesh: Sequence[Resource]
    certificates: Sequence[Resource]
    address: Wire[str] | None = None
    service_annotations: Mapping[str, Wire[str]] | None = None

    def __post_init__(self) -> None:
        strangers = outside_zone(self.spec.hosts, self.zone)
        if strangers:
            raise ValueError(
                f"gateway: {', '.join(strangers)} does not lie in the zone {self.zone}, so that no certificate could be "
                f"proved for it and no name would lead here: take names below {self.zone}"
            )


class Gateway(ClusterComponent):
    """Gateways with a certificate for the zone, a redirect to HTTPS, and routes of marked namespaces alone.

    Output: ``service``, their Service's name. ``namespace`` holds them; ``ready`` is what routes and whatever sends to
    the gateways wait for.
    """

    urn_type = "platform:mesh:Gateway"

    service: Output[str]

    def __init__(self, site: ClusterSite, args: GatewayArgs) -> None:
        super().__init__("gateway", site)
        self.args = args
        self.namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=GATEWAY_NAMESPACE,
                pod_security="restricted",
                gates=_gates(site, args),
                labels={**MEMBER, **ROUTED},
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart="gateway",
                release=NAME,
                namespace=self.namespace,
                values=_values(site, args),
                after=args.mesh,
            ),
            self.child(),
        )
        certificate = self._certificate()
        door = self._door([*release.ready, certificate])
        routes = [*self._routes([*release.ready, door]), *self._rules(release.ready)]
        if not args.behind_balancer:
            routes.append(self._floor(release.ready))
        self.service = Output.from_input(NAME)
        self.ready: list[Resource] = [*release.ready, certificate, door, *routes]
        self.publish()

    def _certificate(self) -> Resource:
        args = self.args
        return self.custom(
            "certificate",
            "cert-manager.io/v1",
            "Certificate",
            self.metadata(NAME, GATEWAY_NAMESPACE),
            {
                "secretName": SECRET,
                "dnsNames": [args.zone, f"*.{args.zone}", *args.spec.hosts],
                "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": args.issuer},
                "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
                "revisionHistoryLimit": 2,
            },
            after=[*self.namespace.ready, *args.certificates],
        )

    def _door(self, after: Sequence[Resource]) -> Resource:
        """Make the Gateway. Its listeners name no host, and which hosts there are is said by the routes.

        A load balancer's check of a pod names no host either, and TLS without a name meets no listener that has one.
        """
        secure = {
            "name": "https",
            "port": HTTPS,
            "protocol": "HTTPS",
            "tls": {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": SECRET}]},
            "allowedRoutes": {
                "kinds": [{"kind": "HTTPRoute"}, {"kind": "GRPCRoute"}],
                "namespaces": {"from": "Selector", "selector": {"matchLabels": dict(ROUTED)}},
            },
        }
        plain = {
            "name": "http",
            "port": HTTP,
            "protocol": "HTTP",
            "allowedRoutes": {"kinds": [{"kind": "HTTPRoute"}], "namespaces": {"from": "Same"}},
        }
        return self.custom(
            "gateway",
            GATEWAY_API,
            "Gateway",
            self.metadata(NAME, GATEWAY_NAMESPACE),
            {
                "gatewayClassName": "istio",
                "addresses": [{"type": "Hostname", "value": HOST}],
                "listeners": [secure, plain],
            },
            after=after,
        )

    def _routes(self, after: Sequence[Resource]) -> list[Resource]:
        args, metadata = self.args, self.metadata
        specs = {"redirect": redirect(NAME), "health": health_check(NAME, args.health_path, STATUS)}
        return [
            self.custom(role, GATEWAY_API, "HTTPRoute", metadata(role, GATEWAY_NAMESPACE), spec, after=after)
            for role, spec in specs.items()
        ]

    def _rules(self, after: Sequence[Resource]) -> list[Resource]:
        """Let anybody reach the gateways: who may call what lies behind them is decided there.

        Their own health is told in plain text, as no proxy of theirs stands before it.
        """
        metadata = self.metadata(NAME, GATEWAY_NAMESPACE)
        opened = {"operation": {"ports": [str(self.args.tls_port), str(PLAIN)]}}
        admission = {
            "selector": {"matchLabels": {"istio": NAME}},
            "action": "ALLOW",
            "rules": [{"to": [opened]}],
        }
        status = {"port": {"number": STATUS}, "tls": {"mode": "DISABLE"}}
        health = {"host": HOST, "trafficPolicy": {"portLevelSettings": [status]}}
        return [
            self.custom(
                "admission",
                "security.istio.io/v1",
                "AuthorizationPolicy",
                metadata,
                admission,
                after=after,
            ),
            self.custom("status", "networking.istio.io/v1", "DestinationRule", metadata, health, after=after),
        ]

    def _floor(self, after: Sequence[Resource]) -> Resource:
        return self.custom(
            "tls-floor",
            "networking.istio.io/v1alpha3",
            "EnvoyFilter",
            self.metadata("tls-floor", GATEWAY_NAMESPACE),
            tls_floor(NAME, self.args.tls_port),
            after=after,
        )


def _gates(site: ClusterSite, args: GatewayArgs) -> Gates:
    """Open the ports to visitors: a balancer stands in the network of the nodes, and without one they come from anywhere."""
    visitors = ranges(site.node_ranges) if args.behind_balancer else ()
    ports = (args.tls_port,) if args.behind_balancer else (args.tls_port, PLAIN)
    return Gates(
        api=False,
        metrics=(MERGED_METRICS,),
        within=True,
        flows={
            "allow-visitors": Flow(direction="from", peers=visitors, ports=ports),
            "allow-mesh-control": control_plane(),
            "allow-routed": Flow(direction="to", peers=(Peer(namespaces=ROUTED),)),
        },
    )


def _values(site: ClusterSite, args: GatewayArgs) -> dict[str, Any]:
    spec = args.spec
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
        "service": _service(args),
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
        **site.on_system_nodes(),
    }


def _service(args: GatewayArgs) -> dict[str, Any]:
    ports = [
        {"name": "status-port", "port": STATUS, "targetPort": STATUS, "protocol": "TCP"},
        {"name": "http", "port": HTTP, "targetPort": PLAIN, "protocol": "TCP"},
        {"name": "https", "port": HTTPS, "targetPort": args.tls_port, "protocol": "TCP"},
    ]
    if args.behind_balancer:
        return {"type": "ClusterIP", "ports": ports}
    return {
        "type": "LoadBalancer",
        "ports": ports,
        # Visitors keep their address, and a node without a gateway gets no traffic.
        "externalTrafficPolicy": "Local",
        "annotations": dict(args.service_annotations or {}),
        **({"loadBalancerIP": args.address} if args.address is not None else {}),
    }
