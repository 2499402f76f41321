"""What Cloudflare does with each request: refuse it, limit it, answer it from a cache, or vouch for it to the origin."""

from dataclasses import dataclass
from typing import Final

import pulumi_cloudflare as cloudflare
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.spec import Wire
from components.networking.cloudflare import rulesets
from components.networking.cloudflare.spec import CloudflareSpec
from components.networking.origin_secret import ORIGIN_HEADER

VISITED_HOST: Final = "x-forwarded-host"
"""The header in which an origin reads which host a visitor asked for: the Host that it gets is that of its certificate."""


@dataclass(frozen=True, kw_only=True)
class EdgeRulesArgs:
    """A spec with the zone and the secret that origins ask for."""

    spec: CloudflareSpec
    zone_id: Wire[str]
    origin_secret: Output[str]


class EdgeRules(Component):
    """The firewall, the limits, the caches and the origin lock of a zone.

    Outputs: ``ruleset_ids`` by phase.
    """

    urn_type = "platform:networking:EdgeRules"

    ruleset_ids: Output[dict[str, str]]

    def __init__(self, name: str, args: EdgeRulesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        spec = args.spec
        phases = {
            "http_request_firewall_managed": ("managed", "Managed rules", rulesets.managed(spec)),
            "http_request_firewall_custom": ("custom", "Our own rules", rulesets.custom(spec)),
            "http_ratelimit": ("rate-limits", "How often one visitor may ask", rulesets.rate_limits(spec)),
            "http_request_cache_settings": ("caching", "What is kept, and how long", rulesets.caching(spec)),
            "http_response_compression": ("compression", "Compression", rulesets.compression()),
            "http_request_late_transform": (
                "origin-lock",
                "Proof for the origins",
                [_proof(args.origin_secret)],
            ),
        }
        self.ruleset_ids = Output.all(
            **{
                phase: self._ruleset(f"{name}-{key}", args, phase, title, rules).id
                for phase, (key, title, rules) in phases.items()
                if rules
            }
        )
        self.publish()

    def _ruleset(
        self, name: str, args: EdgeRulesArgs, phase: str, title: str, rules: list[rulesets.Rule]
    ) -> cloudflare.Ruleset:
        return cloudflare.Ruleset(
            name,
            zone_id=args.zone_id,
            kind="zone",
            phase=phase,
            name=title,
            rules=rules,
            opts=self.child(),
        )


def _proof(secret: Output[str]) -> rulesets.Rule:
    """Return the rule that sets both headers, over whatever a visitor sent under their names."""
    header = cloudflare.RulesetRuleActionParametersHeadersArgs
    return rulesets.Rule(
        ref="origin-secret",
        description="Tell the origin that the request came through this zone",
        action="rewrite",
        expression="true",
        action_parameters=rulesets.Parameters(
            headers={
                ORIGIN_HEADER: header(operation="set", value=secret),
                VISITED_HOST: header(operation="set", expression="http.host"),
            }
        ),
    )
