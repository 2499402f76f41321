"""The graph's geometry: nothing lies over anything else, stripes fill their boxes, labels fit."""

from collections import Counter
from decimal import Decimal

import pytest

from operations.html_report.charts import Row, chart
from operations.html_report.components import Component, Layer, Leaf
from operations.html_report.drawing import ROW, WIDTH, Box, Picture, inside, overview
from operations.html_report.page import Page
from operations.reports.summary import counted
from policies.cost.amounts import Span


def overlap(one: Box, other: Box) -> bool:
    return abs(one.y - other.y) < ROW and one.x < other.x + other.width and other.x < one.x + one.width


def check(picture: Picture) -> None:
    for number, box in enumerate(picture.boxes):
        assert box.x >= 0
        assert box.x + box.width <= WIDTH
        assert box.y + ROW <= picture.height
        assert not any(overlap(box, other) for other in picture.boxes[number + 1 :])
        assert sum(piece.width for piece in box.stripe) == pytest.approx(box.width, abs=0.5)
        assert len(box.title) * 6.6 <= box.width


def test_the_pictures_of_a_stack_hold_together(page: Page) -> None:
    check(page.overview)
    for picture in page.insides:
        check(picture)
    assert len(page.overview.boxes) == len(page.layers)


def component(number: int, ops: str = "create") -> Component:
    leaves = tuple(Leaf(op, "aws Topic", f"n{index}", False, "") for index, op in enumerate(ops.split()))
    return Component(f"c{number}", "data", f"{'long-' * 20}{number}", "Topic", leaves, (), Decimal(0), 0)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 100])
def test_any_number_of_components_is_laid_out(count: int) -> None:
    picture = inside(Layer("data", tuple(component(number) for number in range(count))))
    assert len(picture.boxes) == count
    check(picture)


def test_a_stripe_has_its_parts_in_the_order_of_operations() -> None:
    (box,) = inside(Layer("data", (component(1, "same delete create create"),))).boxes
    assert [(piece.op, round(piece.width / box.width, 2)) for piece in box.stripe] == [
        ("create", 0.5), ("delete", 0.25), ("same", 0.25),
    ]  # fmt: skip
    assert box.said.endswith("2 create, 1 delete, 1 same")


def test_a_stack_without_anything_has_an_empty_picture() -> None:
    assert overview(()).boxes == ()


def test_arcs_say_both_directions(page: Page) -> None:
    pairs = Counter(arc.said for arc in page.overview.arcs)
    assert pairs
    assert set(pairs.values()) == {1}
    edges = {(layer.name, other): count for layer in page.layers for other, count in layer.needs.items()}
    for (one, other), count in edges.items():
        assert any(f"{one} needs {other} by {counted(count, 'edge')}" in said for said in pairs)


def row(label: str, least: str, expected: str, most: str, limit: str | None = None) -> Row:
    amount = Span(Decimal(least), Decimal(expected), Decimal(most))
    return Row(label, amount, Decimal(limit) if limit else None)


def test_bars_share_one_scale_and_nothing_leaves_the_chart() -> None:
    rows = [row("a", "1", "2", "4", "8"), row("b", "0", "0", "0", "1")]
    drawn = chart("n", "t", "h", rows, rows[0])
    first, second = drawn.bars
    assert (first.solid, first.span) == (91.0, 136.5)
    assert (first.mark, second.mark) == (474.0, 155.5)
    assert second.solid == 0
    assert all(bar.text <= 560 - 78 for bar in drawn.bars)


def test_a_chart_of_nothing_is_drawn_too() -> None:
    assert chart("n", "t", "h", [], row("total", "0", "0", "0")).bars == ()
    (bar,) = chart("n", "t", "h", [row("a", "0", "0", "0")], row("total", "0", "0", "0")).bars
    assert bar.solid == 0


@pytest.mark.parametrize(
    ("limit", "state"), [("1", "over"), ("2", "at risk"), ("3", "at risk"), ("4", "within"), (None, "")]
)
def test_a_row_says_how_it_stands(limit: str | None, state: str) -> None:
    assert row("a", "1", "2", "4", limit).state == state
