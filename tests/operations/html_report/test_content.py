"""What the page says: everything that is known, the dangerous first, nothing that is secret, nothing that runs."""

import os
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from operations.html_report.page import Page, page_of
from operations.html_report.render import render
from operations.judgement import Judgement
from operations.network.ranges import NetworkMap
from operations.reports.summary import counted, money, name_of, short_type
from policies.cost.lines import CATEGORIES
from tests.operations.commands import ROOT, infra
from tests.operations.html_report.conftest import DATABASE, HOSTILE, registered
from tests.operations.html_report.document import Node, document
from tests.operations.test_preview import edited


def section(tree: Node, name: str) -> Node:
    found = tree.one(name).parent
    assert found is not None
    return found


def test_every_resource_is_in_the_graph_once(dev: Judgement, html: str) -> None:
    tree = section(document(html), "graph")
    shown = Counter(
        (cells[1].text, cells[2].text)
        for group in tree.all("details")
        if "component" in group.classes
        for row in group.all("tr")
        if "f" in row.classes and (cells := row.all("td", "th"))
    )
    registered = Counter(
        (short_type(entry["type"]), name_of(entry["urn"]))
        for entry in dev.run.resources
        if entry["type"] != "pulumi:pulumi:Stack"
    )
    assert shown == registered


def test_layers_hold_what_their_summaries_say(page: Page, html: str) -> None:
    tree = document(html)
    assert [layer.name for layer in page.layers][-1] == "providers"
    for layer in page.layers:
        group = tree.one(layer.anchor)
        assert (
            f"{counted(len(layer.components), 'component')}, {counted(layer.size, 'resource')}"
            in group.all("summary")[0].text
        )
        assert len([node for node in group.all("details") if "component" in node.classes]) == len(
            layer.components
        )
    assert page.resources == sum(layer.size for layer in page.layers) + 1  # the stack itself
    assert page.counts == f"{page.resources} to create"
    assert page.changes.counts["create"] == sum(len(created.names) for created in page.changes.created)
    assert sum(layer.cost for layer in page.layers) == page.bill.monthly.expected


def test_the_dangerous_comes_first_and_whole(eventful_html: str) -> None:
    part = section(document(eventful_html), "changes")
    dangers = [item.text for item in part.all("li")]
    assert dangers == [
        "deletes aws Bucket gone: what it holds would be lost",
        "replaces aws Instance database because name cannot change in place: what it holds would be lost",
        "Pulumi stops at aws Bucket gone: it is protected: unset it",
    ]
    table = [[cell.text.split() for cell in row.all("td", "th")] for row in part.all("tbody")[0].all("tr")]
    assert [row[0][:2] for row in table] == [
        ["-", "delete"], ["+-", "replace"], ["-", "delete"], ["~", "update"],
    ]  # fmt: skip
    replaced = table[1]
    assert (replaced[2], replaced[3]) == (["name", "tags"], ["name"])
    assert "was former" in " ".join(table[3][0])
    assert "Left as it is: 1 resource." in part.text


def test_findings_stand_by_severity_and_a_waived_one_says_so(eventful_html: str) -> None:
    part = section(document(eventful_html), "findings")
    assert [node.text for node in part.all("h3")] == ["critical (2)", "high (1)", "low (1)"]
    told = [
        [cell.text for cell in row.all("th", "td")] for table in part.all("tbody") for row in table.all("tr")
    ]
    assert [(cells[0], cells[1]) for cells in told] == [
        ("security/critical-rule", "blocks"),
        ("security/critical-rule", "not known, blocks"),
        ("security/high-rule", f"waived (mandatory) until 2026-12-24 by {HOSTILE}, OPS-12"),
        ("security/low-rule", "advisory"),
    ]
    assert all(DATABASE in cells[3] for cells in told)


def test_the_bill_shows_every_category_with_its_headroom(dev: Judgement, html: str) -> None:
    part = section(document(html), "cost")
    table = part.all("table")[0]
    for name in CATEGORIES:
        standing = dev.cost.budget.categories[name]
        (row,) = (row for row in table.all("tbody")[0].all("tr") if row.all("th")[0].text == name)
        amount = standing.amount
        figures = (amount.least, amount.expected, amount.most, standing.limit, standing.headroom)
        assert [cell.text for cell in row.all("td")][:5] == [money(figure) for figure in figures]
    assert f"All {len(dev.cost.lines)} lines of the bill" in part.text


def test_the_change_of_the_bill_is_told(eventful_html: str, html: str) -> None:
    part = section(document(eventful_html), "cost")
    assert "This change: 10.00 to 25.00 USD a month, +15.00 (+150.0%)." in part.text
    assert "Lines of the bill that change: 1" in part.text
    assert "This change" not in html


def test_addresses_are_those_of_infra_network(network: NetworkMap, html: str) -> None:
    part = section(document(html), "addresses")
    for one in network.ranges:
        assert str(one.network) in part.text
    assert f"Picture of {len(network.ranges)} ranges" in part.text


def test_another_project_has_no_addresses_and_no_aims(eventful: Judgement) -> None:
    elsewhere = replace(eventful.run.project, name="elsewhere")
    judgement = replace(eventful, run=registered(elsewhere, eventful.run.resources))
    text = render(page_of(judgement, None))
    assert "No range of addresses is known." in text
    assert "RPO" not in text


def test_a_hostile_name_is_text_and_nothing_else(eventful_html: str) -> None:
    assert HOSTILE not in eventful_html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in eventful_html
    tree = document(eventful_html)
    assert len(tree.all("script")) == 1
    for part in ("graph", "changes", "findings"):
        assert HOSTILE in section(tree, part).text, part
    assert HOSTILE in tree.all("header")[0].text


def test_the_same_judgement_makes_the_same_bytes(dev: Judgement, network: NetworkMap, html: str) -> None:
    assert render(page_of(dev, network)) == html
    shuffled = replace(dev, verdicts=replace(dev.verdicts, findings=list(dev.verdicts.findings)))
    assert render(page_of(shuffled, network)) == html


def test_the_hash_seed_and_the_hour_change_no_byte(html: str, tmp_path: Path) -> None:
    out = tmp_path / "again.html"
    command = [".venv/bin/python", "-m", "operations.cli", "report", "dev", "--out", str(out)]
    changed = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=os.environ | changed)
    assert out.read_text() == html


def test_only_a_day_that_is_named_is_shown(html: str, eventful_html: str) -> None:
    assert "Judged as of" not in html
    assert "Judged as of 2026-11-26." in eventful_html


def test_no_secret_reaches_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sentinel, project, out = "AAABAHsentinelciphertext", tmp_path / "project", tmp_path / "page.html"
    project.mkdir()
    with edited(project, "dev", "config:\n", f"config:\n  platform:pagerduty_key:\n    secure: {sentinel}\n"):
        ended = infra("report", "dev", "--out", str(out), capsys=capsys, project=project)
    assert ended.code == 0
    for text in (ended.out, ended.err, out.read_text()):
        assert sentinel not in text


def test_no_value_of_an_input_reaches_the_page(eventful: Judgement, network: NetworkMap) -> None:
    sentinel = "hunter2-sentinel"
    told = {
        "password": sentinel,
        "policy": sentinel,
        "environment": {"variables": {"TOKEN": sentinel}},
        "tags": {"a": sentinel},
    }
    resources = [entry | {"inputs": told, "outputs": told} for entry in eventful.run.resources]
    run = registered(eventful.run.project, resources)
    assert sentinel not in render(page_of(replace(eventful, run=run), network))


def test_needs_lead_from_a_component_to_what_it_depends_on(eventful: Judgement) -> None:
    alone, data = sorted(page_of(eventful, None).layers, key=lambda layer: layer.name != "single resources")
    assert [(need.layer, need.edges) for need in alone.components[0].needs] == [("data", 1)]
    assert data.components[0].needs == ()
    assert (alone.needs, data.needs) == ({"data": 1}, {})
