"""Pings and pongs by the thousand, and frames of one byte: cheap, bounded, and then goodbye."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.raw import UPGRADE, frame
from tests.server.harness import CHAT, Running, limits, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

PING, PONG = 9, 10


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), limits=limits(hello=5.0)) as running:
        yield running


async def upgraded(running: Running) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(f"{UPGRADE}Sec-WebSocket-Protocol: assist.v1.json\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    return reader, writer


@pytest.mark.parametrize("opcode", [PING, PONG])
async def test_B17_a_flood_of_control_frames_ends_the_connection_and_stalls_nobody(
    running: Running, opcode: int
) -> None:
    reader, writer = await upgraded(running)
    longest, last = 0.0, time.monotonic()
    async with running.peer() as bystander:
        writer.write(frame(opcode, b"x" * 8) * 20_000)
        answer = b""
        async with asyncio.timeout(10):
            while piece := await read(reader):
                answer += piece
        for _ in range(20):
            last = time.monotonic()
            assert (await bystander.ask("unsubscribe", c=CHAT))["t"] == "ack"
            longest = max(longest, time.monotonic() - last)
    writer.close()
    assert b'"code":4101' in answer
    assert b'"key":"rate_limited"' in answer
    # 4101 in the close frame as well.
    assert (4101).to_bytes(2, "big") in answer
    assert answer.count(b"\x8a\x08") < 1000, "most pings are not answered"
    assert longest < 3.0


async def read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(65536)
    except ConnectionError:
        return b""


async def test_B17_whoever_asks_now_and_then_is_answered_and_stays(running: Running) -> None:
    async with running.peer() as peer:
        for _ in range(15):
            async with asyncio.timeout(5):
                await (await peer.socket.ping())
        assert (await peer.ask("unsubscribe", c=CHAT))["t"] == "ack"


async def test_B17_frames_of_one_byte_by_the_ten_thousand_hold_the_loop_for_moments_only(
    running: Running,
) -> None:
    longest = 0.0
    stopped = asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not stopped.is_set():
            # CPU time of this thread: what else the machine does is no stall of ours.
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)

    _, writer = await upgraded(running)
    watching = asyncio.create_task(watch())
    writer.write(frame(1, b"x") * 9000)
    await asyncio.sleep(0.5)
    stopped.set()
    await watching
    writer.close()
    assert 0 < longest < 0.1


async def test_B17_memory_stays_flat_while_a_platform_sends_more_than_is_read(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, limits=limits(in_flight=1)) as running:
        _, writer = await upgraded(running)
        writer.write(frame(PING, b"") * 100_000)
        await asyncio.sleep(0.3)
        links = [one for one in running.server.server_state.connections if hasattr(one, "_unread")]
        assert all(len(link._unread) < 512 * 1024 for link in links)
        writer.transport.abort()
