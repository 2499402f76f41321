"""A dashboard as it is written: sections of panels, each with a question, a unit and queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypedDict, Unpack

Kind = Literal["lines", "value", "bars", "table", "note"]
Reading = Literal["ceiling", "floor"]
"""Whether a value is good below its limit or above it."""

WIDTH: Final = 24
"""Columns of Grafana's grid."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel. ``queries`` are by what their series are called, which may quote labels as ``{{pod}}``.

    ``why`` says what is shown and what to think of it. ``unit`` is an identifier of Grafana's. ``limits`` are names in
    ``limits``, the mildest first; ``reading`` says on which side of them is good. ``least`` and ``most`` are where the
    scale begins and ends; without them it follows the values.
    """

    kind: Kind
    title: str
    why: str
    unit: str = "none"
    queries: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    reading: Reading = "ceiling"
    width: int = 12
    height: int = 8
    stacked: bool = False
    least: float | None = 0
    most: float | None = None
    exemplars: bool = False


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A choice at the top: the values of a label of a metric; more than one, and at first all of them."""

    name: str
    label: str
    of: str
    value: str
    everything: str = ".+"


@dataclass(frozen=True, kw_only=True)
class Board:
    """A dashboard. ``uid`` is in its address, which alerts quote, so that it never changes."""

    uid: str
    title: str
    description: str
    folder: str
    sections: Mapping[str, tuple[Panel, ...]]
    variables: tuple[Variable, ...] = ()
    since: str = "now-6h"


class Look(TypedDict, total=False):
    """What a panel may say of how it looks; see ``Panel``."""

    limits: tuple[str, ...]
    reading: Reading
    width: int
    height: int
    stacked: bool
    least: float | None
    most: float
    exemplars: bool


def lines(title: str, why: str, unit: str, queries: Mapping[str, str], **look: Unpack[Look]) -> Panel:
    """Return the course of some series."""
    return Panel(kind="lines", title=title, why=why, unit=unit, queries=queries, **look)


def value(title: str, why: str, unit: str, query: str, **look: Unpack[Look]) -> Panel:
    """Return one number as it stands now."""
    size: Look = {"width": 6, "height": 4, **look}
    return Panel(kind="value", title=title, why=why, unit=unit, queries={title: query}, **size)


def bars(title: str, why: str, unit: str, queries: Mapping[str, str], **look: Unpack[Look]) -> Panel:
    """Return numbers as they stand now, side by side."""
    return Panel(kind="bars", title=title, why=why, unit=unit, queries=queries, **look)


def table(title: str, why: str, unit: str, queries: Mapping[str, str], **look: Unpack[Look]) -> Panel:
    """Return a table as of now: a row for each set of labels, a column for each query."""
    return Panel(kind="table", title=title, why=why, unit=unit, queries=queries, **look)


def note(title: str, text: str) -> Panel:
    """Return a text in Markdown across the whole page."""
    return Panel(kind="note", title=title, why=text, width=WIDTH, height=6)
