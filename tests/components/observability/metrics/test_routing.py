"""Who is told of which alert: what amtool says of sample alerts, and what holds of the configuration whatever is decided."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.observability.alerts.inhibitions import inhibit_rules
from components.observability.metrics.routing import FILES, configuration
from components.observability.metrics.spec import AlertingSpec
from operations.tools.found import find_all
from operations.tools.table import AMTOOL
from tests.components.observability.metrics.decided import alerting

ROUTES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("routes.yaml").read_text())

SHAPES: dict[str, AlertingSpec | None] = {
    "all": alerting(),
    "nobody": None,
    "no pages": alerting(pagerduty=False),
    "no channel": alerting(slack=None, channels={}),
    "no tickets": alerting(tickets=False),
    "no heartbeat": alerting(heartbeat=False),
    "no quiet hours": alerting(quiet_hours=None),
    "quiet nights": alerting(quiet_hours={"weekends": False}),
}

Amtool = Callable[..., str]


@pytest.fixture
def amtool(tmp_path: Path) -> Amtool:
    """Return a function that asks amtool about a configuration."""
    programs, missing = find_all(AMTOOL)
    if missing is not None:
        pytest.skip(missing)

    def ask(spec: AlertingSpec | None, *command: str) -> str:
        file = tmp_path / "alertmanager.yaml"
        file.write_text(yaml.safe_dump(configuration(spec)))
        asked = [str(part).replace("FILE", str(file)) for part in command]
        done = subprocess.run([programs["amtool"], *asked], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    return ask


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_a_configuration(amtool: Amtool, shape: str) -> None:
    assert "SUCCESS" in amtool(SHAPES[shape], "check-config", "FILE")


@pytest.mark.parametrize("row", ROUTES, ids=[row["says"] for row in ROUTES])
def test_an_alert_is_told_to_whom_the_table_says(amtool: Amtool, row: dict[str, Any]) -> None:
    given = [f"{label}={value}" for label, value in row["labels"].items()]
    told = amtool(alerting(), "config", "routes", "test", "--config.file=FILE", *given)
    assert told.split(",") == row["told"]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_route_leads_to_a_receiver_and_every_receiver_is_led_to(shape: str) -> None:
    found = configuration(SHAPES[shape])
    receivers = {one["name"] for one in found["receivers"]}

    def led(route: dict[str, Any]) -> set[str]:
        return {route["receiver"], *(name for below in route.get("routes", ()) for name in led(below))}

    assert led(found["route"]) <= receivers
    assert receivers - led(found["route"]) == set()


@pytest.mark.parametrize("shape", [shape for shape, spec in SHAPES.items() if spec is not None])
def test_whoever_is_to_hear_of_a_critical_alert_has_a_way(shape: str) -> None:
    page = next(one for one in configuration(SHAPES[shape])["receivers"] if one["name"] == "page")
    assert set(page) - {"name"}, page


def test_credentials_are_files_that_the_secret_holds() -> None:
    spec = alerting()
    text = yaml.safe_dump(configuration(spec))
    named = {line.split(": ", 1)[1] for line in text.splitlines() if "_file" in line}
    assert named == {f"{FILES}/{name}" for name in spec.properties}
    assert not any(word in text for word in ("routing_key:", "api_url:", "url: "))


def test_a_warning_waits_at_night_and_a_critical_alert_never() -> None:
    routes = configuration(alerting())["route"]["routes"]
    muted = {route["receiver"]: route.get("mute_time_intervals") for route in routes}
    assert muted == {"heartbeat": None, "page": None, "warning": ["quiet-hours"], "nobody": None}
    (owner,) = next(route for route in routes if route["receiver"] == "warning")["routes"]
    assert owner["mute_time_intervals"] == ["quiet-hours"]


def test_quiet_hours_are_the_night_of_a_place_and_its_weekend() -> None:
    (interval,) = configuration(alerting())["time_intervals"]
    assert interval["time_intervals"] == [
        {
            "times": [
                {"start_time": "00:00", "end_time": "08:00"},
                {"start_time": "19:00", "end_time": "24:00"},
            ],
            "location": "America/New_York",
        },
        {"weekdays": ["saturday", "sunday"], "location": "America/New_York"},
    ]


def test_the_heartbeat_repeats_within_two_minutes() -> None:
    beat = configuration(alerting())["route"]["routes"][0]
    assert (beat["receiver"], beat["group_interval"], beat["repeat_interval"]) == ("heartbeat", "30s", "55s")


def test_what_makes_others_needless_is_part_of_it() -> None:
    for spec in SHAPES.values():
        assert configuration(spec)["inhibit_rules"] == inhibit_rules()
