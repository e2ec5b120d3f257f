"""A real server on a free port, and real websocket clients that speak to it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from assist.config import Limits, Settings
from assist.journal.records import Key
from assist.server.auth import Grant, Role
from assist.server.run import Server, configuration, listen
from assist.server.service import Service

RULES = Path(__file__).parent / "rules"
TENANT = "acme"
CHAT = "chat-1"
SOON = 30.0
"""Seconds after which a test gives up waiting for what should come at once."""

Plain = dict[str, Any]


class Closed(Exception):
    """The server closed the connection, with this code and these last frames."""

    def __init__(self, code: int, last: list[Plain]) -> None:
        super().__init__(f"{code} after {last}")
        self.code = code
        self.last = last


@dataclass
class Peer:
    """One client socket and every frame that it has received."""

    socket: ClientConnection
    form: str
    frames: list[Plain] = field(default_factory=list)
    ids: int = 0

    async def send(self, name: str, /, **fields: object) -> int:
        """Send a frame; return its id."""
        self.ids += 1
        plain: Plain = {"t": name, **fields}
        if name not in ("hello", "ping", "pong"):
            plain.setdefault("id", self.ids)
        await self.send_raw(json.dumps(plain) if self.form == "json" else msgpack.packb(plain))
        return int(plain.get("id", 0))

    async def send_raw(self, payload: str | bytes) -> None:
        try:
            await self.socket.send(payload)
        except ConnectionClosed as closed:
            raise self._end(closed) from None

    def _end(self, closed: ConnectionClosed) -> Closed:
        return Closed(closed.rcvd.code if closed.rcvd else 1006, self.frames[-3:])

    async def receive(self, *names: str) -> Plain:
        """Return the next frame (of these names); raise `Closed` when there is none."""
        while True:
            frame = await self._next()
            if not names or frame["t"] in names:
                return frame

    async def _next(self) -> Plain:
        try:
            async with asyncio.timeout(SOON):
                data = await self.socket.recv()
        except ConnectionClosed as closed:
            raise self._end(closed) from None
        frame: Plain = json.loads(data) if isinstance(data, str) else msgpack.unpackb(data)
        assert isinstance(data, str) == (self.form == "json")
        self.frames.append(frame)
        return frame

    async def hello(self, token: str, **fields: object) -> Plain:
        await self.send("hello", token=token, client="test", **fields)
        return await self.receive("welcome", "err")

    async def ask(self, name: str, /, **fields: object) -> Plain:
        """Send a request and return its answer."""
        wanted = await self.send(name, **fields)
        while True:
            frame = await self._next()
            if frame.get("id") == wanted:
                return frame

    async def post(self, text: str, message_id: str, c: str = CHAT, **fields: object) -> Plain:
        return await self.ask("message.post", **message(text, message_id, c), **fields)

    async def events(self, count: int, c: str = CHAT) -> list[Plain]:
        """Return the next events of a conversation."""
        found: list[Plain] = []
        while len(found) < count:
            frame = await self.receive("ev")
            if frame["c"] == c:
                found.append(frame)
        return found

    async def event(self, kind: str, c: str = CHAT) -> Plain:
        """Return the next event of a kind, after letting others pass."""
        while True:
            (frame,) = await self.events(1, c)
            if frame["k"] == kind:
                return frame

    async def closed(self) -> Closed:
        """Read to the end and return it."""
        while True:
            try:
                await self._next()
            except Closed as closed:
                return closed


def message(text: str, message_id: str, c: str = CHAT) -> Plain:
    return {"c": c, "message_id": message_id, "speaker": "customer", "text": text}


@dataclass
class Running:
    """A server that listens."""

    service: Service
    server: Server
    port: int
    task: "asyncio.Task[None]"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(
        self,
        role: Role = "agent",
        *,
        tenant: str = TENANT,
        conversations: frozenset[str] | None = None,
        subject: str = "ana",
        life: float = 600.0,
    ) -> str:
        now = self.service.clock()
        grant = Grant(
            tenant=tenant,
            role=role,
            subject=subject,
            conversations=conversations,
            expires_at=now + life,
        )
        return self.service.tokens.issue(grant, now=now)

    @asynccontextmanager
    async def open(
        self,
        form: str = "json",
        *,
        origin: str | None = "own",
        subprotocols: list[str] | None = None,
        path: str = "/v1/socket",
        **options: Any,  # noqa: ANN401
    ) -> AsyncIterator[Peer]:
        """Open a socket and say nothing yet."""
        offered = [f"assist.v1.{form}"] if subprotocols is None else subprotocols
        async with connect(
            f"ws://127.0.0.1:{self.port}{path}",
            subprotocols=[Subprotocol(name) for name in offered] or None,
            origin=None if origin is None else Origin(self.url if origin == "own" else origin),
            compression=None,
            proxy=None,
            **options,
        ) as connection:
            yield Peer(connection, form)

    @asynccontextmanager
    async def peer(
        self,
        role: Role = "agent",
        form: str = "json",
        *,
        resume: object = (),
        **claims: Any,  # noqa: ANN401
    ) -> AsyncIterator[Peer]:
        """Open a socket and be welcomed."""
        async with self.open(form) as peer:
            extra = {"resume": resume} if resume else {}
            welcome = await peer.hello(self.token(role, **claims), **extra)
            assert welcome["t"] == "welcome", welcome
            yield peer

    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, trust_env=False)

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.task


@asynccontextmanager
async def serving(
    data: Path,
    *,
    limits: Limits | None = None,
    clock: Callable[[], float] = time.time,
    port: int = 0,
    **settings: Any,  # noqa: ANN401
) -> AsyncIterator[Running]:
    """Run the server in this event loop, as `warmline serve` would."""
    listening = listen("127.0.0.1", port, limits or Limits())
    port = listening.getsockname()[1]
    chosen = Settings(
        port=port, data=data, rules=RULES, limits=limits or Limits(), **settings
    ).checked()
    service = await Service.open(chosen, clock=clock)
    ready = asyncio.Event()
    server = Server(configuration(service), service, lambda _: ready.set())
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await ready.wait()
        running = Running(service, server, port, task)
        yield running
    finally:
        server.should_exit = True
        await task
        await service.close()
        listening.close()


def limits(**changes: float) -> Limits:
    return replace(Limits(), **changes)  # type: ignore[arg-type]


def positions(events: list[Plain]) -> list[int]:
    return [event["o"] for event in events]


async def settle(running: Running, chat: str) -> list[Plain]:
    """Return the whole stream once everything in it has been answered."""
    key = Key(tenant=TENANT, conversation=chat)
    while True:
        loaded = await running.service.journal.load(key)
        if loaded and loaded.checkpoint and not await running.service.journal.work(0, 10):
            break
        await asyncio.sleep(0.01)
    async with running.peer() as widget:
        sub = await widget.ask("subscribe", c=chat)
        events = await widget.events(sub["top"], chat)
    events[0]["e"] = sub["epoch"]
    return events
