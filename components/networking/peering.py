"""A private link between two networks of one account, usually in two regions."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class PeeringSide:
    """One end of the link.

    ``route_table_ids`` are the tables that learn the way to the other end, under keys that stay theirs:
    zone letters, as a rule.
    """

    placement: AwsPlacement
    vpc_id: Wire[str]
    cidr: IPv4Network
    route_table_ids: Mapping[str, Wire[str]]


@dataclass(frozen=True, kw_only=True)
class PeeringArgs:
    """The two ends: who asks and who accepts makes no difference afterwards."""

    labels: Labels
    requester: PeeringSide
    accepter: PeeringSide


class Peering(Component):
    """Routes and names both ways between two VPCs over the backbone of AWS.

    Output: ``connection_id``, known once the other side has accepted.

    :raises ValueError: if the ends are of two accounts or their ranges overlap.
    """

    urn_type = "platform:networking:Peering"

    connection_id: Output[str]

    def __init__(self, name: str, args: PeeringArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_what_cannot_be_peered(name, args)
        super().__init__(name, opts)
        requester, accepter = args.requester, args.accepter
        self.connection_id = self._accepted(name, args)
        self._resolve_names(name, requester, accepter)
        self._route(f"{name}-out", requester, accepter.cidr)
        self._route(f"{name}-back", accepter, requester.cidr)
        self.publish()

    def _accepted(self, name: str, args: PeeringArgs) -> Output[str]:
        connection = aws.ec2.VpcPeeringConnection(
            name,
            region=args.requester.placement.region,
            vpc_id=args.requester.vpc_id,
            peer_vpc_id=args.accepter.vpc_id,
            peer_owner_id=args.accepter.placement.account_id,
            peer_region=args.accepter.placement.region,
            # A request into another region cannot accept itself (EC2 API, AcceptVpcPeeringConnection).
            auto_accept=False,
            tags=args.labels.aws(name),
            opts=self.child(),
        )
        acceptance = aws.ec2.VpcPeeringConnectionAccepter(
            f"{name}-accepter",
            region=args.accepter.placement.region,
            vpc_peering_connection_id=connection.id,
            auto_accept=True,
            tags=args.labels.aws(f"{name}-accepter"),
            opts=self.child(),
        )
        # The acceptance has the connection's own id; what follows must wait for it.
        return acceptance.id

    def _resolve_names(self, name: str, requester: PeeringSide, accepter: PeeringSide) -> None:
        aws.ec2.PeeringConnectionOptions(
            f"{name}-requester-names",
            region=requester.placement.region,
            vpc_peering_connection_id=self.connection_id,
            requester={"allow_remote_vpc_dns_resolution": True},
            opts=self.child(),
        )
        aws.ec2.PeeringConnectionOptions(
            f"{name}-accepter-names",
            region=accepter.placement.region,
            vpc_peering_connection_id=self.connection_id,
            accepter={"allow_remote_vpc_dns_resolution": True},
            opts=self.child(),
        )

    def _route(self, name: str, side: PeeringSide, destination: IPv4Network) -> None:
        for key, table_id in side.route_table_ids.items():
            aws.ec2.Route(
                f"{name}-{key}",
                region=side.placement.region,
                route_table_id=table_id,
                destination_cidr_block=str(destination),
                vpc_peering_connection_id=self.connection_id,
                opts=self.child(),
            )


def _refuse_what_cannot_be_peered(name: str, args: PeeringArgs) -> None:
    requester, accepter = args.requester, args.accepter
    if requester.placement.account_id != accepter.placement.account_id:
        raise ValueError(
            f"peering {name}: its ends are in two accounts, and only the other account can accept; "
            "peer networks of one account"
        )
    if requester.cidr.overlaps(accepter.cidr):
        raise ValueError(
            f"peering {name}: {requester.cidr} and {accepter.cidr} overlap, so AWS refuses the link; "
            "give the networks ranges of their own"
        )
