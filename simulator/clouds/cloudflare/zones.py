"""Zones, their plans, settings and signatures. Source: terraform-provider-cloudflare a2efdc5786ae, ``schema.go`` of each."""

from typing import Any, Final

from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of

IDENTIFIER: Final = r"[0-9a-f]{32}"
LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"

PLANS: Final = ("free", "lite", "pro", "pro_plus", "business", "enterprise", "partners_free", "partners_pro",
                "partners_business", "partners_enterprise", "partners_ent")  # fmt: skip

VALUES: Final[dict[str, tuple[str, ...]]] = {
    "0rtt": ("on", "off"),
    "always_online": ("on", "off"),
    "always_use_https": ("on", "off"),
    "automatic_https_rewrites": ("on", "off"),
    "browser_check": ("on", "off"),
    "development_mode": ("on", "off"),
    "http2": ("on", "off"),
    "http3": ("on", "off"),
    "ipv6": ("on", "off"),
    "min_tls_version": ("1.0", "1.1", "1.2", "1.3"),
    "opportunistic_encryption": ("on", "off"),
    "ssl": ("off", "flexible", "full", "strict", "origin_pull"),
    "tls_1_3": ("on", "off", "zrt"),
    "websockets": ("on", "off"),
}
"""What a setting may be, of those that hold one word. Source: the zone settings of Cloudflare's API."""


def account_id(path: str = "accountId") -> Any:
    """Refuse what is not the id of an account."""
    return matches(path, IDENTIFIER, "an id of 32 hexadecimal digits")


def _value(given: Given) -> Refused:
    setting, value = given.text("settingId"), given.text("value")
    choices = VALUES.get(setting or "")
    if choices and value is not None and value not in choices:
        yield "value", f"{setting} must be one of {', '.join(choices)}, not {given.shown('value')}"
    if choices and given.has("value") and isinstance(given.known("value"), bool | int | float):
        yield "value", f"{setting} must be one of {', '.join(choices)}, as text, not {given.shown('value')}"


def _hsts(given: Given) -> Refused:
    if (
        given.text("settingId") == "security_header"
        and given.has("value")
        and given.lacks("value.strict_transport_security")
    ):
        yield "value", "security_header must hold an object strict_transport_security"


def _name_servers(case: Case) -> Any:
    return [case.text("{letters:6}.ns.cloudflare.com"), case.text("{letters:6.second}.ns.cloudflare.com")]


def _ds(case: Case) -> Any:
    return case.text("3600 IN DS {digits:4} 13 2 {upper_hex:64}")


KINDS = (
    Kind(
        "cloudflare:index/zone:Zone",
        id="{hex:32}",
        defaults={"paused": False, "type": "full"},
        outputs={
            "developmentMode": 0,
            "nameServers": _name_servers,
            "plan": Always(lambda _: {"id": "free", "name": "Free Website", "currency": "USD", "price": 0}),
            "status": "pending",
            "verificationKey": "{digits:9}-{digits:9.second}",
        },
        refusals=(
            matches("name", rf"({LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]", "a domain such as example.com"),
            one_of("type", ("full", "partial", "secondary", "internal")),
            account_id("account.id"),
        ),
    ),
    Kind(
        "cloudflare:index/zoneSubscription:ZoneSubscription",
        id="{zoneId}",
        outputs={"currency": "USD", "state": "Paid"},
        refusals=(
            one_of("frequency", ("weekly", "monthly", "quarterly", "yearly", "not-applicable")),
            one_of("ratePlan.id", PLANS),
        ),
    ),
    Kind(
        "cloudflare:index/zoneSetting:ZoneSetting",
        id="{settingId}",
        outputs={"editable": True},
        refusals=(_value, _hsts),
    ),
    Kind(
        "cloudflare:index/zoneDnssec:ZoneDnssec",
        id="{zoneId}",
        defaults={"status": "active"},
        outputs={
            "algorithm": "13",
            "digest": "{upper_hex:64}",
            "digestAlgorithm": "SHA256",
            "digestType": "2",
            "ds": _ds,
            "flags": 257,
            "keyTag": lambda case: int(case.text("{digits:4}")),
            "keyType": "ECDSAP256SHA256",
            "publicKey": "{upper:86}==",
        },
        refusals=(one_of("status", ("active", "disabled")),),
    ),
    Kind(
        "cloudflare:index/argoTieredCaching:ArgoTieredCaching",
        id="{zoneId}",
        outputs={"editable": True},
        refusals=(one_of("value", ("on", "off")),),
    ),
    Kind("cloudflare:index/leakedCredentialCheck:LeakedCredentialCheck", id="{zoneId}"),
    Kind(
        "cloudflare:index/tieredCache:TieredCache",
        id="{zoneId}",
        outputs={"editable": True},
        refusals=(one_of("value", ("on", "off")),),
    ),
    Kind("cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings", id="{zoneId}"),
)
