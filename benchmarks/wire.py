"""Bytes of one websocket -> the payloads in it, and back, with as little work as can be.

For a generator of load that must cost less than the server: no masking worth the name (a mask of
zeros is as good as any), no fragments, no compression.
"""

import asyncio
from collections.abc import Callable
from typing import Final, cast
from urllib.parse import urlsplit

Heard = Callable[[bytes], None]
"""Called with each payload."""

_BINARY: Final = 0x82
_PONG: Final = 0x8A
_NO_MASK: Final = bytes(4)


class Wire(asyncio.Protocol):
    """One client's socket. `opened` is done after the upgrade, `lost` when the server is gone."""

    def __init__(self, request: bytes, heard: Heard) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.lost: asyncio.Future[None] = loop.create_future()
        self.heard = heard
        self._request = request
        self._rest = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        for waiting in (self.opened, self.lost):
            if not waiting.done():
                waiting.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Take what has come whole; keep the rest."""
        data = self._rest + data if self._rest else data
        if not self.opened.done():
            head, ended, data = data.partition(b"\r\n\r\n")
            if not ended:
                self._rest = head
                return
            if b" 101 " not in head[:16]:
                self.opened.set_exception(OSError(head[:64].decode(errors="replace")))
                return
            self.opened.set_result(None)
        self._rest = data[self._frames(data) :]

    def send(self, payload: bytes) -> None:
        """Send one binary frame."""
        self._transport.write(framed(payload, _BINARY))

    def close(self) -> None:
        """Be gone at once."""
        self._transport.abort()

    def _frames(self, data: bytes) -> int:
        """Take the frames of `data`; return where the first one begins that is not whole."""
        at, size = 0, len(data)
        while size - at >= 2:
            start, length = at + 2, data[at + 1]
            if length >= 126:
                start += 2 if length == 126 else 8
                if size < start:
                    break
                length = int.from_bytes(data[at + 2 : start], "big")
            if size < start + length:
                break
            if data[at] & 8:
                self._control(data[at] & 15, data[start : start + length])
            else:
                self.heard(data[start : start + length])
            at = start + length
        return at

    def _control(self, code: int, payload: bytes) -> None:
        if code == 9:
            self._transport.write(framed(payload, _PONG))


def framed(payload: bytes, first: int = _BINARY) -> bytes:
    """Return a whole frame of a client's."""
    length = len(payload)
    if length < 126:
        head = bytes((first, 0x80 | length))
    elif length < 65_536:
        head = bytes((first, 0xFE)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, 0xFF)) + length.to_bytes(8, "big")
    return head + _NO_MASK + payload


async def dial(url: str, heard: Heard, path: str = "/", subprotocol: str = "") -> Wire:
    """Open a socket to `url` (as `http://127.0.0.1:8420`); the page's origin is the server's own.

    Raises:
        OSError: nobody answers, or the answer is no upgrade.
    """
    place = urlsplit(url)
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {place.netloc}",
        f"Origin: {url}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *([f"Sec-WebSocket-Protocol: {subprotocol}"] if subprotocol else []),
    ]
    request = "".join(f"{line}\r\n" for line in [*lines, ""]).encode()
    assert place.hostname and place.port
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: Wire(request, heard), place.hostname, place.port)
    try:
        await wire.opened
    except OSError:
        wire.close()
        raise
    return wire
