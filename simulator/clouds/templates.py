"""Texts with fields, such as ``arn:{partition}:ec2:{region}:{account}:vpc/{id}``, and the digests ids are made of."""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from simulator.values import UNKNOWN, Secret, Unknown, reveal

FIELD: Final = re.compile(r"\{(\w+)(?::([\w.-]*))?\}")


@lru_cache(maxsize=8192)
def digest(seed: str, length: int = 64) -> str:
    """Return the first ``length`` (at most 64) hexadecimal digits of the seed's SHA-256 digest."""
    return sha256(seed.encode()).hexdigest()[:length]


def lower_alphanumeric(seed: str, length: int) -> str:
    """Return ``length`` (at most 50) characters of ``a-z0-9`` that follow from the seed."""
    number, letters = int(digest(seed), 16), ""
    while len(letters) < length:
        number, place = divmod(number, 36)
        letters += "abcdefghijklmnopqrstuvwxyz0123456789"[place]
    return letters


def upper_alphanumeric(seed: str, length: int) -> str:
    """Return ``length`` characters of ``A-Z0-9`` that follow from the seed, as in an IAM unique id."""
    return lower_alphanumeric(seed, length).upper()


def letters(seed: str, length: int) -> str:
    """Return ``length`` letters and digits of either case that follow from the seed."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    number, text = int(digest(seed), 16), ""
    while len(text) < length:
        number, place = divmod(number, len(alphabet))
        text += alphabet[place]
    return text


def uuid(seed: str) -> str:
    """Return a UUID (version 4 in shape) that follows from the seed."""
    text = digest(seed, 32)
    variant = "89ab"[int(text[16], 16) % 4]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


@lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[tuple[str, str, str], ...]:
    """Return (text before, field, argument) for each field, and the text after the last with an empty field."""
    parts, end = [], 0
    for field in FIELD.finditer(template):
        parts.append((template[end : field.start()], field.group(1), field.group(2) or ""))
        end = field.end()
    return (*parts, (template[end:], "", ""))


def fill(template: str, lookup: Callable[[str, str], Any]) -> str | Secret | Unknown | None:
    """Return the template with each field looked up by name and argument.

    An unknown field makes the whole unknown, a secret one makes it secret, and an absent one (None) makes it absent.
    """
    text, hidden = "", False
    for before, field, argument in _parts(template):
        text += before
        if field:
            value = lookup(field, argument)
            hidden = hidden or isinstance(value, Secret)
            value = reveal(value)
            if value is UNKNOWN:
                return Secret(UNKNOWN) if hidden else UNKNOWN
            if value is None:
                return None
            text += str(value)
    return Secret(text) if hidden else text
