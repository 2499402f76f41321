"""Where the graph's boxes and lines lie: pure geometry, which the templates draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from operations.html_report.components import OPS, Component, Layer
from operations.reports.summary import counted

WIDTH: Final = 960
ROW, GAP, TOP = 46, 12, 12
COLUMNS: Final = 3
LETTER: Final = 6.6
"""About how many pixels a letter takes at the size of a label; longer labels are shortened, and whole in the list below."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the stripe under a box: how many of its resources are created, updated and so on."""

    op: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the graph with its two lines of text and its stripe; it leads to ``anchor``."""

    anchor: str
    x: float
    y: float
    width: float
    title: str
    about: str
    said: str
    stripe: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Arc:
    """A curve between two layers that need each other; the wider, the more edges."""

    path: str
    width: float
    said: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing. ``trunks`` are the plain lines of the tree."""

    height: float
    boxes: tuple[Box, ...]
    trunks: tuple[str, ...]
    arcs: tuple[Arc, ...] = ()


def overview(layers: Sequence[Layer]) -> Picture:
    """Return the stack with a box for each layer, and arcs at the right between layers that need each other."""
    left, width = 170.0, 440.0
    boxes = tuple(
        _box(
            layer.anchor, left, TOP + number * (ROW + GAP), width, layer.name,
            f"{counted(len(layer.components), 'component')}, {counted(layer.size, 'resource')}, {layer.cost:,.0f} USD a month",
            layer.ops,
        )
        for number, layer in enumerate(layers)
    )  # fmt: skip
    height = TOP + len(layers) * (ROW + GAP)
    middle = height / 2
    trunks = [f"M130 {middle:g} H150"] if boxes else []
    trunks += [f"M150 {middle:g} V{box.y + ROW / 2:g} H{left:g}" for box in boxes]
    return Picture(height, boxes, tuple(trunks), tuple(_arcs(layers, boxes)))


def inside(layer: Layer) -> Picture:
    """Return a layer's components as boxes in columns, joined by a trunk at the left of each column."""
    components = layer.components
    rows = -(-len(components) // COLUMNS)
    width = (WIDTH - COLUMNS * 20) / COLUMNS
    boxes = tuple(
        _tile(component, 20 + (number // rows) * (width + 20), TOP + (number % rows) * (ROW + GAP), width)
        for number, component in enumerate(components)
    )
    trunks = [
        f"M{box.x - 12:g} {0 if number % rows == 0 else box.y - GAP - ROW / 2:g} V{box.y + ROW / 2:g} H{box.x:g}"
        for number, box in enumerate(boxes)
    ]
    return Picture(TOP + rows * (ROW + GAP), boxes, tuple(trunks))


def _tile(component: Component, x: float, y: float, width: float) -> Box:
    cost = f", {component.cost:,.0f} USD" if component.cost else ""
    about = f"{component.kind}: {counted(len(component.resources), 'resource')}{cost}"
    return _box(component.anchor, x, y, width, component.name, about, component.ops)


def _box(
    anchor: str, x: float, y: float, width: float, title: str, about: str, ops: Mapping[str, int]
) -> Box:
    counts = {op: ops[op] for op in OPS if ops.get(op)}
    said = ", ".join(f"{count} {op}" for op, count in counts.items())
    return Box(
        anchor, round(x, 1), y, round(width, 1), _fitting(title, width), _fitting(about, width),
        f"{title}: {about}: {said}", _stripe(counts, x, width),
    )  # fmt: skip


def _stripe(counts: Mapping[str, int], x: float, width: float) -> tuple[Piece, ...]:
    whole, start, pieces = sum(counts.values()), x, []
    for op, count in counts.items():
        part = width * count / whole
        pieces.append(Piece(op, round(start, 1), round(part, 1)))
        start += part
    return tuple(pieces)


def _arcs(layers: Sequence[Layer], boxes: Sequence[Box]) -> list[Arc]:
    arcs = []
    for upper, one in enumerate(layers):
        for lower in range(upper + 1, len(layers)):
            other = layers[lower]
            down, up = one.needs.get(other.name, 0), other.needs.get(one.name, 0)
            if not down + up:
                continue
            right = boxes[upper].x + boxes[upper].width
            top, bottom = (boxes[number].y + ROW / 2 for number in (upper, lower))
            bend = right + 20 + 400 * (lower - upper) / max(len(layers) - 1, 1)
            said = "; ".join(
                f"{who.name} needs {whom.name} by {counted(edges, 'edge')}"
                for who, whom, edges in ((one, other, down), (other, one, up))
                if edges
            )
            path = f"M{right:g} {top:g} C{bend:.1f} {top:g} {bend:.1f} {bottom:g} {right:g} {bottom:g}"
            arcs.append(Arc(path, round(1 + log2(down + up) / 2, 1), said))
    return arcs


def _fitting(text: str, width: float) -> str:
    most = int((width - 20) / LETTER)
    return text if len(text) <= most else f"{text[: most - 1]}…"
