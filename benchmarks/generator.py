"""Messages -> frames to servers, round robin; the frames that come back -> a tally.

It does as little as it can for each frame: it must cost less than what it loads.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from typing import Final, Protocol

import msgspec

from benchmarks.tally import Tally, decode
from benchmarks.traffic import Said
from benchmarks.wire import Heard, Wire, dial

SOCKETS: Final = 8
"""Of the platform, to each server."""
FOLLOWED: Final = 64
"""Chats that one widget follows; while one of them makes room for another it may be twice as many,
and a socket follows 128 at most."""
PATIENCE: Final = 30.0
"""Seconds in which a server must answer what it is asked before the load."""

_encode: Final = msgspec.msgpack.encode
_PONG: Final = _encode({"t": "pong"})


class LostError(Exception):
    """A server has ended a connection, or does not let one begin."""


class Feed(Protocol):
    """A platform's way to the servers."""

    def post(self, number: int, said: Said) -> None:
        """Send a message; its number is its id."""


async def welcomed(url: str, token: str, heard: Heard) -> Wire:
    """Open a socket and say hello.

    Raises:
        LostError: the server does not want us.
    """
    first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def hear(payload: bytes) -> None:
        if not first.done():
            first.set_result(payload)

    wire = await dial(url, hear, "/v1/socket", "assist.v1.msgpack")
    wire.send(_encode({"t": "hello", "token": token, "client": "benchmark"}))
    async with asyncio.timeout(PATIENCE):
        frame = decode(await first)
    if frame.t != "welcome":
        wire.close()
        raise LostError(frame.key)
    wire.heard = heard
    return wire


class Echoes:
    """Sockets to a bare echo: a message is answered when it is back."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._wires: list[Wire] = []

    async def open(self, stack: AsyncExitStack, urls: Sequence[str]) -> None:
        """Connect to each of the echoes."""
        for url in [*urls] * SOCKETS:
            self._wires.append(await dial(url, self._heard))
            stack.callback(self._wires[-1].close)

    def post(self, number: int, said: Said) -> None:
        """Send a message by the next socket."""
        self._wires[number % len(self._wires)].send(posted(number, said))

    def _heard(self, payload: bytes) -> None:
        number = decode(payload).id
        assert number is not None
        self._tally.acknowledged(number)


class Sockets:
    """A platform's sockets to the servers."""

    def __init__(self, tally: Tally, token: str) -> None:
        self._tally = tally
        self._token = token
        self._wires: list[Wire] = []

    async def open(self, stack: AsyncExitStack, urls: Sequence[str]) -> None:
        """Connect to each of the servers."""
        for url in [*urls] * SOCKETS:
            self._wires.append(await welcomed(url, self._token, self._heard))
            stack.callback(self._wires[-1].close)

    def post(self, number: int, said: Said) -> None:
        """Send a message by the next socket."""
        self._wires[number % len(self._wires)].send(posted(number, said))

    def _heard(self, payload: bytes) -> None:
        frame = decode(payload)
        if frame.t == "ack" and frame.id is not None:
            self._tally.acknowledged(frame.id)
        elif frame.t == "err":
            self._tally.refuse(frame.key)
        else:
            self._tally.lost = f"{frame.t} {frame.key}"


class Widgets:
    """Agents' sockets to the servers, in turn; each follows `followed` of the chats."""

    def __init__(
        self,
        tally: Tally,
        urls: Sequence[str],
        tokens: Sequence[str],
        followed: int = FOLLOWED,
    ) -> None:
        self._tally = tally
        self._urls = urls
        self._tokens = tokens
        self._wires: list[Wire] = []
        self._ids = count()
        self._each = followed
        self._asked = self._followed = 0

    async def open(self, stack: AsyncExitStack, chats: int) -> None:
        """Connect as many as these chats need."""
        while len(self._wires) * self._each < chats:
            number = len(self._wires)
            url = self._urls[number % len(self._urls)]
            token = self._tokens[number % len(self._tokens)]
            wire = await welcomed(url, token, partial(self._heard, number))
            stack.callback(wire.close)
            self._wires.append(wire)

    def follow(self, chat: str, slot: int) -> None:
        """Let the slot's widget follow a chat."""
        self._asked += 1
        self._ask("subscribe", chat, slot)

    def leave(self, chat: str, slot: int) -> None:
        """Let it follow the chat no longer."""
        self._ask("unsubscribe", chat, slot)

    async def following(self) -> None:
        """Wait until all that should be followed is."""
        async with asyncio.timeout(PATIENCE):
            while self._followed < self._asked:
                if self._tally.lost:
                    raise LostError(self._tally.lost)
                await asyncio.sleep(0.01)

    def _ask(self, name: str, chat: str, slot: int) -> None:
        frame = {"t": name, "id": next(self._ids), "c": chat}
        self._wires[slot // self._each].send(_encode(frame))

    def _heard(self, number: int, payload: bytes) -> None:
        frame = decode(payload)
        if frame.t == "ev":
            self._tally.event(frame)
        elif frame.t == "sub":
            self._followed += frame.id is not None
        elif frame.t == "ping":
            self._wires[number].send(_PONG)
        elif frame.t != "ack":
            self._tally.lost = f"{frame.t} {frame.key}"


def posted(number: int, said: Said) -> bytes:
    """Return the frame of a message."""
    return _encode(
        {
            "t": "message.post",
            "id": number,
            "c": said.chat,
            "message_id": str(number),
            "speaker": said.speaker,
            "text": said.text,
        }
    )
