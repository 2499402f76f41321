"""What a promise may be, and what of it could never be told."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from components.observability.slo import BurnRate
from components.observability.slo.spec import plain
from tests.components.observability.slo.objectives import availability


@pytest.mark.parametrize(
    ("target", "budget"), [("99.9", "0.001"), ("99.95", "0.0005"), ("95", "0.05"), ("99.99999", "0.0000001")]
)
def test_a_budget_is_exact(target: str, budget: str) -> None:
    """In binary 1 - 0.999 is 0.0010000000000000009."""
    assert plain(availability(target_percent=target, burns=[_slow()]).budget) == budget


def _slow() -> dict[str, Any]:
    return {"factor": "2", "hours": 24, "severity": "ticket"}


@pytest.mark.parametrize(
    ("hours", "windows"), [(1, ("1h", "5m")), (6, ("6h", "30m")), (72, ("72h", "6h")), (2, ("2h", "10m"))]
)
def test_the_short_window_is_a_twelfth(hours: int, windows: tuple[str, str]) -> None:
    assert BurnRate(factor=Decimal(3), hours=hours, severity="page").windows == windows


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"target_percent": "90"},
            (
                "burns.0.factor: 14.4 times 0.1 is 1.44, and no more than all events can be bad: it would never be told; "
                "lower it below 10"
            ),
        ),
        (
            {"burns": [{"factor": "10", "hours": 1, "severity": "page"}], "target_percent": "90"},
            "burns.0.factor: 10 times 0.1 is 1, and no more than all events can be bad",
        ),
        (
            {"sli": {"kind": "ratio", "metric": "m", "bad": "status", "bad_values": '5"'}},
            "sli.bad_values: quotes and line ends would end the expression",
        ),
        (
            {
                "sli": {
                    "kind": "ratio",
                    "metric": "m",
                    "bad": "status",
                    "bad_values": "5..",
                    "where": {"status": "500"},
                }
            },
            "sli.bad: status is held to one value in where",
        ),
        (
            {"sli": {"kind": "latency", "metric": "m", "bound": "0.5", "where": {"job": 'a"b'}}},
            "sli.where.job: quotes, backslashes and line ends have no place",
        ),
        ({"target_percent": "99.999999"}, "is finer than any count can show; give it 5 digits"),
        ({"target_percent": "100"}, "less than 100"),
        ({"window_days": 1}, "greater than or equal to 7"),
        ({"burns": []}, "at least 1 item"),
    ],
)
def test_what_could_never_be_told_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        availability(**changes)
    assert said in str(refused.value)
