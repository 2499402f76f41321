"""Paths of resource options, and what they set back."""

from typing import Any

import pytest

from components.foundation.property_paths import covers, overlaps, steps
from simulator.property_paths import with_ignored


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("tags", ("tags",)),
        ("tags.team", ("tags", "team")),
        ("rules[0].port", ("rules", 0, "port")),
        ('data["a.b"].c', ("data", "a.b", "c")),
        ("rules[*].port", ("rules", "*", "port")),
        ("*", ("*",)),
        ("spec.*", ("spec", "*")),
    ],
)
def test_a_path_is_read_step_by_step(path: str, taken: tuple[str | int, ...]) -> None:
    assert steps(path) == taken


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("tags", "tags", True),
        ("tags", "tags.team", True),
        ("tags.team", "tags", False),
        ("tag", "tags", False),
        ("*", "anything.at.all", True),
        ("rules[*].port", "rules[3].port", True),
        ("rules[*].port", "rules[3].name", False),
        ("rules[1]", "rules[1].port", True),
        ("rules[1]", "rules[10].port", False),
    ],
)
def test_a_pattern_covers_what_it_names_and_all_beneath(pattern: str, path: str, covered: bool) -> None:
    assert covers(pattern, path) is covered


@pytest.mark.parametrize(
    ("new", "old", "ignored", "result"),
    [
        ({"a": 2}, {"a": 1}, ["a"], {"a": 1}),
        ({"a": 2}, {}, ["a"], {}),
        ({}, {"a": 1}, ["a"], {"a": 1}),
        ({"t": {"x": 2, "y": 2}}, {"t": {"x": 1}}, ["t.x"], {"t": {"x": 1, "y": 2}}),
        ({"t": {"y": 2}}, {"t": {"x": 1}}, ["t.x"], {"t": {"x": 1, "y": 2}}),
        ({"t": {"x": 2}}, {}, ["t.x"], {"t": {"x": 2}}),
        ({"l": [{"p": 2}, {"p": 3}]}, {"l": [{"p": 1}]}, ["l[*].p"], {"l": [{"p": 1}, {"p": 3}]}),
        ({"l": [2, 3]}, {"l": [1]}, ["l[0]"], {"l": [1, 3]}),
        ({"a": 2, "b": 3}, {"a": 1}, ["*"], {"a": 1}),
    ],
)
def test_an_ignored_path_is_as_it_was(
    new: dict[str, Any], old: dict[str, Any], ignored: list[str], result: dict[str, Any]
) -> None:
    before = repr((new, old))
    assert with_ignored(new, old, ignored) == result
    assert repr((new, old)) == before


@pytest.mark.parametrize(
    ("one", "other", "overlapping"),
    [
        ("tags", "tags.team", True),
        ("tags.team", "tags.owner", False),
        ("rules[*].port", "rules[0]", True),
        ("rules[*].port", "rules[0].name", False),
        ("*", "spec.replicas", True),
        ("tag", "tags", False),
    ],
)
def test_two_paths_overlap_where_one_may_lie_in_the_other(one: str, other: str, overlapping: bool) -> None:
    assert overlaps(one, other) is overlapping
    assert overlaps(other, one) is overlapping
