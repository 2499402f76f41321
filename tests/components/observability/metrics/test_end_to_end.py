"""A service fails on this machine, and whoever is on call hears of it: by Prometheus and Alertmanager themselves."""

import time
from pathlib import Path
from typing import Any

import pytest

from components.observability.metrics.routing import FILES, configuration
from components.observability.slo.rules import rule_groups
from tests.components.observability.metrics.decided import alerting
from tests.components.observability.metrics.loopback import World, programs, running
from tests.components.observability.slo.objectives import availability

PLACES = {
    f"{FILES}/tickets-url": "/tickets",
    f"{FILES}/heartbeat-url": "/heartbeat",
    f"{FILES}/slack-webhook-url": "/slack",
}


def on_loopback(config: Any, address: str) -> Any:
    """Return a configuration whose receivers stand on this machine, and that waits for nobody.

    Addresses take the place of their files: Debian's Alertmanager, of 2022, reads none of webhooks.
    """
    if isinstance(config, list):
        return [on_loopback(one, address) for one in config]
    if not isinstance(config, dict):
        return config
    found: dict[str, Any] = {}
    for key, value in config.items():
        if key == "routing_key_file":
            found |= {"routing_key": "0" * 32, "url": f"http://{address}/pagerduty"}
        elif key.endswith("url_file"):
            found[key.removesuffix("_file")] = f"http://{address}{PLACES[value]}"
        elif key == "group_wait":
            found[key] = "0s"
        else:
            found[key] = on_loopback(value, address)
    return found


def test_an_alert_goes_all_the_way(tmp_path: Path) -> None:
    found = programs()
    if found is None:
        pytest.skip(
            "needs Prometheus and Alertmanager, which are not installed (apt: prometheus, prometheus-alertmanager)"
        )
    began = time.monotonic()

    def counted() -> str:
        passed = int((time.monotonic() - began) * 100)
        return (
            "# TYPE http_requests_total counter\n"
            f'http_requests_total{{status="200"}} {passed}\nhttp_requests_total{{status="500"}} {passed}\n'
        )

    groups = [
        {**group, "interval": "1s"}
        for group in rule_groups(
            {"api": availability()}, "https://docs.example.com", "https://grafana.example.com"
        )
    ]
    groups.append({"name": "beat", "rules": [{"alert": "Watchdog", "expr": "vector(1)"}]})
    with World(counted).open() as world:
        config = on_loopback(configuration(alerting(quiet_hours=None)), world.address)
        with running(tmp_path, found, world, config, groups):
            paged, read = world.wait("/pagerduty"), world.wait("/slack")
            beat, ticket = world.wait("/heartbeat"), world.wait("/tickets")
    assert paged["event_action"] == "trigger"
    assert paged["payload"]["summary"].startswith(
        "backend-api: the error budget of api burns 14.4 times as fast"
    )
    assert (paged["payload"]["class"], paged["payload"]["group"]) == ("SloBudgetBurns", "main")
    assert paged["links"] == [
        {"href": "https://docs.example.com/SloBudgetBurns.md", "text": "Runbook"},
        {"href": "https://grafana.example.com/d/slo", "text": "Dashboard"},
    ]
    assert (paged["payload"]["component"], paged["payload"]["custom_details"]["owner"]) == (
        "backend-api",
        "backend-team",
    )
    assert read["channel"] == "#alerts"
    assert "50% of the events are bad" in read["attachments"][0]["text"]
    assert beat["commonLabels"]["alertname"] == "Watchdog"
    assert {alert["labels"]["alertname"] for alert in ticket["alerts"]} == {"SloBudgetBurns"}
