"""What the validation library expects of a value, in words."""

import re
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from stacks.settings.forms import in_words

KINDS = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "text (put it in quotes)",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of names to values",
    "model_attributes_type": "a mapping of names to values",
    "list_type": "a list",
    "tuple_type": "a list",
    "ip_v4_network": "an IPv4 range such as 10.0.0.0/16, written with its first address",
}

BOUNDS = {
    "greater_than_equal": ("ge", "{} or more"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "{} or less"),
    "less_than": ("lt", "less than {}"),
}

LENGTHS = {
    "too_short": "name at least {min_length}, and names {actual_length}",
    "too_long": "name at most {max_length}, and names {actual_length}",
    "string_too_short": "have at least {min_length} characters",
    "string_too_long": "have at most {max_length} characters",
}


def expectation(error: ErrorDetails, value: Any, key: str | int | None) -> str | None:
    """Return what a value, or a key, should be; None where it was a component that refused it.

    :param value: what stands at the place of the error.
    :param key: the key itself, where it is the key that is refused.
    """
    kind, context = error["type"], error.get("ctx", {})
    if kind in KINDS:
        empty = value is None and error["loc"]
        left_out = "is empty; it {}, or be left out where there is a default" if empty else "{}"
        return left_out.format(f"should be {KINDS[kind]}")
    if kind == "literal_error":
        return _one_of(str(context["expected"]), value if key is None else key)
    if kind == "string_pattern_mismatch":
        return f"should be {in_words(str(context['pattern']))}"
    if kind in BOUNDS:
        name, words = BOUNDS[kind]
        return f"should be {words.format(context[name])}"
    return f"should {LENGTHS[kind].format(**context)}" if kind in LENGTHS else None


def _one_of(expected: str, tried: Any) -> str:
    choices = re.findall(r"'([^']*)'", expected) or re.findall(r"[\w.-]+", expected.replace(" or ", ", "))
    near = get_close_matches(str(tried), choices, n=1, cutoff=0.7)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"should be one of {', '.join(choices)}{hint}"
