"""The rules of a zone, one ruleset a phase: Cloudflare keeps one entry point for each phase of each zone."""

from typing import Final

import pulumi_cloudflare as cloudflare

from components.networking.cloudflare.plans import LIMITS
from components.networking.cloudflare.spec import CloudflareSpec

Rule = cloudflare.RulesetRuleArgs
Parameters = cloudflare.RulesetRuleActionParametersArgs

MANAGED: Final = "efb7b8c949ac4650a09736fc376e9aee"
OWASP: Final = "4814384a9e5d4991b9815dcfc25d2f1f"
FREE_MANAGED: Final = "77454fe2d30c4220b5701f6fdfb893ba"
"""Ids of Cloudflare's own rulesets, the same in every account (WAF documentation, managed rules)."""

OWASP_SCORE: Final = "6179ae15870a4bb7b2d480d4843b323c"
"""The last rule of the OWASP ruleset, which acts on the points that the others gave."""

PARANOIA_LEVELS: Final = (1, 2, 3, 4)

STATIC: Final = (
    "avif",
    "css",
    "gif",
    "ico",
    "jpeg",
    "jpg",
    "js",
    "mjs",
    "png",
    "svg",
    "webp",
    "woff",
    "woff2",
)
"""Extensions of files whose names carry a fingerprint, so that they never change under a name."""


def managed(spec: CloudflareSpec) -> list[Rule]:
    """Execute Cloudflare's managed rules and OWASP's; the free plan has a set of its own."""
    if not LIMITS[spec.plan].owasp:
        return [_execute("managed", "Cloudflare's free managed rules", FREE_MANAGED)]
    override = cloudflare.RulesetRuleActionParametersOverridesArgs(
        categories=[
            cloudflare.RulesetRuleActionParametersOverridesCategoryArgs(
                category=f"paranoia-level-{level}", enabled=False
            )
            for level in PARANOIA_LEVELS
            if level > spec.firewall.paranoia
        ]
        or None,
        rules=[
            cloudflare.RulesetRuleActionParametersOverridesRuleArgs(
                id=OWASP_SCORE, action="block", score_threshold=spec.firewall.owasp_threshold
            )
        ],
    )
    return [
        _execute("managed", "Cloudflare's managed rules", MANAGED),
        _execute("owasp", "The OWASP core rules", OWASP, override),
    ]


def custom(spec: CloudflareSpec) -> list[Rule]:
    """Refuse what no visitor of ours sends; challenge leaked passwords and the countries that the spec names."""
    rules = [
        Rule(
            ref="scanners",
            description="Files that only a scanner asks for",
            action="block",
            expression=(
                '(http.request.uri.path contains "/.git/") or (http.request.uri.path contains "/.env") or '
                '(ends_with(http.request.uri.path, "/wp-login.php")) or (ends_with(http.request.uri.path, "/xmlrpc.php"))'
            ),
        ),
        Rule(
            ref="methods",
            description="Methods that nothing of ours answers",
            action="block",
            expression='not http.request.method in {"GET" "HEAD" "POST" "PUT" "PATCH" "DELETE" "OPTIONS"}',
        ),
        Rule(
            ref="leaked-passwords",
            description="Signing in with a password known from a leak",
            action="managed_challenge",
            expression="cf.waf.credential_check.password_leaked",
        ),
    ]
    if spec.firewall.blocked_countries:
        countries = " ".join(f'"{country}"' for country in spec.firewall.blocked_countries)
        rules.append(
            Rule(
                ref="countries",
                description="Countries that are challenged",
                action="managed_challenge",
                expression=f"ip.src.country in {{{countries}}}",
            )
        )
    return rules


def rate_limits(spec: CloudflareSpec) -> list[Rule]:
    """Block an address that asks too often. Counters are kept at each site, as every plan allows."""
    rules = []
    for key, limit in spec.rate_limits.items():
        where = f'starts_with(http.request.uri.path, "{limit.path}")'
        methods = " ".join(f'"{method}"' for method in limit.methods)
        rules.append(
            Rule(
                ref=key,
                description=f"At most {limit.requests} requests in {limit.period} s below {limit.path}",
                action="block",
                expression=f"({where}) and (http.request.method in {{{methods}}})" if methods else where,
                ratelimit=cloudflare.RulesetRuleRatelimitArgs(
                    characteristics=["cf.colo.id", "ip.src"],
                    period=limit.period,
                    requests_per_period=limit.requests,
                    mitigation_timeout=limit.block_seconds,
                ),
            )
        )
    return rules


def caching(spec: CloudflareSpec) -> list[Rule]:
    """Keep static files, keep pages of the signed-out for minutes, and never keep an answer of the API.

    All matching rules are applied in turn and the last one wins, so the API's stands last.
    """
    times = spec.cache
    extensions = " ".join(f'"{extension}"' for extension in STATIC)
    page = (
        '(http.request.method in {"GET" "HEAD"}) and (not http.cookie contains "session") and '
        '(not any(http.request.headers.names[*] eq "authorization")) and '
        '((http.request.uri.path.extension in {"htm" "html"}) or (ends_with(http.request.uri.path, "/")))'
    )
    return [
        _kept("html", "Pages", page, times.html_edge, times.html_browser),
        _kept(
            "static", "Files with a fingerprint in their name",
            f"http.request.uri.path.extension in {{{extensions}}}", times.static_edge, times.static_browser,
        ),
        Rule(
            ref="api",
            description="Answers of the API are never kept",
            action="set_cache_settings",
            expression=f'(starts_with(http.request.uri.path, "/api/")) or (http.host eq "{spec.api_host}.{spec.zone}")',
            action_parameters=Parameters(
                cache=False,
                browser_ttl=cloudflare.RulesetRuleActionParametersBrowserTtlArgs(mode="bypass"),
            ),
        ),
    ]  # fmt: skip


def compression() -> list[Rule]:
    """Compress what is text, the best that the browser understands first."""
    kinds = (
        "text/html",
        "text/css",
        "text/plain",
        "application/javascript",
        "text/javascript",
        "application/json",
        "image/svg+xml",
    )
    listed = " ".join(f'"{kind}"' for kind in kinds)
    return [
        Rule(
            ref="text",
            description="Zstandard, Brotli or gzip, in this order",
            action="compress_response",
            expression=f"http.response.content_type.media_type in {{{listed}}}",
            action_parameters=Parameters(
                algorithms=[
                    cloudflare.RulesetRuleActionParametersAlgorithmArgs(name=name)
                    for name in ("zstd", "brotli", "gzip")
                ]
            ),
        )
    ]


def _execute(
    ref: str,
    description: str,
    ruleset: str,
    overrides: cloudflare.RulesetRuleActionParametersOverridesArgs | None = None,
) -> Rule:
    return Rule(
        ref=ref,
        description=description,
        action="execute",
        expression="true",
        action_parameters=Parameters(id=ruleset, overrides=overrides),
    )


def _kept(ref: str, description: str, expression: str, edge: int | None, browser: int) -> Rule:
    """Return the rule that keeps matching answers; without ``edge`` the origin says for how long."""
    at_edge = cloudflare.RulesetRuleActionParametersEdgeTtlArgs
    return Rule(
        ref=ref,
        description=description,
        action="set_cache_settings",
        expression=expression,
        action_parameters=Parameters(
            cache=True,
            edge_ttl=at_edge(mode="respect_origin")
            if edge is None
            else at_edge(mode="override_origin", default=edge),
            browser_ttl=cloudflare.RulesetRuleActionParametersBrowserTtlArgs(
                mode="override_origin", default=browser
            ),
        ),
    )
