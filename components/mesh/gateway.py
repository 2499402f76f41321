"""The way into a cluster: gateways of Istio, told what to let in by the Gateway API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import Flow
from components.foundation.cluster.mesh import GATEWAY_NAMESPACE, MEMBER, ROUTED
from components.foundation.cluster.namespace import PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.mesh.external_dns import TARGET
from components.mesh.gateway_edge import ENTRY, WORDS, EdgeEntry, proof
from components.mesh.gateway_routes import health_check, redirect, tls_floor
from components.mesh.gateway_spec import GatewaySpec, outside_zone
from components.mesh.gateway_values import HTTP, HTTPS, NAME, PLAIN, STATUS, gates, values

HOST: Final = f"{NAME}.{GATEWAY_NAMESPACE}.svc.cluster.local"
SECRET: Final = "ingress-tls"  # noqa: S105 - the name of the Secret
GATEWAY_API: Final = "gateway.networking.k8s.io/v1"


@dataclass(frozen=True, kw_only=True)
class GatewayArgs:
    """A spec, the zone that its hosts lie in, who issues its certificate, and what stands before it.

    ``tls_port`` is the one that pods listen on, which a load balancer of the cloud's sends to. ``health_path`` answers
    200 as long as a gateway stands. ``edge`` is None where a load balancer ends the visitors' connections and makes its
    own; without one the Service gets an address of the cloud's, and takes TLS 1.3 from the edge and nothing else.
    ``public_name`` is where visitors find what stands before the gateways, which a Gateway cannot know by itself: names of
    routes lead there. ``mesh`` is what the control plane's policies make ready. ``traces`` is the way to what takes the
    gateways' traces.
    """

    spec: GatewaySpec
    zone: str
    issuer: Wire[str]
    tls_port: int
    health_path: str
    mesh: Sequence[Resource]
    certificates: Sequence[Resource]
    edge: EdgeEntry | None = None
    public_name: str | None = None
    traces: Flow | None = None

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
                gates=gates(site, args.tls_port, args.edge, args.traces),
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
                values=values(site, args.spec, args.tls_port, args.edge),
                after=[*args.mesh, *self._words()],
            ),
            self.child(),
        )
        certificate = self._certificate()
        locks = self._locks(release.ready)
        door = self._door([*release.ready, certificate, *locks])
        routes = [*self._routes([*release.ready, door]), *self._rules(release.ready)]
        self.service = Output.from_input(NAME)
        self.ready: list[Resource] = [*release.ready, certificate, *locks, door, *routes]
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
        The edge never speaks without TLS and leads visitors there itself, so that before it there is one listener.
        """
        leads = self.args.public_name
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
            self.metadata(
                NAME, GATEWAY_NAMESPACE, annotations=dict.fromkeys(TARGET, leads) if leads else None
            ),
            {
                "gatewayClassName": "istio",
                "addresses": [{"type": "Hostname", "value": HOST}],
                "listeners": [secure] if self.args.edge else [secure, plain],
            },
            after=after,
        )

    def _routes(self, after: Sequence[Resource]) -> list[Resource]:
        metadata = self.metadata
        specs = {"health": health_check(NAME, self.args.health_path, self._status, STATUS)}
        if self.args.edge is None:
            specs["redirect"] = redirect(NAME)
        return [
            self.custom(role, GATEWAY_API, "HTTPRoute", metadata(role, GATEWAY_NAMESPACE), spec, after=after)
            for role, spec in specs.items()
        ]

    def _rules(self, after: Sequence[Resource]) -> list[Resource]:
        """Let anybody reach the gateways: who may call what lies behind them is decided there.

        Their own health is told in plain text, as no proxy of theirs stands before it.
        """
        metadata = self.metadata(NAME, GATEWAY_NAMESPACE)
        ports = [self.args.tls_port] if self.args.edge else [self.args.tls_port, PLAIN]
        opened = {"operation": {"ports": [str(port) for port in ports]}}
        admission = {
            "selector": {"matchLabels": {"istio": NAME}},
            "action": "ALLOW",
            "rules": [{"to": [opened]}],
        }
        status = {"port": {"number": STATUS}, "tls": {"mode": "DISABLE"}}
        told = f"{self._status}.{GATEWAY_NAMESPACE}.svc.cluster.local"
        health = {"host": told, "trafficPolicy": {"portLevelSettings": [status]}}
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

    @property
    def _status(self) -> str:
        """The Service by which the gateways' own health is asked: one with an address of the cloud's opens no such port."""
        return NAME if self.args.edge is None else f"{NAME}-status"

    def _words(self) -> list[Resource]:
        """Make the Secret of what proves the edge, and the Service of the gateways' health beside the public one."""
        edge = self.args.edge
        if edge is None:
            return []
        words = kubernetes.core.v1.Secret(
            f"{self.name}-{WORDS}",
            metadata=self.metadata(WORDS, self.namespace.namespace),
            string_data={ENTRY: edge.accepted},
            opts=self.inside(self.namespace.ready),
        )
        status = kubernetes.core.v1.Service(
            f"{self.name}-status",
            metadata=self.metadata(self._status, self.namespace.namespace),
            spec=kubernetes.core.v1.ServiceSpecArgs(
                type="ClusterIP",
                selector={"istio": NAME},
                ports=[kubernetes.core.v1.ServicePortArgs(name="status-port", port=STATUS)],
            ),
            opts=self.inside(self.namespace.ready),
        )
        return [words, status]

    def _locks(self, after: Sequence[Resource]) -> list[Resource]:
        """Make what refuses old TLS and whatever did not come through the edge. It stands before the door opens."""
        args = self.args
        if args.edge is None:
            return []
        locks = {
            "tls-floor": tls_floor(NAME, args.tls_port),
            "edge-proof": proof(NAME, args.tls_port, args.edge.header),
        }
        return [
            self.custom(
                role,
                "networking.istio.io/v1alpha3",
                "EnvoyFilter",
                self.metadata(role, GATEWAY_NAMESPACE),
                spec,
                after=after,
            )
            for role, spec in locks.items()
        ]
