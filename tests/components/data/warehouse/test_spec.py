"""What an environment may say of its warehouse."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.warehouse import WarehouseSpec, production_faults


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (
            {"node_type": "dc2.large", "nodes": 2},
            "dc2.large ties storage to nodes, has no Multi-AZ or relocation",
        ),
        (
            {"node_type": "rg.xlarge", "nodes": 2},
            "rg.xlarge is newer than the node ranges and prices known here",
        ),
        (
            {"nodes": 1, "scaling_clusters": 1},
            "Redshift scales no single node: set nodes to 2 or more, or take",
        ),
        ({"node_type": "ra3.huge", "nodes": 2}, "'ra3.huge' is not a Redshift node type that can be created"),
        (
            {"nodes": 1, "multi_az": True},
            "Redshift refuses a single node in two zones: set nodes to 2 or more",
        ),
        ({"nodes": 17}, "nodes is 17, and Redshift creates 1 to 16 of ra3.xlplus"),
        ({"node_type": "ra3.4xlarge", "nodes": 1}, "Redshift creates 2 to 32 of ra3.4xlarge"),
        ({"nodes": 2, "snapshot_days": 0}, "greater than or equal to 1"),
        ({"nodes": 2, "scaling_clusters": 11}, "less than or equal to 10"),
        ({"nodes": 2, "maintenance_window": "sun:06:00"}, "is not a weekly window"),
        ({"nodes": 2, "encrypted": False}, "Extra inputs are not permitted"),
    ],
)
def test_what_redshift_refuses_is_refused_here(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        WarehouseSpec(**spec)


def test_production_asks_for_nodes_snapshots_and_copies() -> None:
    assert production_faults(WarehouseSpec(nodes=1, snapshot_days=1)) == [
        "nodes is 1: losing it would stop the warehouse; set nodes to 2 or more",
        "snapshot_days is 1: damage noticed later could not be undone; set it to 7 or more",
        "copied_snapshot_days is 0: the warehouse would be lost with its region; set it to the days to keep there",
        "log_days is 30: an incident could not be traced back; set it to 365 or more",
    ]
    assert production_faults(WarehouseSpec(nodes=3, copied_snapshot_days=7, log_days=365)) == []
