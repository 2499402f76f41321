"""What an environment decides about its web firewalls."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.addresses import Cidr
from components.foundation.log_retention import LogDays
from components.foundation.spec import RefusalError, Spec

ManagedGroup = Literal[
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesAnonymousIpList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
]

MANAGED_GROUPS: dict[ManagedGroup, int] = {
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesCommonRuleSet": 700,
}
"""The groups in the order they are asked in, cheapest first, with their capacity (WAF developer guide). They stay below
the 1500 units that a web ACL has without a surcharge."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
RuleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,128}$")]


class WebFirewallSpec(Spec):
    """Web firewalls of an environment. All managed groups, the rate rule and the log are there whatever this says."""

    requests_per_5_minutes: int = Field(
        default=2_000,
        ge=10,
        le=2_000_000_000,
        description="Requests of one client after which it is blocked.",
    )
    count_only: dict[ManagedGroup, tuple[RuleName, ...]] = Field(
        default_factory=dict, description="Rules of managed groups that count and do not block, by group."
    )
    blocked_countries: tuple[Country, ...] = Field(default=(), description="ISO 3166 codes, such as KP.")
    allowed_countries: tuple[Country, ...] = Field(default=(), description="If any, only these may ask.")
    blocked_ranges: tuple[Cidr, ...] = Field(default=(), description="Address ranges that are turned away.")
    log_days: LogDays = 30

    @model_validator(mode="after")
    def _clear(self) -> Self:
        if self.blocked_countries and self.allowed_countries:
            raise RefusalError(
                "blocked_countries and allowed_countries contradict each other where a country stands in neither: keep one"
            )
        return self
