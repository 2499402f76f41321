"""The contract of a stack: which outputs it has, in which region, and which of them are secret."""

import asyncio
from typing import Any

from pulumi import Output

from simulator.values import UNKNOWN, Secret
from stacks.outputs import PlatformOutputs, RegionOutputs

TOP = {"environment", "account_id", "home_region", "regions"}
BESIDE = {
    "dev": set(),
    "staging": {"traffic", "pipelines", "gcp", "azure", "edge", "backup_copies", "shared_metrics"},
    "production": {"traffic", "pipelines", "gcp", "azure", "edge", "backup_copies", "shared_metrics"},
}
CLUSTERS_BESIDE: dict[str, set[str]] = {"dev": set(), "staging": {"gcp"}, "production": {"gcp", "azure"}}
VPN = {"vpn_endpoint", "vpn_server_public_key", "vpn_routes"}
EVERYWHERE = {
    "vpc_id",
    "nat_public_ips",
    "alarm_topic_arn",
    "buckets",
    "key_arns",
    "cluster_name",
    "cluster_endpoint",
    "cluster_oidc_issuer",
    "kubeconfig",
    "cache_endpoint",
    "cache_secret_arn",
    "queue_urls",
}
ANALYSING = {"analytics_arn", "search_endpoint", "stream_arns", "warehouse_endpoint", "warehouse_secret_arn"}
POOLED = {"database_proxy_endpoint", "database_proxy_secret_arn"}
AT_HOME = EVERYWHERE | {"database_endpoint", "database_secret_arn"}
RECOVERING = EVERYWHERE | {"recovery_endpoint"}
SHAPES = {
    "dev": {"us-east-1": AT_HOME},
    "staging": {"us-east-1": AT_HOME | POOLED | VPN | ANALYSING, "us-west-2": RECOVERING},
    "production": {
        "us-east-1": AT_HOME | POOLED | VPN | ANALYSING,
        "us-west-2": RECOVERING | {"stream_arns"},
    },
}
ACCOUNTS = {"dev": "111111111111", "staging": "222222222222", "production": "333333333333"}


def secrets(value: Any, path: str = "") -> set[str]:
    if isinstance(value, Secret):
        return {path}
    below = value.items() if isinstance(value, dict) else ()
    return {place for key, item in below for place in secrets(item, f"{path}.{key}")}


def test_a_stack_exports_exactly_its_contract(live: Any) -> None:
    outputs = live.run.outputs
    assert set(outputs) == TOP | BESIDE[live.stack]
    assert {region: set(content) for region, content in outputs["regions"].items()} == SHAPES[live.stack]
    assert set(outputs.get("edge", {})) == (
        {"zone_id", "name_servers", "ds", "hostname"} if live.stack != "dev" else set()
    )
    assert (outputs["environment"], outputs["account_id"], outputs["home_region"]) == (
        live.stack,
        ACCOUNTS[live.stack],
        "us-east-1",
    )


def test_only_the_kubeconfigs_are_secret(live: Any) -> None:
    """Each output carries its own secrecy: one secret beside others must not hide them, nor they show it."""
    assert secrets(live.run.outputs) == {
        *(f".regions.{region}.kubeconfig" for region in SHAPES[live.stack]),
        *(f".{cloud}.kubeconfig" for cloud in CLUSTERS_BESIDE[live.stack]),
    }


def test_outputs_lie_in_the_region_that_they_are_listed_under(live: Any) -> None:
    for region, content in live.run.outputs["regions"].items():
        arns = [value for name, value in content.items() if name.endswith("_arn")]
        assert {arn.split(":")[3] for arn in [*arns, *content["key_arns"].values()]} == {region}
        assert content["cluster_name"] == f"{live.stack}-{region}"
        assert f".{region}.eks.amazonaws.com" in content["cluster_endpoint"]


def test_the_replica_that_runbooks_promote_has_its_name_in_its_address(production: Any) -> None:
    west = production.run.outputs["regions"]["us-west-2"]
    assert west["recovery_endpoint"].startswith("production-db-replica-west.")


def test_a_preview_has_the_same_outputs_and_knows_what_settings_decide(
    up: Any, changed: Any, tree: Any
) -> None:
    preview = changed("production", tree("production"), preview=True).outputs
    standing = up("production").run.outputs
    assert set(preview["regions"]) == set(standing["regions"])
    for region, content in preview["regions"].items():
        assert set(content) == set(standing["regions"][region])
        assert content["vpc_id"] is UNKNOWN
        assert isinstance(content["kubeconfig"], Secret)


def test_what_a_region_lacks_is_not_exported_as_nothing() -> None:
    async def exported() -> Any:  # outputs belong to a loop
        present = {name: Output.from_input(name) for name in EVERYWHERE}
        absent = dict.fromkeys(set(RegionOutputs.__dataclass_fields__) - EVERYWHERE)
        region = RegionOutputs(**(present | absent))  # type: ignore[arg-type]
        return PlatformOutputs(
            environment="dev", account_id="1", home_region="us-east-1", regions={"us-east-1": region}
        ).exports()

    exports = asyncio.run(exported())
    assert set(exports["regions"]["us-east-1"]) == EVERYWHERE
