"""A socket to a running server, for the benchmarks: requests with answers, events by callback."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from assist.server.auth import Grant, Role, Tokens, load_key

Frame = dict[str, Any]
Heard = Callable[[Frame, float], None]


class RefusedError(Exception):
    """The server answered with an `err`."""


class Client:
    """One welcomed socket. `heard` gets every `ev` frame and the moment it came."""

    def __init__(self, socket: ClientConnection, form: str, heard: Heard | None) -> None:
        self._socket = socket
        self._form = form
        self._heard = heard
        self._answers: dict[int, asyncio.Future[tuple[Frame, float]]] = {}
        self._ids = 0

    @classmethod
    @asynccontextmanager
    async def open(
        cls, server: str, token: str, form: str = "json", heard: Heard | None = None
    ) -> AsyncIterator[Self]:
        """Connect to `server` (as `http://127.0.0.1:8420`) and be welcomed."""
        place = urlsplit(server)
        async with connect(
            f"ws://{place.netloc}/v1/socket",
            subprotocols=[Subprotocol(f"assist.v1.{form}")],
            origin=Origin(server.rstrip("/")),
            compression=None,
            max_queue=None,
            proxy=None,
        ) as socket:
            client = cls(socket, form, heard)
            await client.send({"t": "hello", "token": token, "client": "benchmark"})
            welcome = client._decode(await socket.recv())
            if welcome["t"] != "welcome":
                raise RefusedError(welcome)
            reading = asyncio.create_task(client._read())
            try:
                yield client
            finally:
                reading.cancel()

    async def send(self, frame: Mapping[str, object]) -> None:
        """Send one frame."""
        plain = dict(frame)
        await self._socket.send(json.dumps(plain) if self._form == "json" else msgpack.packb(plain))

    async def ask(self, name: str, **fields: object) -> tuple[Frame, float, float]:
        """Send a request; return its answer, when it was sent and when the answer came."""
        while True:
            self._ids += 1
            answer: asyncio.Future[tuple[Frame, float]] = asyncio.get_running_loop().create_future()
            self._answers[self._ids] = answer
            sent_at = time.perf_counter()
            await self.send({"t": name, "id": self._ids, **fields})
            frame, came_at = await answer
            if frame["t"] != "err":
                return frame, sent_at, came_at
            if not frame["temporary"]:
                raise RefusedError(frame)
            await asyncio.sleep(frame.get("retry_ms", 1000) / 1000)

    async def _read(self) -> None:
        async for data in self._socket:
            came_at = time.perf_counter()
            frame = self._decode(data)
            if frame["t"] == "ping":
                await self.send({"t": "pong"})
            elif frame["t"] == "ev":
                if self._heard is not None:
                    self._heard(frame, came_at)
            elif (answer := self._answers.pop(frame.get("id", 0), None)) is not None:
                answer.set_result((frame, came_at))
            elif frame["t"] in ("err", "bye"):
                raise RefusedError(frame)

    def _decode(self, data: str | bytes) -> Frame:
        frame: Frame = json.loads(data) if isinstance(data, str) else msgpack.unpackb(data)
        return frame


def token(data: Path, role: Role, subject: str, tenant: str = "benchmark") -> str:
    """Return a token for every conversation of the benchmark's tenant, for one day."""
    now = time.time()
    grant = Grant(
        tenant=tenant,
        role=role,
        subject=subject,
        conversations=None,
        expires_at=now + 86_400,
    )
    return Tokens(load_key(data)).issue(grant, now=now)
