import asyncio
import threading

import pytest

from assist.journal.threads import OneThread


async def test_calls_are_run_apart_and_in_their_order() -> None:
    thread, ran = OneThread("apart"), list[int]()

    def call(number: int) -> str:
        ran.append(number)
        return threading.current_thread().name

    names = await asyncio.gather(*(thread.run(lambda n=n: call(n)) for n in range(50)))  # type: ignore[misc]
    assert ran == list(range(50))
    assert set(names) == {"apart"}
    await thread.close()


async def test_what_a_call_raises_is_raised_to_who_called() -> None:
    thread = OneThread("apart")
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    assert await thread.run(lambda: "the next one") == "the next one"
    await thread.close()


async def test_close_runs_what_waits() -> None:
    thread, go = OneThread("apart"), threading.Event()
    first = asyncio.create_task(thread.run(go.wait))
    second = asyncio.create_task(thread.run(lambda: "too"))
    await asyncio.sleep(0)
    go.set()
    await thread.close()
    assert (await first, await second) == (True, "too")
    with pytest.raises(asyncio.CancelledError):
        await thread.run(lambda: "too late")


async def test_stop_waits_so_long_and_drops_what_waits() -> None:
    thread, begun, go = OneThread("apart"), threading.Event(), threading.Event()

    def call() -> bool:
        begun.set()
        return go.wait()

    first = asyncio.create_task(thread.run(call))
    second = asyncio.create_task(thread.run(lambda: "never"))
    await asyncio.to_thread(begun.wait)
    await thread.stop(0.01)
    assert not first.done()
    go.set()
    assert await first
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_a_call_that_nobody_waits_for_any_more_is_not_run() -> None:
    thread, go, ran = OneThread("apart"), threading.Event(), list[str]()
    first = asyncio.create_task(thread.run(go.wait))
    second = asyncio.create_task(thread.run(lambda: ran.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    go.set()
    await first
    await thread.close()
    assert ran == []
