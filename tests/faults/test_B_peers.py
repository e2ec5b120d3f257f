"""Peers that are slow, silent or gone: each is let go in time, and nobody else waits for it."""

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from tests.faults.raw import (
    QUICK,
    TEXT,
    Raw,
    connected,
    frame,
    gone,
    intact,
    text,
    upgraded,
    welcomed,
)
from tests.server.harness import Running, message, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAD = b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SLACK = 3.0
"""Seconds beyond a deadline that a busy machine may take."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), limits=QUICK) as running:
        yield running


async def lasted(raw: Raw, *parts: bytes, pause: float = 0.0) -> tuple[float, bytes]:
    """Send parts; return after how many seconds the server closed, and what it said."""
    started = time.monotonic()
    # Heard as it comes: what is sent after the end wipes out what was said before it.
    answer = asyncio.create_task(raw.rest())
    with contextlib.suppress(ConnectionError):
        for part in parts:
            await raw.send(part)
            await asyncio.sleep(pause)
    said = await answer
    return time.monotonic() - started, said


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        b"GET /live HT",
        b"GET /live HTTP/1.1\r\nHost: x\r\n",
        b"GET /live HTTP/1.1\r\nHost: x\r\n\r\nGET /",
        b"GET /v1/socket HTTP/1.1\r\nUpgrade: websocket\r\n",
        b"\r\n",
    ],
    ids=["silent", "a-byte", "half-a-line", "half-a-head", "half-a-second", "upgrade", "blank"],
)
async def test_B20_N2_half_a_request_is_dropped_at_the_deadline(
    running: Running, sent: bytes
) -> None:
    async with connected(running.port) as raw:
        seconds, _ = await lasted(raw, sent)
    assert QUICK.header * 0.8 < seconds < QUICK.header + SLACK
    await gone(running)


async def test_B20_a_TLS_hello_is_answered_at_once(running: Running) -> None:
    async with connected(running.port) as raw:
        seconds, answer = await lasted(raw, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
    assert seconds < SLACK
    assert answer.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("start", "drip"),
    [
        (b"GET /live HTTP/1.1\r\nHost: x\r\nX: ", b"a"),
        (b"GET /live HTTP/1.1\r\nHost: x\r\n", b"X: a\r\n"),
        (b"GET /", b"a"),
        (b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n"),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b"a"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
    ids=["header", "headers", "path", "blanks", "body-unread", "chunks-unread"],
)
async def test_B20_drips_do_not_put_the_deadline_off(
    running: Running, start: bytes, drip: bytes
) -> None:
    async with connected(running.port) as raw:
        seconds, _ = await lasted(raw, start, *[drip] * 400, pause=0.01)
    assert seconds < max(QUICK.header, QUICK.request_body) + SLACK
    await gone(running)


@pytest.mark.parametrize("framing", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
async def test_B20_a_body_in_drips_is_given_up_and_nothing_is_written(
    running: Running, framing: str
) -> None:
    head = HEAD + f"Authorization: Bearer {running.token('platform')}\r\n{framing}\r\n\r\n".encode()
    drip = b"a" if "Length" in framing else b"1\r\na\r\n"
    async with connected(running.port) as raw:
        seconds, answer = await lasted(raw, head, *[drip] * 30, pause=0.01)
    assert answer.startswith(b"HTTP/1.1 408")
    assert seconds < QUICK.request_body + SLACK
    await gone(running)


async def test_B20_A06_a_hello_in_drips_is_given_up(running: Running) -> None:
    hello = text({"t": "hello", "token": running.token(), "client": "drip"})
    quick = replace(QUICK, hello=0.4)
    async with serving(running.service.settings.data / "hello", limits=quick) as other:
        async with upgraded(other.port) as raw:
            started = time.monotonic()
            for byte in hello[:50]:
                await raw.send(bytes([byte]))
            assert await raw.ended() == 4002
            assert time.monotonic() - started < SLACK
        await gone(other)


async def test_B20_hundreds_of_slow_peers_keep_nobody_waiting(running: Running) -> None:
    async with running.peer("platform") as platform, running.peer() as widget:
        await widget.ask("subscribe", c="busy")
        async with contextlib.AsyncExitStack() as crowd:
            for number in range(300):
                raw = await crowd.enter_async_context(connected(running.port))
                await raw.send((b"", b"GET /", HEAD, frame(TEXT, b"a" * 50)[:9])[number % 4])
            for number in range(20):
                started = time.monotonic()
                assert (await platform.post("hello", f"m{number}", "busy"))["t"] == "ack"
                assert time.monotonic() - started < SLACK
        offsets = [event["o"] for event in await widget.events(20, "busy")]
        assert offsets == list(range(1, 21))
        widget.socket.transport.abort()
    await gone(running)


HALF = frame(TEXT, b'{"t":"message.post"' * 100)[:500]


def reset(raw: Raw) -> None:
    raw.writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    raw.writer.transport.abort()


def finish(raw: Raw) -> None:
    raw.writer.close()


def half_close(raw: Raw) -> None:
    raw.writer.write_eof()


@pytest.mark.parametrize("end", [reset, finish, half_close], ids=lambda end: end.__name__)
@pytest.mark.parametrize("last", [b"", HALF, HALF[:1]], ids=["whole", "half", "a-byte"])
async def test_B21_a_peer_that_is_gone_leaves_nothing_behind_and_can_resume(
    running: Running, end: Callable[[Raw], None], last: bytes
) -> None:
    chat = f"{end.__name__}-{len(last)}"
    async with welcomed(running, chat) as raw:
        await raw.send(text({"t": "subscribe", "id": 2, "c": chat}))
        epoch = (await raw.receive("sub"))["epoch"]
        assert (await raw.receive("ev"))["o"] == 1
        if last:
            await raw.send(last)
        end(raw)
        await gone(running, within=1.0 + SLACK)
        if end is half_close:
            assert await raw.ended()
    async with running.peer("platform", resume=[[chat, epoch, 1]]) as peer:
        assert (await peer.receive("sub"))["recovered"] is True
        sent = await peer.ask("message.post", **message("and more", "m2", chat))
        assert sent["duplicate"] is False


@pytest.mark.parametrize("end", [reset, finish], ids=lambda end: end.__name__)
async def test_B21_what_was_acknowledged_before_the_end_is_there(
    running: Running, end: Callable[[Raw], None]
) -> None:
    chat = f"kept-{end.__name__}"
    async with welcomed(running, chat) as raw:
        await raw.send(HALF)
        end(raw)
    await gone(running)
    await intact(running, chat)
