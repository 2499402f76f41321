"""Values in their three forms."""

import copy
import json
import pickle
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc

from simulator import values
from simulator.values import (
    UNKNOWN,
    Secret,
    Unknown,
    Unreadable,
    from_state,
    from_struct,
    to_state,
    to_struct,
)

URN = "urn:pulumi:dev::platform::aws:rds/instance:Instance::db"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"

texts = st.text(max_size=8).filter(lambda text: text not in values.SENTINELS)
scalars = st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts | st.just(UNKNOWN)
plain_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts.filter(lambda key: key != SIGNATURE), inner, max_size=3)
        | inner.map(values.secret)
    ),
    max_leaves=12,
)
objects = st.dictionaries(texts.filter(lambda key: key != SIGNATURE), plain_values, max_size=4)


@given(objects)
def test_the_wire_gives_back_what_it_was_given(value: dict[str, Any]) -> None:
    assert from_struct(to_struct(value)) == value


@given(objects)
def test_the_state_is_json_and_gives_back_all_but_the_secrets(value: dict[str, Any]) -> None:
    state = to_state(value, urn=URN, field="inputs")
    assert json.loads(json.dumps(state)) == state
    if not values.holds_secret(value):
        assert from_state(state) == value


@given(st.text(min_size=8, alphabet="hijklmnopqrstuvwxyz"))
def test_nothing_of_a_secret_is_in_the_state(hidden: str) -> None:
    state = to_state({"a": {"b": [Secret(hidden)]}}, urn=URN, field="outputs")
    assert hidden not in json.dumps(state)
    assert state == to_state({"a": {"b": [Secret("other")]}}, urn=URN, field="outputs")


def test_a_secret_is_told_apart_by_where_it_stands() -> None:
    state = to_state({"a": Secret(1), "b": Secret(1)}, urn=URN, field="inputs")
    assert state["a"] != state["b"]
    assert state["a"][SIGNATURE] == SECRET
    assert to_state({"a": Secret(1)}, urn=URN, field="outputs")["a"] != state["a"]


def test_an_unknown_secret_is_an_unknown_in_the_state() -> None:
    assert to_state({"a": Secret(UNKNOWN)}, urn=URN, field="inputs") == {"a": rpc.UNKNOWN}


WIRE: list[tuple[Any, Any]] = [
    (3.0, 3),
    (2.5, 2.5),
    (1e300, 1e300),
    (True, True),
    (rpc.UNKNOWN, UNKNOWN),
    ("3eeb2bf0-c639-47a8-9e75-3b44932eb421", UNKNOWN),
    ({SIGNATURE: SECRET, "value": "x"}, Secret("x")),
    ({SIGNATURE: SECRET, "value": rpc.UNKNOWN}, Secret(UNKNOWN)),
    ({SIGNATURE: SECRET, "value": {SIGNATURE: SECRET, "value": "x"}}, Secret("x")),
    ({SIGNATURE: rpc._special_output_value_sig, "value": "x"}, "x"),
    ({SIGNATURE: rpc._special_output_value_sig, "value": "x", "secret": True}, Secret("x")),
    ({SIGNATURE: rpc._special_output_value_sig, "dependencies": []}, UNKNOWN),
    ({SIGNATURE: rpc._special_resource_sig, "urn": "u", "id": "i"}, "i"),
    ({SIGNATURE: rpc._special_resource_sig, "urn": "u", "id": ""}, UNKNOWN),
    ({SIGNATURE: rpc._special_resource_sig, "urn": "u", "id": rpc.UNKNOWN}, UNKNOWN),
    ({SIGNATURE: rpc._special_resource_sig, "urn": "u"}, "u"),
    ({SIGNATURE: rpc._special_asset_sig, "text": "x"}, {SIGNATURE: rpc._special_asset_sig, "text": "x"}),
    ({"a": None, "b": [None, 1]}, {"b": [None, 1]}),
]


@pytest.mark.parametrize(("sent", "read"), WIRE)
def test_the_wire_of_the_sdk_is_read(sent: Any, read: Any) -> None:
    assert from_struct(ParseDict({"x": sent}, Struct())) == {"x": read}


def test_true_is_not_one_on_the_wire() -> None:
    (value,) = from_struct(ParseDict({"x": True}, Struct())).values()
    assert value is True


def test_a_secret_goes_over_the_wire_in_its_envelope() -> None:
    sent = MessageToDict(to_struct({"a": Secret("x"), "b": UNKNOWN, "c": None}))
    assert sent == {"a": {SIGNATURE: SECRET, "value": "x"}, "b": rpc.UNKNOWN, "c": None}


def test_what_has_no_wire_form_is_refused() -> None:
    with pytest.raises(TypeError, match="a set has no wire form"):
        to_struct({"a": {1}})


def test_a_ciphertext_becomes_a_stand_in_and_a_plaintext_its_value() -> None:
    envelope = {SIGNATURE: SECRET, "ciphertext": "v1:abc"}
    read = from_state({"a": envelope, "b": {SIGNATURE: SECRET, "plaintext": '{"c": 1}'}})
    assert isinstance(read["a"].value, Unreadable)
    assert read["a"] == from_state(envelope)
    assert "abc" not in read["a"].value
    assert read["b"] == Secret({"c": 1})


def test_an_unknown_is_one_and_the_same() -> None:
    assert Unknown() is UNKNOWN
    assert copy.deepcopy([UNKNOWN])[0] is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN  # noqa: S301 - its own bytes


def test_a_secret_hides_in_every_text() -> None:
    assert repr([Secret("hunter2")]) == "[Secret(...)]"
    assert str(Secret("hunter2")) == "Secret(...)"
    assert f"{Secret('hunter2')}" == "Secret(...)"


def test_a_secret_is_opened_all_the_way_down() -> None:
    assert values.plain({"a": Secret([Secret(1), {"b": Secret(2)}])}) == {"a": [1, {"b": 2}]}
    assert list(values.secret_leaves({"a": Secret(["x", {"b": "y"}]), "c": "z"})) in (["x", "y"], ["y", "x"])
