import asyncio
from collections.abc import Sequence

import pytest

from assist.server.outbox import TOGETHER, Outbox
from assist.wire.codes import NORMAL, RESTARTING, SLOW_CONSUMER, Close
from assist.wire.encode import Payload
from tests.server.harness import limits


class Wire:
    """A peer that reads when `open` is set."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.sent: list[Payload] = []
        self.handed: list[int] = []
        self.closed: Close | None = None
        self.aborted = asyncio.Event()
        self.gone = False
        self.slow = 0.0

    @property
    def ready(self) -> bool:
        return self.open.is_set()

    async def until_ready(self) -> None:
        await self.open.wait()

    def send(self, payloads: Sequence[Payload]) -> None:
        if self.gone:
            raise ConnectionResetError
        self.handed.append(len(payloads))
        self.sent += payloads
        if self.slow:
            self.open.clear()
            asyncio.get_running_loop().call_later(self.slow, self.open.set)

    async def close(self, close: Close) -> None:
        await self.open.wait()
        self.closed = close

    def abort(self) -> None:
        self.gone = True
        self.aborted.set()


async def finished(outbox: Outbox) -> None:
    async with asyncio.timeout(5):
        await outbox.run()
    outbox.release()


async def test_frames_leave_in_the_order_in_which_they_came() -> None:
    wire = Wire()
    outbox = Outbox(wire, limits())
    for payload in ("a", "b", "c"):
        assert outbox.offer(payload)
    outbox.finish(RESTARTING, "bye")
    assert outbox.offer("late")
    await finished(outbox)
    assert wire.sent == ["a", "b", "c", "bye"]
    assert wire.closed == RESTARTING
    assert not wire.aborted.is_set()


async def test_frames_of_one_turn_leave_together_and_wait_for_no_task() -> None:
    wire = Wire()
    outbox = Outbox(wire, limits())
    for payload in ("a", "b"):
        outbox.offer(payload)
    assert wire.sent == []
    await asyncio.sleep(0)
    assert (wire.sent, wire.handed) == (["a", "b"], [2])
    outbox.release()


async def test_nothing_is_sent_once_the_connection_is_gone() -> None:
    wire = Wire()
    outbox = Outbox(wire, limits())
    outbox.offer("a")
    outbox.release()
    await asyncio.sleep(0)
    assert wire.sent == []


async def test_what_comes_while_the_peer_is_slow_leaves_after_what_waits() -> None:
    wire = Wire()
    wire.open.clear()
    outbox = Outbox(wire, limits())
    running = asyncio.create_task(outbox.run())
    outbox.offer("a")
    for _ in range(3):
        await asyncio.sleep(0)
    wire.open.set()
    outbox.offer("b")
    outbox.finish(NORMAL, "bye")
    await running
    outbox.release()
    assert (wire.sent, wire.closed) == (["a", "b", "bye"], NORMAL)


async def test_what_waits_is_handed_over_together_up_to_a_bound() -> None:
    wire = Wire()
    outbox = Outbox(wire, limits(queue_bytes=2**30))
    for payload in ("a", "b" * TOGETHER, "c", "d"):
        assert outbox.offer(payload)
    outbox.finish(NORMAL, "bye")
    await finished(outbox)
    assert wire.handed == [2, 3]


async def test_what_does_not_fit_is_not_taken() -> None:
    outbox = Outbox(Wire(), limits(queue_frames=2))
    assert [outbox.offer(payload) for payload in "abc"] == [True, True, False]
    outbox = Outbox(Wire(), limits(queue_bytes=10))
    assert [outbox.offer(payload) for payload in ("a" * 6, "b" * 5, "c" * 4)] == [True, False, True]


async def test_a_frame_larger_than_the_queue_gets_through_alone() -> None:
    wire = Wire()
    outbox = Outbox(wire, limits(queue_bytes=10))
    assert outbox.offer("a" * 50)
    assert not outbox.offer("b")
    outbox.finish(NORMAL, "bye")
    await finished(outbox)
    assert wire.sent == ["a" * 50, "bye"]


async def test_what_is_not_urgent_leaves_half_of_the_room_free() -> None:
    wire = Wire()
    wire.open.clear()
    outbox = Outbox(wire, limits(queue_frames=8))

    async def replay() -> None:
        for number in range(20):
            await outbox.put(f"old {number}")

    replaying, running = asyncio.create_task(replay()), asyncio.create_task(outbox.run())
    for _ in range(20):
        await asyncio.sleep(0)
    assert all(outbox.offer(f"live {number}") for number in range(4))
    assert not outbox.offer("one too many")
    wire.open.set()
    await replaying
    outbox.finish(NORMAL, "bye")
    await running
    outbox.release()
    old = [payload for payload in wire.sent if str(payload).startswith("old")]
    assert old == [f"old {number}" for number in range(20)]


async def test_E01_a_peer_that_takes_nothing_is_dropped_at_the_deadline() -> None:
    wire = Wire()
    wire.open.clear()
    outbox = Outbox(wire, limits(write=0.05))
    outbox.offer("a")
    await finished(outbox)
    assert wire.aborted.is_set()


async def test_E01_a_peer_that_does_not_take_the_bye_is_dropped_at_the_deadline() -> None:
    wire = Wire()
    wire.open.clear()
    outbox = Outbox(wire, limits(write=0.05))
    outbox.finish(SLOW_CONSUMER, "bye", drop=True)
    await finished(outbox)
    assert wire.aborted.is_set()
    assert wire.sent == []


async def test_E02_a_peer_that_takes_a_little_at_a_time_cannot_put_off_its_end() -> None:
    wire = Wire()
    wire.slow = 0.02
    outbox = Outbox(wire, limits(write=0.1, queue_bytes=2**30))
    for number in range(200):
        outbox.offer(f"{number}" * TOGETHER)
    outbox.finish(RESTARTING, "bye")
    await finished(outbox)
    assert wire.aborted.is_set()
    assert len(wire.sent) < 20


async def test_dropping_leaves_the_bye_alone() -> None:
    wire = Wire()
    outbox = Outbox(wire, limits())
    outbox.offer("a")
    outbox.finish(SLOW_CONSUMER, "bye", drop=True)
    outbox.finish(NORMAL, "another end comes too late")
    await finished(outbox)
    assert (wire.sent, wire.closed) == (["bye"], SLOW_CONSUMER)


async def test_a_peer_that_is_gone_ends_the_writer() -> None:
    wire = Wire()
    wire.gone = True
    outbox = Outbox(wire, limits())
    outbox.offer("a")
    await finished(outbox)
    assert wire.aborted.is_set()


@pytest.mark.parametrize("how", ["finish", "release"])
async def test_whoever_waits_for_room_is_set_free_at_the_end(how: str) -> None:
    wire = Wire()
    wire.open.clear()
    outbox = Outbox(wire, limits(queue_frames=2))
    outbox.offer("a")
    waiting = asyncio.create_task(outbox.put("b"))
    await asyncio.sleep(0)
    assert not waiting.done()
    if how == "finish":
        outbox.finish(NORMAL, "bye")
    outbox.release()
    async with asyncio.timeout(5):
        await waiting
