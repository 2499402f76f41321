"""The random provider: values that are drawn once and then kept, here from a digest of the URN."""

import base64
from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused
from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, reveal

LOWER = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
"""The provider's own special characters. Source: docstring of ``override_special`` (pulumi-random 4.21)."""


def _stream(seed: str, count: int) -> list[int]:
    numbers: list[int] = []
    while len(numbers) < count:
        numbers += bytes.fromhex(digest(f"{seed} {len(numbers)}"))
    return numbers[:count]


def _flag(case: Case, *names: str) -> bool:
    return all(case.known(name) is not False for name in names)


def _password(case: Case) -> Any:
    """Draw at least the minimum of each class, the rest from all classes allowed, in an order of its own."""
    if any(reveal(case[name]) is UNKNOWN for name in case.inputs if name != "keepers"):
        return UNKNOWN
    special = case.known("overrideSpecial") or SPECIAL
    classes = {"Lower": LOWER, "Upper": LOWER.upper(), "Numeric": DIGITS, "Special": special}
    flags = {
        "Lower": ("lower",),
        "Upper": ("upper",),
        "Numeric": ("numeric", "number"),
        "Special": ("special",),
    }
    allowed = {name: text for name, text in classes.items() if _flag(case, *flags[name])}
    length = int(case.known("length") or 0)
    pools = [classes[name] for name in classes for _ in range(int(case.known(f"min{name}") or 0))]
    pools += ["".join(allowed.values()) or LOWER] * (length - len(pools))
    drawn = [pool[number % len(pool)] for pool, number in zip(pools, _stream(case.urn, length), strict=True)]
    order = sorted(range(length), key=_stream(f"{case.urn} order", length).__getitem__)
    return "".join(drawn[place] for place in order)


def _bcrypt(case: Case) -> Any:
    result = reveal(case["result"])
    return UNKNOWN if result is UNKNOWN else f"$2a$10${_letters(case.urn, 53)}"


def _letters(seed: str, length: int) -> str:
    alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZ" + LOWER + DIGITS
    return "".join(alphabet[number % 64] for number in _stream(f"{seed} bcrypt", length))


def _bytes(case: Case) -> bytes | None:
    length = case.known("byteLength")
    return bytes(_stream(case.urn, length)) if isinstance(length, int) else None


def _prefixed(case: Case, text: str | None) -> Any:
    prefix = reveal(case["prefix"])
    return UNKNOWN if text is None or prefix is UNKNOWN else f"{prefix or ''}{text}"


def _b64(case: Case, *, safe: bool) -> str | None:
    drawn = _bytes(case)
    if drawn is None:
        return None
    return base64.urlsafe_b64encode(drawn).decode().rstrip("=") if safe else base64.b64encode(drawn).decode()


def _hex(case: Case) -> str | None:
    drawn = _bytes(case)
    return None if drawn is None else drawn.hex()


def _dec(case: Case) -> str | None:
    drawn = _bytes(case)
    return None if drawn is None else str(int.from_bytes(drawn, "big"))


def _lengths(given: Given) -> Refused:
    """Source: validators of pulumi-random's ``random_password`` (docstring of ``length``)."""
    length = given.number("length")
    if length is None:
        return
    minimums = [given.number(f"min{name}") or 0 for name in ("Lower", "Upper", "Numeric", "Special")]
    if length < max(1, sum(minimums)):
        needed = max(1, sum(minimums))
        yield "length", f"length must be at least {needed}, the sum of the minimums, not {length}"


def _some_class(given: Given) -> Refused:
    if all(given.known(name) is False for name in ("lower", "upper", "numeric", "special")):
        yield "special", "at least one of lower, upper, numeric and special must be true"


def _raw(case: Case, form: str) -> Any:
    length = case.known("length")
    if not isinstance(length, int):
        return UNKNOWN
    drawn = bytes(_stream(case.urn, length))
    return drawn.hex() if form == "hex" else base64.b64encode(drawn).decode()


def _at_least_one(given: Given) -> Refused:
    length = given.number("length")
    if length is not None and length < 1:
        yield "length", f"length must be at least 1, not {length}"


def _positive(given: Given) -> Refused:
    length = given.number("byteLength")
    if length is not None and length < 1:
        yield "byteLength", f"byteLength must be at least 1, not {length}"


KINDS = (
    Kind(
        "random:index/randomPassword:RandomPassword",
        id="none",
        defaults={},
        outputs={
            "result": _password,
            "bcryptHash": _bcrypt,
            **dict.fromkeys(("lower", "number", "numeric", "special", "upper"), True),
            **dict.fromkeys(("minLower", "minNumeric", "minSpecial", "minUpper"), 0),
        },
        early=frozenset(
            (
                "lower",
                "number",
                "numeric",
                "special",
                "upper",
                "minLower",
                "minNumeric",
                "minSpecial",
                "minUpper",
            )
        ),
        secret_outputs=frozenset({"result", "bcryptHash"}),
        refusals=(_lengths, _some_class),
    ),
    Kind(
        "random:index/randomId:RandomId",
        id=lambda case: _b64(case, safe=True) or UNKNOWN,
        outputs={
            "b64Std": lambda case: _prefixed(case, _b64(case, safe=False)),
            "b64Url": lambda case: _prefixed(case, _b64(case, safe=True)),
            "dec": lambda case: _prefixed(case, _dec(case)),
            "hex": lambda case: _prefixed(case, _hex(case)),
        },
        refusals=(_positive,),
    ),
    Kind(
        "random:index/randomBytes:RandomBytes",
        id="none",
        outputs={"base64": lambda case: _raw(case, "base64"), "hex": lambda case: _raw(case, "hex")},
        secret_outputs=frozenset({"base64", "hex"}),
        refusals=(_at_least_one,),
    ),
)
