"""What the metrics of a cluster count on, and what is told where nothing gives it to them."""

import pytest

from tests.stacks.settings.conftest import Desk

EAST, WEST = "aws.regions.us-east-1.platform", "aws.regions.us-west-2.platform"
PAGE = "                host: grafana.aws.example.com\n"


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished


def about(desk: Desk, key: str) -> list[str]:
    return [one.split(": ", 1)[1] for one in desk.faults("production") if f": {key}" in one]


def test_the_shipped_files_fit(desk: Desk) -> None:
    assert [desk.faults(stack) for stack in ("dev", "staging", "production")] == [[], [], []]


def test_they_need_the_definitions_of_their_operator(desk: Desk) -> None:
    desk.edit("production", ("            metrics_definitions: true\n", ""))
    assert any(
        "needs the definitions of the Prometheus operator" in one for one in about(desk, f"{EAST}.metrics:")
    )


def test_credentials_are_asked_of_somebody(desk: Desk) -> None:
    desk.edit("production", ("pagerduty-routing-key, ", ""))
    told = about(desk, f"{EAST}.metrics:")
    assert told == [
        (
            f"{EAST}.metrics: wants pagerduty-routing-key of the secret observability/alerting, which nobody is asked to "
            "bring; add it to the properties of that entry of aws.brought_secrets"
        )
    ]
    assert [len(about(desk, f"{cloud}.platform.metrics:")) for cloud in ("gcp", "azure")] == [1, 1]


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("grafana.example.org", "lies outside of the zone aws.example.com"),
        ("grafana-west.aws.example.com", "is also the page of us-east-1"),
    ],
)
def test_a_page_has_a_name_of_its_own_in_the_zone(desk: Desk, host: str, said: str) -> None:
    desk.edit("production", (PAGE, f"                host: {host}\n"))
    place = WEST if "also" in said else EAST
    (told,) = about(desk, f"{place}.metrics.grafana.host")
    assert said in told


def test_an_objective_is_about_what_the_cluster_exports(desk: Desk) -> None:
    desk.edit("production", ("            postgres_exporter: {}\n", ""))
    (told,) = about(desk, f"{EAST}.metrics.objectives")
    assert told == (
        f"{EAST}.metrics.objectives.database-availability.sli.metric: pg_up is exported by what postgres_exporter "
        "describes, which this cluster does not have, so that nothing would ever be measured; describe "
        "postgres_exporter, or take the objective out"
    )


def test_production_tells_people(desk: Desk) -> None:
    desk.edit("production", ("alerting: { slack", "alerting: { heartbeat: false, slack"))
    (told,) = about(desk, f"{EAST}.metrics.alerting")
    assert "a monitoring that has died is as quiet as one with nothing to tell" in told
