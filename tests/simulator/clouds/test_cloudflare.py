"""What the simulated Cloudflare refuses, and what forces a replacement."""

from typing import Any

import pytest

from simulator import clouds
from tests.simulator.clouds.samples import SAMPLES, SCOPE, urn_of

RECORD = "cloudflare:index/dnsRecord:DnsRecord"
RULESET = "cloudflare:index/ruleset:Ruleset"
MONITOR = "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor"
POOL = "cloudflare:index/loadBalancerPool:LoadBalancerPool"
BALANCER = "cloudflare:index/loadBalancer:LoadBalancer"
SETTING = "cloudflare:index/zoneSetting:ZoneSetting"
ZONE = "cloudflare:index/zone:Zone"


SIGNED: dict[str, Any] = {
    "type": "DS",
    "proxied": False,
    "content": None,
    "ttl": 3600,
    "data": {"keyTag": 61164, "algorithm": 13, "digestType": 2, "digest": "9BFA"},
}


def limited(**changes: Any) -> dict[str, Any]:
    rule = SAMPLES[RULESET]["rules"][0]
    return {"rules": [{**rule, "ratelimit": {**rule["ratelimit"], **changes}}]}


REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "a ttl behind the proxy": (RECORD, {"ttl": 300}, "ttl", "must be 1 (automatic)"),
    "a proxied text": (RECORD, {"type": "TXT", "content": "x"}, "proxied", "alone, not for TXT"),
    "a private address behind the proxy": (RECORD, {"type": "A", "content": "10.0.0.1"}, "content", "private 10.0.0.1"),
    "a name for an address": (RECORD, {"type": "A", "content": "a.example"}, "content", "must be an IPv4 address"),
    "neither content nor data": (RECORD, {"content": None}, "content", "one of content, data must be set"),
    "mail without priority": (RECORD, {"type": "MX", "proxied": False}, "priority", "must be set"),
    "a setting's wrong word": (SETTING, {"value": "yes"}, "value", "ssl must be one of off, flexible"),
    "a switch that is no text": (SETTING, {"settingId": "http3", "value": True}, "value", "as text"),
    "HSTS without its object": (SETTING, {"settingId": "security_header", "value": {}}, "value", "strict_transport_security"),
    "no domain": (ZONE, {"name": "Example.com."}, "name", "a domain such as example.com"),
    "a period that is not counted": (RULESET, limited(period=31), "rules[0].ratelimit.period", "must be one of 10, 15"),
    "a header that is Cloudflare's own": (
        RULESET,
        {"phase": "http_request_late_transform", "rules": [{
            "action": "rewrite", "expression": "true",
            "actionParameters": {"headers": {"X-Forwarded-For": {"operation": "set", "value": "x"}}}}]},
        "rules[0].actionParameters.headers", "the header X-Forwarded-For of a request is Cloudflare's own",
    ),
    "a signature without its digest": (
        RECORD, {**SIGNED, "data": {"keyTag": 1, "algorithm": 13, "digestType": 2}}, "data.digest", "type DS needs digest",
    ),
    "a digest that is none": (
        RECORD, {**SIGNED, "data": {**SIGNED["data"], "digest": "xyz"}}, "data.digest", "must be hexadecimal",
    ),
    "a key tag that is none": (
        RECORD, {**SIGNED, "data": {**SIGNED["data"], "keyTag": 70000}}, "data.keyTag", "between 0 and 65535",
    ),
    "a signature in the content": (RECORD, {"type": "DS", "proxied": False}, "content", "described by data"),
    "a switch of tiers": (
        "cloudflare:index/argoTieredCaching:ArgoTieredCaching", {"value": "yes"}, "value", "must be one of on, off",
    ),
    "an unknown plan": (
        "cloudflare:index/zoneSubscription:ZoneSubscription", {"ratePlan": {"id": "gold"}}, "ratePlan.id", "must be one of free",
    ),
    "an account that is none": (POOL, {"accountId": "me"}, "accountId", "32 hexadecimal digits"),
    "a pool's region": (POOL, {"checkRegions": ["EARTH"]}, "checkRegions", "must be one of WNAM"),
    "a notice to nobody": (
        "cloudflare:index/notificationPolicy:NotificationPolicy", {"mechanisms": {"emails": []}}, "mechanisms", "somebody to tell",
    ),
    "a rule without an expression": (
        RULESET, {"rules": [{**SAMPLES[RULESET]["rules"][0], "expression": ""}]}, "rules[0].expression", "must not be empty",
    ),
    "a rule twice": (
        RULESET, {"rules": [SAMPLES[RULESET]["rules"][0], SAMPLES[RULESET]["rules"][0]]}, "rules[1].ref", "stands twice",
    ),
    "counters without a site": (RULESET, limited(characteristics=["ip.src"]), "rules[0].ratelimit.characteristics", "cf.colo.id"),
    "an action of another phase": (
        RULESET, {"phase": "http_request_cache_settings", "rules": [{"action": "block", "expression": "true"}]},
        "rules[0].action", "must have one of the actions set_cache_settings",
    ),
    "a zone's ruleset without its zone": (RULESET, {"zoneId": None, "accountId": "0" * 32}, "zoneId", "needs a zoneId"),
    "probes longer than their interval": (MONITOR, {"interval": 10}, "timeout", "must fit into the interval"),
    "a pool of nothing": (POOL, {"origins": []}, "origins", "at least one origin"),
    "an origin's weight": (POOL, {"origins": [{"name": "a", "address": "b", "weight": 3}]}, "origins[0].weight", "between 0 and 1"),
    "no pools": (BALANCER, {"defaultPools": []}, "defaultPools", "at least one pool"),
    "a ttl of what is proxied": (BALANCER, {"ttl": 30}, "ttl", "not proxied"),
    "an unknown steering": (BALANCER, {"steeringPolicy": "nearest"}, "steeringPolicy", "must be one of"),
}  # fmt: skip


@pytest.mark.parametrize(("token", "changes", "path", "reason"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused(token: str, changes: dict[str, Any], path: str, reason: str) -> None:
    inputs = {**SAMPLES[token], **changes}
    failures = clouds.check(token, urn_of(token), inputs, None, SCOPE).failures
    assert [failure.path for failure in failures] == [path]
    assert reason in failures[0].reason


REPLACING: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "another type": (RECORD, {"type": "A", "content": "203.0.113.4"}, ("type",)),
    "another content": (RECORD, {"content": "example.net"}, ()),
    "another phase": (RULESET, {"phase": "http_request_firewall_custom", "rules": []}, ("phase",)),
    "another rule": (RULESET, {"rules": [*SAMPLES[RULESET]["rules"], {**SAMPLES[RULESET]["rules"][0], "ref": "b"}]}, ()),
    "another domain": (ZONE, {"name": "example.org"}, ("name",)),
    "another order of pools": (BALANCER, {"defaultPools": ["b", "a"]}, ()),
    "another interval": (MONITOR, {"interval": 120}, ()),
    "another zone's tiers": (
        "cloudflare:index/argoTieredCaching:ArgoTieredCaching", {"zoneId": "a" * 32}, ("zoneId",),
    ),
    "another zone's detection": (
        "cloudflare:index/leakedCredentialCheck:LeakedCredentialCheck", {"zoneId": "a" * 32}, ("zoneId",),
    ),
    "another host for an origin": (POOL, {"origins": [{"name": "east", "address": "203.0.113.9", "weight": 1}]}, ()),
    "another setting's value": (SETTING, {"value": "full"}, ()),
}  # fmt: skip


def test_a_signature_by_its_data_is_taken() -> None:
    inputs = {**SAMPLES[RECORD], **SIGNED}
    assert clouds.check(RECORD, urn_of(RECORD), inputs, None, SCOPE).failures == ()


@pytest.mark.parametrize(("token", "changes", "forcing"), REPLACING.values(), ids=REPLACING)
def test_what_changes_and_what_forces_a_replacement(
    token: str, changes: dict[str, Any], forcing: tuple[str, ...]
) -> None:
    old = clouds.check(token, urn_of(token), SAMPLES[token], None, SCOPE).inputs
    new = clouds.check(token, urn_of(token), {**SAMPLES[token], **changes}, old, SCOPE).inputs
    difference = clouds.diff(token, old, clouds.create(token, urn_of(token), old, SCOPE).outputs, new)
    assert difference.changed
    assert difference.replacing == forcing
