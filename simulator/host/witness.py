"""Watches a program while it constructs resources, for mistakes that leave no trace in what it registers."""

import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from inspect import isawaitable
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pulumi.runtime
import pulumi.runtime.resource
from pulumi import ComponentResource, Output, Resource, ResourceTransformationArgs
from pulumi.runtime import get_root_resource
from pulumi.runtime.proto import source_pb2
from pulumi.runtime.stack import Stack

from simulator.failures import OUTPUT, Ended, Raised, fault_of, raised_at
from simulator.faults import Fault, Places
from simulator.host.misuse import Misuse
from simulator.urns import make_urn

_SECRET: Final = ContextVar("secret", default=False)
"""Whether a function that was given a secret is running."""
_PLACE: Final = ContextVar("place", default="")
"""Where the apply was made whose function is running, or the resource that started a task: no frame is left by then."""

CONSTRUCTORS: Final = 3


class Witness:
    """Collects lost parents and Outputs that were used as if they were values.

    ``made`` is the place at which our code constructs each resource, by its type and name, exports each output, and
    calls each function of a provider. ``threads`` is what went wrong in threads that the program started.
    """

    def __init__(self, places: Places, stack: str, project: str) -> None:
        self._places = places
        self._stack, self._project = stack, project
        self.lost: list[Fault] = []
        self.made: dict[tuple[str, str], str] = {}
        self.threads: list[Fault] = []
        self._misuse = Misuse(places)
        self._raised: dict[int, tuple[BaseException, Raised]] = {}

    def see(self, made: ResourceTransformationArgs) -> None:
        """Look at a resource under construction; the SDK calls this as a transformation that changes nothing."""
        frame = sys._getframe(1)  # noqa: SLF001 - the documented way to look at one's callers
        place = self._place(frame, made.resource)
        self.made.setdefault((made.type_, made.name), place)
        _PLACE.set(place)
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
        """Return the component of ours of which a method, such as its constructor, is running around this resource."""
        while frame is not None:
            code = frame.f_code
            if code.co_argcount and self._places.of_code(code, 0):
                owner = frame.f_locals.get(code.co_varnames[0])
                if (
                    isinstance(owner, ComponentResource)
                    and owner is not made
                    and not isinstance(owner, Stack)
                    and getattr(getattr(type(owner), code.co_name, None), "__code__", None) is code
                ):
                    return owner
            frame = frame.f_back
        return None

    def _place(self, frame: FrameType | None, made: Resource) -> str:
        while frame is not None and frame.f_locals.get("self") is made:
            frame = frame.f_back
        return self._places.of_frame(frame) or _PLACE.get()

    @property
    def misused(self) -> list[Fault]:
        """The Outputs that our own code used as values."""
        return list(self._misuse.faults.values())

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Notice ``str(output)``, ``bool(output)`` and ``output == value`` in our own code, and what an apply raises.

        The SDK lets the three pass: with a warning text, as true, and as false. What they return stays as it is.
        """
        watched: list[tuple[Any, str, Callable[[], Callable[..., Any]]]] = [
            (Output, "__str__", self._misuse.text),
            (Output, "__bool__", self._misuse.truth),
            (Output, "__eq__", self._misuse.equality),
            (Output, "apply", self._application),
            (Stack, "output", self._export),
            (pulumi.runtime, "invoke", lambda: self._call(pulumi.runtime.invoke)),
            (pulumi.runtime, "invoke_async", lambda: self._call(pulumi.runtime.invoke_async)),
            (pulumi.runtime, "invoke_output", lambda: self._call(pulumi.runtime.invoke_output)),
            (pulumi.runtime, "call", lambda: self._call(pulumi.runtime.call)),
            (pulumi.runtime.resource, "_get_stack_trace", lambda: self._trace),
            (threading, "excepthook", lambda: self._thread),
        ]
        before = [(owner, name, vars(owner).get(name)) for owner, name, _ in watched]
        for owner, name, made in watched:
            setattr(owner, name, made())
        try:
            yield
        finally:
            for owner, name, method in before:
                if method is None:
                    delattr(owner, name)
                else:
                    setattr(owner, name, method)

    def _export(self) -> Callable[..., Any]:
        stock = Stack.output

        def output(stack: Stack, name: str, value: Any) -> None:
            self.made[OUTPUT, str(name)] = self._places.of_frame(sys._getframe(1))  # noqa: SLF001 - as above
            stock(stack, name, value)

        return output

    def _call(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        def call(token: str, *args: Any, **kwargs: Any) -> Any:
            place = self._places.of_frame(sys._getframe(1)) or _PLACE.get()  # noqa: SLF001 - as above
            self.made.setdefault((token, ""), place)
            return stock(token, *args, **kwargs)

        return call

    def _application(self) -> Callable[..., Any]:
        stock = Output.apply

        def apply(output: Any, func: Callable[[Any], Any], *args: Any, **kwargs: Any) -> Any:
            place = self._places.of_frame(sys._getframe(1)) or _PLACE.get()  # noqa: SLF001 - as above
            return stock(output, self._watched(func, output, place), *args, **kwargs)

        return apply

    def _watched(self, func: Callable[[Any], Any], output: Any, place: str) -> Callable[[Any], Any]:
        def note(failure: BaseException) -> None:
            at = raised_at(failure, self._places)
            self._raised[id(failure)] = (failure, Raised(at.place or place, at.ours, _SECRET.get()))

        async def awaited(outcome: Awaitable[Any]) -> Any:
            with _inside(output, place):
                try:
                    return await outcome
                except Exception as failure:
                    note(failure)
                    raise

        def watched(value: Any) -> Any:
            with _inside(output, place):
                try:
                    outcome = func(value)
                except Exception as failure:
                    note(failure)
                    raise
                except BaseException as failure:
                    note(failure)
                    raise Ended from failure
            return awaited(outcome) if isawaitable(outcome) and not isinstance(outcome, Output) else outcome

        return watched

    def raised(self, failure: BaseException) -> Raised:
        """Return where in our code an exception was raised.

        One that was raised inside .apply() is known by then: asyncio gives it another traceback each time it is awaited.
        """
        _, at = self._raised.get(id(failure), (failure, None))
        return at or raised_at(failure, self._places)

    def _trace(self) -> source_pb2.StackTrace:
        """Return the frame of ours that constructs a resource, in the place of the SDK's trace of every frame.

        The SDK's takes an eighth of a run. Like it, this begins outside the third constructor: those of the SDK's two
        base classes and of the resource's own class.
        """
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the documented way to look at one's callers
        constructors = 0
        while frame is not None and constructors < CONSTRUCTORS:
            constructors += frame.f_code.co_name == "__init__"
            frame = frame.f_back
        while frame is not None and not self._places.file(frame.f_code.co_filename):
            frame = frame.f_back
        if frame is None:
            return source_pb2.StackTrace()
        position = source_pb2.SourcePosition(uri=_uri(frame.f_code.co_filename), line=frame.f_lineno)
        return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=position)])

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            fault = fault_of(args.exc_value, self.raised, self.made)
            sentence = f"in a thread, whose failure Pulumi never learns of: {fault.sentence}"
            self.threads.append(Fault(fault.place, fault.urn, sentence))


@cache
def _uri(file: str) -> str:
    return Path(file).resolve().as_uri()


@contextmanager
def _inside(output: Any, place: str) -> Iterator[None]:
    """Remember, also in what the function of an apply starts, where that was made and whether it was given a secret."""
    data = output._data  # noqa: SLF001 - there is no way to ask without waiting
    secret = _SECRET.set(_SECRET.get() or not data.done() or data.result().is_secret)
    at = _PLACE.set(place)
    try:
        yield
    finally:
        _SECRET.reset(secret)
        _PLACE.reset(at)
