"""Cloudflare in front of everything: the zone, what it does with requests, and the balancing over all origins."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_cloudflare as cloudflare
from pulumi import Output, ResourceOptions

from components.networking.cloudflare.edge_balancer import EdgeBalancer, EdgeBalancerArgs, Origin
from components.networking.cloudflare.edge_rules import EdgeRules, EdgeRulesArgs
from components.networking.cloudflare.edge_zone import Delegation, EdgeZone, EdgeZoneArgs
from components.networking.cloudflare.spec import CloudflareSpec
from components.networking.dns.origins import ORIGIN
from components.networking.origin_secret import OriginSecret
from stacks.layers.traffic import Traffic
from stacks.settings.model import Settings


@dataclass(frozen=True)
class CloudflareEdge:
    """The zone and what belongs to it. ``balancer`` is None where nothing is balanced."""

    zone: EdgeZone
    rules: EdgeRules
    balancer: EdgeBalancer | None


def build(
    settings: Settings,
    spec: CloudflareSpec,
    way_in: Traffic | None,
    elsewhere: Mapping[str, Output[str]],
) -> CloudflareEdge:
    """Build the edge.

    The entrances that the stack builds are known by the name of their pool: AWS's as ``aws-us-east-1``, and those of
    other clouds as ``elsewhere`` names them; a pool's own address goes before each. The word for the origins is the one
    that AWS's load balancers and the gateways of other clouds ask for.
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
    beyond = {name: Origin(address=one, host=_host(settings)) for name, one in elsewhere.items()}
    entrances = {**_aws(settings, way_in), **beyond}
    return CloudflareEdge(zone, rules, _balancer(settings, spec, zone, secret, entrances, account))


def _delegations(
    settings: Settings, spec: CloudflareSpec, way_in: Traffic | None
) -> Mapping[str, Delegation]:
    """Return Route 53's zone, which the settings' rules hold to lie inside ours, with who answers for it."""
    if way_in is None or settings.aws.traffic is None:
        return {}
    label = settings.aws.traffic.domain.removesuffix(f".{spec.zone}")
    return {label: Delegation(servers=way_in.zone.name_servers, ds=way_in.zone.ds_record)}


def _aws(settings: Settings, way_in: Traffic | None) -> dict[str, Origin]:
    """Return the load balancers of each region of AWS."""
    if way_in is None or settings.aws.traffic is None:
        return {}
    return {
        f"aws-{region}": Origin(address=one.dns_name, host=_host(settings))
        for region, one in way_in.load_balancers.items()
    }


def _host(settings: Settings) -> str | None:
    """Return the Host that origins are sent: Cloudflare checks their certificate against it.

    The load balancers of AWS and the gateways of the other clouds all have one of AWS's zone.
    """
    traffic = settings.aws.traffic
    return f"{ORIGIN}.{traffic.domain}" if traffic else None


def _balancer(
    settings: Settings,
    spec: CloudflareSpec,
    zone: EdgeZone,
    secret: Output[str],
    entrances: Mapping[str, Origin],
    account: ResourceOptions,
) -> EdgeBalancer | None:
    if spec.balancing is None:
        return None
    given = {
        name: Origin(address=pool.address) for name, pool in spec.balancing.pools.items() if pool.address
    }
    return EdgeBalancer(
        "edge-balancer",
        EdgeBalancerArgs(
            spec=spec,
            balancing=spec.balancing,
            zone_id=zone.zone_id,
            origins={**entrances, **given},
            origin_secret=secret,
            environment=settings.environment,
        ),
        account,
    )
