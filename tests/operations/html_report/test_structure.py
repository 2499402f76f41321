"""The page's structure, of a stack as it is and of one in which everything happens: read by a parser, always run."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest

from tests.operations.html_report.document import Node, document


@pytest.fixture(params=["html", "eventful_html"])
def tree(request: pytest.FixtureRequest) -> Node:
    return document(request.getfixturevalue(request.param))


def test_ids_are_unique_and_every_reference_leads_to_one(tree: Node) -> None:
    ids = [node.attributes["id"] for node in tree if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    known = set(ids)
    for node in tree:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert set(node.attributes.get(name, "").split()) <= known, node
        if node.tag == "a":
            assert node.attributes["href"].startswith("#")
            assert node.attributes["href"][1:] in known


def test_headings_come_in_order(tree: Node) -> None:
    levels = [int(node.tag[1]) for node in tree.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_table_has_a_caption_and_headers_with_a_scope(tree: Node) -> None:
    tables = tree.all("table")
    assert tables
    for table in tables:
        assert len(table.all("caption")) == 1
        columns = table.all("thead")[0].all("th")
        assert {cell.attributes.get("scope") for cell in columns} == {"col"}
        for row in table.all("tbody")[0].all("tr"):
            assert len(row.all("th", "td")) == len(columns)
            assert [cell.attributes.get("scope") for cell in row.all("th")] == ["row"]


def test_every_drawing_has_a_name_of_its_own(tree: Node) -> None:
    drawings = tree.all("svg")
    assert drawings
    for drawing in drawings:
        titles = [child for child in drawing.children if isinstance(child, Node) and child.tag == "title"]
        assert len(titles) == 1
        assert titles[0].attributes["id"] in drawing.attributes["aria-labelledby"].split()
        assert titles[0].text.strip()
        assert drawing.attributes["role"] in {"img", "group"}


def test_every_chart_has_its_table_beside_it(tree: Node) -> None:
    charts = [node for node in tree.all("svg") if "chart" in node.classes]
    assert len(charts) == 3
    for chart in charts:
        beside = chart.parent.parent if chart.parent else None
        assert beside is not None
        assert "beside" in beside.classes
        (table,) = beside.all("table")
        labels = [node.text for node in chart.all("text") if "label" in node.classes]
        assert [row.all("th")[0].text for row in table.all("tbody")[0].all("tr")] == labels
        for node in chart.all("text"):
            assert node.text in table.text


def test_landmarks_and_the_way_past_them(tree: Node) -> None:
    for tag in ("header", "nav", "main", "footer"):
        assert len(tree.all(tag)) == 1, tag
    (body,) = tree.all("body")
    first = next(child for child in body.children if isinstance(child, Node))
    assert (first.tag, first.attributes["href"]) == ("a", f"#{tree.all('main')[0].attributes['id']}")
    assert tree.all("html")[0].attributes["lang"] == "en"
    assert {node.attributes["for"] for node in tree.all("label")} == {"filter"}
    for node in tree:
        if node.attributes.get("role") == "region":
            assert node.attributes["tabindex"] == "0"
            assert node.attributes["aria-label"]
        assert int(node.attributes.get("tabindex", "0")) <= 0
    for group in tree.all("details"):
        assert next(child for child in group.children if isinstance(child, Node)).tag == "summary"


def test_regions_are_told_apart_by_their_names(tree: Node) -> None:
    names = [node.attributes["aria-label"] for node in tree if node.attributes.get("role") == "region"]
    assert len(names) == len(set(names))


def test_nothing_is_fetched_and_only_what_is_named_runs(tree: Node) -> None:
    (policy,) = (
        node.attributes["content"]
        for node in tree.all("meta")
        if node.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert (rules["base-uri"], rules["form-action"], rules["img-src"]) == ("'none'", "'none'", "data:")
    for tag in ("style", "script"):
        (node,) = tree.all(tag)
        assert rules[f"{tag}-src"] == f"'sha256-{b64encode(sha256(node.text.encode()).digest()).decode()}'"
        assert node.attributes == {}
    for node in tree:
        assert not [name for name in node.attributes if name.startswith("on") or name in {"style", "src"}]
        assert node.tag not in {"iframe", "object", "embed", "img", "form", "base"}
    (icon,) = tree.all("link")
    assert icon.attributes["href"] == "data:,"
    assert not re.search(r"@import|url\(|https?:", tree.all("style")[0].text)
