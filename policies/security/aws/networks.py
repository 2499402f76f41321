"""VPCs and subnets: logged, closed by default, without addresses handed out by accident."""

from collections.abc import Iterator

from policies.framework import tokens
from policies.framework.facts import YES, Fact, every, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    Violation,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value
from policies.security.aws.addresses import ADMIN_PORTS, PortRange, world
from policies.security.aws.firewalls import RULE_TYPES


@resource_rule(
    name="vpc-no-default",
    title="The account's default network is not used",
    types=(tokens.DEFAULT_VPC,),
    severity="high",
    levels=PROMOTED,
    remediation="Use the platform's Network component; the default VPC has public subnets only.",
    checkov=("CKV_AWS_148",),
    trivy=("AWS-0101",),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
)
def vpc_no_default(_: Resource, __: Context) -> Outcomes:
    """Refuse to adopt it at all."""
    yield Violation("the default VPC is adopted: build a VPC with private subnets")


@stack_rule(
    name="vpc-flow-log",
    title="Every network records who talks to whom",
    types=(tokens.VPC,),
    severity="medium",
    levels=PROMOTED,
    remediation="Add a FlowLog with this vpcId and trafficType ALL.",
    controls=(Control("CIS AWS Foundations", "5.0", "3.7"),),
    checkov=("CKV2_AWS_11",),
    trivy=("AWS-0178",),
    prowler=("vpc_flow_logs_enabled",),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
)
def vpc_flow_log(stack: Stack, _: Context) -> Outcomes:
    """Require a flow log that sees refused traffic too, for each VPC."""
    for vpc in stack.of(tokens.VPC):
        logged = some(
            same & log["trafficType"].equals("ALL", "REJECT")
            for log, same in stack.naming("vpcId", vpc, tokens.FLOW_LOG)
        )
        yield from require(logged, "traffic is not recorded: add a FlowLog for this VPC", of=vpc)


@stack_rule(
    name="vpc-default-sg-closed",
    title="The default security group lets nothing through",
    types=(tokens.VPC,),
    severity="medium",
    levels=PROMOTED,
    remediation="Adopt it with a DefaultSecurityGroup that has no ingress and no egress.",
    controls=(Control("CIS AWS Foundations", "5.0", "5.5"),),
    checkov=("CKV2_AWS_12",),
    trivy=("AWS-0173",),
    prowler=("ec2_securitygroup_default_restrict_traffic",),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
)
def vpc_default_sg_closed(stack: Stack, _: Context) -> Outcomes:
    """Require each VPC's default group to be adopted and emptied, so that forgetting a group reaches nothing."""
    for vpc in stack.of(tokens.VPC):
        closed = some(
            same
            & ~group["ingress"].given()
            & ~group["egress"].given()
            & ~fact(bool(stack.referrers(group, *RULE_TYPES, by="securityGroupId")))
            for group, same in stack.naming("vpcId", vpc, tokens.DEFAULT_SECURITY_GROUP)
        )
        yield from require(closed, "the default group keeps AWS's open rules: adopt and empty it", of=vpc)


@resource_rule(
    name="subnet-no-auto-public-ip",
    title="No subnet hands out public addresses",
    types=(tokens.SUBNET,),
    severity="high",
    levels=PROMOTED,
    remediation="Set mapPublicIpOnLaunch and assignIpv6AddressOnCreation to false; give a load balancer or NAT its address by name.",
    checkov=("CKV_AWS_130",),
    trivy=("AWS-0164",),
    prowler=("vpc_subnet_no_public_ip_by_default",),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html",
)
def subnet_no_auto_public_ip(subnet: Resource, _: Context) -> Outcomes:
    """Refuse addresses that nobody asked for."""
    yield from require(~subnet["mapPublicIpOnLaunch"].is_true(), "mapPublicIpOnLaunch is on: turn it off")
    yield from require(
        ~subnet["assignIpv6AddressOnCreation"].is_true(), "assignIpv6AddressOnCreation is on: turn it off"
    )


@resource_rule(
    name="nacl-no-world-admin",
    title="Network ACLs of our own do not open administration ports to the world",
    types=(tokens.NETWORK_ACL, tokens.NETWORK_ACL_RULE),
    severity="medium",
    levels=PROMOTED,
    remediation="Deny ports 22, 3389 and 445 from everywhere before any broader rule.",
    controls=(Control("CIS AWS Foundations", "5.0", "5.2"),),
    checkov=("CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"),
    trivy=("AWS-0102", "AWS-0105"),
    prowler=(
        "ec2_networkacl_allow_ingress_any_port",
        "ec2_networkacl_allow_ingress_tcp_port_22",
        "ec2_networkacl_allow_ingress_tcp_port_3389",
    ),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
)
def nacl_no_world_admin(acl: Resource, _: Context) -> Outcomes:
    """Refuse an allowing entry from the world that covers a port of administration.

    The default ACL is left out: it is open by AWS's design and the security groups are what closes.
    """
    for entry, allows in _acl_entries(acl):
        ports = PortRange(entry["protocol"], entry["fromPort"], entry["toPort"])
        sources = [entry["cidrBlock"], entry["ipv6CidrBlock"]]
        reached = (
            allows
            & some(world(source) for source in sources)
            & some(ports.covers(port) for port in ADMIN_PORTS)
        )
        place = entry.where or "the rule"
        yield from require(
            ~reached, f"{place} lets the world reach a port of administration: name its sources"
        )


def _acl_entries(acl: Resource) -> Iterator[tuple[Value, Fact]]:
    if acl.type == tokens.NETWORK_ACL_RULE:
        yield acl.properties, acl["ruleAction"].equals("allow") & ~acl["egress"].is_true()
        return
    for entry in acl["ingress"].items():
        yield entry, entry["action"].equals("allow")


@stack_rule(
    name="vpc-gateway-endpoints",
    title="Traffic to S3 stays inside the network",
    types=(tokens.VPC,),
    severity="low",
    levels=ADVICE,
    remediation="Add a gateway VpcEndpoint for S3 (free) with the private and isolated route tables.",
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
)
def vpc_gateway_endpoints(stack: Stack, _: Context) -> Outcomes:
    """Advise the free endpoint that takes image layers and backups off the NAT gateways."""
    for vpc in stack.of(tokens.VPC):
        present = some(
            same & endpoint["serviceName"].test(lambda raw: str(raw).endswith(".s3"))
            for endpoint, same in stack.naming("vpcId", vpc, tokens.VPC_ENDPOINT)
        )
        yield from require(present, "traffic to S3 leaves through NAT: add its gateway endpoint", of=vpc)


def public_subnets(stack: Stack) -> frozenset[str]:
    """Return the URNs of the subnets whose route table leads to an internet gateway."""
    gateways = stack.of(tokens.INTERNET_GATEWAY)
    tables = set()
    for table in stack.of(tokens.ROUTE_TABLE):
        routes = [(route, "gatewayId") for route in stack.referrers(table, tokens.ROUTE, by="routeTableId")]
        routes.append((table, "routes"))
        if any(gateway.urn in route.edges(key) for route, key in routes for gateway in gateways):
            tables.add(table.urn)
    return frozenset(
        urn
        for association in stack.of(tokens.ROUTE_TABLE_ASSOCIATION)
        if not tables.isdisjoint(association.edges("routeTableId"))
        for urn in association.edges("subnetId")
    )


@stack_rule(
    name="ng-private-subnets",
    title="Nodes live in private subnets",
    types=(tokens.NODE_GROUP,),
    severity="high",
    levels=PROMOTED,
    remediation="Give the node group the private subnets, whose route leads to a NAT gateway.",
    controls=(Control("CIS EKS", "1.8", "5.4.3"),),
    url="https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
)
def ng_private_subnets(stack: Stack, _: Context) -> Outcomes:
    """Refuse a subnet with a way in from the internet, or one that hands out public addresses."""
    public = public_subnets(stack)
    for group in stack.of(tokens.NODE_GROUP):
        subnets = stack.targets(group, "subnetIds", tokens.SUBNET)
        private = every(
            ~subnet["mapPublicIpOnLaunch"].is_true() if subnet.urn not in public else ~YES
            for subnet in subnets
        )
        yield from require(private, "a subnet of the group is public: use private ones", of=group)


RULES = (
    vpc_no_default,
    vpc_flow_log,
    vpc_default_sg_closed,
    subnet_no_auto_public_ip,
    nacl_no_world_admin,
    vpc_gateway_endpoints,
    ng_private_subnets,
)
