"""What an environment may say of its search domain."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.search import SearchSpec, production_faults

SPEC: dict[str, Any] = {"instance_type": "m6g.large.search", "nodes": 3, "disk_gib": 100, "log_days": 365}
SMALL: dict[str, Any] = {**SPEC, "instance_type": "t3.small.search"}


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"instance_type": "m6g.large"}, r"did you mean 'm6g\.large\.search'"),
        ({"instance_type": "m4.large.search"}, "family m4 is of an earlier generation or unknown"),
        ({"version": "1.3"}, "OpenSearch 1.3 is not in standard support"),
        ({"nodes": 4}, "make nodes a multiple of zones"),
        (
            {"instance_type": "t3.small.search", "masters": {}},
            "t3, which is for domains without dedicated masters",
        ),
        ({"masters": {"instance_type": "t3.small.search"}}, "a master that slows down drops the cluster"),
        ({"instance_type": "t3.small.search", "disk_gib": 101}, "t3.small.search takes at most 100"),
        ({"disk_gib": 9}, "greater than or equal to 10"),
        ({"off_peak_hour": 24}, "less than or equal to 23"),
        ({"enforce_https": False}, "Extra inputs are not permitted"),
    ],
)
def test_what_opensearch_refuses_is_refused_here(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        SearchSpec(**{**SPEC, **spec})


def test_production_refuses_burstable_nodes_without_a_reason() -> None:
    assert production_faults(SearchSpec(**SMALL)) == [
        (
            "instance_type t3.small.search is burstable: it slows to a fraction under steady load; choose an m or r family, "
            "or state the burstable_reason"
        )
    ]
    assert production_faults(SearchSpec(**SMALL, burstable_reason="traffic is a query an hour")) == []
    assert production_faults(SearchSpec(**SPEC)) == []


def test_production_asks_for_three_zones() -> None:
    assert production_faults(SearchSpec(**{**SPEC, "nodes": 2, "zones": 2})) == [
        "zones is 2: losing one could take the majority with it; set zones to 3"
    ]
