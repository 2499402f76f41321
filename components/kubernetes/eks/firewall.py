"""Which connections a cluster's nodes and its API accept and open."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire

CONTROL_PLANE_PORTS: dict[str, tuple[int, str]] = {
    "https": (443, "webhooks and aggregated APIs behind services on 443"),
    "metrics-adapters": (4443, "aggregated metrics APIs"),
    "custom-metrics": (6443, "custom metrics adapters"),
    "webhooks-8443": (8443, "admission webhooks on 8443"),
    "webhooks-9443": (9443, "admission webhooks on 9443, such as that of the load balancer controller"),
    "kubelet": (10250, "the kubelet, and cert-manager and external-secrets behind the same port"),
    "metrics-server": (10251, "metrics-server, as its add-on is set up"),
    "istio-discovery": (15012, "discovery and certificates of Istio"),
    "istio-webhook": (15017, "injection and validation webhooks of Istio"),
}
"""What the API server calls on nodes: role -> (TCP port, what listens there).

The add-on of metrics-server listens on 10251, not on the 10250 of its chart (Amazon EKS user guide, Metrics
Server). EC2 refuses an apostrophe in the description of a rule."""


@dataclass(frozen=True, kw_only=True)
class NodeFirewallArgs:
    """Where the nodes stand and whom they may speak to.

    ``internal_ranges`` are the networks that nodes may open connections to on any port, by name: the VPC's
    own and those it is peered with. ``private_access_cidrs`` may reach the API's private endpoint.
    """

    cluster_name: str
    placement: AwsPlacement
    labels: Labels
    vpc_id: Wire[str]
    cluster_security_group_id: Wire[str]
    internal_ranges: Mapping[str, IPv4Network]
    private_access_cidrs: tuple[IPv4Network, ...]


class NodeFirewall(Component):
    """The security group of every node, whoever launches it, and its peace with the control plane.

    Nodes trust each other, because pods share their addresses: what pods may do to pods is decided by network
    policies. Outside the named ranges nodes open HTTPS only. ``rules`` are what nodes wait for, so that they
    are still open while nodes are drained: an API that cannot reach metrics-server deletes no namespace.
    """

    urn_type = "platform:kubernetes:NodeFirewall"

    security_group_id: Output[str]

    def __init__(self, name: str, args: NodeFirewallArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name = name
        self.args = args
        self.rules: list[Resource] = []
        self.security_group_id = self._group().id
        for role, (port, listener) in CONTROL_PLANE_PORTS.items():
            self._from_control_plane(role, port, listener)
        self._ingress("from-nodes", "Nodes and pods among themselves", self.security_group_id, None)
        self._to_control_plane()
        self._egress()
        self.publish()

    def _group(self) -> aws.ec2.SecurityGroup:
        cluster = self.args.cluster_name
        roles = {f"kubernetes.io/cluster/{cluster}": "owned", "karpenter.sh/discovery": cluster}
        return aws.ec2.SecurityGroup(
            f"{self.name}-group",
            description=f"Nodes of the cluster {cluster}",
            region=self.args.placement.region,
            vpc_id=self.args.vpc_id,
            tags=self.args.labels.aws(f"{cluster}-nodes", **roles),
            opts=self.child(),
        )

    def _from_control_plane(self, role: str, port: int, listener: str) -> None:
        source = self.args.cluster_security_group_id
        self._ingress(f"from-control-plane-{role}", f"From the control plane: {listener}", source, port)

    def _ingress(self, role: str, description: str, source: Wire[str], port: int | None) -> None:
        rule = aws.vpc.SecurityGroupIngressRule(
            f"{self.name}-{role}",
            description=description,
            region=self.args.placement.region,
            security_group_id=self.security_group_id,
            referenced_security_group_id=source,
            ip_protocol="-1" if port is None else "tcp",
            from_port=port,
            to_port=port,
            tags=self.args.labels.aws(f"{self.args.cluster_name}-{role}"),
            opts=self.child(),
        )
        self.rules.append(rule)

    def _to_control_plane(self) -> None:
        self._api("api-from-nodes", "The API, from nodes and pods", source=self.security_group_id, cidr=None)
        for cidr in self.args.private_access_cidrs:
            role = f"api-from-{str(cidr).replace('.', '-').replace('/', '-')}"
            self._api(role, f"The private endpoint of the API, from {cidr}", source=None, cidr=cidr)

    def _api(
        self, role: str, description: str, *, source: Wire[str] | None, cidr: IPv4Network | None
    ) -> None:
        rule = aws.vpc.SecurityGroupIngressRule(
            f"{self.name}-{role}",
            description=description,
            region=self.args.placement.region,
            security_group_id=self.args.cluster_security_group_id,
            referenced_security_group_id=source,
            cidr_ipv4=None if cidr is None else str(cidr),
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            tags=self.args.labels.aws(f"{self.args.cluster_name}-{role}"),
            opts=self.child(),
        )
        self.rules.append(rule)

    def _egress(self) -> None:
        self._out("to-https", "HTTPS to registries, AWS and the outside", "0.0.0.0/0", 443)
        for range_name, cidr in self.args.internal_ranges.items():
            self._out(f"to-{range_name}", f"Anything within {range_name}, {cidr}", str(cidr), None)

    def _out(self, role: str, description: str, cidr: str, port: int | None) -> None:
        rule = aws.vpc.SecurityGroupEgressRule(
            f"{self.name}-{role}",
            description=description,
            region=self.args.placement.region,
            security_group_id=self.security_group_id,
            cidr_ipv4=cidr,
            ip_protocol="-1" if port is None else "tcp",
            from_port=port,
            to_port=port,
            tags=self.args.labels.aws(f"{self.args.cluster_name}-{role}"),
            opts=self.child(),
        )
        self.rules.append(rule)
