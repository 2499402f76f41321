"""What every shipped dashboard holds: names that stay, panels that explain themselves, room for each."""

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from components.observability.dashboards import shipped
from components.observability.dashboards.authoring.all_boards import BOARDS, texts
from components.observability.dashboards.authoring.boards.cost import BUDGETS
from components.observability.dashboards.authoring.limits import LIMITS
from tests.components.observability.dashboards.boards import UIDS, board, panels, targets, variables
from tests.components.observability.dashboards.labels import result_labels

ROOT = Path(__file__).resolve().parents[4]
ASKED = {
    "golden-signals", "slo", "clusters", "workload", "mesh", "postgresql", "redis", "queues", "cost", "recovery",
    "delivery", "prometheus", "edge-probes", "logs-and-traces",
}  # fmt: skip
UNITS = {
    "none", "short", "percent", "percentunit", "s", "ms", "bytes", "Bps", "reqps", "ops", "cps", "pps", "iops",
    "currencyUSD",
}  # fmt: skip
"""Identifiers of Grafana's (packages/grafana-data, valueFormats)."""

GLOBAL = {"__rate_interval", "__range", "__interval"}
VARIABLE = re.compile(r"\$\{?(\w+)")
MOST = 2**20
"""Bytes that a ConfigMap may hold."""


def test_these_are_shipped_and_no_others() -> None:
    assert set(UIDS) == ASKED


def test_the_files_are_what_is_written() -> None:
    assert texts() == {uid: one.text for uid, one in shipped().items()}


def test_titles_tell_dashboards_apart() -> None:
    assert len({one.title for one in shipped().values()}) == len(UIDS)
    assert {one.folder for one in shipped().values()} == {one.folder for one in BOARDS}


def test_the_page_lists_them() -> None:
    page = (ROOT / "docs" / "dashboards.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `/d/(.+?)` \| (.+?) \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    told = [(uid, one.title, one.folder, board(uid)["description"]) for uid, one in shipped().items()]
    assert rows == told


@pytest.mark.parametrize("uid", UIDS)
def test_a_dashboard_is_named_as_its_file_and_says_what_it_is_for(uid: str) -> None:
    found = board(uid)
    assert found["uid"] == uid
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", uid)
    assert found["title"] == shipped()[uid].title
    assert len(found["description"]) > 20
    assert found["editable"] is False
    assert found["tags"][0] == "platform"
    assert len(shipped()[uid].text.encode()) < MOST
    (others,) = found["links"]
    assert (others["type"], others["tags"], others["includeVars"]) == ("dashboards", ["platform"], True)


@pytest.mark.parametrize("uid", UIDS)
def test_panels_have_numbers_and_titles_of_their_own(uid: str) -> None:
    everything = board(uid)["panels"]
    numbers = [one["id"] for one in everything]
    titles = [one["title"] for one in everything if one["type"] != "row"]
    assert sorted(set(numbers)) == sorted(numbers)
    assert min(numbers) > 0
    assert sorted(set(titles)) == sorted(titles)
    assert everything[0]["type"] == "row"


@pytest.mark.parametrize("uid", UIDS)
def test_no_panel_lies_on_another_or_beyond_the_page(uid: str) -> None:
    places = [one["gridPos"] for one in board(uid)["panels"]]
    assert [place for place in places if place["x"] + place["w"] > 24] == []
    assert [(one, other) for one, other in combinations(places, 2) if overlapping(one, other)] == []


def overlapping(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def test_an_overlap_is_seen() -> None:
    here = {"x": 0, "y": 0, "w": 12, "h": 8}
    assert overlapping(here, {**here, "x": 11, "y": 7})
    assert not overlapping(here, {**here, "x": 12})
    assert not overlapping(here, {**here, "y": 8})


@pytest.mark.parametrize("uid", UIDS)
def test_a_panel_explains_itself_and_has_a_unit(uid: str) -> None:
    for panel in panels(uid):
        assert len(panel["description"]) > 15, panel["title"]
        if panel["type"] == "text":
            assert len(panel["options"]["content"]) > 50
            continue
        assert panel["fieldConfig"]["defaults"]["unit"] in UNITS, panel["title"]
        assert panel["targets"], panel["title"]


@pytest.mark.parametrize("uid", UIDS)
def test_every_query_goes_to_the_data_source_that_is_chosen(uid: str) -> None:
    chosen = {"type": "prometheus", "uid": "${datasource}"}
    for panel in panels(uid):
        if panel["type"] != "text":
            assert panel["datasource"] == chosen, panel["title"]
            assert [one["datasource"] for one in panel["targets"] if "datasource" in one] == []
    found = variables(uid)
    assert (found["datasource"]["type"], found["datasource"]["query"]) == ("datasource", "prometheus")
    assert {one["datasource"]["uid"] for one in found.values() if one["type"] == "query"} == {"${datasource}"}


@pytest.mark.parametrize("uid", UIDS)
def test_a_query_uses_the_variables_that_there_are_and_all_of_them(uid: str) -> None:
    found = variables(uid)
    asking = [target["expr"] for _, target in targets(uid)]
    asking += [one["query"] for one in found.values() if one["type"] == "query"]
    used = {name for query in asking for name in VARIABLE.findall(query)} - GLOBAL
    assert used == found.keys() - {"datasource"}


@pytest.mark.parametrize("uid", UIDS)
def test_a_series_is_called_by_labels_that_it_has(uid: str) -> None:
    wrong = []
    for title, target in targets(uid):
        assert target["legendFormat"], title
        labels = result_labels(target["expr"])
        called = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
        if labels is not None and not called <= labels:
            wrong.append((title, target["legendFormat"], sorted(labels)))
    assert wrong == []


@pytest.mark.parametrize("uid", UIDS)
def test_references_tell_the_queries_of_a_panel_apart(uid: str) -> None:
    for panel in panels(uid):
        references = [one["refId"] for one in panel.get("targets", ())]
        assert references == list("ABCDEFGHIJKL"[: len(references)])


def written() -> dict[tuple[str, str], int]:
    return {
        (one.uid, panel.title): len(panel.queries)
        for one in BOARDS
        for panels_of in one.sections.values()
        for panel in panels_of
    }


def test_no_query_that_is_written_is_left_out() -> None:
    made = {(uid, panel["title"]): len(panel.get("targets", ())) for uid in UIDS for panel in panels(uid)}
    assert made == written()


def test_exemplars_lead_from_latency_to_traces() -> None:
    showing = {title for title, target in targets("golden-signals") if target.get("exemplar")}
    assert showing == {"Latency of all requests", "Latency p95 by service"}


def thresholds(panel: dict[str, Any]) -> list[tuple[float | None, str]]:
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    return [(step["value"], step["color"]) for step in steps]


def named(uid: str, title: str) -> dict[str, Any]:
    (found,) = (one for one in panels(uid) if one["title"] == title)
    return found


def test_a_line_is_drawn_where_the_limit_is() -> None:
    latency = named("golden-signals", "Latency of all requests")
    assert thresholds(latency) == [(None, "green"), (0.5, "orange"), (1.0, "red")]
    assert latency["fieldConfig"]["defaults"]["custom"]["thresholdsStyle"] == {"mode": "dashed"}
    assert thresholds(named("recovery", "Furthest replica behind")) == [(None, "green"), (900, "red")]
    assert thresholds(named("slo", "Burn rate, over an hour")) == [(None, "green"), (14.4, "red")]


def test_a_floor_is_bad_below_it() -> None:
    assert thresholds(named("slo", "Budget left")) == [(None, "red"), (0.1, "orange"), (0.5, "green")]
    assert thresholds(named("redis", "Hit rate")) == [(None, "red"), (0.95, "green")]


def test_every_limit_is_used_and_limits_are_the_only_numbers_of_lines() -> None:
    drawn = {
        name
        for one in BOARDS
        for panels_of in one.sections.values()
        for panel in panels_of
        for name in panel.limits
    }
    in_queries = {"core-hour", "gib-hour", "budget-total", *(f"budget-{name}" for name in BUDGETS)}
    assert drawn | in_queries == LIMITS.keys()
    steps = {
        step
        for uid in UIDS
        for panel in panels(uid)
        if panel["type"] != "text" and "thresholds" in panel["fieldConfig"]["defaults"]
        for step, _ in thresholds(panel)
    }
    assert steps - {None} <= set(LIMITS.values())
