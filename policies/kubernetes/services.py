"""Services: who reaches them from outside the cluster."""

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule


@resource_rule(
    name="service-not-exposed",
    title="Services are reached through the cluster's own edge",
    types=(tokens.SERVICE,),
    severity="high",
    levels=PROMOTED,
    remediation="Use ClusterIP behind the gateway; an internal load balancer says so, a public one names its sources.",
    trivy=("KSV-0108",),
    kyverno=("restrict-node-port", "restrict-service-external-ips"),
    url="https://kubernetes.io/docs/concepts/services-networking/service/",
)
def service_not_exposed(service: Resource, _: Context) -> Outcomes:
    """Refuse external addresses, ports of nodes, and load balancers that are open by omission."""
    spec = service["spec"]
    kind = spec["type"]
    yield from require(~spec["externalIPs"].given(), "it claims addresses of others: drop externalIPs")
    yield from require(~kind.equals("NodePort"), "it opens a port on every node: use ClusterIP")
    annotations = service.at("metadata", "annotations")
    internal = some(
        [
            annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"].equals("internal"),
            annotations["service.beta.kubernetes.io/aws-load-balancer-internal"].is_true(),
            spec["loadBalancerSourceRanges"].given()
            & ~some(
                item.test(lambda raw: str(raw).strip().endswith("/0"))
                for item in spec["loadBalancerSourceRanges"].items()
            ),
        ]
    )
    yield from require(
        ~kind.equals("LoadBalancer") | internal, "its load balancer is open to the world: make it internal"
    )


RULES = (service_not_exposed,)
