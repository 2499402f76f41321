"""The data systems beside what is around them: their network, database and streams, the regions and the account."""

from typing import Any

import pytest

HOME, AWAY = "aws.regions.us-east-1", "aws.regions.us-west-2"
PROXY = "          database_proxy: { zones: [a, b, c], log_days: 365 }\n"
Case = tuple[str, list[Any], str, str]

CASES: dict[str, Case] = {
    "a warehouse away from its data": (
        "staging",
        [
            ("          queues:\n            orders: {}\n          recovery:", "          warehouse: { nodes: 2 }\n          recovery:"),
        ],
        "          warehouse: { nodes: 2 }",
        (
            f"{AWAY}.warehouse: stands outside the home region, and its data would be loaded across regions; move it to the "
            "home region"
        ),
    ),
    "snapshots without a second region": (
        "dev",
        [("          queues:\n            orders: {}\n", "          warehouse: { nodes: 2, copied_snapshot_days: 3 }\n")],
        "copied_snapshot_days: 3",
        (
            f"{HOME}.warehouse.copied_snapshot_days: is 3, and there is no second region to copy to; set it to 0, or "
            "describe one"
        ),
    ),
    "a search domain in more zones than there are": (
        "staging",
        [("nodes: 2\n            zones: 2", "nodes: 3\n            zones: 3")],
        "            zones: 3",
        (
            f"{HOME}.search.zones: is 3, and this region's network has 2; lower it, or add zones to network.zones"
        ),
    ),
    "a source that is not there": (
        "production",
        [("sources: [events]", "sources: [clicks]")],
        "sources: [clicks]",
        (
            f"{HOME}.analytics.sources[0]: clicks is not among this region's streams (events, metrics); describe it in "
            "streams, or name one of them"
        ),
    ),
    "a sink that is not there": (
        "production",
        [("sinks: [metrics]", "sinks: [metrics, archive]")],
        "sinks: [metrics, archive]",
        (
            f"{HOME}.analytics.sinks[1]: archive is not among this region's streams (events, metrics); describe it in "
            "streams, or name one of them"
        ),
    ),
    "a proxy where there is no primary": (
        "production",
        [(PROXY, ""), ("          recovery:\n", "          database_proxy: { zones: [a, b], log_days: 365 }\n          recovery:\n")],
        "          database_proxy: { zones: [a, b]",
        (
            f"{AWAY}.database_proxy: stands before the primary, and this region has none (RDS puts no proxy before a "
            "replica); move it to the region that describes database, or take it out"
        ),
    ),
    "a proxy in a zone that the network lacks": (
        "staging",
        [("database_proxy: { zones: [a, b] }", "database_proxy: { zones: [a, c] }")],
        "zones: [a, c]",
        (
            f"{HOME}.database_proxy.zones[1]: c is not among this region's zones (a, b); name one of them, or add it to "
            "network.zones"
        ),
    ),
    "a proxy in one zone": (
        "staging",
        [("database_proxy: { zones: [a, b] }", "database_proxy: { zones: [a] }")],
        "zones: [a] }",
        f"{HOME}.database_proxy.zones: is a alone, and RDS refuses a proxy in fewer than 2: name another",
    ),
    "one node in two zones": (
        "staging",
        [("            nodes: 1\n            snapshot_days: 1", "            nodes: 1\n            multi_az: true\n            snapshot_days: 1")],
        "            multi_az: true\n            snapshot_days: 1\n            copied",
        (
            f"{HOME}.warehouse.multi_az: is true and nodes is 1, and Redshift refuses a single node in two zones: set nodes "
            "to 2 or more, or multi_az to false"
        ),
    ),
    "parallelism over the KPUs": (
        "production",
        [("parallelism: 10\n", "parallelism: 200\n")],
        "parallelism: 200",
        (
            f"{HOME}.analytics.parallelism: is 200 at 2 a KPU, which takes 100 KPUs, and an application ends at 64: "
            "lower parallelism, or raise parallelism_per_kpu"
        ),
    ),
    "burstable search in production": (
        "production",
        [("instance_type: m6g.large.search", "instance_type: t3.small.search")],
        "instance_type: t3.small.search",
        (
            f"{HOME}.search.instance_type: t3.small.search is burstable: it slows to a fraction under steady load; choose "
            "an m or r family, or state the burstable_reason"
        ),
    ),
    "a pool that leaves no way in": (
        "production",
        [("zones: [a, b, c], log_days: 365 }", "zones: [a, b, c], log_days: 365, pool_percent: 100 }")],
        "pool_percent: 100",
        (
            f"{HOME}.database_proxy.pool_percent: is 100: in an incident nobody could reach the database beside the pool; "
            "set it to 90 or less"
        ),
    ),
    "one node of the warehouse in production": (
        "production",
        [("            node_type: ra3.xlplus\n            nodes: 3", "            node_type: ra3.xlplus\n            nodes: 1")],
        "            nodes: 1",
        f"{HOME}.warehouse.nodes: is 1: losing it would stop the warehouse; set nodes to 2 or more",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_data_system_that_does_not_fit_is_refused(desk: Any, case: str) -> None:
    stack, edits, marker, said = CASES[case]
    desk.edit(stack, *edits)
    assert desk.faults(stack) == [
        f"Pulumi.{stack}.yaml:{line(desk, stack, marker)}: {said}"
    ]  # fmt: skip


def line(desk: Any, stack: str, marker: str) -> int:
    """Return the line on which ``marker`` begins; it may go on over the lines below."""
    before: str = desk.file(stack).read_text().partition(marker)[0]
    return before.count("\n") + 1


def test_an_account_has_the_role_of_the_search_service_once(desk: Any) -> None:
    desk.edit("staging", ("          recovery:\n", "          search: { instance_type: t3.small.search, nodes: 1, zones: 1, disk_gib: 10 }\n          recovery:\n"))  # fmt: skip
    (fault,) = desk.faults("staging")
    assert fault.endswith(
        f"{AWAY}.search.service_linked_role: is true here and in us-east-1, and an account has the role once; set it to "
        "false here"
    )


def test_a_waiver_with_its_reason_lets_burstable_search_into_production(desk: Any) -> None:
    reason = "burstable_reason: a query an hour needs no more"
    desk.edit(
        "production",
        ("instance_type: m6g.large.search", f"instance_type: t3.small.search\n            {reason}"),
    )
    assert desk.faults("production") == []
