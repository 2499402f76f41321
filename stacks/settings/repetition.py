"""Which values of a stack file a message may repeat: those that nobody could mistake for a secret.

Components explain what they refuse by quoting it. Whoever pastes a token into the wrong line must not find it in
the log of a pipeline, and no pattern knows every token. So it is the other way round: a value is repeated if its
shape is that of a public fact (a number, a version, a range of addresses, an instance class), or if it is a word
of the settings' own vocabulary; of any other there remains an ellipsis, and the line says where to look.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

PUBLIC: Final = re.compile(
    r"v?\d{1,6}(\.\d{1,4}){0,2}(-eksbuild\.\d+)?"  # a number or a version
    r"|\d{1,3}(\.\d{1,3}){3}(/\d{1,2})?"  # an address or a range of them
    r"|((db|cache)\.)?[a-z]{1,4}\d{1,2}[a-z]{0,4}\.\d{0,2}[a-z]{1,8}"  # an instance class or type
    r"|([a-z]{3}:)?\d\d:\d\d-([a-z]{3}:)?\d\d:\d\d"  # a window of time
    r"|[a-z]{2}(-gov)?-(north|south|east|west|central|northeast|southeast|northwest|southwest)-\d"  # a region
)
HIDDEN: Final = "…"
SHORTEST: Final = 3
LONG: Final = 6
"""Characters from which a text can be told apart from the words around it, and from any part of a word."""


def discreet(sentence: str, value: Any, root: type[BaseModel]) -> str:
    """Return a sentence about ``value``, or about what lies in it, without what must not be repeated."""
    private = sorted(set(_private(value, vocabulary(root))), key=lambda text: (-len(text), text))
    for text in private:
        if text in sentence:
            sentence = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", HIDDEN, sentence)
    lowered = sentence.lower()
    if any(text.lower() in lowered for text in private if len(text) >= LONG):
        return "has a value that is refused here; compare it with the same place in another stack's file"
    return sentence


@cache
def vocabulary(root: type[BaseModel]) -> frozenset[str]:
    """Return the words that the settings themselves are made of: names of fields and members of enumerations."""
    return frozenset({"true", "false", *_words(root)})


def _private(value: Any, known: frozenset[str]) -> Iterator[str]:
    """Yield each text in a value that is neither public nor known, in all the ways in which it is quoted.

    A single value may be quoted in pieces too: the octets of a range are checked one by one.
    """
    for text in _texts(value):
        if PUBLIC.fullmatch(text) or text in known:
            continue
        pieces = [] if isinstance(value, dict | list) else re.split(r"[\s./:,;@'\"\\]+", text)
        for piece in (text, repr(text)[1:-1], text.lower(), *pieces):
            if len(piece) >= SHORTEST and not PUBLIC.fullmatch(piece) and piece not in known:
                yield piece


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _words(kind: Any) -> Iterator[str]:
    if get_origin(kind) is Literal:
        yield from map(str, get_args(kind))
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            yield name
            yield from _words(info.annotation)
    else:
        for below in get_args(kind):
            yield from _words(below)
