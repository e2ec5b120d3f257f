"""Messages -> `POST /v1/messages` over connections that stay open; the answers -> a tally."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Final, cast
from urllib.parse import urlsplit

import msgspec

from benchmarks.tally import Tally
from benchmarks.traffic import Said

CONNECTIONS: Final = 64
"""To each server; a message waits for one that is free."""


class Connection(asyncio.Protocol):
    """One connection: a request at a time."""

    def __init__(self, feed: "HttpFeed") -> None:
        self.number = -1
        self._feed = feed
        self._rest = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be there."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take an answer once all of it is here."""
        data = self._rest + data if self._rest else data
        head, ended, body = data.partition(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if not ended or len(body) < length:
            self._rest = data
            return
        self._rest = b""
        self._feed.answered(self, int(head[9:12]))


class HttpFeed:
    """A platform's connections to the servers."""

    def __init__(self, tally: Tally, token: str) -> None:
        self._tally = tally
        self._head = (
            "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: "
        ).encode()
        self._free: deque[Connection] = deque()
        self._waiting: deque[tuple[int, bytes]] = deque()

    async def open(self, stack: AsyncExitStack, urls: Sequence[str]) -> None:
        """Connect to each of the servers."""
        loop = asyncio.get_running_loop()
        for url in [*urls] * CONNECTIONS:
            place = urlsplit(url)
            assert place.hostname and place.port
            transport, connection = await loop.create_connection(
                lambda: Connection(self), place.hostname, place.port
            )
            stack.callback(transport.abort)
            self._free.append(connection)

    def post(self, number: int, said: Said) -> None:
        """Send a message by the connection that has been free the longest, or once there is one."""
        body = msgspec.json.encode(
            {
                "conversation": said.chat,
                "message_id": str(number),
                "speaker": said.speaker,
                "text": said.text,
            }
        )
        request = b"%s%d\r\n\r\n%s" % (self._head, len(body), body)
        if self._free:
            self._send(self._free.popleft(), number, request)
        else:
            self._waiting.append((number, request))

    def answered(self, connection: Connection, status: int) -> None:
        """Take note of an answer; use the connection again."""
        if status == 202:
            self._tally.acknowledged(connection.number)
        else:
            self._tally.refuse(str(status))
        if self._waiting:
            self._send(connection, *self._waiting.popleft())
        else:
            self._free.append(connection)

    def _send(self, connection: Connection, number: int, request: bytes) -> None:
        connection.number = number
        connection.transport.write(request)
