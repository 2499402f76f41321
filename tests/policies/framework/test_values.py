import pytest
from pulumi_policy import proxy

from policies.framework.values import (
    SECRET_SIGNATURE,
    SIGNATURE,
    UNKNOWN_SENTINELS,
    UNKNOWN_TEXT,
    Value,
    holds_unknown,
)

SEALED = {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "c2VjcmV0"}


def test_the_sentinels_are_those_of_the_sdk() -> None:
    published = {
        held for name, held in vars(proxy).items() if name.startswith("UNKNOWN_") and name.endswith("_VALUE")
    }
    assert published == UNKNOWN_SENTINELS
    assert len(published) == 7
    assert proxy.UNKNOWN_STRING_VALUE == UNKNOWN_TEXT


@pytest.mark.parametrize("sentinel", sorted(UNKNOWN_SENTINELS))
def test_every_sentinel_is_unknown_wherever_it_stands(sentinel: str) -> None:
    tree = Value({"a": sentinel, "b": [1, sentinel], "c": {"d": sentinel}})
    assert tree["a"].unknown
    assert tree.at("b", 1).unknown
    assert tree.at("c", "d").unknown
    assert tree.at("a", "x", 3, "y").where == "a", "what lies inside an unknown is blamed on it"
    assert tree["a"].given().truth is True
    assert tree["a"].is_true().truth is None
    assert holds_unknown({"x": [{"y": sentinel}]})


def test_absent_null_and_missing_paths_are_alike() -> None:
    tree = Value({"null": None, "list": [1], "text": "x"})
    for value in (
        tree["null"],
        tree["no"],
        tree.at("no", "way", 0),
        tree.at("list", 7),
        tree.at("text", "member"),
    ):
        assert value.absent
        assert not value.given().truth
        assert value.is_false().truth is True
        assert value.equals(1).truth is False
        assert value.test(bool, absent=True).truth is True
        assert list(value.items()) == []


def test_a_secret_is_there_and_cannot_be_read() -> None:
    value = Value({"password": SEALED})["password"]
    assert value.unknown
    assert value.given().truth is True
    assert value.equals("secret").truth is None
    assert list(value.entries()) == []
    with pytest.raises(LookupError, match=r"^password is a secret$"):
        value.raw  # noqa: B018 - reading it is what must fail


def test_booleans_and_numbers_are_read_as_text_too() -> None:
    tree = Value({"yes": "true", "no": "False", "seven": "7", "eight": 8.0, "flag": True})
    assert tree["yes"].is_true().truth is True
    assert tree["no"].is_true().truth is False
    assert tree["flag"].equals("true").truth is True
    assert tree["flag"].at_least(0).truth is False, "a flag is no number"
    assert tree["flag"].equals(1).truth is False
    assert tree["seven"].at_least(7).truth is True
    assert tree["eight"].at_most(7).truth is False
    assert tree["yes"].at_least(1).truth is False


def test_lists_are_searched_in_three_values() -> None:
    tree = Value({"list": ["a", UNKNOWN_TEXT], "one": "a", "open": UNKNOWN_TEXT})
    assert tree["list"].contains("a").truth is True
    assert tree["list"].contains("b").unknown == ("list[1]",)
    assert tree["one"].contains("a").truth is True
    assert tree["open"].contains("a").unknown == ("open",)
    assert [item.where for item in tree["list"].items()] == ["list[0]", "list[1]"]


def test_documents_are_read_from_text_and_from_mappings_alike() -> None:
    for held in ('{"a": [1]}', {"a": [1]}):
        document = Value({"policy": held})["policy"].document()
        assert document.readable().truth is True
        assert document.at("a", 0).equals(1).truth is True
        assert document.at("a", 0).where == "policy.a[0]"
    broken = Value({"policy": "{"})["policy"].document()
    assert broken.readable().truth is False
    assert broken["a"].equals(1).truth is None
    assert Value({"policy": '"text"'})["policy"].document().readable().truth is False
    assert Value({"policy": UNKNOWN_TEXT})["policy"].document().readable().truth is None
    assert Value({})["policy"].document().absent


def test_a_default_answers_for_an_absent_property_at_any_depth() -> None:
    defaults: dict[tuple[str, ...], object] = {("a", "b"): True, ("list", "x"): 5}
    tree = Value({"list": [{}, {"x": 6}], "given": 1}, (), defaults)
    assert tree.at("a", "b").is_true().truth is True
    assert [item["x"].raw for item in tree["list"].items()] == [5, 6]
    assert tree["other"].absent
