"""The edge as it is registered: what protects a zone whatever the settings, and what stays when it grows."""

from typing import Any

import pulumi
import pulumi_cloudflare as cloudflare
import pytest

from components.networking.cloudflare.edge_balancer import EdgeBalancer, EdgeBalancerArgs, Origin
from components.networking.cloudflare.edge_rules import EdgeRules, EdgeRulesArgs
from components.networking.cloudflare.edge_zone import Delegation, EdgeZone, EdgeZoneArgs
from components.networking.cloudflare.plans import LIMITS
from components.networking.cloudflare.spec import CloudflareSpec
from components.networking.cloudflare.zone_settings import SETTINGS
from components.networking.origin_secret import ORIGIN_HEADER, OriginSecret
from tests.components.networking.cloudflare.test_spec import WHOLE
from tests.components.recording import Answers, Recording, record

NAMES: Answers = {cloudflare.Zone: {"nameServers": ["a.ns", "b.ns"]}, cloudflare.ZoneDnssec: {"ds": "ds"}}
SERVERS = ["ns-4.example", "ns-1.example", "ns-3.example", "ns-2.example"]
SIGNER = "61164 13 2 9BFA"


def a_spec(**changes: Any) -> CloudflareSpec:
    return CloudflareSpec(**{**WHOLE, **changes})


def zone(spec: CloudflareSpec, **changes: Any) -> Recording:
    def program() -> dict[str, Any]:
        made = EdgeZone("edge", EdgeZoneArgs(**{"spec": spec, "protected": True, **changes}))
        return {"zone_id": made.zone_id, "name_servers": made.name_servers, "ds": made.ds}

    return record(program, answers=NAMES)


def rules(spec: CloudflareSpec) -> Recording:
    def program() -> None:
        secret = OriginSecret("secret")
        EdgeRules("rules", EdgeRulesArgs(spec=spec, zone_id="zone", origin_secret=secret.value))

    return record(program, answers={"random:index/randomPassword:RandomPassword": {"result": "word"}})


def balancer(spec: CloudflareSpec, hosts: dict[str, str] | None = None) -> Recording:
    assert spec.balancing is not None
    origins = {
        name: Origin(address=pool.address or "", host=(hosts or {}).get(name))
        for name, pool in spec.balancing.pools.items()
    }

    def program() -> pulumi.Output[dict[str, str]]:
        return EdgeBalancer(
            "balancer",
            EdgeBalancerArgs(
                spec=spec,
                balancing=spec.balancing,  # type: ignore[arg-type]
                zone_id="zone",
                origins=origins,
                origin_secret=pulumi.Output.secret("word"),
                environment="production",
            ),
        ).pool_ids

    return record(program)


def by_phase(recording: Recording) -> dict[str, Any]:
    return {entry.inputs["phase"]: entry.inputs["rules"] for entry in recording.of(cloudflare.Ruleset)}


def test_every_setting_is_registered_and_none_can_be_chosen() -> None:
    recording = zone(a_spec())
    registered = {
        entry.inputs["settingId"]: entry.inputs["value"] for entry in recording.of(cloudflare.ZoneSetting)
    }
    assert registered == SETTINGS
    assert (registered["ssl"], registered["min_tls_version"], registered["0rtt"]) == ("strict", "1.2", "off")


def test_the_zone_is_protected_signed_and_on_its_plan() -> None:
    recording = zone(a_spec())
    assert recording.only(cloudflare.Zone).protect
    assert recording.only(cloudflare.ZoneSubscription).inputs["ratePlan"] == {"id": "business"}
    assert recording.only(cloudflare.ZoneDnssec).inputs["status"] == "active"
    assert recording.only(cloudflare.AuthenticatedOriginPullsSettings).inputs["enabled"] is True
    assert recording.returned["name_servers"] == ["a.ns", "b.ns"]


def test_a_zone_of_somebody_else_is_neither_made_nor_paid() -> None:
    recording = zone(a_spec(zone_id="0" * 32))
    assert recording.of(cloudflare.Zone) == recording.of(cloudflare.ZoneSubscription) == []
    assert {entry.inputs["zoneId"] for entry in recording.of(cloudflare.ZoneSetting)} == {"0" * 32}


def test_a_zone_says_who_issues_and_that_it_sends_no_mail() -> None:
    records = zone(a_spec(dmarc_reports_to="a@example.com")).named(cloudflare.DnsRecord)
    assert records["edge-spf"].inputs["content"] == '"v=spf1 -all"'
    assert "p=reject" in records["edge-dmarc"].inputs["content"]
    assert records["edge-dmarc"].inputs["name"] == "_dmarc.example.com"
    assert records["edge-caa-letsencrypt"].inputs["data"] == {
        "flags": 0,
        "tag": "issue",
        "value": "letsencrypt.org",
    }
    assert records["edge-caa-iodef"].inputs["data"]["value"] == "mailto:a@example.com"
    assert "edge-spf" not in zone(a_spec(sends_mail=True)).named(cloudflare.DnsRecord)


def test_a_delegation_has_four_servers_in_one_order() -> None:
    records = delegating().named(cloudflare.DnsRecord)
    found = {
        name.removeprefix("edge-delegation-aws-"): entry.inputs["content"]
        for name, entry in records.items()
        if entry.inputs["type"] == "NS"
    }
    assert found == {
        "first": "ns-1.example",
        "second": "ns-2.example",
        "third": "ns-3.example",
        "fourth": "ns-4.example",
    }


def delegating() -> Recording:
    given = Delegation(servers=pulumi.Output.from_input(SERVERS), ds=pulumi.Output.from_input(SIGNER))
    return zone(a_spec(), delegations={"aws": given})


def test_a_delegation_is_signed_for() -> None:
    ds = delegating().named(cloudflare.DnsRecord)["edge-delegation-aws-ds"].inputs
    assert (ds["name"], ds["type"], ds["proxied"]) == ("aws.example.com", "DS", False)
    assert ds["data"] == {"keyTag": 61164, "algorithm": 13, "digestType": 2, "digest": "9BFA"}
    assert "content" not in ds


def test_tiers_are_on_before_the_smart_choice_of_one() -> None:
    recording = zone(a_spec())
    tiers, smart = recording.only(cloudflare.ArgoTieredCaching), recording.only(cloudflare.TieredCache)
    assert (tiers.inputs["value"], smart.inputs["value"]) == ("on", "on")
    assert tiers.urn in smart.dependencies


def test_leaked_passwords_are_looked_for_and_challenged() -> None:
    assert zone(a_spec()).only(cloudflare.LeakedCredentialCheck).inputs["enabled"] is True
    custom = {rule["ref"]: rule for rule in by_phase(rules(a_spec()))["http_request_firewall_custom"]}
    leaked = custom["leaked-passwords"]
    assert (leaked["action"], leaked["expression"]) == (
        "managed_challenge",
        "cf.waf.credential_check.password_leaked",
    )


@pytest.mark.parametrize("plan", LIMITS)
def test_no_ruleset_has_more_rules_than_its_plan(plan: Any) -> None:
    widest = {"firewall": {"blocked_countries": ("AQ",)}, "cache": {"html_edge": None}, "rate_limits": {}}
    phases = by_phase(rules(a_spec(**widest, plan=plan)))
    assert len(phases["http_request_firewall_custom"]) == 4 <= LIMITS[plan].custom_rules
    assert len(phases["http_request_cache_settings"]) == 3 <= LIMITS[plan].cache_rules


def test_another_record_touches_none_that_stands() -> None:
    one = {"www": {"name": "www", "type": "CNAME", "content": "example.com"}}
    more = {"app": {"name": "app", "type": "CNAME", "content": "example.com"}, **one}
    before, after = (zone(a_spec(records=records)) for records in (one, more))
    kept = {urn: entry.inputs for urn, entry in after.by_urn.items() if urn in before.by_urn}
    assert kept == {urn: entry.inputs for urn, entry in before.by_urn.items()}
    assert len(after.entries) == len(before.entries) + 1


def test_managed_and_owasp_rules_run_at_the_level_asked_for() -> None:
    managed = by_phase(rules(a_spec(firewall={"owasp_threshold": 25, "paranoia": 2})))[
        "http_request_firewall_managed"
    ]
    assert [rule["actionParameters"]["id"] for rule in managed] == [
        "efb7b8c949ac4650a09736fc376e9aee",
        "4814384a9e5d4991b9815dcfc25d2f1f",
    ]
    overrides = managed[1]["actionParameters"]["overrides"]
    assert overrides["rules"] == [
        {"id": "6179ae15870a4bb7b2d480d4843b323c", "action": "block", "scoreThreshold": 25}
    ]
    assert [off["category"] for off in overrides["categories"]] == ["paranoia-level-3", "paranoia-level-4"]


def test_pages_are_kept_five_minutes_files_a_year_and_the_api_never() -> None:
    caching = {
        rule["ref"]: rule["actionParameters"]
        for rule in by_phase(rules(a_spec()))["http_request_cache_settings"]
    }
    assert list(caching) == ["html", "static", "api"]  # the last rule that matches wins
    assert caching["html"]["edgeTtl"] == {"mode": "override_origin", "default": 300}
    assert (
        caching["static"]["edgeTtl"]
        == caching["static"]["browserTtl"]
        == {"mode": "override_origin", "default": 31536000}
    )
    assert caching["api"] == {"cache": False, "browserTtl": {"mode": "bypass"}}


def test_without_a_time_at_the_edge_the_origin_says_it() -> None:
    caching = by_phase(rules(a_spec(cache={"html_edge": None})))["http_request_cache_settings"]
    assert caching[0]["actionParameters"]["edgeTtl"] == {"mode": "respect_origin"}


def test_signed_in_people_never_get_a_kept_page() -> None:
    expression = by_phase(rules(a_spec()))["http_request_cache_settings"][0]["expression"]
    assert 'not http.cookie contains "session"' in expression
    assert 'http.request.headers.names[*] eq "authorization"' in expression


def test_limits_count_by_address_and_site() -> None:
    (limit,) = by_phase(rules(a_spec()))["http_ratelimit"]
    assert limit["expression"] == 'starts_with(http.request.uri.path, "/api/")'
    assert limit["ratelimit"] == {
        "characteristics": ["cf.colo.id", "ip.src"],
        "period": 60,
        "requestsPerPeriod": 100,
        "mitigationTimeout": 60,
    }


def test_no_limits_no_ruleset() -> None:
    assert "http_ratelimit" not in by_phase(rules(a_spec(rate_limits={})))


def test_the_secret_for_the_origins_is_set_over_a_visitors_own_and_is_a_secret() -> None:
    recording = rules(a_spec())
    (lock,) = by_phase(recording)["http_request_late_transform"]
    assert lock["expression"] == "true"
    assert lock["actionParameters"]["headers"] == {
        "x-origin-verify": {"operation": "set", "value": "word"},
        "x-forwarded-host": {"operation": "set", "expression": "http.host"},
    }
    ruleset = recording.named(cloudflare.Ruleset)["rules-origin-lock"]
    assert ruleset.secret_inputs == {"rules"}


def test_pools_stand_in_the_order_of_failover_and_the_first_is_the_last_resort() -> None:
    recording = balancer(a_spec())
    made = recording.only(cloudflare.LoadBalancer).inputs
    assert made["defaultPools"] == [recording.returned[name] for name in ("east", "west")]
    assert len(set(made["defaultPools"])) == 2
    assert made["fallbackPool"] == made["defaultPools"][0]
    assert (made["name"], made["proxied"], made["steeringPolicy"]) == ("example.com", True, "off")
    pools = recording.named(cloudflare.LoadBalancerPool)
    assert pools["balancer-pool-east"].inputs["origins"][0]["address"] == "203.0.113.1"
    assert pools["balancer-pool-east"].inputs["name"] == "production-east"


def test_the_order_and_not_the_mapping_says_who_takes_over() -> None:
    turned = {"pools": WHOLE["balancing"]["pools"], "order": ("west", "east")}
    recording = balancer(a_spec(balancing=turned))
    made = recording.only(cloudflare.LoadBalancer).inputs
    assert made["defaultPools"] == [recording.returned[name] for name in ("west", "east")]


def test_probes_check_certificates_and_carry_the_secret() -> None:
    monitor = balancer(a_spec()).named(cloudflare.LoadBalancerMonitor)["balancer-monitor-east"]
    assert (monitor.inputs["type"], monitor.inputs["path"], monitor.inputs["allowInsecure"]) == (
        "https",
        "/health",
        False,
    )
    assert monitor.inputs["header"] == {"Host": ["example.com"], ORIGIN_HEADER: ["word"]}
    assert "header" in monitor.secret_inputs


def test_each_pool_has_a_monitor_that_asks_for_the_host_that_visitors_get_there() -> None:
    recording = balancer(a_spec(), hosts={"east": "origin.aws.example.com"})
    monitors = recording.named(cloudflare.LoadBalancerMonitor)
    pools = recording.named(cloudflare.LoadBalancerPool)
    for name, host in (("east", "origin.aws.example.com"), ("west", "example.com")):
        monitor, pool = monitors[f"balancer-monitor-{name}"], pools[f"balancer-pool-{name}"]
        assert monitor.inputs["header"]["Host"] == [host]
        assert pool.property_dependencies["monitor"] == {monitor.urn}
    (east,) = pools["balancer-pool-east"].inputs["origins"]
    (west,) = pools["balancer-pool-west"].inputs["origins"]
    assert (east["header"], "header" in west) == ({"hosts": ["origin.aws.example.com"]}, False)


def test_a_pools_own_host_goes_before_its_entrances() -> None:
    pools = {**WHOLE["balancing"]["pools"], "east": {"address": "203.0.113.1", "host": "east.example.com"}}
    recording = balancer(
        a_spec(balancing={"pools": pools, "order": ("east", "west")}),
        hosts={"east": "origin.aws.example.com"},
    )
    monitor = recording.named(cloudflare.LoadBalancerMonitor)["balancer-monitor-east"]
    assert monitor.inputs["header"]["Host"] == ["east.example.com"]


def test_shares_go_by_the_pools_ids() -> None:
    shares = {
        "east": {"address": "203.0.113.1", "weight": 0.7},
        "west": {"address": "203.0.113.2", "weight": 0.3},
    }
    recording = balancer(a_spec(balancing={"steering": "random", "pools": shares, "order": ("east", "west")}))
    made = recording.only(cloudflare.LoadBalancer).inputs
    weights = dict(zip(made["defaultPools"], (0.7, 0.3), strict=True))
    assert made["randomSteering"] == {"defaultWeight": 0, "poolWeights": weights}


def test_people_are_told_when_an_origin_changes_its_health() -> None:
    told = {"balancing": {**WHOLE["balancing"], "notify": ("a@example.com",)}}
    policy = balancer(a_spec(**told)).only(cloudflare.NotificationPolicy).inputs
    assert policy["mechanisms"] == {"emails": [{"id": "a@example.com"}]}
    assert policy["filters"]["newHealths"] == ["Unhealthy", "Healthy"]
    assert balancer(a_spec()).of(cloudflare.NotificationPolicy) == []


def test_another_origin_replaces_no_pool() -> None:
    more = {
        "balancing": {
            "pools": {"gcp": {"address": "203.0.113.3"}, **WHOLE["balancing"]["pools"]},
            "order": ("east", "west", "gcp"),
        }
    }
    before, after = balancer(a_spec()), balancer(a_spec(**more))
    for kind in (cloudflare.LoadBalancerPool, cloudflare.LoadBalancerMonitor):
        standing = before.named(kind)
        assert len(after.named(kind)) == len(standing) + 1
        for name, one in standing.items():
            assert after.named(kind)[name].inputs == one.inputs


def test_a_pool_without_an_origin_is_refused() -> None:
    spec = a_spec()
    with pytest.raises(ValueError, match="no origin was given for east, west"):
        EdgeBalancer(
            "balancer",
            EdgeBalancerArgs(
                spec=spec, balancing=spec.balancing, zone_id="z", origins={},  # type: ignore[arg-type]
                origin_secret=pulumi.Output.secret("word"), environment="production",
            ),
        )  # fmt: skip
