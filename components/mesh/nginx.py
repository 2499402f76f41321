"""ingress-nginx, for who cannot leave it yet: retired in March 2026, and warned of at each change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pulumi import Output, Resource
from pydantic import Field, model_validator

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.flows import Flow, Peer, ranges
from components.foundation.cluster.mesh import ROUTED
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Spec, Wire

NAMESPACE: Final = "ingress-nginx"
SERVICE: Final = "ingress-nginx-controller"
SECRET: Final = "ingress-tls"  # noqa: S105 - the name of the Secret
PLAIN, WEBHOOK, METRICS = 8080, 9443, 10254


class NginxSpec(Spec):
    """NGINX's controller in the place of gateways. ``retired`` says that whoever asks for it knows what it is."""

    retired: Literal["accepted"] = Field(
        description="Accepted: it gets no fixes since 2026-03-24. The default way in is `gateway`."
    )
    min: int = Field(default=2, ge=1, le=50)
    max: int = Field(default=10, ge=1, le=50)

    @model_validator(mode="after")
    def _sizes_are_in_order(self) -> "NginxSpec":
        if self.min > self.max:
            raise ValueError(
                f"min {self.min} is above max {self.max}, and no autoscaler takes that: keep min <= max"
            )
        return self


@dataclass(frozen=True, kw_only=True)
class NginxArgs:
    """A spec, the zone of its certificate and who issues that, and the port and the page that a balancer knows."""

    spec: NginxSpec
    zone: str
    issuer: Wire[str]
    tls_port: int
    health_path: str
    certificates: Sequence[Resource]
    monitored: bool


class Nginx(ClusterComponent):
    """ingress-nginx behind the region's load balancer, with a certificate for the zone and nothing that it need not have.

    Output: ``service``. ``ready`` is what bindings wait for.
    """

    urn_type = "platform:mesh:Nginx"

    service: Output[str]

    def __init__(self, site: ClusterSite, args: NginxArgs) -> None:
        super().__init__("nginx", site)
        visitors = Flow(direction="from", peers=ranges(site.node_ranges), ports=(args.tls_port,))
        routed = Flow(direction="to", peers=(Peer(namespaces=ROUTED),))
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                gates=Gates(
                    webhooks=(WEBHOOK,),
                    metrics=(METRICS,),
                    flows={"allow-visitors": visitors, "allow-routed": routed},
                ),
            ),
            self.child(),
        )
        certificate = self.custom(
            "certificate",
            "cert-manager.io/v1",
            "Certificate",
            self.metadata(SECRET, NAMESPACE),
            {
                "secretName": SECRET,
                "dnsNames": [args.zone, f"*.{args.zone}"],
                "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": args.issuer},
            },
            after=[*namespace.ready, *args.certificates],
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart="ingress-nginx",
                namespace=namespace,
                values=_values(site, args),
                after=[*args.certificates, certificate],
            ),
            self.child(),
        )
        self.service = Output.from_input(SERVICE)
        self.ready: list[Resource] = list(release.ready)
        self.publish()


def _values(site: ClusterSite, args: NginxArgs) -> dict[str, Any]:
    spec = args.spec
    return {
        "controller": {
            "allowSnippetAnnotations": False,
            "enableAnnotationValidations": True,
            "containerPort": {"http": PLAIN, "https": args.tls_port},
            "config": {
                "annotations-risk-level": "High",
                "hsts": "true",
                # A balancer's check of a pod does not speak TLS 1.3.
                "ssl-protocols": "TLSv1.2 TLSv1.3",
                "strict-validate-path-type": "true",
                "server-snippet": f"location = {args.health_path} {{ return 200; }}",
            },
            "extraArgs": {
                "default-ssl-certificate": f"{NAMESPACE}/{SECRET}",
                "http-port": str(PLAIN),
                "https-port": str(args.tls_port),
            },
            "service": {"type": "ClusterIP"},
            "autoscaling": {
                "enabled": spec.min < spec.max,
                "minReplicas": spec.min,
                "maxReplicas": spec.max,
            },
            "replicaCount": spec.min,
            "resources": share("100m", "128Mi", "512Mi"),
            "admissionWebhooks": {
                "port": WEBHOOK,
                "certManager": {"enabled": True},
                "patch": {"enabled": False},
            },
            "metrics": {"enabled": True, "serviceMonitor": {"enabled": args.monitored}},
            **site.on_system_nodes(),
        }
    }
