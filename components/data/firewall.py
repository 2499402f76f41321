"""The firewall of a data store: named clients may come in on one port, and nothing goes out."""

import pulumi_aws as aws

from components.data.wiring import StoreWiring
from components.foundation.component import Component


def firewall(owner: Component, name: str, wiring: StoreWiring, *, port: int) -> aws.ec2.SecurityGroup:
    """Register a security group that lets in the clients' own groups.

    A client's name keys its rule, so that adding or dropping a client touches no other.
    """
    region, labels = wiring.placement.region, wiring.labels
    # No egress block: AWS's default of letting everything out is then revoked at creation.
    group = aws.ec2.SecurityGroup(
        f"{name}-firewall",
        region=region,
        vpc_id=wiring.vpc_id,
        description=f"Named clients of {name}",
        tags=labels.aws(f"{name}-firewall"),
        opts=owner.child(),
    )
    for client, client_group_id in wiring.clients.items():
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-from-{client}",
            region=region,
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
