"""Balancing over the entrances of every region and cloud, and telling people when one of them is gone."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_cloudflare as cloudflare
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.spec import Wire
from components.networking.cloudflare.balancing_spec import BalancingSpec, PoolSpec
from components.networking.cloudflare.record_spec import full_name
from components.networking.cloudflare.spec import CloudflareSpec
from components.networking.origin_secret import ORIGIN_HEADER

ATTENTIVE = {"consecutive_down": 2, "consecutive_up": 2}
"""One lost packet is no outage, and one answer no recovery."""

AFFINITY_SECONDS = 1800


@dataclass(frozen=True, kw_only=True)
class Origin:
    """An entrance to the platform: where it is and, if its certificate is of another name, which Host it expects."""

    address: Wire[str]
    host: str | None = None


@dataclass(frozen=True, kw_only=True)
class EdgeBalancerArgs:
    """The balancing of a spec, wired to the zone and to an origin for each of its pools.

    ``origin_secret`` goes with the probes, which origins refuse like anybody else without it.
    """

    spec: CloudflareSpec
    balancing: BalancingSpec
    zone_id: Wire[str]
    origins: Mapping[str, Origin]
    origin_secret: Output[str]
    environment: str


class EdgeBalancer(Component):
    """A proxied load balancer with a pool and a monitor for each origin, in the order in which they take over.

    A monitor sends what visitors' requests carry: the Host that the origin has a certificate for, and the secret. When
    all are called unhealthy at once, requests go to the first: then the probes are likelier wrong than every cloud
    gone, and the first is the one that is sized for everybody.

    Outputs: ``hostname`` that visitors use; ``pool_ids`` by name.

    :raises ValueError: if a pool of the spec has no origin.
    """

    urn_type = "platform:networking:EdgeBalancer"

    hostname: Output[str]
    pool_ids: Output[dict[str, str]]

    def __init__(self, name: str, args: EdgeBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        missing = sorted(args.balancing.pools.keys() - args.origins.keys())
        if missing:
            raise ValueError(
                f"no origin was given for {', '.join(missing)}: wire one, or give the pool an address"
            )
        hostname = full_name(args.balancing.host, args.spec.zone)
        pools = {
            pool: self._pool(name, args, pool, spec, spec.host or args.origins[pool].host)
            for pool, spec in args.balancing.by_order.items()
        }
        self._balancer(name, args, hostname, pools)
        self._alerts(name, args, pools)
        self.hostname = Output.from_input(hostname)
        self.pool_ids = Output.all(**{pool: made.id for pool, made in pools.items()})
        self.publish()

    def _monitor(
        self, name: str, args: EdgeBalancerArgs, pool: str, host: str
    ) -> cloudflare.LoadBalancerMonitor:
        watch = args.balancing
        return cloudflare.LoadBalancerMonitor(
            f"{name}-monitor-{pool}",
            account_id=args.spec.account_id,
            description=f"{args.environment}: health of the entrance {pool}",
            type="https",
            method="GET",
            path=watch.health_path,
            port=443,
            expected_codes=watch.expected_codes,
            interval=watch.interval,
            timeout=watch.timeout,
            retries=watch.retries,
            consecutive_down=ATTENTIVE["consecutive_down"],
            consecutive_up=ATTENTIVE["consecutive_up"],
            follow_redirects=False,
            allow_insecure=False,
            header={"Host": [host], ORIGIN_HEADER: [args.origin_secret]},
            probe_zone=args.spec.zone,
            opts=self.child(),
        )

    def _pool(
        self,
        name: str,
        args: EdgeBalancerArgs,
        pool: str,
        spec: PoolSpec,
        host: str | None,
    ) -> cloudflare.LoadBalancerPool:
        visited = full_name(args.balancing.host, args.spec.zone)
        monitor = self._monitor(name, args, pool, host or visited)
        return cloudflare.LoadBalancerPool(
            f"{name}-pool-{pool}",
            account_id=args.spec.account_id,
            name=f"{args.environment}-{pool}",
            description=f"The entrance {pool}",
            enabled=True,
            minimum_origins=1,
            monitor=monitor.id,
            check_regions=list(spec.probe_from),
            origins=[
                cloudflare.LoadBalancerPoolOriginArgs(
                    name=pool,
                    address=args.origins[pool].address,
                    enabled=True,
                    weight=1,
                    header=cloudflare.LoadBalancerPoolOriginHeaderArgs(hosts=[host]) if host else None,
                )
            ],
            opts=self.child(),
        )

    def _balancer(
        self,
        name: str,
        args: EdgeBalancerArgs,
        hostname: str,
        pools: Mapping[str, cloudflare.LoadBalancerPool],
    ) -> None:
        balancing, ids = args.balancing, [pool.id for pool in pools.values()]
        sticky = balancing.session_affinity != "none"
        cloudflare.LoadBalancer(
            f"{name}-balancer",
            zone_id=args.zone_id,
            name=hostname,
            description=f"Origins of {hostname}, in the order in which they take over",
            enabled=True,
            proxied=True,
            default_pools=ids,
            fallback_pool=ids[0],
            steering_policy=balancing.steering,
            random_steering=_shares(balancing, pools) if balancing.steering == "random" else None,
            session_affinity=balancing.session_affinity,
            session_affinity_ttl=AFFINITY_SECONDS if sticky else None,
            session_affinity_attributes=(
                cloudflare.LoadBalancerSessionAffinityAttributesArgs(
                    samesite="Lax", secure="Always", zero_downtime_failover="temporary"
                )
                if sticky
                else None
            ),
            adaptive_routing=cloudflare.LoadBalancerAdaptiveRoutingArgs(failover_across_pools=True),
            opts=self.child(),
        )

    def _alerts(
        self, name: str, args: EdgeBalancerArgs, pools: Mapping[str, cloudflare.LoadBalancerPool]
    ) -> None:
        if not args.balancing.notify:
            return
        cloudflare.NotificationPolicy(
            f"{name}-alerts",
            account_id=args.spec.account_id,
            name=f"{args.environment}: an origin changed its health",
            description="An origin behind the load balancer went down or came back",
            alert_type="load_balancing_health_alert",
            enabled=True,
            mechanisms=cloudflare.NotificationPolicyMechanismsArgs(
                emails=[
                    cloudflare.NotificationPolicyMechanismsEmailArgs(id=address)
                    for address in args.balancing.notify
                ]
            ),
            filters=cloudflare.NotificationPolicyFiltersArgs(
                pool_ids=[pool.id for pool in pools.values()],
                new_healths=["Unhealthy", "Healthy"],
                event_sources=["pool", "origin"],
            ),
            opts=self.child(),
        )


def _shares(
    balancing: BalancingSpec, pools: Mapping[str, cloudflare.LoadBalancerPool]
) -> cloudflare.LoadBalancerRandomSteeringArgs:
    """Return the shares of the pools. Their keys are ids, so that the whole is known when the pools are."""
    weights = {name: spec.weight or 0.0 for name, spec in balancing.pools.items()}
    by_id: Output[Mapping[str, float]] = Output.all(**{name: pool.id for name, pool in pools.items()}).apply(
        lambda ids: {str(ids[name]): weight for name, weight in weights.items()}
    )
    return cloudflare.LoadBalancerRandomSteeringArgs(default_weight=0.0, pool_weights=by_id)
