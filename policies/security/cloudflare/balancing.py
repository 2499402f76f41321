"""Load balancing at Cloudflare: probes over checked TLS, and something that takes over."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import PRODUCTION, PROMOTED, Context, Outcomes, require, resource_rule

GUIDE = "https://developers.cloudflare.com/load-balancing/"


@resource_rule(
    name="cf-monitor-https",
    title="Origins are probed over TLS whose certificate is checked",
    types=(tokens.CF_MONITOR,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set type to https and leave allowInsecure off.",
    url=GUIDE + "monitors/",
)
def cf_monitor_https(monitor: Resource, _: Context) -> Outcomes:
    """Require what visitors need too: an origin with an expired certificate is no healthy one."""
    yield from require(monitor["type"].equals("https"), "probes are readable: set type to https")
    yield from require(monitor["allowInsecure"].is_false(), "any certificate passes: leave allowInsecure off")


@resource_rule(
    name="cf-balancer-proxied",
    title="Balanced hosts are seen through Cloudflare and fail over",
    types=(tokens.CF_BALANCER,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Set proxied, and name at least two pools in defaultPools.",
    url=GUIDE + "understand-basics/proxy-modes/",
)
def cf_balancer_proxied(balancer: Resource, _: Context) -> Outcomes:
    """Require the proxy and a second pool."""
    yield from require(balancer["proxied"].is_true(), "everybody sees the origins: set proxied")
    yield from require(
        balancer["defaultPools"].test(lambda pools: len(pools) > 1), "nothing takes over: name a second pool"
    )


@resource_rule(
    name="cf-pool-monitored",
    title="Pools are watched",
    types=(tokens.CF_POOL,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set monitor.",
    url=GUIDE + "pools/",
)
def cf_pool_monitored(pool: Resource, _: Context) -> Outcomes:
    """Require a monitor: without one a pool counts as healthy for ever."""
    yield from require(pool["monitor"].given(), "it counts as healthy for ever: set monitor")


RULES = (cf_monitor_https, cf_balancer_proxied, cf_pool_monitored)
