"""Cloudflare in front of everything: the zone, what it does with requests, and the balancing over all origins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_cloudflare as cloudflare
from pulumi import Output, ResourceOptions

from components.networking.cloudflare.edge_balancer import EdgeBalancer, EdgeBalancerArgs, Origin
from components.networking.cloudflare.edge_rules import EdgeRules, EdgeRulesArgs
from components.networking.cloudflare.edge_zone import EdgeZone, EdgeZoneArgs
from components.networking.cloudflare.spec import CloudflareSpec
from components.networking.origin_secret import OriginSecret
from stacks.layers.traffic import Traffic
from stacks.settings.model import Settings


@dataclass(frozen=True)
class CloudflareEdge:
    """The zone and what belongs to it. ``balancer`` is None where nothing is balanced."""

    zone: EdgeZone
    rules: EdgeRules
    balancer: EdgeBalancer | None


def build(settings: Settings, spec: CloudflareSpec, way_in: Traffic | None) -> CloudflareEdge:
    """Build the edge.

    The entrances that the stack builds are known by the name of their pool, as ``aws-us-east-1``; a pool's own address
    goes before it. The word for the origins is the one that AWS's load balancers ask for.
    """
    secret = way_in.lock.current if way_in is not None else OriginSecret("edge-origin-secret").value
    account = ResourceOptions(providers=[cloudflare.Provider("cloudflare")])
    zone = EdgeZone(
        "edge",
        EdgeZoneArgs(
            spec=spec, protected=settings.protected, delegations=_delegations(settings, spec, way_in)
        ),
        account,
    )
    rules = EdgeRules(
        "edge-rules", EdgeRulesArgs(spec=spec, zone_id=zone.zone_id, origin_secret=secret), account
    )
    return CloudflareEdge(zone, rules, _balancer(settings, spec, zone, secret, way_in, account))


def _delegations(
    settings: Settings, spec: CloudflareSpec, way_in: Traffic | None
) -> Mapping[str, Output[Sequence[str]]]:
    """Return Route53's zone, where it lies inside ours, with the servers that answer for it."""
    domain = settings.aws.traffic.domain if settings.aws.traffic is not None else ""
    if way_in is None or not domain.endswith(f".{spec.zone}"):
        return {}
    return {domain.removesuffix(f".{spec.zone}"): way_in.zone.name_servers}


def _balancer(
    settings: Settings,
    spec: CloudflareSpec,
    zone: EdgeZone,
    secret: Output[str],
    way_in: Traffic | None,
    account: ResourceOptions,
) -> EdgeBalancer | None:
    if spec.balancing is None:
        return None
    balancers = way_in.load_balancers if way_in is not None else {}
    # Cloudflare checks the certificate against the Host it sends, and AWS's load balancers have that of their own zone.
    host = f"origin.{settings.aws.traffic.domain}" if settings.aws.traffic is not None else None
    origins = {f"aws-{region}": Origin(address=one.dns_name, host=host) for region, one in balancers.items()}
    elsewhere = {
        name: Origin(address=pool.address) for name, pool in spec.balancing.pools.items() if pool.address
    }
    return EdgeBalancer(
        "edge-balancer",
        EdgeBalancerArgs(
            spec=spec,
            balancing=spec.balancing,
            zone_id=zone.zone_id,
            origins={**origins, **elsewhere},
            origin_secret=secret,
            environment=settings.environment,
        ),
        account,
    )
