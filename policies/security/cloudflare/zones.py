"""Cloudflare zones: TLS, HSTS, signatures, and nothing that lets requests past the cache or the firewall."""

from collections.abc import Callable
from typing import Any, Final

from policies.framework import tokens
from policies.framework.facts import Fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PRODUCTION,
    PROMOTED,
    Context,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)

SETTING = (tokens.CF_SETTING,)
GUIDE = "https://developers.cloudflare.com/"
HSTS_SECONDS: Final = 31536000


def _one_of(setting: Resource, name: str, allowed: tuple[str, ...], message: str) -> Outcomes:
    """Require one of the allowed values, if this is the setting ``name`` or may be."""
    named = setting["settingId"].equals(name)
    yield from require(~named | setting["value"].equals(*allowed), message)


@resource_rule(
    name="cf-tls-to-origin",
    title="Cloudflare checks the certificates of origins and speaks modern TLS",
    types=SETTING,
    severity="high",
    levels=PROMOTED,
    remediation="Set ssl to strict and min_tls_version to 1.2 or higher.",
    prowler=("zone_ssl_strict", "zone_min_tls_version_secure"),
    url=GUIDE + "ssl/origin-configuration/ssl-modes/",
)
def cf_tls_to_origin(setting: Resource, _: Context) -> Outcomes:
    """Refuse modes that accept any certificate or none, and versions of TLS that are broken."""
    yield from _one_of(setting, "ssl", ("strict",), "anybody can pose as the origin: set ssl to strict")
    yield from _one_of(
        setting,
        "min_tls_version",
        ("1.2", "1.3"),
        "broken versions of TLS are accepted: set min_tls_version to 1.2",
    )


@resource_rule(
    name="cf-https-everywhere",
    title="A zone answers over HTTPS alone, with the newest TLS",
    types=SETTING,
    severity="medium",
    levels=PROMOTED,
    remediation="Set always_use_https, automatic_https_rewrites and tls_1_3 to on.",
    prowler=("zone_automatic_https_rewrites_enabled", "zone_https_redirect_enabled", "zone_tls_1_3_enabled"),
    url=GUIDE + "ssl/edge-certificates/additional-options/",
)
def cf_https_everywhere(setting: Resource, _: Context) -> Outcomes:
    """Require redirects, rewritten links and TLS 1.3."""
    yield from _one_of(
        setting, "always_use_https", ("on",), "plain requests are answered: set always_use_https to on"
    )
    yield from _one_of(
        setting,
        "automatic_https_rewrites",
        ("on",),
        "pages load parts over HTTP: set automatic_https_rewrites to on",
    )
    yield from _one_of(setting, "tls_1_3", ("on", "zrt"), "TLS 1.3 is off: set tls_1_3 to on")


@resource_rule(
    name="cf-hsts",
    title="Browsers are told to use HTTPS for a year and for all hosts",
    types=SETTING,
    severity="high",
    levels=PROMOTED,
    remediation="Set security_header with enabled, max_age of a year or more, include_subdomains and nosniff.",
    prowler=("zone_hsts_enabled",),
    url=GUIDE + "ssl/edge-certificates/additional-options/http-strict-transport-security/",
)
def cf_hsts(setting: Resource, _: Context) -> Outcomes:
    """Require a year, and the hosts below the zone."""
    other = ~setting["settingId"].equals("security_header")
    header = setting["value"]["strict_transport_security"]
    yield from require(other | header["enabled"].is_true(), "browsers are not told to use HTTPS: enable it")
    yield from require(
        other | header["max_age"].at_least(HSTS_SECONDS),
        "browsers forget within a year: raise max_age to 31536000",
    )
    yield from require(
        other | header["include_subdomains"].is_true(),
        "hosts below the zone are left out: set include_subdomains",
    )


@resource_rule(
    name="cf-no-bypass",
    title="Nothing lets requests past the cache or shows old copies",
    types=SETTING,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set development_mode and always_online to off, browser_check to on.",
    prowler=(
        "zone_development_mode_disabled",
        "zone_always_online_disabled",
        "zone_browser_integrity_check_enabled",
    ),
    url=GUIDE + "cache/reference/development-mode/",
)
def cf_no_bypass(setting: Resource, _: Context) -> Outcomes:
    """Refuse what is meant for an afternoon of work and stays on."""
    yield from _one_of(
        setting, "development_mode", ("off",), "every request passes the cache: set development_mode to off"
    )
    yield from _one_of(
        setting, "always_online", ("off",), "an archive's copies are shown: set always_online to off"
    )
    yield from _one_of(
        setting, "browser_check", ("on",), "forged browsers are let in: set browser_check to on"
    )


@resource_rule(
    name="cf-dnssec",
    title="Zones are signed",
    types=(tokens.CF_DNSSEC,),
    severity="high",
    levels=PROMOTED,
    remediation="Set status to active, and publish the DS record at the registrar.",
    prowler=("zone_dnssec_enabled",),
    url=GUIDE + "dns/dnssec/",
)
def cf_dnssec(signature: Resource, _: Context) -> Outcomes:
    """Require signatures that are on."""
    yield from require(signature["status"].equals("active"), "answers can be forged: set status to active")


@resource_rule(
    name="cf-origin-pulls",
    title="Cloudflare shows origins a certificate of its own",
    types=(tokens.CF_ORIGIN_PULLS,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Set enabled.",
    url=GUIDE + "ssl/origin-configuration/authenticated-origin-pull/",
)
def cf_origin_pulls(pulls: Resource, _: Context) -> Outcomes:
    """Require the client certificate by which an origin can tell Cloudflare from anybody else."""
    yield from require(pulls["enabled"].is_true(), "origins cannot tell Cloudflare from others: set enabled")


@stack_rule(
    name="cf-zone-complete",
    title="Every zone has signatures, strict TLS, HSTS, managed and OWASP rules and rate limits",
    types=(tokens.CF_ZONE,),
    severity="high",
    levels=PROMOTED,
    remediation="Add what is named: ZoneDnssec, ZoneSetting ssl, min_tls_version and security_header, and rulesets of the "
    "phases http_request_firewall_managed and http_ratelimit.",
    prowler=("zone_waf_enabled", "zone_waf_owasp_ruleset_enabled", "zone_rate_limiting_enabled"),
    url=GUIDE + "waf/managed-rules/",
)
def cf_zone_complete(stack: Stack, __: Context) -> Outcomes:
    """Require of each zone what a rule about one resource cannot miss: that it is there at all."""
    for zone in stack.of(tokens.CF_ZONE):
        here = {kind: list(stack.naming("zoneId", zone, kind)) for _, kind, _ in WANTED}
        for wanted, kind, test in WANTED:
            found = some(same & test(one) for one, same in here[kind])
            yield from require(found, f"the zone has no {wanted}: add it", of=zone)


def _setting(name: str) -> Callable[[Resource], Fact]:
    return lambda one: one["settingId"].equals(name)


def _executes(one: Resource, ruleset: str) -> Fact:
    managed = one["phase"].equals("http_request_firewall_managed")
    return managed & some(
        rule["actionParameters"]["id"].equals(ruleset) & ~rule["enabled"].equals(False)
        for rule in one["rules"].items()
    )


MANAGED: Final = "efb7b8c949ac4650a09736fc376e9aee"
OWASP: Final = "4814384a9e5d4991b9815dcfc25d2f1f"
"""Ids of Cloudflare's own rulesets (WAF documentation, managed rules)."""

WANTED: Final[tuple[tuple[str, str, Callable[[Resource], Any]], ...]] = (
    ("signature", tokens.CF_DNSSEC, lambda one: one["status"].equals("active")),
    ("setting ssl", tokens.CF_SETTING, _setting("ssl")),
    ("setting min_tls_version", tokens.CF_SETTING, _setting("min_tls_version")),
    ("setting security_header", tokens.CF_SETTING, _setting("security_header")),
    ("managed rules", tokens.CF_RULESET, lambda one: _executes(one, MANAGED)),
    ("OWASP rules", tokens.CF_RULESET, lambda one: _executes(one, OWASP)),
    (
        "rate limits",
        tokens.CF_RULESET,
        lambda one: one["phase"].equals("http_ratelimit") & one["rules"].given(),
    ),
)

RULES = (
    cf_tls_to_origin,
    cf_https_everywhere,
    cf_hsts,
    cf_no_bypass,
    cf_dnssec,
    cf_origin_pulls,
    cf_zone_complete,
)
