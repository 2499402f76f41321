from decimal import Decimal
from typing import Any

import pytest

from components.foundation.cluster.quantities import amount
from components.kubernetes.quotas import LimitsSpec, QuotaSpec
from tests.components.kubernetes.clusters import refusal


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("500m", Decimal("0.5")),
        ("2", Decimal(2)),
        ("1.5", Decimal("1.5")),
        ("64Mi", Decimal(64 * 2**20)),
        ("4Gi", Decimal(4 * 2**30)),
        ("1G", Decimal(10**9)),
    ],
)
def test_amounts_are_read_as_kubernetes_reads_them(quantity: str, expected: Decimal) -> None:
    assert amount(quantity) == expected


@pytest.mark.parametrize("quantity", ["4GB", "-1", "", "Gi", "1 Gi"])
def test_what_kubernetes_does_not_read_is_refused(quantity: str) -> None:
    assert refusal(QuotaSpec, {"requests_memory": quantity}) == (
        f"{quantity!r} is not an amount that Kubernetes reads: write a number with one of m, k, M, G, T, Ki, Mi, Gi, "
        "Ti, such as 500m or 4Gi"
    )


def test_a_quota_that_can_never_be_used_up_is_refused() -> None:
    assert refusal(QuotaSpec, {"requests_cpu": "21"}) == (
        "requests_cpu 21 exceeds limits_cpu 20, so the last of it could never be requested: raise the limit or lower "
        "the request"
    )
    assert refusal(QuotaSpec, {"limits_memory": "19Gi"}) == (
        "requests_memory 20Gi exceeds limits_memory 19Gi, so the last of it could never be requested: raise the limit "
        "or lower the request"
    )


@pytest.mark.parametrize(
    ("changes", "pair"),
    [
        (
            {"container_min": {"cpu": "200m", "memory": "64Mi"}},
            ("container_min.cpu 200m", "container_default_request.cpu 100m"),
        ),
        (
            {"container_default_request": {"cpu": "100m", "memory": "1Gi"}},
            ("container_default_request.memory 1Gi", "container_default.memory 512Mi"),
        ),
        (
            {"container_default": {"cpu": "3", "memory": "512Mi"}},
            ("container_default.cpu 3", "container_max.cpu 2"),
        ),
        (
            {"container_max": {"cpu": "2", "memory": "9Gi"}},
            ("container_max.memory 9Gi", "pod_max.memory 8Gi"),
        ),
    ],
)
def test_limits_out_of_order_are_refused(changes: dict[str, Any], pair: tuple[str, str]) -> None:
    assert refusal(LimitsSpec, changes) == (
        f"{pair[0]} exceeds {pair[1]}, and Kubernetes would refuse the limits or every pod under them: put them in order"
    )


def test_volumes_have_room_between_their_bounds() -> None:
    assert refusal(LimitsSpec, {"volume_min": "200Gi"}) == (
        "volume_min 200Gi exceeds volume_max 100Gi, so no volume could be claimed: put them in order"
    )
