"""A zone of Cloudflare to which no rule of the security pack has anything to say in production."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, urn

ZONE = urn(tokens.CF_ZONE, "cf-zone")
IN_ZONE = {"zoneId": [ZONE]}
HSTS = {"enabled": True, "max_age": 63072000, "include_subdomains": True, "nosniff": True}


def setting(name: str, value: Any) -> Entry:
    inputs = {"zoneId": "cf-zone-id", "settingId": name, "value": value}
    return entry(tokens.CF_SETTING, f"cf-{name}", inputs, edges=IN_ZONE)


def record(name: str, host: str, kind: str, content: str | None, **more: Any) -> Entry:
    inputs = {
        "zoneId": "cf-zone-id",
        "name": host,
        "type": kind,
        **({"content": content} if content else {}),
        **more,
    }
    return entry(tokens.CF_RECORD, name, inputs, edges=IN_ZONE)


def execute(ruleset: str) -> dict[str, Any]:
    return {"action": "execute", "expression": "true", "actionParameters": {"id": ruleset}}


def cloudflare() -> list[Entry]:
    return [
        entry(tokens.CF_ZONE, "cf-zone", {"name": "example.com", "account": {"id": "account"}}),
        setting("ssl", "strict"),
        setting("min_tls_version", "1.2"),
        setting("tls_1_3", "on"),
        setting("always_use_https", "on"),
        setting("automatic_https_rewrites", "on"),
        setting("development_mode", "off"),
        setting("always_online", "off"),
        setting("browser_check", "on"),
        setting("security_header", {"strict_transport_security": HSTS}),
        entry(tokens.CF_DNSSEC, "cf-dnssec", {"zoneId": "cf-zone-id", "status": "active"}, edges=IN_ZONE),
        entry(tokens.CF_ORIGIN_PULLS, "cf-pulls", {"zoneId": "cf-zone-id", "enabled": True}, edges=IN_ZONE),
        entry(
            tokens.CF_RULESET,
            "cf-managed",
            {
                "zoneId": "cf-zone-id",
                "phase": "http_request_firewall_managed",
                "rules": [
                    execute("efb7b8c949ac4650a09736fc376e9aee"),
                    execute("4814384a9e5d4991b9815dcfc25d2f1f"),
                ],
            },
            edges=IN_ZONE,
        ),
        entry(
            tokens.CF_RULESET,
            "cf-limits",
            {"zoneId": "cf-zone-id", "phase": "http_ratelimit", "rules": [{"action": "block"}]},
            edges=IN_ZONE,
        ),
        entry(
            tokens.CF_RECORD,
            "cf-www",
            {
                "zoneId": "cf-zone-id",
                "name": "www.example.com",
                "type": "A",
                "content": "203.0.113.7",
                "proxied": True,
            },
            edges=IN_ZONE,
        ),
        entry(
            tokens.CF_RECORD,
            "cf-proof",
            {
                "zoneId": "cf-zone-id",
                "name": "_proof.example.com",
                "type": "CNAME",
                "content": "proof.example.net",
            },
            edges=IN_ZONE,
        ),
        record("cf-shop", "shop.example.com", "CNAME", "example.com", proxied=True),
        record(
            "cf-issuers",
            "example.com",
            "CAA",
            None,
            data={"flags": 0, "tag": "issue", "value": "letsencrypt.org"},
        ),
        record("cf-senders", "example.com", "TXT", '"v=spf1 -all"'),
        record("cf-forgery", "_dmarc.example.com", "TXT", '"v=DMARC1; p=reject; sp=reject"'),
        entry(
            tokens.CF_MONITOR, "cf-monitor", {"accountId": "account", "type": "https", "expectedCodes": "200"}
        ),
        entry(
            tokens.CF_POOL,
            "cf-pool",
            {
                "accountId": "account",
                "name": "pool",
                "origins": [{"address": "203.0.113.7"}],
                "monitor": "monitor",
            },
        ),
        entry(
            tokens.CF_BALANCER,
            "cf-balancer",
            {"zoneId": "cf-zone-id", "name": "example.com", "proxied": True, "defaultPools": ["one", "two"]},
            edges=IN_ZONE,
        ),
    ]
