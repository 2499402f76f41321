"""Values that no cloud would refuse and that are wrong all the same: what a program wrote into them was no value."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final

from simulator import values

OUTPUT_AS_TEXT: Final = "Calling __str__ on an Output"
"""How the text begins that the SDK returns for ``str(output)`` (pulumi 3.272, ``output.py``)."""


def spoilt(inputs: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text that an Output or an unknown was written into, with what is wrong with it."""
    for name, value in inputs.items():
        yield from _value(value, f"{path}.{name}" if path else name)


def _value(value: Any, path: str) -> Iterator[tuple[str, str]]:
    value = values.reveal(value)
    if isinstance(value, str):
        if OUTPUT_AS_TEXT in value:
            yield (
                path,
                "holds the warning that an Output has no text; build it with Output.concat or .apply()",
            )
        elif values.UNKNOWN_SENTINEL in value:
            yield path, "holds Pulumi's mark for an unknown value inside a text; build the text with .apply()"
    elif isinstance(value, float) and not isfinite(value):
        yield path, f"is {value}, which no state can hold; use a finite number"
    elif isinstance(value, Mapping):
        yield from spoilt(value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value(item, f"{path}[{index}]")
