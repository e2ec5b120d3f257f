"""Peers that read too little, tenants that send too much: they delay themselves alone."""

import asyncio
import gc
import socket
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from tests.faults.invariants import Follower, check, following
from tests.faults.proxy import proxied
from tests.server.harness import (
    CHAT,
    TENANT,
    Closed,
    Peer,
    Plain,
    Running,
    limits,
    message,
    serving,
)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def resident() -> int:
    """Return this process's memory, in bytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def narrow(port: int) -> socket.socket:
    """Return a connection whose kernel takes in little that is not read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    return connection


async def flood(
    platform: Peer, count: int, c: str = CHAT, size: int = 60_000, start: int = 0
) -> dict[str, int]:
    """Post long messages; return the offsets that were acknowledged."""
    acked: dict[str, int] = {}
    for n in range(start, start + count):
        plain = message(f"{n} " + "a" * size, f"m{n}", c) | {"speaker": "agent"}
        ack = await platform.ask("message.post", **plain)
        assert ack["t"] == "ack"
        acked[f"m{n}"] = ack["o"]
    return acked


async def gone(running: Running, left: int, within: float = 15.0) -> float:
    """Wait until so many sockets are left; return after how many seconds that was."""
    started = time.monotonic()
    while len(running.service.connections) > left:
        await asyncio.sleep(0.02)
        assert time.monotonic() - started < within
    return time.monotonic() - started


@pytest.mark.parametrize(
    ("write", "user_timeout"), [(1.0, 60.0), (60.0, 2.0)], ids=["by-us", "by-the-kernel"]
)
async def test_E01_N1_a_widget_that_stops_reading_is_dropped_and_harms_nobody(
    tmp_path: Path, write: float, user_timeout: float
) -> None:
    quick = limits(write=write, user_timeout=user_timeout)
    async with serving(tmp_path, limits=quick) as running:
        before = descriptors()
        bystander = Follower(running, (CHAT,))
        async with following(bystander), running.peer("platform", "msgpack") as platform:
            async with running.open(sock=narrow(running.port)) as stuck:
                await stuck.hello(running.token(subject="stuck"))
                await stuck.ask("subscribe", c=CHAT)
                stuck.socket.transport.pause_reading()
                acked = await flood(platform, 8)
                await gone(running, 2)
                stuck.socket.transport.abort()
            await check(running, [bystander], {CHAT: acked})
            assert bystander.connects == 1
        await asyncio.sleep(0.2)
        assert descriptors() <= before + 1


async def test_E02_a_widget_that_reads_slowly_stays_and_misses_nothing(tmp_path: Path) -> None:
    small = limits(queue_frames=16, queue_bytes=40_000, page=8)
    async with serving(tmp_path, limits=small) as running, proxied(running.port) as proxy:
        slow = Follower(running, (CHAT,), proxy)
        async with following(slow), running.peer("platform", "msgpack") as platform:
            await platform.post("hello", "first")
            await slow.reaches(CHAT, 2)
            proxy.rate = 30_000.0
            acked = await flood(platform, 60, size=2000)
            assert slow.streams[CHAT].offset < acked["m59"], "it was not slow"
            proxy.rate = 0.0
            await check(running, [slow], {CHAT: acked})
        assert slow.connects == 1
        assert not slow.streams[CHAT].anew


async def test_E02_a_slow_widget_that_wants_no_more_than_a_page_is_told_where_the_chat_stands(
    tmp_path: Path,
) -> None:
    small = limits(queue_frames=16, queue_bytes=40_000, page=8)
    async with serving(tmp_path, limits=small) as running, proxied(running.port) as proxy:
        slow = Follower(running, (CHAT,), proxy, snapshot=True)
        async with following(slow), running.peer("platform", "msgpack") as platform:
            await platform.post("still no parcel", "first")
            await slow.reaches(CHAT, 5)
            proxy.silent = True
            acked = await flood(platform, 150, size=4000)
            proxy.silent = False
            await check(running, [slow], {CHAT: acked})
        stream = slow.streams[CHAT]
        assert set(stream.anew) == {"limit"}
        assert stream.standing, "the snapshot holds nothing"
        assert slow.connects == 1


async def test_E02_a_peer_whose_answers_find_no_room_is_told_so_and_loses_nothing(
    tmp_path: Path,
) -> None:
    small = limits(queue_frames=8, queue_bytes=20_000)
    async with serving(tmp_path, limits=small) as running:
        follower = Follower(running, (CHAT,))
        async with following(follower), running.open(sock=narrow(running.port)) as greedy:
            await greedy.hello(running.token("platform"))
            await greedy.ask("subscribe", c=CHAT)
            greedy.socket.transport.pause_reading()
            async with running.peer("platform", "msgpack") as platform:
                acked = await flood(platform, 12, size=50_000)
            for n in range(40):
                await greedy.send("message.post", **message(f"hello {n}", f"more-{n}"))
            async with asyncio.timeout(10):
                while running.service.journal.backlogs.get(TENANT):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            greedy.socket.transport.resume_reading()
            closed = await greedy.closed()
            assert closed.code in (4202, 1006), "the bye has a second to get through"
            # What it was not told of is there, and sending it again changes nothing.
            async with running.peer("platform", "msgpack") as again:
                for n in range(40):
                    ack = await again.post(f"hello {n}", f"more-{n}")
                    assert ack["t"] == "ack"
                    acked[f"more-{n}"] = ack["o"]
            await check(running, [follower], {CHAT: acked})


async def test_E03_many_slow_widgets_keep_a_bounded_memory(tmp_path: Path) -> None:
    count, chats = 30, [f"busy-{n}" for n in range(3)]
    bound = limits(queue_frames=64, queue_bytes=128 * 1024, write=60.0, user_timeout=60.0)
    async with serving(tmp_path, limits=bound) as running, AsyncExitStack() as stack:
        for n in range(count):
            opened = running.open(sock=narrow(running.port))
            peer = await stack.enter_async_context(opened)
            stack.callback(peer.socket.transport.abort)
            await peer.hello(running.token(subject=f"agent-{n}"))
            for chat in chats:
                await peer.ask("subscribe", c=chat)
            peer.socket.transport.pause_reading()
        async with running.peer("platform", "msgpack") as platform:
            for chat in chats:
                await flood(platform, 2, chat, size=20_000)
            before = resident()
            for chat in chats:
                await flood(platform, 12, chat, size=50_000, start=2)
        grown = resident() - before
        assert len(running.service.connections) == count
    # What waits is shared between sockets, so this is far less than each one's bound.
    assert grown < count * 512 * 1024


async def test_E07_a_socket_follows_128_conversations(tmp_path: Path) -> None:
    async with serving(tmp_path) as running, running.peer("platform") as many:
        for n in range(128):
            assert (await many.ask("subscribe", c=f"many-{n}"))["t"] == "sub"
        refused = await many.ask("subscribe", c="one-more")
        assert (refused["code"], refused["key"]) == (106, "limit")
        await many.ask("unsubscribe", c="many-0")
        assert (await many.ask("subscribe", c="one-more"))["t"] == "sub"


async def test_E08_of_a_storm_of_widgets_all_are_back_soon(tmp_path: Path) -> None:
    calm = limits(accept_rate=60.0)
    away: list[Plain] = []
    welcomed: list[float] = []

    async def come(n: int) -> None:
        while True:
            async with running.open() as peer:
                with suppress(Closed):  # Its bye has come all the same.
                    await peer.send("hello", token=running.token(subject=f"w-{n}"), client="t")
                first = await peer.receive("welcome", "bye")
                if first["t"] == "welcome":
                    welcomed.append(time.monotonic())
                    return
                away.append(first)
            # As widget/src/retry.js does.
            await asyncio.sleep(first["retry_ms"] / 1000 * (n % 10) / 10)

    async with serving(tmp_path, limits=calm) as running:
        started = time.monotonic()
        async with asyncio.timeout(30):
            await asyncio.gather(*(come(n) for n in range(150)))
        assert len(welcomed) == 150
        assert time.monotonic() - started > (150 - 60) / 60 * 0.5
    assert away, "nobody was sent away"
    assert {(bye["code"], bye["key"]) for bye in away} == {(4100, "overloaded")}
    assert max(bye["retry_ms"] for bye in away) > 1000, "the last ones are told to wait longer"
