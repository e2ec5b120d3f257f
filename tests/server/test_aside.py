import asyncio
import threading
import time

import pytest

from assist.server import aside
from assist.server.aside import Aside


def where() -> str:
    return threading.current_thread().name


async def test_what_is_short_is_run_here_and_the_rest_in_the_thread() -> None:
    one = Aside()
    assert one.here(where) == threading.current_thread().name
    assert await one.run(where, short=True) == threading.current_thread().name
    assert await one.run(where) == "reading"
    await one.stop(1)


async def test_nothing_is_run_here_while_the_thread_is_at_work() -> None:
    one, go = Aside(), threading.Event()
    assert one.free
    long = asyncio.create_task(one.run(go.wait))
    await asyncio.sleep(0)
    assert not one.free
    short = asyncio.create_task(one.run(where, short=True))
    await asyncio.sleep(0.01)
    assert not short.done()
    go.set()
    await long
    assert await short == threading.current_thread().name
    assert one.free
    await one.stop(1)


async def test_a_call_that_nobody_waits_for_any_more_still_keeps_others_away() -> None:
    one, begun, go = Aside(), threading.Event(), threading.Event()

    def call() -> None:
        begun.set()
        go.wait()

    long = asyncio.create_task(one.run(call))
    await asyncio.to_thread(begun.wait)
    long.cancel()
    await asyncio.sleep(0)
    assert not one.free
    short = asyncio.create_task(one.run(where, short=True))
    await asyncio.sleep(0)
    go.set()
    assert await short == "reading"
    await one.stop(1)


async def test_after_a_slow_call_the_loop_is_spared_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aside, "SLOW", 0.001)
    monkeypatch.setattr(aside, "REST", 0.05)
    one = Aside()

    def slow() -> None:
        until = time.perf_counter() + 0.005
        while time.perf_counter() < until:
            pass
        raise ValueError

    with pytest.raises(ValueError):
        await one.run(slow, short=True)
    assert not one.free
    assert await one.run(where, short=True) == "reading"
    await asyncio.sleep(0.06)
    assert one.free
    await one.stop(1)
