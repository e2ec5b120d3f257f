import asyncio

from assist.server.inbox import Inbox


async def test_what_was_put_comes_out_in_its_order() -> None:
    inbox = Inbox[int]()
    assert inbox.empty()
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert not inbox.empty()
    assert [await inbox.get(), await inbox.get()] == [1, 2]
    assert inbox.empty()


async def test_whoever_waits_gets_what_comes() -> None:
    inbox = Inbox[int]()
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    assert not waiting.done()
    inbox.put_nowait(1)
    inbox.put_nowait(2)
    assert [await waiting, await inbox.get()] == [1, 2]


async def test_nothing_is_lost_with_one_who_no_longer_waits() -> None:
    inbox = Inbox[int]()
    gone = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    gone.cancel()
    inbox.put_nowait(1)
    assert await inbox.get() == 1
