"""What uvicorn alone does not do: bounds and deadlines below ASGI, over raw sockets."""

import asyncio
import base64
import os
import socket
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.server.harness import CHAT, Peer, Running, limits, message, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

UPGRADE = (
    "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: assist.v1.json\r\n"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    quick = limits(header=0.3, write=1.0, user_timeout=1.0)
    async with serving(tmp_path_factory.mktemp("data"), limits=quick) as running:
        yield running


async def exchange(
    running: Running, *parts: bytes, pause: float = 0.0, upgrade: bytes = b""
) -> bytes:
    """Send bytes and return all that comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    answer = b""
    try:
        if upgrade:
            writer.write(upgrade)
            answer = await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        async with asyncio.timeout(5):
            return answer + await reader.read()
    except ConnectionError:
        return answer
    finally:
        writer.close()


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, masked: bool = True) -> bytes:
    """Return a client's frame, by the letter of RFC 6455."""
    size = len(payload)
    mask = b"\x01\x02\x03\x04" if masked else b""
    head = bytes([(0x80 if fin else 0) | opcode])
    bit = 0x80 if masked else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 2**16:
        head += bytes([bit | 126]) + struct.pack("!H", size)
    else:
        head += bytes([bit | 127]) + struct.pack("!Q", size)
    if masked:
        payload = bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
    return head + mask + payload


async def end_of(running: Running, *frames: bytes) -> int:
    """Open a websocket by hand, send frames, and return the code that it is closed with."""
    upgrade = (UPGRADE + "\r\n").encode()
    answer = await exchange(running, b"".join(frames), upgrade=upgrade)
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101"), head
    while rest:
        opcode, size = rest[0] & 0xF, rest[1]
        start = 2
        if size == 126:
            size, start = struct.unpack("!H", rest[2:4])[0], 4
        if opcode == 8:
            code: int = struct.unpack("!H", rest[start : start + 2])[0]
            return code
        rest = rest[start + size :]
    return 1006


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (frame(1, b"{}", masked=False), 1002),
        (b"\xc1\x80\x01\x02\x03\x04", 1002),
        (frame(3), 1002),
        (frame(11), 1002),
        (frame(9, b"a" * 126), 1002),
        (frame(9, b"a", fin=False), 1002),
        (frame(0, b"a"), 1002),
        (frame(1, b"a", fin=False) + frame(1, b"b"), 1002),
        (frame(1, b"\xff\xfe"), 1007),
        (frame(8, b"\x03"), 1002),
        (frame(8, struct.pack("!H", 999)), 1002),
        (frame(8, struct.pack("!H", 1005)), 1002),
        (frame(8, struct.pack("!H", 1000) + b"\xff"), 1007),
        (b"\x82\xff" + struct.pack("!Q", 2**62), 1009),
        (b"\x82\xff" + struct.pack("!Q", 64 * 1024 + 1), 1009),
    ],
    ids=[
        "unmasked",
        "RSV1",
        "opcode-3",
        "opcode-11",
        "long-ping",
        "fragmented-ping",
        "continuation-first",
        "interleaved",
        "bad-UTF-8",
        "short-close",
        "close-999",
        "close-1005",
        "bad-reason",
        "2^62-bytes",
        "64KiB+1",
    ],
)
async def test_B01_B02_B03_B04_broken_frames_end_the_connection(
    running: Running, bad: bytes, code: int
) -> None:
    assert await end_of(running, bad) == code


async def test_B05_a_message_of_more_than_128_fragments_ends_the_connection(
    running: Running,
) -> None:
    many = frame(2, b"a", fin=False) + frame(0, b"a", fin=False) * 200
    assert await end_of(running, many) == 1009


async def test_B05_a_message_longer_in_sum_than_64_KiB_ends_the_connection(
    running: Running,
) -> None:
    first, second = (frame(kind, b"a" * 40_000, fin=False) for kind in (2, 0))
    assert await end_of(running, first, second[:8]) == 1009


async def test_B06_compression_is_not_agreed_to(running: Running) -> None:
    offer = UPGRADE + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    answer = await exchange(running, frame(8, struct.pack("!H", 1000)), upgrade=offer.encode())
    assert answer.startswith(b"HTTP/1.1 101")
    assert b"sec-websocket-extensions" not in answer.lower()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /live HT",
        b"GET /live HTTP/1.1\r\nHost: x\r\n",
        b"GET /live HTTP/1.1\r\nHost: x\r\n\r\nGET /",
    ],
    ids=["silent", "half-a-line", "half-a-head", "half-a-second-head"],
)
async def test_B20_N2_half_a_request_is_dropped_at_the_deadline(
    running: Running, sent: bytes
) -> None:
    started = asyncio.get_running_loop().time()
    await exchange(running, sent)
    assert 0.2 < asyncio.get_running_loop().time() - started < 3


async def test_B20_bytes_that_begin_no_request_keep_no_connection(running: Running) -> None:
    started = asyncio.get_running_loop().time()
    whole = b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = await exchange(running, whole, b"\r\n", b"\r\n", pause=0.05)
    assert answer.startswith(b"HTTP/1.1 200")
    assert asyncio.get_running_loop().time() - started < 3


async def test_B20_a_head_in_drips_is_dropped_at_the_deadline(running: Running) -> None:
    drips = [bytes([byte]) for byte in b"GET /live HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40]
    started = asyncio.get_running_loop().time()
    await exchange(running, *drips, pause=0.02)
    assert asyncio.get_running_loop().time() - started < 3


@pytest.mark.parametrize(
    "head",
    [
        f"GET /live HTTP/1.1\r\nHost: x\r\nX: {'a' * 200_000}\r\n\r\n",
        "GET /live HTTP/1.1\r\nHost: x\r\n" + f"X: {'a' * 300}\r\n" * 200 + "\r\n",
        f"GET /{'a' * 40_000} HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["long", "many", "path"],
)
async def test_B19_a_head_that_is_too_long_is_refused(running: Running, head: str) -> None:
    answer = await exchange(running, head.encode())
    assert answer.startswith(b"HTTP/1.1 431") or answer == b""


@pytest.mark.parametrize(
    "head",
    [
        "POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /live HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["TE+CL", "two-lengths", "TLS"],
)
async def test_B19_what_is_no_request_is_refused(running: Running, head: str) -> None:
    answer = await exchange(running, head.encode("latin-1"))
    assert answer.startswith(b"HTTP/1.1 400")


async def test_a_websocket_outlives_the_deadline_for_heads(running: Running) -> None:
    async with running.peer() as peer:
        await asyncio.sleep(0.5)
        assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"


async def test_a_kept_connection_serves_request_after_request(running: Running) -> None:
    async with running.http() as client:
        for _ in range(3):
            assert (await client.get("/live")).status_code == 200
            await asyncio.sleep(0.4)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize(
    ("write", "user_timeout"), [(1.0, 60.0), (60.0, 2.0)], ids=["by-us", "by-the-kernel"]
)
async def test_E01_N1_a_widget_that_stops_reading_is_dropped_and_harms_nobody(
    tmp_path: Path, write: float, user_timeout: float
) -> None:
    quick = limits(write=write, user_timeout=user_timeout)
    async with serving(tmp_path, limits=quick) as running:
        before = descriptors()
        small = socket.create_connection(("127.0.0.1", running.port))
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        async with (
            running.peer("platform", "msgpack") as platform,
            running.peer() as bystander,
        ):
            async with running.open(sock=small) as stuck:
                await stuck.hello(running.token(subject="stuck"))
                for peer in (stuck, bystander):
                    await peer.ask("subscribe", c=CHAT)
                stuck.socket.transport.pause_reading()
                reading = asyncio.create_task(bystander.events(240))
                await flood(platform, 120)
                started = asyncio.get_running_loop().time()
                while len(running.service.connections) > 2:
                    await asyncio.sleep(0.05)
                    assert asyncio.get_running_loop().time() - started < 15
                stuck.socket.transport.abort()
            offsets = [event["o"] for event in await reading]
            assert offsets == list(range(1, 241))
        await asyncio.sleep(0.2)
        assert descriptors() <= before + 1


async def flood(platform: Peer, count: int) -> None:
    for n in range(count):
        plain = message(f"{n} " + "a" * 60_000, f"m{n}") | {"speaker": "agent"}
        assert (await platform.ask("message.post", **plain))["t"] == "ack"


async def test_B21_a_reset_in_the_middle_of_a_frame_leaves_nothing_behind(
    running: Running,
) -> None:
    for _ in range(5):
        raw = socket.create_connection(("127.0.0.1", running.port))
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(raw, (UPGRADE + "\r\n").encode())
        await loop.sock_recv(raw, 1024)
        await loop.sock_sendall(raw, frame(1, base64.b64encode(os.urandom(100)))[:50])
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()
    async with asyncio.timeout(2):
        while running.server.server_state.connections:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
