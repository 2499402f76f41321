"""What metrics of a cluster refuse to be."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.observability.metrics.spec import production_faults
from tests.components.observability.metrics.decided import ALERTING, SIGN_ON, alerting, metrics


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"alerting": {"pagerduty": False, "tickets": False}},
            "tells nobody: alerts would fire into nothing",
        ),
        (
            {"alerting": {**ALERTING, "slack": None}},
            "channels: are those of a workspace that slack does not name",
        ),
        (
            {"alerting": {**ALERTING, "quiet_hours": {"begins": "08:00", "ends": "19:00"}}},
            "begins: quiet hours last from an evening to the next morning, and 08:00 is not after 19:00",
        ),
        ({"grafana": {"host": "grafana.example.com"}}, "would show everybody what runs here"),
        ({"retention_days": 0}, "greater than or equal to 1"),
        ({"runbooks": "http://docs.example.com"}, "runbooks"),
    ],
)
def test_what_would_not_work_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said.replace("(", r"\(")):
        metrics(**changes)


def test_a_secret_has_no_place_in_settings() -> None:
    with pytest.raises(ValidationError, match="pagerduty_routing_key"):
        alerting(pagerduty_routing_key="sentinel")


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({}, ("pagerduty-routing-key", "slack-webhook-url", "tickets-url", "heartbeat-url")),
        ({"pagerduty": False, "heartbeat": False}, ("slack-webhook-url", "tickets-url")),
        ({"slack": None, "channels": {}, "tickets": False}, ("pagerduty-routing-key", "heartbeat-url")),
    ],
)
def test_a_secret_holds_what_is_used(changes: dict[str, Any], held: tuple[str, ...]) -> None:
    assert alerting(**changes).properties == held


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"alerting": None}, ["alerting is missing"]),
        ({"alerting": {**ALERTING, "pagerduty": False}}, ["alerting.pagerduty: is false"]),
        ({"alerting": {**ALERTING, "heartbeat": False}}, ["alerting.heartbeat: is false"]),
    ],
)
def test_production_tells_people(changes: dict[str, Any], said: list[str]) -> None:
    found = production_faults(metrics(**changes))
    assert [one.startswith(begin) for one, begin in zip(found, said, strict=True)] == [True] * len(said)


def test_grafana_signs_on_with_every_address_of_the_provider() -> None:
    without = {key: value for key, value in SIGN_ON.items() if key != "token"}
    with pytest.raises(ValidationError, match="token"):
        metrics(grafana={"host": "grafana.example.com", "sign_on": without})
