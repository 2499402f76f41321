"""cert-manager, and the issuer that proves a domain by a record in its Route 53 zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.flows import INTERNET, Flow
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.mesh.certificates_spec import CertificatesSpec

NAMESPACE: Final = "cert-manager"
SERVICE_ACCOUNT: Final = "cert-manager"
ISSUER: Final = "letsencrypt"

AUTHORITIES: Final = {
    "production": "https://acme-v02.api.letsencrypt.org/directory",
    "staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
}

WEBHOOK, METRICS, HEALTH = 10250, 9402, 9403


@dataclass(frozen=True, kw_only=True)
class ClusterCertificatesArgs:
    """A spec, the zone that domains are proved in, and the identity that may write there.

    ``region`` is any region of AWS: Route 53 is global, but its client wants one. ``annotations`` are those of the
    service account, ``granted`` is what cert-manager waits for so that its first call is not refused. ``role`` is a role
    of AWS that the account assumes by a token of the cluster's own, where no agent of EKS hands out credentials.
    """

    spec: CertificatesSpec
    zone: str
    zone_id: Wire[str]
    region: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    monitored: bool
    role: Wire[str] | None = None


class ClusterCertificates(ClusterComponent):
    """cert-manager with one issuer for the whole cluster, which issues for the zone and nothing else.

    Output: ``issuer``, the name of the ClusterIssuer. ``ready`` is what certificates wait for.
    """

    urn_type = "platform:mesh:ClusterCertificates"

    issuer: Output[str]

    def __init__(self, site: ClusterSite, args: ClusterCertificatesArgs) -> None:
        super().__init__("certificates", site)
        self.args = args
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(namespace=NAMESPACE, pod_security="restricted", gates=_gates()),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart="cert-manager",
                namespace=namespace,
                values=_values(site, args),
                after=args.granted,
            ),
            self.child(),
        )
        issuer = self.custom(
            ISSUER,
            "cert-manager.io/v1",
            "ClusterIssuer",
            self.metadata(ISSUER),
            {"acme": self._acme()},
            after=[*release.ready, *self._tokens(release.ready)],
        )
        self.issuer = Output.from_input(ISSUER)
        self.ready: list[Resource] = [*release.ready, issuer]
        self.publish()

    def _tokens(self, after: Sequence[Resource]) -> list[Resource]:
        """Let cert-manager ask for tokens of its own account, which it exchanges for the role."""
        if self.args.role is None:
            return []
        name = f"{SERVICE_ACCOUNT}-tokens"
        role = kubernetes.rbac.v1.Role(
            f"{self.name}-tokens",
            metadata=self.metadata(name, NAMESPACE),
            rules=[
                PolicyRuleArgs(
                    api_groups=[""],
                    resources=["serviceaccounts/token"],
                    resource_names=[SERVICE_ACCOUNT],
                    verbs=["create"],
                )
            ],
            opts=self.inside(after),
        )
        bound = kubernetes.rbac.v1.RoleBinding(
            f"{self.name}-tokens",
            metadata=self.metadata(name, NAMESPACE),
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=name),
            subjects=[SubjectArgs(kind="ServiceAccount", name=SERVICE_ACCOUNT, namespace=NAMESPACE)],
            opts=self.inside([*after, role]),
        )
        return [role, bound]

    def _acme(self) -> dict[str, Any]:
        args = self.args
        token = {"auth": {"kubernetes": {"serviceAccountRef": {"name": SERVICE_ACCOUNT}}}, "role": args.role}
        return {
            "email": args.spec.email,
            "server": AUTHORITIES[args.spec.authority],
            "privateKeySecretRef": {"name": f"{ISSUER}-account"},
            "solvers": [
                {
                    "selector": {"dnsZones": [args.zone]},
                    "dns01": {
                        "route53": {
                            "hostedZoneID": args.zone_id,
                            "region": args.region,
                            **(token if args.role is not None else {}),
                        }
                    },
                }
            ],
        }


def _gates() -> Gates:
    """Names are also asked of the zone's own servers, which is how cert-manager sees that a record has arrived."""
    names = Flow(direction="to", peers=(INTERNET,), ports=(("UDP", 53), ("TCP", 53)))
    return Gates(webhooks=(WEBHOOK,), metrics=(METRICS,), cloud=True, flows={"allow-public-names": names})


def _values(site: ClusterSite, args: ClusterCertificatesArgs) -> dict[str, Any]:
    placed, budget = site.on_system_nodes(), {"enabled": site.available}
    return {
        "crds": {"enabled": True, "keep": True},
        "replicaCount": site.replicas,
        "podDisruptionBudget": budget,
        "serviceAccount": {"name": SERVICE_ACCOUNT, "annotations": args.annotations},
        "config": {
            "apiVersion": "controller.config.cert-manager.io/v1alpha1",
            "kind": "ControllerConfiguration",
            "enableGatewayAPI": True,
        },
        "dns01RecursiveNameservers": "1.1.1.1:53,8.8.8.8:53",
        "dns01RecursiveNameserversOnly": True,
        "prometheus": {"enabled": True, "servicemonitor": {"enabled": args.monitored}},
        "resources": share("50m", "128Mi"),
        "webhook": {
            "replicaCount": max(site.replicas, 3) if site.available else 1,
            "podDisruptionBudget": budget,
            "resources": share("20m", "64Mi"),
            **placed,
        },
        "cainjector": {"replicaCount": site.replicas, "resources": share("20m", "128Mi"), **placed},
        # Its hook would only say what Helm's own waiting says: that the webhook answers.
        "startupapicheck": {"enabled": False},
        **placed,
    }
