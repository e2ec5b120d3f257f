"""A TCP client that writes websocket frames by the letter of RFC 6455, or against it."""

import asyncio
import contextlib
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from tests.server.harness import Running, limits, message

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
CONTINUED = 0
SOON = 5.0
"""Seconds after which a test gives up."""
GONE = 1006
"""The code of a connection that ended without a close frame."""
MASK = b"\x01\x02\x03\x04"
UPGRADE = (
    "GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)
QUICK = limits(header=0.5, write=1.0, user_timeout=1.0, request_body=0.5, hello=5.0)


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    width: int | None = None,
    declared: int | None = None,
) -> bytes:
    """Return one frame.

    Args:
        reserved: the three bits RSV1 to RSV3, as 0b100 for RSV1.
        width: the bytes of the length: 0 (within the head), 2 or 8; None: the fewest that do.
        declared: what the length says, where it lies.
    """
    size = len(payload) if declared is None else declared
    if width is None:
        width = 0 if size < 126 else 2 if size < 2**16 else 8
    head = bytes([0x80 * fin | reserved << 4 | opcode])
    head += bytes([0x80 * masked | {0: size, 2: 126, 8: 127}[width]])
    if width:
        head += size.to_bytes(width, "big")
    hidden = bytes(byte ^ key for byte, key in zip(payload, cycle(MASK), strict=False))
    return head + (MASK + hidden if masked else payload)


def text(plain: dict[str, Any]) -> bytes:
    return frame(TEXT, json.dumps(plain).encode())


def closing(code: int | bytes = 1000, reason: bytes = b"") -> bytes:
    return frame(CLOSE, (code if isinstance(code, bytes) else struct.pack("!H", code)) + reason)


@dataclass
class Raw:
    """One connection, and what it is told."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes = b""

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def frame(self) -> tuple[int, bytes]:
        """Return the next frame's opcode and payload."""
        async with asyncio.timeout(SOON):
            head = await self.reader.readexactly(2)
            size = head[1] & 0x7F
            if size > 125:
                size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
            return head[0] & 0x0F, await self.reader.readexactly(size)

    async def receive(self, *names: str) -> dict[str, Any]:
        """Return the next JSON frame of these names."""
        while True:
            opcode, payload = await self.frame()
            assert opcode == TEXT, (opcode, payload)
            plain: dict[str, Any] = json.loads(payload)
            if plain["t"] in names:
                return plain

    async def ended(self) -> int:
        """Read to the end; return the code that the server closed with."""
        code = GONE
        try:
            while True:
                opcode, payload = await self.frame()
                if opcode == CLOSE:
                    code = struct.unpack("!H", payload[:2])[0] if payload else 1005
                    self.writer.write(frame(CLOSE, payload))
        except (asyncio.IncompleteReadError, ConnectionError):
            return code

    async def rest(self) -> bytes:
        """Return all that comes until the server closes, or drops what it is sent."""
        parts: list[bytes] = []
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(SOON):
                while part := await self.reader.read(64 * 1024):
                    parts.append(part)
        return b"".join(parts)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Raw]:
    """Open a TCP connection and say nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Raw(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def upgraded(port: int, form: str = "json", extra: str = "") -> AsyncIterator[Raw]:
    """Open a websocket and say nothing."""
    async with connected(port) as raw:
        asked = f"{UPGRADE}Sec-WebSocket-Protocol: assist.v1.{form}\r\n{extra}\r\n"
        await raw.send(asked.encode())
        raw.head = await raw.reader.readuntil(b"\r\n\r\n")
        assert raw.head.startswith(b"HTTP/1.1 101"), raw.head
        yield raw


@asynccontextmanager
async def welcomed(running: Running, chat: str) -> AsyncIterator[Raw]:
    """Open a websocket, say hello as a platform, and have a message acknowledged."""
    async with upgraded(running.port) as raw:
        token = running.token("platform")
        await raw.send(text({"t": "hello", "token": token, "client": "raw"}))
        await raw.receive("welcome")
        await raw.send(text({"t": "message.post", "id": 1} | message("hello", "m1", chat)))
        assert (await raw.receive("ack"))["o"] == 1
        yield raw


async def gone(running: Running, *, within: float = 5.0) -> None:
    """Wait until the server has let go of every connection."""
    async with asyncio.timeout(within):
        while running.server.server_state.connections or running.service.connections:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def intact(running: Running, chat: str) -> None:
    """Check that what was acknowledged is there, once, and nothing else that came in."""
    async with running.peer("platform") as peer:
        sub = await peer.ask("subscribe", c=chat)
        assert sub["top"] >= 1
        events = await peer.events(sub["top"], chat)
        posted = [event["d"]["message_id"] for event in events if event["k"] == "message.posted"]
        assert posted == ["m1"]
        again = await peer.post("hello", "m1", chat)
        assert (again["o"], again["duplicate"]) == (1, True)
