"""Growing the guard rails adds: no gateway, budget, role or hub that stands is replaced for it."""

from typing import Any

import pytest

from tests.stacks.growth import Grown, Growths, adds, lot, region, together, touched
from tests.stacks.systems import reduced

KEPT = ("aws.guard_rails", "aws.budgets", "aws.pipelines", "aws.regions.*.stores", "aws.regions.*.vpn")
KEY = "BwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSY="


def add_peer(tree: Any) -> None:
    region(tree)["vpn"]["peers"]["new-laptop"] = {"public_key": KEY, "address": "10.255.0.99"}


def add_budget_mail(tree: Any) -> None:
    tree["aws"]["alarm_emails"].append("finance@example.com")


def add_control(tree: Any) -> None:
    tree["aws"]["guard_rails"]["security_hub"]["disabled_controls"]["Macie.2"] = "No bucket holds such data"


def watch_functions(tree: Any) -> None:
    tree["aws"]["guard_rails"]["threat_detection"]["lambda_network"] = True


def rename_preview_environment(tree: Any) -> None:
    tree["aws"]["pipelines"]["preview_environment"] = "production-look"


GROWTH: Growths = {
    "somebody who hears of the budgets": (
        add_budget_mail,
        {"TopicSubscription"},
        {"AnomalySubscription", "Budget"},
    ),
    "a control that is not asked for": (add_control, {"StandardsControlAssociation"}, set()),
    "one more thing that is watched": (watch_functions, set(), {"DetectorFeature"}),
    "another environment for previews": (rename_preview_environment, set(), {"Role"}),
}


@pytest.mark.parametrize("grows", together(GROWTH, reduced(*KEPT)), ids=", ".join)
def test_growing_the_guard_rails_replaces_nothing(grows: list[str], grown: Grown) -> None:
    grow, created, updated = lot(GROWTH, grows)
    adds(grown(grow, *KEPT), created, updated)


def test_a_person_on_the_vpn_is_written_into_its_secret_and_no_gateway_is_replaced(grown: Grown) -> None:
    """A version of a secret is never changed, only followed by the next one."""
    steps = grown(add_peer, *KEPT)
    assert touched(steps, "replace") == {"SecretVersion"}
    assert touched(steps, "create", "update", "delete") == set()
