"""Growing the guard rails adds: no gateway, budget, role or hub that stands is replaced for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stacks.test_growth import planned, region, touched

KEY = "3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08="


def add_peer(tree: Any) -> None:
    region(tree)["vpn"]["peers"]["new-laptop"] = {"public_key": KEY, "address": "10.255.0.99"}


def add_budget_mail(tree: Any) -> None:
    tree["aws"]["alarm_emails"].append("finance@example.com")


def add_control(tree: Any) -> None:
    tree["aws"]["guard_rails"]["security_hub"]["disabled_controls"]["Macie.2"] = "No bucket holds such data"


def watch_functions(tree: Any) -> None:
    tree["aws"]["guard_rails"]["threat_detection"]["lambda_network"] = True


def rename_preview_environment(tree: Any) -> None:
    for cloud in ("aws", "gcp", "azure"):
        tree[cloud]["pipelines"]["preview_environment"] = "production-look"


@pytest.mark.parametrize(
    "grow", [add_peer, add_budget_mail, add_control, watch_functions, rename_preview_environment]
)
def test_growing_the_guard_rails_replaces_nothing(
    up: Any, changed: Any, tree: Any, grow: Callable[[Any], None]
) -> None:
    steps = planned(up, changed, tree, grow, preview=False)
    assert touched(steps, "replace", "delete") == set()
    assert touched(steps, "create", "update")
    assert [step.urn for step in steps if step.guarded or step.refused] == []
