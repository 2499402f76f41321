"""The subnets of a VPC: one for each tier and zone, on the ranges of the address plan."""

from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi_aws as aws
from pulumi import Output

from components.foundation.addresses import pod_range, zone_plan
from components.foundation.placement import ZoneLetter
from components.networking.network_spec import NetworkSpec
from components.networking.site import Site

Tier = dict[ZoneLetter, aws.ec2.Subnet]
"""The subnets of one tier, by the letter of their zone."""


@dataclass(frozen=True, kw_only=True)
class Subnets:
    """The tiers of one VPC; ``pods`` is empty unless the VPC has a range for pods."""

    public: Tier
    private: Tier
    isolated: Tier
    pods: Tier


def subnets(site: Site, spec: NetworkSpec, cluster_name: str) -> Subnets:
    """Return the tiers, tagged so that load balancers, node provisioners and the CNI find theirs.

    The tags are those of the AWS Load Balancer Controller (subnet discovery), of Karpenter
    (``subnetSelectorTerms``) and of the VPC CNI (subnet discovery for pods).
    """
    plans = {zone: zone_plan(spec.cidr, slot) for zone, slot in spec.zones.items()}
    public = {"kubernetes.io/role/elb": "1"}
    private = {"kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": cluster_name}
    vpc = site.vpc.id
    return Subnets(
        public=_tier(site, "public", {zone: plan.public for zone, plan in plans.items()}, public, vpc),
        private=_tier(site, "private", {zone: plan.private for zone, plan in plans.items()}, private, vpc),
        isolated=_tier(site, "isolated", {zone: plan.isolated for zone, plan in plans.items()}, {}, vpc),
        pods=_pods(site, spec),
    )


def _tier(
    site: Site,
    tier: str,
    ranges: dict[ZoneLetter, IPv4Network],
    roles: dict[str, str],
    vpc_id: Output[str],
) -> Tier:
    return {
        zone: aws.ec2.Subnet(
            f"{site.name}-{tier}-{zone}",
            region=site.region,
            vpc_id=vpc_id,
            availability_zone=site.placement.zone(zone),
            cidr_block=str(cidr),
            map_public_ip_on_launch=False,
            tags=site.tags(f"{tier}-{zone}", tier=tier, **roles),
            opts=site.owner.child(),
        )
        for zone, cidr in ranges.items()
    }


def _pods(site: Site, spec: NetworkSpec) -> Tier:
    if spec.pod_cidr is None:
        return {}
    association = aws.ec2.VpcIpv4CidrBlockAssociation(
        f"{site.name}-pods",
        region=site.region,
        vpc_id=site.vpc.id,
        cidr_block=str(spec.pod_cidr),
        opts=site.owner.child(),
    )
    ranges = {zone: pod_range(spec.pod_cidr, slot) for zone, slot in spec.zones.items()}
    # The id comes from the association, so that no subnet is asked for before the range belongs to the VPC.
    return _tier(site, "pods", ranges, {"kubernetes.io/role/cni": "1"}, association.vpc_id)
