"""Outputs that a program uses as if they were values, which the SDK lets pass without a word that stops anyone."""

import sys
from collections.abc import Callable
from typing import Any

from pulumi import Output

from simulator.faults import Fault, Places


class Misuse:
    """Makes the methods that notice it. What they return is what the SDK's return. ``faults`` are by place."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.faults: dict[str, Fault] = {}

    def text(self) -> Callable[[Any], str]:
        """Return the method that stands in for ``Output.__str__``."""
        stock = Output.__str__

        def __str__(output: Any) -> str:  # noqa: N807 - becomes the method of that name
            self._note("as text", "build the text with Output.concat, Output.format or .apply()")
            return stock(output)

        return __str__

    def truth(self) -> Callable[[Any], bool]:
        """Return the method that stands in for ``Output.__bool__``."""

        def __bool__(_output: Any) -> bool:  # noqa: N807 - becomes the method of that name
            self._note(
                "as a truth value, and is always true", "decide inside .apply(), or by a plain setting"
            )
            return True

        return __bool__

    def equality(self) -> Callable[[Any, object], Any]:
        """Return the method that stands in for ``Output.__eq__``."""

        def __eq__(output: Any, other: object) -> Any:  # noqa: N807 - becomes the method of that name
            if output is other:
                return True
            self._note("in a comparison, and never equals anything", "compare inside .apply()")
            return NotImplemented

        return __eq__

    def _note(self, how: str, way_out: str) -> None:
        frame = sys._getframe(2)  # noqa: SLF001 - the documented way to look at one's callers
        if place := self._places.of_code(frame.f_code, frame.f_lineno):
            fault = Fault(place, "", f"an Output is used {how}: its value is not known yet; {way_out}")
            self.faults.setdefault(place, fault)
