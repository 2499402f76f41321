"""What Google's checkers ask, whom they tell, and what they are not asked to do."""

from typing import Any

import pulumi_gcp as gcp
import pytest
from pydantic import ValidationError

from components.foundation.spec import RefusalError
from components.observability.gcp.uptime import FREE_EXECUTIONS, UptimeChecks, UptimeChecksArgs
from components.observability.gcp.uptime_spec import UptimeCheckSpec, UptimeChecksSpec
from tests.components.google import LABELS, PLACE, RENDERED
from tests.components.recording import Answers, Recording, assert_sound, record

CHECK = gcp.monitoring.UptimeCheckConfig
POLICY = gcp.monitoring.AlertPolicy
WWW = UptimeCheckSpec(host="www.example.com", path="/health", contains="ok")
PEOPLE = {"emails": ("b@example.com", "a@example.com", "a@example.com")}


def args(targets: dict[str, UptimeCheckSpec] | None = None, **decided: Any) -> UptimeChecksArgs:
    return UptimeChecksArgs(
        spec=UptimeChecksSpec.model_validate({**PEOPLE, **decided}),
        targets={"www": WWW} if targets is None else targets,
        placement=PLACE,
        labels=LABELS,
        services=[],
    )


def built(**given: Any) -> Recording:
    answers: Answers = {CHECK: lambda name, _: {"uptimeCheckId": f"id-of-{name}"}}
    return record(lambda: UptimeChecks("main", args(**given)), answers=answers)


def test_an_address_is_asked_each_minute_from_three_continents_over_tls() -> None:
    assert_sound(built(), UptimeChecks, set())
    assert built().only(CHECK).inputs == {
        "project": "example-project",
        "displayName": "production www",
        "period": "60s",
        "timeout": "10s",
        "selectedRegions": ["ASIA_PACIFIC", "EUROPE", "USA"],
        "checkerType": "STATIC_IP_CHECKERS",
        "logCheckFailures": True,
        "monitoredResource": {
            "type": "uptime_url",
            "labels": {"project_id": "example-project", "host": "www.example.com"},
        },
        "httpCheck": {
            "requestMethod": "GET",
            "path": "/health",
            "port": 443,
            "useSsl": True,
            "validateSsl": True,
            "acceptedResponseStatusCodes": [{"statusClass": "STATUS_CLASS_2XX"}],
        },
        "contentMatchers": [{"content": "ok", "matcher": "CONTAINS_STRING"}],
        "userLabels": RENDERED,
    }


def test_without_a_text_none_is_looked_for() -> None:
    plain = built(targets={"www": UptimeCheckSpec(host="www.example.com")})
    assert "contentMatchers" not in plain.only(CHECK).inputs


def conditions(recording: Recording) -> dict[str, dict[str, Any]]:
    found = {}
    for name, entry in recording.named(POLICY).items():
        (condition,) = entry.inputs["conditions"]
        found[name] = {"severity": entry.inputs["severity"], **condition["conditionThreshold"]}
    return found


def test_people_are_told_when_two_places_get_no_answer_and_before_a_certificate_ends() -> None:
    shared = {"alignmentPeriod": "1200s", "perSeriesAligner": "ALIGN_NEXT_OLDER"}
    host = ["resource.label.host"]
    assert conditions(built()) == {
        "main-www-outage": {
            "severity": "CRITICAL",
            "filter": 'metric.type="monitoring.googleapis.com/uptime_check/check_passed" AND '
            'resource.type="uptime_url" AND metric.label.check_id="id-of-main-www"',
            "aggregations": [{**shared, "crossSeriesReducer": "REDUCE_COUNT_FALSE", "groupByFields": host}],
            "comparison": "COMPARISON_GT",
            "thresholdValue": 1,
            "duration": "60s",
            "trigger": {"count": 1},
        },
        "main-certificates": {
            "severity": "WARNING",
            "filter": 'metric.type="monitoring.googleapis.com/uptime_check/time_until_ssl_cert_expires" AND '
            'resource.type="uptime_url"',
            "aggregations": [{**shared, "crossSeriesReducer": "REDUCE_MIN", "groupByFields": host}],
            "comparison": "COMPARISON_LT",
            "thresholdValue": 14,
            "duration": "600s",
            "trigger": {"count": 1},
        },
    }


def test_every_policy_tells_each_person_once() -> None:
    recording = built()
    channels = recording.named(gcp.monitoring.NotificationChannel)
    assert {name: one.inputs["labels"] for name, one in channels.items()} == {
        "main-a@example.com": {"email_address": "a@example.com"},
        "main-b@example.com": {"email_address": "b@example.com"},
    }
    for policy in recording.of(POLICY):
        assert len(policy.inputs["notificationChannels"]) == 2
        assert policy.inputs["userLabels"] == RENDERED
        assert policy.inputs["documentation"]["content"]


def test_another_address_changes_nothing_of_the_first() -> None:
    more = built(targets={"www": WWW, "api": UptimeCheckSpec(host="api.example.com")})
    assert more.named(CHECK)["main-www"].inputs == built().only(CHECK).inputs
    assert set(conditions(more)) - set(conditions(built())) == {"main-api-outage"}


def test_what_is_asked_for_is_free_and_more_is_refused() -> None:
    addresses = {f"host-{n}": UptimeCheckSpec(host=f"host-{n}.example.com") for n in range(5)}
    four = dict(list(addresses.items())[:4])
    assert args(four).executions == 876_000
    assert args(four).executions <= FREE_EXECUTIONS
    assert args(addresses, period_seconds=300).executions == 219_000
    with pytest.raises(RefusalError, match="would run 1,095,000 times a month"):
        args(addresses)
    with pytest.raises(RefusalError, match="no address to check"):
        args({})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"regions": ("EUROPE", "ASIA_PACIFIC")}, "regions hold 2 locations and Google asks from 3"),
        ({"regions": ("USA",), "failing_locations": 4}, "only 3 locations ask, so that nobody would ever"),
        ({"regions": ("MARS",)}, "Input should be"),
        ({"emails": ()}, "at least 1 item"),
        ({"emails": ("nobody",)}, "String should match pattern"),
        ({"period_seconds": 30}, "Input should be"),
        ({"timeout_seconds": 61}, "less than or equal to 60"),
        ({"targets": {"www": {"host": "https://www.example.com"}}}, "String should match pattern"),
        ({"targets": {"www": {"host": "www.example.com", "path": "health"}}}, "String should match pattern"),
    ],
)
def test_what_google_refuses_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        UptimeChecksSpec.model_validate({**PEOPLE, **given})
