"""Rulesets. Source: terraform-provider-cloudflare a2efdc5786ae, ruleset/schema.go, and the rulesets engine's documentation."""

from typing import Final

from simulator.clouds.kind import Always, Inside, Kind
from simulator.clouds.refusals import Given, Refused, exactly_one, one_of

PERIODS: Final = (
    10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240, 300, 480, 600, 900, 1200, 1800, 2400, 3600, 65535, 86400,
)  # fmt: skip
"""Seconds over which the rate-limiting engine counts; a plan has a part of them (waf/rate-limiting-rules, Availability)."""

UNTOUCHABLE: Final = (
    "true-client-ip",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-real-ip",
    "cookie",
    "accept-encoding",
)
"""Headers of requests that no rule may set (rules/transform/request-header-modification, Important remarks)."""

ACTIONS: Final[dict[str, tuple[str, ...]]] = {
    "http_ratelimit": ("block", "challenge", "js_challenge", "log", "managed_challenge"),
    "http_request_cache_settings": ("set_cache_settings",),
    "http_request_firewall_custom": (
        "block",
        "challenge",
        "execute",
        "js_challenge",
        "log",
        "managed_challenge",
        "skip",
    ),
    "http_request_firewall_managed": (
        "execute",
        "skip",
        "block",
        "challenge",
        "js_challenge",
        "log",
        "managed_challenge",
    ),
    "http_request_late_transform": ("rewrite",),
    "http_request_transform": ("rewrite",),
    "http_response_compression": ("compress_response",),
    "http_response_headers_transform": ("rewrite",),
}
"""What a rule may do in each phase that is known here."""


def _rules(given: Given) -> Refused:
    phase = given.text("phase")
    allowed = ACTIONS.get(phase or "")
    refs: set[str] = set()
    for path, rule in given.objects("rules"):
        action, ref = rule.text("action"), rule.text("ref")
        if allowed and action is not None and action not in allowed:
            yield (
                f"{path}.action",
                f"a rule of the phase {phase} must have one of the actions {', '.join(allowed)}, not {action}",
            )
        if ref is not None and ref in refs:
            yield f"{path}.ref", f"ref {ref} stands twice in one ruleset"
        refs |= {ref} if ref is not None else set()
        if rule.text("expression") == "":
            yield f"{path}.expression", "expression must not be empty; write true for every request"
        yield from _parameters(path, rule, action)
        yield from _limit(path, rule, phase)
        if phase == "http_request_late_transform":
            yield from _headers(path, rule)


def _headers(path: str, rule: Given) -> Refused:
    headers = rule.known("actionParameters.headers")
    for name in headers if isinstance(headers, dict) else ():
        if name.lower() in UNTOUCHABLE or name.lower().startswith(("cf-", "x-cf-")):
            yield (
                f"{path}.actionParameters.headers",
                f"the header {name} of a request is Cloudflare's own to set",
            )


def _parameters(path: str, rule: Given, action: str | None) -> Refused:
    if action == "execute" and rule.lacks("actionParameters.id"):
        yield f"{path}.actionParameters", "a rule that executes needs the id of a ruleset"
    if action == "rewrite" and rule.lacks("actionParameters.headers") and rule.lacks("actionParameters.uri"):
        yield f"{path}.actionParameters", "a rule that rewrites needs headers or uri"
    for name in ("edgeTtl", "browserTtl"):
        where = f"actionParameters.{name}"
        mode = rule.text(f"{where}.mode")
        if mode == "override_origin" and rule.lacks(f"{where}.default"):
            yield f"{path}.{where}", f"{name} that overrides the origin needs a default"
        if mode is not None and mode != "override_origin" and rule.has(f"{where}.default"):
            yield f"{path}.{where}", f"{name} has a default in the mode override_origin alone, not in {mode}"


def _limit(path: str, rule: Given, phase: str | None) -> Refused:
    if phase == "http_ratelimit" and rule.lacks("ratelimit"):
        yield f"{path}.ratelimit", "a rule of the phase http_ratelimit needs a ratelimit"
    if phase is not None and phase != "http_ratelimit" and rule.has("ratelimit"):
        yield f"{path}.ratelimit", f"ratelimit belongs to the phase http_ratelimit, not to {phase}"
    period = rule.number("ratelimit.period")
    if period is not None and period not in PERIODS:
        yield (
            f"{path}.ratelimit.period",
            f"period must be one of {', '.join(map(str, PERIODS))} seconds, not {period}",
        )
    counted = rule.items("ratelimit.characteristics")
    if counted and all(isinstance(one, str) for one in counted) and "cf.colo.id" not in counted:
        yield (
            f"{path}.ratelimit.characteristics",
            "characteristics must hold cf.colo.id, because counters are kept at each site",
        )


def _owner(given: Given) -> Refused:
    if given.text("kind") == "zone" and given.lacks("zoneId"):
        yield "zoneId", "a ruleset of kind zone needs a zoneId"
    if given.text("kind") == "root" and given.lacks("accountId"):
        yield "accountId", "a ruleset of kind root needs an accountId"


KINDS = (
    Kind(
        "cloudflare:index/ruleset:Ruleset",
        id="{hex:32}",
        defaults={"description": "", "rules.enabled": True},
        outputs={
            "rules": Inside({"id": Always("{hex:32.rule}"), "description": ""}, made=False),
            "version": "1",
        },
        ordered=frozenset({"rules"}),
        refusals=(
            one_of("kind", ("managed", "custom", "root", "zone")),
            exactly_one("accountId", "zoneId"),
            _owner,
            _rules,
        ),
    ),
)
