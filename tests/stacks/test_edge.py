"""The edge over all clouds: where it sends requests, in which order, who is believed, and what nobody may read."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.foundation.cloudflare_ranges import IPV4 as CLOUDFLARE
from simulator.plan import plan
from simulator.values import reveal
from tests.stacks.conftest import Live
from tests.stacks.growth import Grown, Growths, adds, lot, together
from tests.stacks.systems import reduced

BALANCER = "cloudflare:index/loadBalancer:LoadBalancer"
POOL = "cloudflare:index/loadBalancerPool:LoadBalancerPool"
MONITOR = "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor"
RECORD = "cloudflare:index/dnsRecord:DnsRecord"
RULESET = "cloudflare:index/ruleset:Ruleset"
RELEASE = "kubernetes:helm.sh/v3:Release"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
CERTIFICATE = "kubernetes:cert-manager.io/v1:Certificate"

ORDER = ["aws-us-east-1", "aws-us-west-2", "gcp-us-central1", "azure-eastus"]
"""How production fails over: the regions of AWS, then Google Cloud, then Azure."""


def by_name(live: Live, kind: str) -> dict[str, dict[str, Any]]:
    return {urn.rsplit("::", 1)[-1]: entry for urn, entry in live.entries.items() if entry["type"] == kind}


def test_production_fails_over_region_by_region_and_cloud_by_cloud(production: Live) -> None:
    (balancer,) = production.of(BALANCER).values()
    ids = {
        entry["id"]: name.removeprefix("edge-balancer-pool-")
        for name, entry in by_name(production, POOL).items()
    }
    assert [ids[pool] for pool in balancer["defaultPools"]] == ORDER
    assert (ids[balancer["fallbackPool"]], balancer["steeringPolicy"]) == (ORDER[0], "off")


def test_each_pool_leads_to_the_entrance_of_its_cloud(production: Live) -> None:
    wanted = {
        "aws-us-east-1": ("us-east-1-edge-balancer", "dnsName"),
        "aws-us-west-2": ("us-west-2-edge-balancer", "dnsName"),
        "gcp-us-central1": ("us-central1-network-ingress", "address"),
        "azure-eastus": ("eastus-ingress", "ipAddress"),
    }
    entrances = {
        urn.rsplit("::", 1)[-1]: entry["outputs"]
        for urn, entry in production.entries.items()
        if entry["type"]
        in {
            "aws:lb/loadBalancer:LoadBalancer",
            "gcp:compute/address:Address",
            "azure-native:network:PublicIPAddress",
        }
    }
    for pool, (entrance, output) in wanted.items():
        (origin,) = production.the(POOL, f"edge-balancer-pool-{pool}")["origins"]
        assert origin["address"] == entrances[entrance][output]
        assert origin["header"] == {"hosts": ["origin.aws.example.com"]}
    assert len({production.the(POOL, f"edge-balancer-pool-{pool}")["monitor"] for pool in ORDER}) == len(
        ORDER
    )


BEYOND = {
    "gcp-us-central1": (
        "production-us-central1",
        {
            "cloud.google.com/l4-rbs": "enabled",
            "networking.gke.io/load-balancer-ip-addresses": "production-us-central1-ingress",
        },
    ),
    "azure-eastus": (
        "production-eastus",
        {
            "service.beta.kubernetes.io/azure-pip-name": "production-eastus-ingress",
            "service.beta.kubernetes.io/azure-load-balancer-resource-group": "production-eastus-ingress",
        },
    ),
}
"""By pool: the cluster whose gateways answer, and how their Service asks for the address that the pool leads to."""


@pytest.mark.parametrize("pool", BEYOND)
def test_gateways_of_other_clouds_stand_where_their_pool_leads(production: Live, pool: str) -> None:
    cluster, annotations = BEYOND[pool]
    service = production.the(RELEASE, f"{cluster}-ingress-release")["values"]["service"]
    assert (service["type"], service["annotations"]) == ("LoadBalancer", annotations)
    assert service["loadBalancerSourceRanges"] == [str(one) for one in CLOUDFLARE]
    assert [port["port"] for port in service["ports"]] == [443]


@pytest.mark.parametrize("pool", BEYOND)
def test_what_the_edge_asks_of_another_cloud_is_answered_by_its_gateways_alone(
    production: Live, pool: str
) -> None:
    """The path, the name that the certificate bears, and the word: what makes a pool healthy before anything runs there."""
    cluster, _ = BEYOND[pool]
    monitor = production.the(MONITOR, f"edge-balancer-monitor-{pool}")
    health = production.the(ROUTE, f"{cluster}-gateway-health")["spec"]
    assert "hostnames" not in health
    assert health["rules"][0]["matches"] == [{"path": {"type": "Exact", "value": monitor["path"]}}]
    (host,) = monitor["header"]["Host"]
    certificate = production.the(CERTIFICATE, f"{cluster}-gateway-certificate")["spec"]
    assert f"*.{host.partition('.')[2]}" in certificate["dnsNames"]
    run = {resource.urn.rsplit("::", 1)[-1]: resource for resource in production.run.live}
    (shown,) = _open(run[f"edge-balancer-monitor-{pool}"].inputs)["header"]["x-origin-verify"]
    words = _open(run[f"{cluster}-gateway-edge-words"].inputs)["stringData"]["accepted"]
    assert shown in words.splitlines()


@pytest.mark.parametrize(
    ("stack", "domain"), [("staging", "aws.example.net"), ("production", "aws.example.com")]
)
def test_the_chain_of_trust_reaches_route_53(up: Callable[[str], Live], stack: str, domain: str) -> None:
    live = up(stack)
    zone = next(
        entry
        for entry in by_name(live, "aws:route53/zone:Zone").values()
        if entry["inputs"]["name"] == domain
    )
    key = by_name(live, "aws:route53/keySigningKey:KeySigningKey")["edge-zone-signing"]
    delegated = [one for one in live.of(RECORD).values() if one["name"] == domain]
    servers = {one["content"] for one in delegated if one["type"] == "NS"}
    (ds,) = [one["data"] for one in delegated if one["type"] == "DS"]
    assert servers == set(zone["outputs"]["nameServers"])
    fields = (int(ds["keyTag"]), int(ds["algorithm"]), int(ds["digestType"]), ds["digest"])
    assert " ".join(map(str, fields)) == key["outputs"]["dsRecord"]


def test_the_signature_is_vouched_for_only_once_the_zone_is_signed(production: Live) -> None:
    ds = by_name(production, RECORD)["edge-delegation-aws-ds"]
    needed = {urn.rsplit("::", 1)[-1] for urns in ds["propertyDependencies"].values() for urn in urns}
    assert "edge-zone-dnssec" in needed


def holders(live: Live, word: str) -> set[str]:
    """Return the types whose real inputs hold a word, however deep and whether as a secret or not."""
    return {
        resource.type
        for resource in live.run.live
        if resource.custom and word in json.dumps(_open(resource.inputs), default=str)
    }


def _open(value: Any) -> Any:
    value = reveal(value)
    if isinstance(value, dict):
        return {key: _open(one) for key, one in value.items()}
    return [_open(one) for one in value] if isinstance(value, list) else value


def test_the_word_for_the_origins_goes_where_it_must_and_is_read_by_nobody(production: Live) -> None:
    (lock,) = [one for one in production.run.live if one.urn.endswith("::edge-lock-v1")]
    word = _open(lock.outputs)["result"]
    assert len(word) == 48
    assert holders(production, word) == {
        "aws:cloudfront/distribution:Distribution",
        "aws:lb/listenerRule:ListenerRule",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "kubernetes:core/v1:Secret",
        MONITOR,
        RULESET,
    }
    run = production.run
    steps = plan(None, run)
    shown = [
        json.dumps(run.resources, default=str), run.state.text(), repr(run), str(run.logs), str(run.outputs),
        *(str(step) for step in steps), *(json.dumps(step.as_json(), default=str) for step in steps),
    ]  # fmt: skip
    assert [text[:60] for text in shown if word in text] == []


def balancing(tree: Any) -> Any:
    return tree["cloudflare"]["balancing"]


def add_pool(tree: Any) -> None:
    balancing(tree)["pools"]["office"] = {"address": "203.0.113.77"}
    balancing(tree)["order"].append("office")


def add_record(tree: Any) -> None:
    tree["cloudflare"]["records"] = {
        "docs": {"name": "docs", "type": "CNAME", "content": "example.com"},
        **tree["cloudflare"]["records"],
    }


def add_limit(tree: Any) -> None:
    tree["cloudflare"]["rate_limits"]["search"] = {"path": "/api/search", "requests": 60, "period": 60}


def challenge_a_country(tree: Any) -> None:
    tree["cloudflare"]["firewall"] = {"blocked_countries": ["AQ"]}


def spread(tree: Any) -> None:
    balancing(tree)["steering"] = "random"
    pools = balancing(tree)["pools"]
    for pool in pools.values():
        pool["weight"] = 0.1
    pools["aws-us-east-1"]["weight"] = round(1 - 0.1 * (len(pools) - 1), 1)


def turn_the_order(tree: Any) -> None:
    balancing(tree)["order"].reverse()


def call_somebody_else(tree: Any) -> None:
    balancing(tree)["notify"] = ["second@example.com"]


GROWTH: Growths = {
    "a pool": (add_pool, {"LoadBalancerMonitor", "LoadBalancerPool"}, {"LoadBalancer", "NotificationPolicy"}),
    "a record before the others": (add_record, {"DnsRecord"}, set()),
    "a rate limit": (add_limit, set(), {"Ruleset"}),
    "a challenged country": (challenge_a_country, set(), {"Ruleset"}),
    "shares for all": (spread, set(), {"LoadBalancer"}),
    "another order of failover": (turn_the_order, set(), {"LoadBalancer", "NotificationPolicy"}),
    "somebody else on call": (call_somebody_else, set(), {"NotificationPolicy"}),
}


KEPT = ("cloudflare", "azure", "gcp", "aws.traffic", "aws.regions.*.stores")


@pytest.mark.parametrize("grows", together(GROWTH, reduced(*KEPT)), ids=", ".join)
def test_the_edge_grows_and_replaces_nothing(grows: list[str], grown: Grown) -> None:
    grow, created, updated = lot(GROWTH, grows)
    adds(grown(grow, *KEPT), created, updated)


def test_a_cloud_that_goes_takes_its_pool_and_leaves_the_others(grown: Grown) -> None:
    """Cross-cloud failover stays whole: the pools that stand are the ones that stood, in their order."""

    def without_google(settings: Any) -> None:
        del settings["gcp"]
        del balancing(settings)["pools"]["gcp-us-central1"]
        balancing(settings)["order"].remove("gcp-us-central1")

    steps = grown(without_google, *KEPT)
    edge = {step.urn.rsplit("::", 1)[-1]: step.op for step in steps if ":EdgeBalancer$" in step.urn}
    changes = {name: op for name, op in edge.items() if op != "same"}
    assert changes == {
        "edge-balancer-monitor-gcp-us-central1": "delete",
        "edge-balancer-pool-gcp-us-central1": "delete",
        "edge-balancer-balancer": "update",
        "edge-balancer-alerts": "update",
    }
