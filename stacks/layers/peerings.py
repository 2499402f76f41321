"""Private routes between the regions, so that what moves from one to the other never crosses the internet."""

from collections.abc import Mapping
from itertools import combinations

from pulumi import ResourceOptions

from components.networking.peering import Peering, PeeringArgs, PeeringSide
from stacks.layers.foundation import Foundation
from stacks.settings.model import Settings


def build(
    settings: Settings, account: ResourceOptions, bases: Mapping[str, Foundation]
) -> dict[str, Peering]:
    """Peer each pair of regions, keyed by both names in alphabetical order."""
    return {
        f"{one}-{other}": Peering(
            f"{one}-{other}-peering",
            PeeringArgs(
                labels=settings.labels,
                requester=_side(settings, one, bases[one]),
                accepter=_side(settings, other, bases[other]),
            ),
            account,
        )
        for one, other in combinations(sorted(bases), 2)
    }


def _side(settings: Settings, region: str, base: Foundation) -> PeeringSide:
    return PeeringSide(
        placement=base.placement,
        vpc_id=base.network.vpc_id,
        cidr=settings.aws.regions[region].network.cidr,
        route_table_ids=base.network.private_route_tables,
    )
