"""Watches a program while it constructs resources, for mistakes that leave no trace in what it registers."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from pulumi import ComponentResource, Output, Resource, ResourceTransformationArgs
from pulumi.runtime import get_root_resource
from pulumi.runtime.stack import Stack

from simulator.faults import Fault, Places
from simulator.urns import make_urn


class Witness:
    """Collects lost parents and Outputs that were used as if they were values.

    ``made`` is the place at which our code constructs each resource, by its type and name.
    """

    def __init__(self, places: Places, stack: str, project: str) -> None:
        self._places = places
        self._stack, self._project = stack, project
        self.lost: list[Fault] = []
        self.misused: dict[str, Fault] = {}
        self.made: dict[tuple[str, str], str] = {}
        self._raised: dict[int, tuple[BaseException, str]] = {}

    def see(self, made: ResourceTransformationArgs) -> None:
        """Look at a resource under construction; the SDK calls this as a transformation that changes nothing."""
        frame = sys._getframe(1)  # noqa: SLF001 - the documented way to look at one's callers
        place = self._place(frame, made.resource)
        self.made.setdefault((made.type_, made.name), place)
        if made.opts.parent is not None and made.opts.parent is not get_root_resource():
            return
        enclosing = self._enclosing(frame, made.resource)
        if enclosing is None:
            return
        kind = type(enclosing).__name__
        urn = make_urn(self._stack, self._project, "", made.type_, made.name)
        sentence = (
            f"is created inside {kind} but hangs under the stack, so it loses the component's provider, protection "
            f"and aliases; pass opts=ResourceOptions(parent=self) of that {kind}"
        )
        self.lost.append(Fault(place, urn, sentence))

    def _enclosing(self, frame: FrameType | None, made: Resource) -> ComponentResource | None:
        """Return the component of ours whose constructor is running around this resource."""
        while frame is not None:
            if frame.f_code.co_name == "__init__" and self._places.of_code(frame.f_code, 0):
                owner = frame.f_locals.get("self")
                if (
                    isinstance(owner, ComponentResource)
                    and owner is not made
                    and not isinstance(owner, Stack)
                ):
                    return owner
            frame = frame.f_back
        return None

    def _place(self, frame: FrameType | None, made: Resource) -> str:
        while frame is not None and frame.f_locals.get("self") is made:
            frame = frame.f_back
        return self._places.of_frame(frame)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Notice ``str(output)``, ``bool(output)`` and ``output == value`` in our own code, and what an apply raises.

        The SDK lets the three pass: with a warning text, as true, and as false. What they return stays as it is.
        """
        watched: dict[str, Callable[[], Callable[..., Any]]] = {
            "__str__": self._text,
            "__bool__": self._truth,
            "__eq__": self._equality,
            "apply": self._application,
        }
        before = {name: vars(Output).get(name) for name in watched}
        for name, made in watched.items():
            setattr(Output, name, made())
        try:
            yield
        finally:
            for name, method in before.items():
                if method is None:
                    delattr(Output, name)
                else:
                    setattr(Output, name, method)

    def _text(self) -> Callable[[Any], str]:
        stock = Output.__str__

        def __str__(output: Any) -> str:  # noqa: N807 - becomes the method of that name
            self._misuse("as text", "build the text with Output.concat, Output.format or .apply()")
            return stock(output)

        return __str__

    def _truth(self) -> Callable[[Any], bool]:
        def __bool__(_output: Any) -> bool:  # noqa: N807 - becomes the method of that name
            self._misuse(
                "as a truth value, and is always true", "decide inside .apply(), or by a plain setting"
            )
            return True

        return __bool__

    def _equality(self) -> Callable[[Any, object], Any]:
        def __eq__(output: Any, other: object) -> Any:  # noqa: N807 - becomes the method of that name
            if output is other:
                return True
            self._misuse("in a comparison, and never equals anything", "compare inside .apply()")
            return NotImplemented

        return __eq__

    def _application(self) -> Callable[..., Any]:
        stock = Output.apply

        def apply(output: Any, func: Callable[[Any], Any], *args: Any, **kwargs: Any) -> Any:
            code = getattr(func, "__code__", None)
            if code is not None and self._places.of_code(code, 0):
                func = self._watched(func)
            return stock(output, func, *args, **kwargs)

        return apply

    def _watched(self, func: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def watched(value: Any) -> Any:
            try:
                return func(value)
            except Exception as failure:
                place = self._places.of_traceback(failure.__traceback__)
                self._raised[id(failure)] = (failure, place)
                raise

        return watched

    def place_of(self, failure: BaseException) -> str:
        """Return where in our code an exception was raised.

        One that was raised inside .apply() is known by then: asyncio gives it another traceback each time it is awaited.
        """
        _, place = self._raised.get(id(failure), (failure, ""))
        return place or self._places.of_traceback(failure.__traceback__)

    def _misuse(self, how: str, way_out: str) -> None:
        frame = sys._getframe(2)  # noqa: SLF001 - the documented way to look at one's callers
        if place := self._places.of_code(frame.f_code, frame.f_lineno):
            fault = Fault(place, "", f"an Output is used {how}: its value is not known yet; {way_out}")
            self.misused.setdefault(place, fault)
