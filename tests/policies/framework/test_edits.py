"""Changing one place of a tree: nothing beside it, nothing that is sealed, and nothing of another shape."""

from typing import Any

import pytest

from components.foundation.property_paths import steps
from policies.framework.edits import closed, found, written
from policies.framework.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_SENTINELS, UNKNOWN_TEXT

SECRET = {SIGNATURE: SECRET_SIGNATURE, "value": {"flag": False}}


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ({}, "flag", {"flag": True}),
        ({"a": 1}, "b.flag", {"a": 1, "b": {"flag": True}}),
        ({"b": None}, "b.flag", {"b": {"flag": True}}),
        ({"b": [{"c": 1}, {}]}, "b[*].flag", {"b": [{"c": 1, "flag": True}, {"flag": True}]}),
        ({"b": [SECRET, {}, 7, None]}, "b[*].flag", {"b": [SECRET, {"flag": True}, 7, None]}),
        ({"b": SECRET}, "b.flag", None),
        ({"b": [SECRET]}, "b[*].value.flag", None),
        ({"b": UNKNOWN_TEXT}, "b.flag", None),
        ({"b": [UNKNOWN_TEXT]}, "b[*].flag", None),
        ({"b": {}}, "b[*].flag", None),
        ({}, "b[*].flag", None),
        ({"b": [[]]}, "b[*].flag", None),
        ({"flag": True}, "flag", None),
        ({"flag": False, "__defaults": ["flag", "other"]}, "flag", {"flag": True, "__defaults": ["other"]}),
        ({"flag": False, "__defaults": UNKNOWN_TEXT}, "flag", {"flag": True, "__defaults": UNKNOWN_TEXT}),
    ],
)
def test_one_place_is_written(before: Any, path: str, after: Any) -> None:
    result = written(before, steps(path), lambda held: held if held is True else True)
    if after is None:
        assert result is before
    else:
        assert result == after


def test_what_lies_beside_it_is_the_same_objects_and_the_tree_is_as_it_was() -> None:
    beside: dict[str, Any] = {"deep": [1]}
    before = {"a": {"beside": beside, "flag": False}, "c": beside}
    result = written(before, steps("a.flag"), lambda _: True)
    assert before["a"]["flag"] is False
    assert result["c"] is beside
    assert result["a"]["beside"] is beside


@pytest.mark.parametrize(
    ("held", "path", "values"),
    [
        ({"a": {"b": 1}}, "a.b", [1]),
        ({"a": [{"b": 1}, {}, {"b": 2}, SECRET]}, "a[*].b", [1, 2, SECRET]),
        ({"a": UNKNOWN_TEXT}, "a.b.c", [UNKNOWN_TEXT]),
        ({"a": SECRET}, "a.value.flag", [SECRET]),
        ({"a": None}, "a.b", []),
        ({"a": 7}, "a.b", []),
        ({"a": {"b": 1}}, "a[*].b", []),
    ],
)
def test_what_lies_at_the_end_of_a_path_is_found(held: Any, path: str, values: list[Any]) -> None:
    assert found(held, steps(path)) == values


def test_a_value_is_closed_by_whatever_it_holds() -> None:
    for mark in (*UNKNOWN_SENTINELS, SECRET, {SIGNATURE: "an asset"}):
        assert closed(mark)
        assert closed({"a": [{"b": mark}]})
    assert not closed({"a": [{"b": "text"}, 1, None, True]})
