"""An event loop for one run of a program: quick, deterministic and quiet, and drained to the last task."""

import asyncio
import gc
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVar, TypeVarTuple, Unpack

from pulumi.runtime import run_in_stack
from pulumi.runtime.settings import SETTINGS

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Inline(ThreadPoolExecutor):
    """Runs each job at once, on the thread that submits it.

    The SDK hands every registration to the loop's executor because a real engine is a network call away. Ours is a
    function call away: without threads there is no switching between them and the order is the same in every run.
    """

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run the job and return its outcome."""
        outcome: Future[T] = Future()
        try:
            outcome.set_result(fn(*args, **kwargs))
        except BaseException as failure:  # noqa: BLE001 - it is the outcome, and is raised where that is awaited
            outcome.set_exception(failure)
        return outcome


class Loop(asyncio.SelectorEventLoop):
    """A loop that lines calls up in one step: a program of 3,700 resources asks for half a million of them."""

    def call_soon(
        self, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Have a function called once those that wait already have been, as every loop does."""
        if self.is_closed() or self.get_debug():
            return super().call_soon(callback, *args, context=context)
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)  # type: ignore[attr-defined]
        return handle


def complete(program: Callable[[], None]) -> list[BaseException]:
    """Run a program inside a stack until every registration and every apply has landed.

    Returns what was raised, by the program and by whatever it left to be awaited. Runs on the calling thread, which
    must have no event loop of its own.
    """
    raised: list[BaseException] = []

    async def guarded() -> None:
        try:
            program()
        except BaseException as failure:  # noqa: BLE001 - a program may raise anything
            raised.append(failure)
        raised.extend(await _landed())

    with _quiet(), _uncollected(), _loop() as loop:
        try:
            loop.run_until_complete(run_in_stack(guarded))
        except Exception as failure:  # noqa: BLE001 - what came to light after the program's own code
            raised.append(failure)
        raised += loop.run_until_complete(_landed())
        _abandon(loop)
    return raised


async def _landed() -> list[BaseException]:
    """Await every registration and every apply, and what those start in turn, and return what was raised.

    The SDK's own wait stops at the first failure, and looks at every waiting task again each time one of them is
    done, which makes its cost grow with the square of the program.
    """
    raised: list[BaseException] = []
    rpcs, outputs = SETTINGS.rpc_manager.rpcs, SETTINGS.outputs
    while rpcs or outputs:
        waiting = [*rpcs, *outputs]
        rpcs.clear()
        outputs.clear()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        raised += [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    return raised


def _abandon(loop: asyncio.AbstractEventLoop) -> None:
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = Loop()
    loop.set_default_executor(Inline(max_workers=1))
    loop.set_exception_handler(lambda _loop, _context: None)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep asyncio from reporting futures that nobody awaits after a failure: the fault itself is reported."""
    logger = logging.getLogger("asyncio")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave cycles alone meanwhile.

    A run makes hundreds of thousands of live objects, and the searches for dead ones among them take as long as all
    else together (half of a run of 400 resources, measured).
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
