"""The AWS Load Balancer Controller, and the binding by which pods join a target group."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource
from pydantic import Field

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Spec, Wire

NAMESPACE: Final = "load-balancing"
SERVICE_ACCOUNT: Final = "aws-load-balancer-controller"
CHART: Final = "aws-load-balancer-controller"

WEBHOOK, METRICS = 9443, 8080


class LoadBalancerControllerSpec(Spec):
    """What the controller may do beside filling target groups that exist."""

    makes_balancers: bool = Field(
        default=False,
        description="Whether Ingresses and Services get load balancers of their own, which no estimate and no web firewall "
        "of this stack knows of.",
    )


@dataclass(frozen=True, kw_only=True)
class LoadBalancerControllerArgs:
    """A spec, where the cluster stands, its identity, and what makes certificates for its webhook."""

    spec: LoadBalancerControllerSpec
    region: str
    vpc_id: Wire[str]
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    certificates: Sequence[Resource]
    monitored: bool
    tags: dict[str, str]


class LoadBalancerController(ClusterComponent):
    """The controller, with the class ``alb`` for Ingresses only if it may make load balancers.

    Output: ``release``. ``ready`` is what bindings wait for.
    """

    urn_type = "platform:mesh:LoadBalancerController"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: LoadBalancerControllerArgs) -> None:
        super().__init__("load-balancing", site)
        gates = Gates(webhooks=(WEBHOOK,), metrics=(METRICS,), cloud=True)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(namespace=NAMESPACE, pod_security="restricted", gates=gates),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart=CHART,
                namespace=namespace,
                values=_values(site, args),
                after=[*args.granted, *args.certificates],
            ),
            self.child(),
        )
        self.release = release.release
        self.ready: list[Resource] = release.ready
        self.publish()


@dataclass(frozen=True, kw_only=True)
class TargetsArgs:
    """Which port of which Service fills which target groups, by the groups' names."""

    namespace: str
    service: str
    port: int
    groups: dict[str, Wire[str]]
    vpc_id: Wire[str]
    after: Sequence[Resource]


class Targets(ClusterComponent):
    """A Service's pods in target groups that stand outside the cluster, whose firewall is their balancer's business.

    Output: ``service``, the Service whose pods they are. ``made`` are the bindings.
    """

    urn_type = "platform:mesh:Targets"

    service: Output[str]

    def __init__(self, site: ClusterSite, args: TargetsArgs) -> None:
        super().__init__(f"{args.service}-targets", site)
        self.made: list[Resource] = [
            self.custom(
                group,
                "elbv2.k8s.aws/v1beta1",
                "TargetGroupBinding",
                self.metadata(f"{args.service}-{group}", args.namespace),
                {
                    "serviceRef": {"name": args.service, "port": args.port},
                    "targetGroupARN": arn,
                    "targetType": "ip",
                    "vpcID": args.vpc_id,
                },
                after=args.after,
            )
            for group, arn in args.groups.items()
        ]
        self.service = Output.from_input(args.service)
        self.publish()


def _values(site: ClusterSite, args: LoadBalancerControllerArgs) -> dict[str, Any]:
    makes = args.spec.makes_balancers
    return {
        "clusterName": site.name,
        # The controller would ask the node's metadata service, which pods do not reach.
        "region": args.region,
        "vpcId": args.vpc_id,
        "replicaCount": site.replicas,
        "podDisruptionBudget": {"maxUnavailable": 1} if site.available else {},
        "serviceAccount": {"name": SERVICE_ACCOUNT, "annotations": args.annotations},
        # Else the chart makes a new certificate at every change.
        "enableCertManager": True,
        "createIngressClassResource": makes,
        "ingressClassParams": {"create": makes},
        "enableServiceMutatorWebhook": makes,
        "defaultTargetType": "ip",
        "defaultTags": args.tags,
        "podSecurityContext": {"fsGroup": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
        "securityContext": {**confined(), "runAsNonRoot": True},
        "resources": share("20m", "96Mi", "256Mi"),
        "serviceMonitor": {"enabled": args.monitored},
        **site.on_system_nodes(),
    }
