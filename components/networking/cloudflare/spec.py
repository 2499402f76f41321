"""What an environment decides about Cloudflare, and what its plan refuses of it."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec
from components.networking.cloudflare.balancing_spec import BalancingSpec
from components.networking.cloudflare.names import AccountId, ZoneName, is_part_of_domain
from components.networking.cloudflare.plans import HOUR, LIMITS, MINUTE, SHORTEST_BROWSER_TTL, Plan
from components.networking.cloudflare.record_spec import RecordSpec

RuleKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
YEAR = 365 * 24 * HOUR


class RateLimitSpec(Spec):
    """How often one visitor may ask for something, counted at each of Cloudflare's sites."""

    path: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9/_.-]*$")] = Field(
        description="Where it holds: every path that begins so."
    )
    requests: int = Field(ge=1, description="Requests of one address in a period.")
    period: int = Field(default=10, description="Seconds that are counted together.")
    block_seconds: int = Field(default=10, description="How long an address is blocked that asked too often.")
    methods: tuple[Literal["GET", "POST", "PUT", "PATCH", "DELETE"], ...] = Field(
        default=(), description="The methods it holds for; none: all."
    )


class CacheTimes(Spec):
    """How long answers are kept, in seconds. Answers of the API are never kept, which is no setting."""

    static_edge: int = Field(
        default=YEAR, ge=0, le=YEAR, description="Files with a fingerprint, at the edge."
    )
    static_browser: int = Field(default=YEAR, ge=0, le=YEAR, description="The same in browsers.")
    html_edge: int | None = Field(
        default=5 * MINUTE,
        ge=0,
        le=YEAR,
        description="Pages at the edge; absent: as long as the origin says.",
    )
    html_browser: int = Field(default=5 * MINUTE, ge=0, le=YEAR, description="Pages in browsers.")


class FirewallSpec(Spec):
    """The web firewall. The managed and OWASP rulesets run whatever this says, where the plan has them."""

    owasp_threshold: Literal[25, 40, 60] = Field(
        default=40, description="Points at which a request is blocked: 25 is strict, 60 lenient."
    )
    paranoia: int = Field(
        default=1, ge=1, le=4, description="OWASP's level; higher ones stop more and err more."
    )
    blocked_countries: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...] = Field(
        default=(), description="Countries that get a challenge, as ISO 3166 codes."
    )


class CloudflareSpec(Spec):
    """The public zone at Cloudflare. TLS, HSTS, DNSSEC and the firewall are on whatever this says.

    The API token is no setting: it comes from CLOUDFLARE_API_TOKEN or the provider's secret configuration.
    """

    account_id: AccountId = Field(description="The Cloudflare account, 32 hexadecimal digits.")
    zone: ZoneName = Field(description="The domain, such as example.com.")
    zone_id: AccountId | None = Field(
        default=None, description="The id of the zone if it exists and is kept by somebody else."
    )
    plan: Plan = Field(description="The plan of the zone, which decides what the rest may ask for.")
    api_host: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")] = Field(
        default="api", description="The host of the API inside the zone, whose answers are never cached."
    )
    records: dict[RuleKey, RecordSpec] = Field(
        default_factory=dict, description="Records beside the platform's own."
    )
    certificate_issuers: tuple[str, ...] = Field(
        default=("letsencrypt.org", "pki.goog", "ssl.com", "amazon.com"),
        min_length=1,
        description="Who may issue certificates for the zone: those that Cloudflare and ACM use.",
    )
    sends_mail: bool = Field(
        default=False, description="Whether mail is sent in the zone's name; false: SPF says none is."
    )
    dmarc_reports_to: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = Field(
        default=None, description="Who reads reports about forged mail and refused certificates."
    )
    firewall: FirewallSpec = FirewallSpec()
    rate_limits: dict[RuleKey, RateLimitSpec] = Field(
        default_factory=dict, description="Limits in the order in which they are tried."
    )
    cache: CacheTimes = CacheTimes()
    balancing: BalancingSpec | None = Field(
        default=None, description="The load balancer over the origins of all clouds."
    )

    @model_validator(mode="after")
    def _within_plan(self) -> Self:
        faults = [
            *self._zone_faults(),
            *self._rate_faults(),
            *self._cache_faults(),
            *self._balancing_faults(),
            *self._record_faults(),
        ]
        if faults:
            raise RefusalError(*faults)
        return self

    def _zone_faults(self) -> list[str]:
        if is_part_of_domain(self.zone) and not LIMITS[self.plan].subdomain_zones and self.zone_id is None:
            fault = (
                f"{self.zone} is a part of a domain, and Cloudflare makes a zone of one on the enterprise plan alone; use a "
                "domain of its own, or hosts inside the domain's zone"
            )
            return [fault]
        return []

    def _rate_faults(self) -> list[str]:
        limits, faults = LIMITS[self.plan], []
        if len(self.rate_limits) > limits.rate_rules:
            faults.append(
                f"there are {len(self.rate_limits)} rate_limits, and the {self.plan} plan ends at {limits.rate_rules}; join "
                "some, or take a higher plan"
            )
        for key, limit in self.rate_limits.items():
            if limit.period not in limits.rate_periods:
                faults.append(
                    f"the period of {key} is {limit.period}, and the {self.plan} plan counts over {_listed(limits.rate_periods)} "
                    "seconds; take one of these, or a higher plan"
                )
            if limit.block_seconds not in limits.rate_blocks:
                faults.append(
                    f"block_seconds of {key} is {limit.block_seconds}, and the {self.plan} plan blocks for "
                    f"{_listed(limits.rate_blocks)} seconds; take one of these, or a higher plan"
                )
            if limit.methods and not limits.rate_methods:
                faults.append(
                    f"methods of {key} names {', '.join(limit.methods)}, and a limit of the {self.plan} plan cannot tell "
                    "methods apart; take methods out, or the business plan"
                )
        return faults

    def _cache_faults(self) -> list[str]:
        limits = LIMITS[self.plan]
        wanted = {
            "static_edge": (self.cache.static_edge, limits.shortest_edge_ttl),
            "html_edge": (self.cache.html_edge, limits.shortest_edge_ttl),
            "static_browser": (self.cache.static_browser, SHORTEST_BROWSER_TTL),
            "html_browser": (self.cache.html_browser, SHORTEST_BROWSER_TTL),
        }
        return [
            f"cache.{name} is {seconds} seconds, and the {self.plan} plan keeps nothing shorter than {shortest}; raise it, "
            "leave html_edge out to go by the origin, or take a higher plan"
            for name, (seconds, shortest) in wanted.items()
            if seconds is not None and seconds < shortest
        ]

    def _balancing_faults(self) -> list[str]:
        if self.balancing is None:
            return []
        limits, faults = LIMITS[self.plan], []
        if self.balancing.interval < limits.shortest_probe:
            faults.append(
                f"balancing.interval is {self.balancing.interval}, and the {self.plan} plan probes no more often than every "
                f"{limits.shortest_probe} seconds; raise it, or take a higher plan"
            )
        if limits.pools is not None and len(self.balancing.pools) > limits.pools:
            faults.append(
                f"balancing.pools names {len(self.balancing.pools)}, and an account on the {self.plan} plan has "
                f"{limits.pools}; join some behind one entrance, or take the enterprise plan"
            )
        return faults

    def _record_faults(self) -> list[str]:
        """Return what is wrong between records: Cloudflare refuses a second one of a kind, and company for a CNAME."""
        faults, seen = [], list(self.records.items())
        for position, (key, one) in enumerate(seen):
            for other_key, other in seen[:position]:
                if (one.name, one.type, one.content) == (other.name, other.type, other.content):
                    faults.append(f"records {other_key} and {key} are the same record; take one of them out")
                elif one.name == other.name and "CNAME" in (one.type, other.type):
                    faults.append(
                        f"records {other_key} and {key} share the name {one.name}, and a CNAME stands alone; give one of "
                        "them another name, or take it out"
                    )
        return faults


def _listed(numbers: tuple[int, ...]) -> str:
    return " or ".join(map(str, numbers))


def production_faults(spec: CloudflareSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if not LIMITS[spec.plan].owasp:
        faults.append(
            f"plan is {spec.plan}: neither the managed nor the OWASP rules run on it; choose pro or business"
        )
    if not spec.rate_limits:
        faults.append("rate_limits is empty: one visitor could take all capacity; limit at least the API")
    if spec.balancing is None:
        faults.append(
            "balancing is absent: losing one region would take the site with it; describe its pools"
        )
    elif len(spec.balancing.pools) < 2:
        faults.append(
            "balancing.pools names one origin: nothing takes over from it; name a second region or cloud"
        )
    return faults
