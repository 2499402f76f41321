"""Traces and logs that would go where nothing takes them are refused before anything is deployed."""

import pytest

from tests.stacks.settings.conftest import Desk, Edit

DESCRIBED = """          search:
            instance_type: m6g.large.search
            nodes: 3
            zones: 3
            disk_gib: 100
            log_days: 365
"""
SEARCH: Edit = (DESCRIBED, "")
DATADOG = "destinations: { datadog: { secret: telemetry/datadog } }"
CREDENTIALS = "want credentials, and nothing fetches them; describe external_secrets, or take them out"
NO_STORE = (
    "keeps traces in the region's search domain, and the region has none; describe `search`, set storage to memory where "
    "traces may be lost with a pod, or take it out"
)
NO_SEARCH = (
    "is true, and the region has no search domain to send logs to; describe `search`, or set it to false"
)
MEMORY = (
    "is memory: traces of an incident would be gone with the pod that holds them; set it to search, in a region that "
    "describes `search`, or take tracing out"
)
NOBODY = "sends traces to the platform's collectors, and there are none; describe tracing, or take it out"
HERE = "aws.regions.us-east-1.platform"


def said(desk: Desk) -> list[str]:
    return [fault.partition(": ")[2] for fault in desk.faults("production")]


def test_without_a_search_domain_neither_traces_nor_logs_go_there(furnished: Desk) -> None:
    furnished.edit("production", SEARCH)
    assert said(furnished) == [
        f"{HERE}.tracing: {NO_STORE}",
        f"{HERE}.logs.search: {NO_SEARCH}",
    ]


def test_memory_is_refused_in_production_and_taken_elsewhere(furnished: Desk) -> None:
    furnished.edit("production", ("tracing: {}", "tracing: { storage: memory }"))
    assert said(furnished) == [f"{HERE}.tracing.storage: {MEMORY}"]
    furnished.edit(
        "dev",
        ("            replicas: 1\n", "            replicas: 1\n            tracing: { storage: memory }\n"),
    )
    assert furnished.faults("dev") == []


def test_a_mesh_sends_no_traces_where_nobody_takes_them(furnished: Desk) -> None:
    furnished.edit("production", ("            tracing: {}\n", ""))
    assert said(furnished) == [f"{HERE}.mesh.tracing: {NOBODY}"]


@pytest.mark.parametrize("platform", [f"tracing: {{ storage: memory, {DATADOG} }}", f"logs: {{ {DATADOG} }}"])
def test_credentials_need_who_fetches_them(desk: Desk, platform: str) -> None:
    place = "          namespaces:\n"
    desk.edit("dev", (place, f"          platform: {{ {platform} }}\n{place}"))
    key = platform.partition(":")[0]
    assert [fault.partition(": ")[2] for fault in desk.faults("dev")] == [
        f"{HERE}.{key}.destinations: {CREDENTIALS}"
    ]


def test_retention_is_what_production_asks(furnished: Desk) -> None:
    furnished.edit(
        "production",
        (
            "logs: { search: true, namespaces: { falco: audit } }",
            "logs: { search: true, classes: { audit: { days: 90, search_days: 7 } } }",
        ),
    )
    assert said(furnished) == [
        f"{HERE}.logs.classes.audit.days: is 90: an audit looks back a year; set it to 365 or more"
    ]
