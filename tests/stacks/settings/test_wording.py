"""Places and words for errors of models that the settings do not have yet: unions, several reasons at once."""

import json
from ipaddress import IPv4Network
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from components.foundation.spec import Spec
from stacks.settings.repetition import discreet
from stacks.settings.wording import placed


class Disk(Spec):
    kind: Literal["disk"]
    size: int = Field(gt=1, lt=10)


class Share(Spec):
    kind: Literal["share"]
    path: str = Field(min_length=2, max_length=4)


class Refusal(ValueError):  # noqa: N818 (as components raise it)
    def __init__(self, *sentences: str) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = sentences


class Host(Spec):
    """A model with everything that makes locations hard to read."""

    storage: Disk | Share | None = None
    sizes: tuple[int | str, ...] = ()
    ranges: dict[str, IPv4Network] = Field(default_factory=dict)
    name: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.name:
            raise Refusal(
                f"name is {self.name}: choose another", "ranges: add one", "all of it is odd: mend it"
            )
        return self


def told(tree: Any) -> list[tuple[tuple[str | int, ...], str]]:
    try:
        Host.model_validate_json(json.dumps(tree))
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        return [fault for error in errors for fault in placed(Host, error, tree)]
    return []


def test_the_members_of_a_union_are_no_places_in_a_file() -> None:
    assert told({"storage": {"kind": "disk", "size": "3"}}) == [
        (("storage", "size"), "should be a whole number"),
        (("storage", "kind"), "should be one of share"),
        (("storage", "path"), "is missing; add it"),
        (
            ("storage", "size"),
            "belongs to another kind of what stands here; take it out, or choose the kind that has it",
        ),
    ]


def test_an_item_that_fits_no_member_is_told_at_the_item() -> None:
    assert {path for path, _ in told({"sizes": [1, "a", []]})} == {("sizes", 2)}


def test_a_key_named_like_a_step_of_a_location_is_a_key() -> None:
    assert told({"ranges": {"[key]": "x", "Disk": "10.0.0.1/8"}}) == [
        (
            ("ranges", name),
            "should be an IPv4 range such as 10.0.0.0/16, written with its first address",
        )
        for name in ("[key]", "Disk")
    ]


def test_several_reasons_of_one_model_are_several_faults_at_their_fields() -> None:
    assert told({"name": "hunter2"}) == [
        (("name",), "is …: choose another"),
        (("ranges",), "add one"),
        ((), "all of it is odd: mend it"),
    ]


def test_bounds_and_lengths_are_said_in_words() -> None:
    assert told({"storage": {"kind": "disk", "size": 1}})[0] == (("storage", "size"), "should be more than 1")
    assert told({"storage": {"kind": "disk", "size": 10}})[0] == (
        ("storage", "size"),
        "should be less than 10",
    )
    said = [text for path, text in told({"storage": {"kind": "share", "path": "x"}}) if path[-1] == "path"]
    assert said[-1] == "should have at least 2 characters"
    said = [
        text for path, text in told({"storage": {"kind": "share", "path": "xxxxx"}}) if path[-1] == "path"
    ]
    assert said[-1] == "should have at most 4 characters"


def test_public_values_are_repeated_and_others_are_not() -> None:
    sentence = "'{}' is not what it should be: choose another"
    for public in (
        "10.0.0.0/16",
        "1.35",
        "db.r5.2xlarge",
        "c5.large",
        "sun:04:00-sun:05:00",
        "us-gov-west-1",
        "disk",
    ):
        assert discreet(sentence.format(public), public, Host) == sentence.format(public)
    for private in (
        "hunter2",
        "Zq4-8x",
        "10.0.0.0/hunter2",
        "db.hunter2.large",
        "a\nbc",
        "C:\\pass\\word",
        "xyz",
    ):
        assert private not in discreet(sentence.format(private), private, Host)


def test_a_value_that_is_repeated_in_another_shape_takes_the_sentence_with_it() -> None:
    refused = "has a value that is refused here; compare it with the same place in another stack's file"
    assert discreet("it says SWORDFISH, or swordfishes: no", "Swordfish", Host) == refused
