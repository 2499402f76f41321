"""What an environment may say of its stream analytics."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.analytics import AnalyticsSpec

SPEC: dict[str, Any] = {
    "parallelism": 10,
    "sources": ("events",),
    "code_bucket": "analytics-code",
    "code_key": "1.0.0.jar",
}


@pytest.mark.parametrize(
    ("tasks", "share", "kpus"), [(10, 1, 10), (10, 2, 5), (10, 3, 4), (64, 1, 64), (512, 8, 64)]
)
def test_kpus_follow_from_parallelism(tasks: int, share: int, kpus: int) -> None:
    assert AnalyticsSpec(**{**SPEC, "parallelism": tasks, "parallelism_per_kpu": share}).kpus == kpus


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ({"parallelism": 65}, "takes 65 KPUs, and an application ends at 64: lower parallelism"),
        ({"parallelism": 513, "parallelism_per_kpu": 8}, "takes 65 KPUs"),
        ({"parallelism": 2, "parallelism_per_kpu": 4}, "a KPU could never be filled"),
        ({"parallelism_per_kpu": 9}, "less than or equal to 8"),
        ({"version": "1.13"}, "Flink 1.13 is withdrawn, and the service stops what runs on it"),
        ({"version": "9.9"}, "Flink 9.9 is not offered by the service"),
        ({"sinks": ("events",)}, "events is both source and sink"),
        ({"sources": ()}, "at least 1"),
        ({"code_key": "code"}, "should match pattern"),
        ({"snapshots": False}, "Extra inputs are not permitted"),
    ],
)
def test_what_flink_refuses_is_refused_here(spec: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        AnalyticsSpec(**{**SPEC, **spec})
