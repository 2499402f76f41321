"""A private zone: names that only the environment's own networks can ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire
from components.networking.dns.names import name_faults


@dataclass(frozen=True, kw_only=True)
class PrivateZoneArgs:
    """The zone's name and the networks that may ask, by region. The network at ``home`` comes with the zone."""

    domain: str
    labels: Labels
    protected: bool
    home: str
    vpcs: Mapping[str, Wire[str]]


class PrivateZone(Component):
    """One zone for all networks of an environment, so that a name means the same in every region.

    A region that is added is associated beside the others; the zone and its records stay as they are.
    Output: ``zone_id``.

    :raises ValueError: if the name cannot be a zone, or the home network is not among the networks.
    """

    urn_type = "platform:networking:PrivateZone"

    zone_id: Output[str]

    def __init__(self, name: str, args: PrivateZoneArgs, opts: ResourceOptions | None = None) -> None:
        faults = list(name_faults(args.domain))
        if args.home not in args.vpcs:
            faults.append(f"{args.home} has no network among those that may ask: name one that has")
        if faults:
            raise ValueError(f"zone {name}: {'; '.join(faults)}")
        super().__init__(name, opts)
        zone = aws.route53.Zone(
            f"{name}-zone",
            name=args.domain,
            comment=f"Inside {args.labels.environment}",
            force_destroy=not args.protected,
            vpcs=[{"vpc_id": args.vpcs[args.home], "vpc_region": args.home}],
            tags=args.labels.aws(args.domain),
            # The provider reads every association back into this list and would take the others for foreign.
            opts=self.child(protect=args.protected or None, ignore_changes=["vpcs"]),
        )
        for region, vpc_id in args.vpcs.items():
            if region != args.home:
                aws.route53.ZoneAssociation(
                    f"{name}-{region}",
                    zone_id=zone.zone_id,
                    vpc_id=vpc_id,
                    vpc_region=region,
                    opts=self.child(),
                )
        self.zone_id = zone.zone_id
        self.publish()
