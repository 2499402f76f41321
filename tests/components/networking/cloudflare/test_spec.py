"""What Cloudflare, or the plan that was bought, refuses: one wrong setting each, and the sentence it gets."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.networking.cloudflare.names import is_part_of_domain
from components.networking.cloudflare.plans import LIMITS
from components.networking.cloudflare.spec import CloudflareSpec, production_faults

WHOLE: dict[str, Any] = {
    "account_id": "f" * 32,
    "zone": "example.com",
    "plan": "business",
    "rate_limits": {"api": {"path": "/api/", "requests": 100, "period": 60, "block_seconds": 60}},
    "balancing": {
        "pools": {"east": {"address": "203.0.113.1"}, "west": {"address": "west.example.net"}},
        "order": ("east", "west"),
    },
}
POOLS = WHOLE["balancing"]["pools"]


def sentences(**changes: Any) -> list[str]:
    try:
        CloudflareSpec(**{**WHOLE, **changes})
    except ValidationError as refused:
        return [
            sentence
            for error in refused.errors()
            for sentence in getattr(error.get("ctx", {}).get("error"), "sentences", (error["msg"],))
        ]
    return []


def balancing(**changes: Any) -> dict[str, Any]:
    return {"balancing": {**WHOLE["balancing"], **changes}}


def record(**changes: Any) -> dict[str, Any]:
    return {"records": {"one": {"name": "www", "type": "A", "content": "203.0.113.9", **changes}}}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a scheme in the zone": ({"zone": "https://example.com"}, "is no domain"),
    "a dot at the end": ({"zone": "example.com."}, "is no domain"),
    "a zone of one label": ({"zone": "localhost"}, "is no domain"),
    "a part of a domain": ({"zone": "staging.example.com"}, "is a part of a domain"),
    "a ttl behind the proxy": (record(ttl=300), "accepts no ttl but automatic"),
    "a ttl too short": (record(ttl=10, proxied=False), "Cloudflare takes 60 to 86400 seconds"),
    "a private address": (record(content="10.16.0.9"), "10.16.0.9 is a private address"),
    "an address of the host itself": (record(content="169.254.169.254", proxied=False), "is a private address"),
    "a name for an address": (record(content="www.example.org"), "is no IPv4 address"),
    "the wrong version": (record(type="AAAA"), "is no IPv6 address"),
    "a proxied text": (record(type="TXT", content="hello"), "proxied is for hosts"),
    "mail without priority": (record(type="MX", content="mx.example.org", proxied=False), "an MX record has a priority"),
    "priority without mail": (record(priority=10), "priority is for MX records"),
    "a record name with its zone's dot": (record(name="www."), "is no name inside a zone"),
    "a period of no plan": (
        {"rate_limits": {"api": {"path": "/", "requests": 1, "period": 30}}}, "the period of api is 30",
    ),
    "a period of a higher plan": (
        {"plan": "pro", "cache": {"html_edge": None}, "rate_limits": {"api": {"path": "/", "requests": 1, "period": 600}}},
        "the pro plan counts over 10 or 60 seconds",
    ),
    "a block of a higher plan": (
        {"plan": "pro", "cache": {"html_edge": None},
         "rate_limits": {"api": {"path": "/", "requests": 1, "block_seconds": 86400}}},
        "the pro plan blocks for 10 or 60 or 120 or 300 or 600 or 3600 seconds",
    ),
    "methods below the business plan": (
        {"plan": "pro", "cache": {"html_edge": None},
         "rate_limits": {"api": {"path": "/", "requests": 1, "methods": ("POST", "PUT")}}},
        "methods of api names POST, PUT, and a limit of the pro plan cannot tell methods apart",
    ),
    "an hour counted together": (
        {"rate_limits": {"api": {"path": "/", "requests": 1, "period": 3600}}},
        "the business plan counts over 10 or 60 or 120 or 300 or 600 seconds",
    ),
    "more pools than an account has": (
        balancing(
            pools={f"p{number}": {"address": f"198.51.100.{number}"} for number in range(21)},
            order=tuple(f"p{number}" for number in range(21)),
        ),
        "balancing.pools names 21, and an account on the business plan has 20",
    ),
    "the same record twice": (
        {"records": {key: {"name": "www", "type": "A", "content": "203.0.113.9"} for key in ("one", "two")}},
        "records one and two are the same record",
    ),
    "company for a CNAME": (
        {"records": {
            "one": {"name": "www", "type": "CNAME", "content": "example.com"},
            "two": {"name": "www", "type": "A", "content": "203.0.113.9"}}},
        "records one and two share the name www, and a CNAME stands alone",
    ),
    "more limits than the plan has": (
        {"plan": "pro", "cache": {"html_edge": None},
         "rate_limits": {key: {"path": "/", "requests": 1} for key in ("a", "b", "c")}},
        "there are 3 rate_limits, and the pro plan ends at 2",
    ),
    "pages kept for less than the plan's least": (
        {"plan": "pro"}, "cache.html_edge is 300 seconds, and the pro plan keeps nothing shorter than 3600",
    ),
    "browsers told less than the plan's least": (
        {"cache": {"html_browser": 0}}, "cache.html_browser is 0 seconds, and the business plan keeps nothing shorter than 1",
    ),
    "probes more often than the plan's": (
        {**balancing(interval=30, timeout=5), "plan": "pro", "cache": {"html_edge": None}},
        "balancing.interval is 30, and the pro plan probes no more often than every 60 seconds",
    ),
    "probes that overtake one another": (balancing(interval=15, timeout=5, retries=2), "probes would overtake"),
    "weights without random steering": (
        balancing(pools={**POOLS, "east": {"address": "203.0.113.1", "weight": 0.5}}), "the weight of east has no effect",
    ),
    "a pool without its share": (
        balancing(steering="random", pools={**POOLS, "east": {"address": "203.0.113.1", "weight": 0.5}}),
        "steering is random and west has no weight",
    ),
    "weights that do not add up": (
        balancing(steering="random", pools={
            "east": {"address": "203.0.113.1", "weight": 0.5}, "west": {"address": "203.0.113.2", "weight": 0.4}}),
        "the weights of the pools add up to 0.9, not to 1",
    ),
    "pools without an order": (
        balancing(order=()), "order names nothing and the pools are east, west: Pulumi hands a mapping over sorted",
    ),
    "an order with a pool twice": (
        balancing(order=("east", "east")), "order names east, east and the pools are east, west",
    ),
    "an order of a pool that is not there": (
        balancing(order=("east", "west", "north")), "order names east, west, north and the pools are east, west",
    ),
    "a private origin": (balancing(order=(), pools={"east": {"address": "172.16.4.1"}}), "172.16.4.1 is a private address"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    said = sentences(**changes)
    assert len(said) == 1
    assert sentence in said[0]


def test_the_whole_is_accepted() -> None:
    assert sentences() == []
    shares = {
        "east": {"address": "203.0.113.1", "weight": 0.7},
        "west": {"address": "203.0.113.2", "weight": 0.3},
    }
    assert sentences(**balancing(steering="random", pools=shares)) == []


def test_several_faults_come_at_once() -> None:
    said = sentences(plan="pro", zone="staging.example.com", cache={"html_edge": 300})
    assert len(said) == 2


def test_enterprise_makes_zones_of_parts() -> None:
    assert sentences(zone="staging.example.com", plan="enterprise") == []


@pytest.mark.parametrize(
    ("zone", "part"),
    [
        ("example.com", False),
        ("example.co.uk", False),
        ("shop.example.co.uk", True),
        ("dev.example.com", True),
    ],
)
def test_parts_of_domains_are_told_from_countries_registries(zone: str, part: bool) -> None:
    assert is_part_of_domain(zone) is part


def test_two_records_of_one_name_may_stand_beside_each_other() -> None:
    pair = {
        "one": {"name": "www", "type": "A", "content": "203.0.113.9"},
        "two": {"name": "www", "type": "A", "content": "203.0.113.10"},
    }
    assert sentences(records=pair) == []


def test_the_plans_are_those_of_the_documentation() -> None:
    """Held by hand to the pages that plans.py names, so that a slip of the table is seen."""
    assert {plan: (one.rate_rules, one.custom_rules, one.cache_rules) for plan, one in LIMITS.items()} == {
        "free": (1, 5, 10),
        "pro": (2, 20, 25),
        "business": (5, 100, 50),
        "enterprise": (100, 1000, 300),
    }
    assert [one.shortest_edge_ttl for one in LIMITS.values()] == [7200, 3600, 1, 1]
    assert [one.shortest_probe for one in LIMITS.values()] == [60, 60, 15, 10]
    assert [max(one.rate_periods) for one in LIMITS.values()] == [10, 60, 600, 3600]
    assert [max(one.rate_blocks) for one in LIMITS.values()] == [10, 3600, 86400, 86400]
    assert [one.owasp for one in LIMITS.values()] == [False, True, True, True]


def test_higher_plans_allow_no_less() -> None:
    free, pro, business, enterprise = LIMITS.values()
    for lower, higher in ((free, pro), (pro, business), (business, enterprise)):
        assert set(lower.rate_periods) <= set(higher.rate_periods)
        assert set(lower.rate_blocks) <= set(higher.rate_blocks)
        assert lower.rate_rules < higher.rate_rules
        assert lower.shortest_edge_ttl >= higher.shortest_edge_ttl
        assert lower.shortest_probe >= higher.shortest_probe


def test_production_has_a_floor() -> None:
    assert production_faults(CloudflareSpec(**WHOLE)) == []
    poor = {
        **WHOLE,
        "plan": "free",
        "rate_limits": {},
        "cache": {"html_edge": None},
        **balancing(order=(), pools={"east": POOLS["east"]}),
    }
    said = production_faults(CloudflareSpec(**poor))
    assert [sentence.split()[0] for sentence in said] == ["plan", "rate_limits", "balancing.pools"]
    (alone,) = production_faults(CloudflareSpec(**{**WHOLE, "balancing": None}))
    assert alone.startswith("balancing is absent")
