"""Load balancing and its alerts. Source: terraform-provider-cloudflare a2efdc5786ae, load_balancer*/schema.go."""

from typing import Final

from simulator.clouds.cloudflare.zones import account_id
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, between, matches, one_of

STEERING: Final = ("off", "geo", "random", "dynamic_latency", "proximity", "least_outstanding_requests",
                   "least_connections", "")  # fmt: skip
REGIONS: Final = (
    "WNAM",
    "ENAM",
    "WEU",
    "EEU",
    "NSAM",
    "SSAM",
    "OC",
    "ME",
    "NAF",
    "SAF",
    "SAS",
    "SEAS",
    "NEAS",
    "ALL_REGIONS",
)


def _pools(given: Given) -> Refused:
    pools = given.known("defaultPools")
    if isinstance(pools, list) and not pools:
        yield "defaultPools", "defaultPools must name at least one pool"


def _ttl(given: Given) -> Refused:
    if given.true("proxied") and given.has("ttl"):
        yield "ttl", "ttl is for load balancers that are not proxied"


def _shares(given: Given) -> Refused:
    shares = given.known("randomSteering.poolWeights")
    for pool, share in shares.items() if isinstance(shares, dict) else ():
        if isinstance(share, int | float) and not 0 <= share <= 1:
            yield "randomSteering.poolWeights", f"the weight of {pool} must be between 0 and 1, not {share}"


def _origins(given: Given) -> Refused:
    origins = given.known("origins")
    if isinstance(origins, list) and not origins:
        yield "origins", "origins must hold at least one origin"
    names: set[str] = set()
    for path, origin in given.objects("origins"):
        name, weight = origin.text("name"), origin.number("weight")
        if name is not None and name in names:
            yield f"{path}.name", f"the origin {name} stands twice in one pool"
        names |= {name} if name is not None else set()
        if weight is not None and not 0 <= weight <= 1:
            yield f"{path}.weight", f"weight must be between 0 and 1, not {weight}"


def _probe(given: Given) -> Refused:
    interval, timeout, retries = given.number("interval"), given.number("timeout"), given.number("retries")
    if None not in (interval, timeout, retries) and timeout * (retries + 1) > interval:  # type: ignore[operator]
        yield (
            "timeout",
            f"timeout {timeout} with {retries} retries must fit into the interval of {interval} seconds",
        )
    if (
        given.text("type") in ("http", "https")
        and given.text("expectedCodes") == ""
        and given.text("expectedBody") == ""
    ):
        yield "expectedCodes", f"a monitor of type {given.text('type')} needs expectedCodes or expectedBody"


def _mechanisms(given: Given) -> Refused:
    mechanisms = given.known("mechanisms")
    if isinstance(mechanisms, dict) and not any(mechanisms.values()):
        yield "mechanisms", "mechanisms must name somebody to tell"


KINDS = (
    Kind(
        "cloudflare:index/loadBalancer:LoadBalancer",
        id="{hex:32}",
        defaults={"enabled": True, "proxied": False, "sessionAffinity": "none", "steeringPolicy": ""},
        outputs={"zoneName": "{name}"},
        ordered=frozenset({"defaultPools"}),
        refusals=(
            one_of("steeringPolicy", STEERING),
            one_of("sessionAffinity", ("none", "cookie", "ip_cookie", "header")),
            between("sessionAffinityTtl", 30, 604800, "seconds"),
            _pools,
            _ttl,
            _shares,
        ),
    ),
    Kind(
        "cloudflare:index/loadBalancerPool:LoadBalancerPool",
        id="{hex:32}",
        defaults={"description": "", "enabled": True, "minimumOrigins": 1, "notificationEmail": "",
                  "origins.enabled": True, "origins.flattenCname": True, "origins.weight": 1},
        outputs={"networks": ["cloudflare"]},
        refusals=(
            account_id(),
            matches("name", r"[A-Za-z0-9_-]+", "letters, digits, hyphens and underscores"),
            one_of("checkRegions", REGIONS),
            _origins,
        ),
    ),
    Kind(
        "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor",
        id="{hex:32}",
        defaults={"allowInsecure": False, "description": "", "expectedBody": "", "expectedCodes": "",
                  "followRedirects": False, "interval": 60, "probeZone": "", "retries": 2, "timeout": 5, "type": "http"},
        refusals=(
            account_id(),
            one_of("type", ("http", "https", "tcp", "udp_icmp", "icmp_ping", "smtp")),
            between("interval", 5, 3600, "seconds"),
            between("timeout", 1, 10, "seconds"),
            between("retries", 0, 5),
            _probe,
        ),
    ),
    Kind(
        "cloudflare:index/notificationPolicy:NotificationPolicy",
        id="{hex:32}",
        defaults={"enabled": True},
        refusals=(account_id(), _mechanisms),
    ),
)  # fmt: skip
