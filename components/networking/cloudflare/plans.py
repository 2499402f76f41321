"""What each plan of Cloudflare allows, so that a setting beyond it is refused before Cloudflare does.

Sources, read in November 2026: developers.cloudflare.com, pages "Rate limiting rules, availability", "Edge and Browser
Cache TTL" and "Load Balancing, limitations". The older zone setting ``edge_cache_ttl`` has other minimums (its API
schema: 1,800 seconds on Business); cache rules, which are used here, have those below.
"""

from dataclasses import dataclass
from typing import Final, Literal

Plan = Literal["free", "pro", "business", "enterprise"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one plan; all times are seconds.

    ``owasp``: whether the managed and OWASP rulesets may be executed. ``subdomain_zones``: whether a zone may be a
    part of a domain, such as staging.example.com.
    """

    rate_periods: tuple[int, ...]
    rate_blocks: tuple[int, ...]
    rate_rules: int
    custom_rules: int
    shortest_edge_ttl: int
    shortest_browser_ttl: int
    shortest_probe: int
    owasp: bool
    subdomain_zones: bool = False


MINUTE, HOUR, DAY = 60, 3600, 86400

LIMITS: Final[dict[Plan, Limits]] = {
    "free": Limits((10,), (10,), 1, 5, 2 * HOUR, 2 * MINUTE, MINUTE, owasp=False),
    "pro": Limits((10, MINUTE), (10, MINUTE, HOUR), 2, 20, HOUR, 2 * MINUTE, MINUTE, owasp=True),
    "business": Limits(
        (10, MINUTE, 10 * MINUTE), (10, MINUTE, HOUR, DAY), 5, 100, 1, 30, 15, owasp=True
    ),
    "enterprise": Limits(
        (10, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR),
        (10, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR, DAY),
        100, 1000, 1, 30, 10, owasp=True, subdomain_zones=True,
    ),
}  # fmt: skip


def cheapest(**wanted: object) -> Plan | None:
    """Return the cheapest plan that has each of the fields at the value wanted."""
    return next(
        (
            plan
            for plan, limits in LIMITS.items()
            if all(getattr(limits, name) == value for name, value in wanted.items())
        ),
        None,
    )
