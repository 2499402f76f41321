"""How pods of a cluster come into the target groups of the load balancer before it."""

from pulumi import Output

from components.foundation.cluster.mesh import GATEWAY_NAMESPACE
from components.foundation.spec import Wire
from components.kubernetes.identity_policies.load_balancing import load_balancers, target_groups
from components.mesh import load_balancer_controller as controller
from components.mesh import nginx
from components.mesh.certificates import ClusterCertificates
from components.mesh.gateway import Gateway
from components.mesh.gateway_values import HTTPS, NAME
from components.mesh.load_balancer_controller import (
    LoadBalancerController,
    LoadBalancerControllerArgs,
    Targets,
    TargetsArgs,
)
from components.mesh.nginx import Nginx
from stacks.layers.platform.site import AwsSide, PlatformSite


def build(site: PlatformSite, certificates: ClusterCertificates | None) -> LoadBalancerController | None:
    """Build the controller, where the settings have it and there is a load balancer to fill."""
    spec, aws = site.spec.load_balancers, site.aws
    if spec is None or aws is None:
        return None
    groups = list(group_arns(site, aws).values())
    placement = aws.base.placement
    grants = (
        load_balancers(groups, placement=placement, cluster_name=site.cluster.name)
        if spec.makes_balancers
        else target_groups(groups)
    )
    identity = site.aws_identity(controller.NAMESPACE, controller.SERVICE_ACCOUNT, grants)
    return LoadBalancerController(
        site.cluster,
        LoadBalancerControllerArgs(
            spec=spec,
            region=placement.region,
            vpc_id=aws.base.network.vpc_id,
            annotations=identity.annotations,
            granted=identity.granted,
            certificates=certificates.ready if certificates else [],
            monitored=site.monitored,
            tags={key: value for key, value in site.settings.labels.aws("").items() if key != "Name"},
        ),
    )


def bind(
    site: PlatformSite, made: LoadBalancerController | None, door: Gateway | Nginx | None
) -> Targets | None:
    """Put the gateways, or what stands in their place, into every target group of the region's load balancer.

    Which group takes which share is the balancer's business; behind each stand the same gateways, and which version of
    an application answers is decided behind those.
    """
    if made is None or door is None or site.aws is None:
        return None
    old = isinstance(door, Nginx)
    return Targets(
        site.cluster,
        TargetsArgs(
            namespace=nginx.NAMESPACE if old else GATEWAY_NAMESPACE,
            service=nginx.SERVICE if old else NAME,
            port=HTTPS,
            groups=group_arns(site, site.aws),
            vpc_id=site.aws.base.network.vpc_id,
            after=[*made.ready, *door.ready],
        ),
    )


def group_arns(site: PlatformSite, aws: AwsSide) -> dict[str, Wire[str]]:
    """Return the target groups of the load balancer before a cluster, by name."""
    traffic = site.settings.aws.traffic
    if aws.traffic is None or traffic is None or aws.region not in traffic.load_balancers:
        return {}
    arns = aws.traffic.load_balancers[aws.region].target_group_arns
    return {group: _one(arns, group) for group in traffic.load_balancers[aws.region].groups}


def _one(arns: Output[dict[str, str]], group: str) -> Output[str]:
    return arns.apply(lambda found: found[group])
