"""Whatever is written into a stack file, the answer is settings or faults: never another exception."""

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.binary(max_size=8)
    | st.text(max_size=20)
    | st.sampled_from(
        ["us-east-1", "dev", "production", "10.0.0.0/8", "10.0.0.0/33", "secure", "aws", "<<", "=", "0"]
    )
)
KEYS = (
    st.text(max_size=8)
    | st.integers()
    | st.booleans()
    | st.none()
    | st.sampled_from(["aws", "network", "secure", "[key]"])
)
TREES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=12,
)
OFTEN = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for key, value in below for place in places(value, (*path, key)))]


def judged(desk: Any, stack: str) -> None:
    """Load, which raises nothing but faults, and hold that each of them is a single line."""
    faults = desk.faults(stack)
    assert all(len(fault.splitlines()) == 1 for fault in faults)


@OFTEN
@given(data=st.data())
@pytest.mark.parametrize("stack", ["staging", "production"])
def test_any_value_anywhere_in_the_tree(desk: Any, stack: str, data: st.DataObject) -> None:
    original = desk.file(stack).read_text()
    content = yaml.safe_load(original)
    *path, last = data.draw(st.sampled_from(places(content)[1:]))
    holder = content
    for part in path:
        holder = holder[part]
    holder[last] = data.draw(TREES)
    desk.write(stack, yaml.safe_dump(content, allow_unicode=True))
    try:
        judged(desk, stack)
    finally:
        desk.write(stack, original)


@OFTEN
@given(content=st.binary(max_size=200))
def test_any_bytes(desk: Any, content: bytes) -> None:
    desk.write("dev", content)
    judged(desk, "dev")


@OFTEN
@given(data=st.data())
def test_a_file_with_anything_written_into_its_text(desk: Any, data: st.DataObject) -> None:
    original = desk.file("dev").read_text()
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 30)))
    scrap = data.draw(st.text("{}[]&*!|>'\"%@`#:,-? \t\nab01<=~.\\", max_size=10))
    desk.write("dev", original[:start] + scrap + original[end:])
    try:
        judged(desk, "dev")
    finally:
        desk.write("dev", original)
