"""What each plan of Cloudflare allows, so that a setting beyond it is refused before Cloudflare does.

Sources, pages of developers.cloudflare.com as their public repository held them when read on 2026-11-25:

- waf/rate-limiting-rules, "Availability": how many rules, over which periods, and which fields a rule may name;
  waf/rate-limiting-rules/parameters: the values that its API takes. The two pages list different values; the ones here
  stand on both.
- waf/custom-rules and waf/managed-rules, "Availability".
- cache/how-to/cache-rules and cache/how-to/edge-browser-cache-ttl, "Availability". The older zone setting
  ``edge_cache_ttl`` and page rules have other minimums.
- load-balancing/reference/limitations, and load-balancing/monitors/create-monitor for the interval: the first page
  gives every plan but enterprise 15 seconds, the second one 60 below business; the stricter of the two is here.
- dns/zone-setups/subdomain-setup, "Availability".

The client certificate of authenticated origin pulls, tiered caching with the smart topology and the detection of leaked
passwords are in every plan and so need no bound (ssl/origin-configuration/authenticated-origin-pull,
cache/how-to/tiered-cache, waf/detections/leaked-credentials).
"""

from dataclasses import dataclass
from typing import Final, Literal

Plan = Literal["free", "pro", "business", "enterprise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one plan; all times are seconds.

    ``rate_methods``: whether a rate limit may tell methods apart. ``owasp``: whether Cloudflare's managed and OWASP
    rulesets may be executed. ``pools`` are an account's, and so many endpoints it may have too; None is by contract.
    ``subdomain_zones``: whether a zone may be a part of a domain, such as staging.example.com.
    """

    rate_periods: tuple[int, ...]
    rate_blocks: tuple[int, ...]
    rate_rules: int
    rate_methods: bool
    custom_rules: int
    cache_rules: int
    shortest_edge_ttl: int
    shortest_probe: int
    pools: int | None = 20
    owasp: bool = True
    subdomain_zones: bool = False


MINUTE, HOUR, DAY = 60, 3600, 86400

SHORTEST_BROWSER_TTL: Final = 1
"""Of cache rules, in every plan; page rules have longer ones."""

UP_TO_AN_HOUR: Final = (10, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR)

LIMITS: Final[dict[Plan, Limits]] = {
    "free": Limits(
        rate_periods=(10,), rate_blocks=(10,), rate_rules=1, rate_methods=False, custom_rules=5, cache_rules=10,
        shortest_edge_ttl=2 * HOUR, shortest_probe=MINUTE, owasp=False,
    ),
    "pro": Limits(
        rate_periods=(10, MINUTE), rate_blocks=UP_TO_AN_HOUR, rate_rules=2, rate_methods=False, custom_rules=20,
        cache_rules=25, shortest_edge_ttl=HOUR, shortest_probe=MINUTE,
    ),
    "business": Limits(
        rate_periods=UP_TO_AN_HOUR[:-1], rate_blocks=(*UP_TO_AN_HOUR, DAY), rate_rules=5, rate_methods=True,
        custom_rules=100, cache_rules=50, shortest_edge_ttl=1, shortest_probe=15,
    ),
    "enterprise": Limits(
        rate_periods=UP_TO_AN_HOUR, rate_blocks=(*UP_TO_AN_HOUR, DAY), rate_rules=100, rate_methods=True,
        custom_rules=1000, cache_rules=300, shortest_edge_ttl=1, shortest_probe=10, pools=None, subdomain_zones=True,
    ),
}  # fmt: skip
