"""The firewall of a data store: named clients may come in on one port, and nothing goes out."""

from collections.abc import Mapping

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire


def firewall(
    owner: Component,
    name: str,
    *,
    placement: AwsPlacement,
    labels: Labels,
    vpc_id: Wire[str],
    port: int,
    clients: Mapping[str, Wire[str]],
) -> aws.ec2.SecurityGroup:
    """Register a security group that lets in the clients' own groups.

    :param clients: security group ids by the name of the client; the name keys the rule, so that adding or
        dropping a client touches no other.
    """
    # No egress block: AWS's default of letting everything out is then revoked at creation.
    group = aws.ec2.SecurityGroup(
        f"{name}-firewall",
        region=placement.region,
        vpc_id=vpc_id,
        description=f"Named clients of {name}",
        tags=labels.aws(f"{name}-firewall"),
        opts=owner.child(),
    )
    for client, client_group_id in clients.items():
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-from-{client}",
            region=placement.region,
            security_group_id=group.id,
            referenced_security_group_id=client_group_id,
            description=f"{client} to {name}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            tags=labels.aws(f"{name}-from-{client}"),
            opts=owner.child(),
        )
    return group
