"""The account of what has yet to land: whatever has not, and whatever failed, until a program is told."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pulumi import Output
from pulumi.runtime.settings import SETTINGS

from simulator.host.loop import Loop
from simulator.host.tracking import tracked_lightly
from simulator.program import Run

MADE: Any = Output
STOCK = MADE._track


def account() -> set[Any]:
    outputs: set[Any] = SETTINGS.outputs
    return outputs


def test_what_has_landed_is_not_kept_and_what_failed_is() -> None:
    async def look() -> None:
        before = set(account())
        with tracked_lightly():
            there, failed, cancelled, late, lost, broken = (asyncio.Future[Any]() for _ in range(6))
            there.set_result(1)
            failed.set_exception(KeyError())
            cancelled.cancel()
            for one in (there, failed, cancelled, late, lost, broken):
                MADE._from_data(one)
            assert account() - before == {failed, cancelled, late, lost, broken}
            late.set_result(1)
            lost.cancel()
            broken.set_exception(KeyError())
            await asyncio.sleep(0)
            assert account() - before == {failed, cancelled, lost, broken}
        account().difference_update({failed, cancelled, lost, broken})

    asyncio.run(look())


def test_the_sdks_own_method_is_back_whatever_happens() -> None:
    def fall() -> None:
        with tracked_lightly():
            assert MADE._track is not STOCK
            raise KeyError

    with pytest.raises(KeyError):
        fall()
    assert MADE._track is STOCK


def test_an_output_that_fails_where_nobody_asks_is_a_fault(preview: Callable[..., Run]) -> None:
    done = preview("""
        def fall(_):
            raise ValueError("of nobody's interest")

        Output.from_input("there already").apply(fall)
    """)
    assert [fault.sentence for fault in done.faults if "of nobody's interest" in fault.sentence]


def test_calls_are_made_in_the_order_that_they_were_asked_for() -> None:
    loop, called = Loop(), list[int]()
    for number in range(4):
        loop.call_soon(called.append, number)
    loop.call_soon(called.append, 99).cancel()
    loop.call_soon(loop.stop)
    loop.run_forever()
    assert called == [0, 1, 2, 3]
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon(called.append, 4)
