"""The SDK's account of the outputs that have yet to land, without what has landed already."""

from asyncio import Future
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pulumi import Output
from pulumi.runtime.settings import SETTINGS

_METHOD: Final = "_track"
"""The SDK has no other way in."""


@contextmanager
def tracked_lightly() -> Iterator[None]:
    """Let the SDK keep account of an output in one step, and of none that is there when it is made.

    Its own method takes a lock, makes a function for each output and has the loop call it; a program of 3,700 resources
    makes 170,000 outputs, near half of them of plain values.
    """
    stock = getattr(Output, _METHOD)
    setattr(Output, _METHOD, _track)
    try:
        yield
    finally:
        setattr(Output, _METHOD, stock)


def _track(output: Output[Any]) -> None:
    data: Future[Any] = output._data  # noqa: SLF001 - what the account is kept of
    if data.done() and not _failed(data):
        return
    outputs: set[Future[Any]] = SETTINGS.outputs
    outputs.add(data)

    def landed(data: Future[Any]) -> None:
        if not _failed(data):
            outputs.discard(data)

    data.add_done_callback(landed)


def _failed(data: Future[Any]) -> bool:
    """Return whether it is for the end of the program to say how this ended."""
    return data.cancelled() or data.exception() is not None
