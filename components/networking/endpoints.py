"""Private ways from a VPC to AWS services, so that this traffic needs neither NAT nor the internet."""

from collections.abc import Iterable, Mapping, Sequence

import pulumi_aws as aws
from pulumi import Output, Resource

from components.foundation.policy_documents import Statement, resource_policy
from components.networking.network_spec import InterfaceService, NetworkSpec
from components.networking.routing import Routing
from components.networking.site import Site
from components.networking.subnets import Tier


def gateway_endpoints(site: Site, tables: Routing) -> list[Resource]:
    """Give the private and isolated tiers a way to S3 and DynamoDB, which costs nothing, and return it."""
    table_ids = [table.id for table in (*tables.private.values(), tables.isolated)]
    return [
        aws.ec2.VpcEndpoint(
            f"{site.name}-{service}",
            region=site.region,
            vpc_id=site.vpc.id,
            service_name=f"com.amazonaws.{site.region}.{service}",
            vpc_endpoint_type="Gateway",
            route_table_ids=table_ids,
            policy=policy,
            tags=site.tags(service),
            opts=site.owner.child(),
        )
        for service, policy in {"s3": _s3_policy(site), "dynamodb": _dynamodb_policy(site)}.items()
    ]


def interface_endpoints(site: Site, spec: NetworkSpec, private: Tier) -> list[Resource]:
    """Give the VPC an address of its own for each chosen service, under the service's usual name.

    Their policies stay open: web-identity calls to STS carry no account to restrict by, and the services
    hold the caller's own permissions in any case.

    :returns: the endpoints and the rules that let the VPC in. From the moment that an endpoint has taken over
        a service's name until it is gone, the service can be reached through its firewall alone.
    """
    if not spec.interface_endpoints:
        return []
    firewall, rules = _firewall(site, spec)
    subnet_ids = [subnet.id for subnet in private.values()]
    endpoints = [
        _interface_endpoint(site, service, firewall, rules, subnet_ids)
        for service in spec.interface_endpoints
    ]
    return [*rules, *endpoints]


def _interface_endpoint(
    site: Site,
    service: InterfaceService,
    firewall: aws.ec2.SecurityGroup,
    rules: Sequence[Resource],
    subnet_ids: Iterable[Output[str]],
) -> aws.ec2.VpcEndpoint:
    role = service.replace(".", "-")
    return aws.ec2.VpcEndpoint(
        f"{site.name}-{role}",
        region=site.region,
        vpc_id=site.vpc.id,
        service_name=f"com.amazonaws.{site.region}.{service}",
        vpc_endpoint_type="Interface",
        private_dns_enabled=True,
        subnet_ids=list(subnet_ids),
        security_group_ids=[firewall.id],
        tags=site.tags(role),
        opts=site.owner.child(depends_on=rules),
    )


def _firewall(site: Site, spec: NetworkSpec) -> tuple[aws.ec2.SecurityGroup, list[Resource]]:
    group = aws.ec2.SecurityGroup(
        f"{site.name}-endpoints",
        region=site.region,
        description=f"Endpoints of AWS services in {site.name}",
        vpc_id=site.vpc.id,
        tags=site.tags("endpoints"),
        opts=site.owner.child(),
    )
    rules: list[Resource] = [
        aws.vpc.SecurityGroupIngressRule(
            f"{site.name}-endpoints-from-{source}",
            region=site.region,
            security_group_id=group.id,
            description=f"HTTPS from the {source} range of the network",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ipv4=cidr,
            tags=site.tags(f"endpoints-from-{source}"),
            opts=site.owner.child(),
        )
        for source, cidr in _sources(spec).items()
    ]
    return group, rules


def _sources(spec: NetworkSpec) -> Mapping[str, str]:
    # Inside a VPC the CNI leaves a pod's own address in place, so pods need a rule of their own.
    pods = {} if spec.pod_cidr is None else {"pod": str(spec.pod_cidr)}
    return {"host": str(spec.cidr), **pods}


def _s3_policy(site: Site) -> Output[str]:
    """Let anything be read but only our own principals write.

    Image layers, packages and charts come from buckets of AWS and of strangers, many of them without a
    signature, so reading is not narrowed; what an intruder would need is to write to a bucket of theirs
    with credentials of theirs, and that is closed.
    """
    return resource_policy(
        Statement(
            sid="ReadFromHere",
            actions=["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
            principals={"AWS": ["*"]},
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceVpc": site.vpc.id}},
        ),
        _own_principals(site, "s3:*"),
    )


def _dynamodb_policy(site: Site) -> Output[str]:
    return resource_policy(_own_principals(site, "dynamodb:*"))


def _own_principals(site: Site, actions: str) -> Statement:
    return Statement(
        sid="OwnPrincipals",
        actions=[actions],
        principals={"AWS": ["*"]},
        resources=["*"],
        conditions={"StringEquals": {"aws:PrincipalAccount": site.placement.account_id}},
    )
