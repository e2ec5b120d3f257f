"""Connections to one port -> connections to nodes in turn, whichever are ready.

As in front of a deployment: no request sticks to a node. A node that is not ready gets nothing
new; one that does not answer at all loses what it has, so that its clients go elsewhere.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal, cast

Health = Literal["ready", "not ready", "silent", "gone"]

EVERY = 0.2
"""Seconds between two looks at a node."""
PATIENCE = 0.7
"""Seconds for its answer."""
SILENT = 3
"""Looks without an answer in a row after which a node's connections are ended."""
_ASK = b"GET /ready HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n"


@dataclass(eq=False)
class Backend:
    """One node, as it is known here."""

    port: int
    host: str = "127.0.0.1"
    ready: bool = False
    silent: int = 0
    taken: int = 0
    """Connections so far."""
    sockets: list[float] = field(default_factory=list)
    """When each websocket came, on the monotonic clock."""
    ends: "set[End]" = field(default_factory=set)


class End(asyncio.Protocol):
    """One side of a connection; what it receives goes to the other side."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.far: End | None = None
        self.backend: Backend | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is none by its class.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.far is not None and self.far.transport is not None:
            self.far.transport.write(data)

    def pause_writing(self) -> None:
        if self.far is not None and self.far.transport is not None:
            self.far.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.far is not None and self.far.transport is not None:
            self.far.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.backend is not None:
            self.backend.ends.discard(self)
        far, self.far = self.far, None
        if far is not None and far.transport is not None:
            # What was said before the end still arrives.
            far.transport.close() if exc is None else far.transport.abort()

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()


class _Client(End):
    def __init__(self, balancer: "Balancer") -> None:
        super().__init__()
        self._balancer = balancer
        self._early: list[bytes] | None = []
        self._fresh = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._balancer.begin(self)

    def data_received(self, data: bytes) -> None:
        if self._early is not None:
            self._early.append(data)
            return
        if self._fresh and self.far is not None and self.far.backend is not None:
            self._fresh = False
            if data.startswith(b"GET /v1/socket"):
                self.far.backend.sockets.append(monotonic())
        super().data_received(data)

    def join(self, far: End, backend: Backend) -> None:
        """Go on at a node, with what was said before it was found."""
        self.far, far.far, far.backend = far, self, backend
        backend.ends.add(far)
        backend.taken += 1
        early, self._early = self._early or [], None
        for data in early:
            self.data_received(data)


class Balancer:
    """Deals connections out; `port` is its own."""

    def __init__(self) -> None:
        self.backends: list[Backend] = []
        self.port = 0
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, port: int, host: str = "127.0.0.1") -> None:
        """Look after one more node from now on."""
        backend = Backend(port, host)
        self.backends.append(backend)
        self._do(self._watch(backend))

    def backend(self, port: int) -> Backend:
        return next(one for one in self.backends if one.port == port)

    async def sees(self, port: int, *, ready: bool) -> None:
        """Wait until a node is known to be ready, or not to be."""
        while self.backend(port).ready != ready:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    def cut(self) -> None:
        """End every connection, as a network does that fails for a moment."""
        for backend in self.backends:
            _abort(backend)

    def begin(self, client: _Client) -> None:
        self._do(self._join(client))

    async def _join(self, client: _Client) -> None:
        """Find a node for a client; without any it is turned away."""
        for backend in self._in_turn():
            try:
                async with asyncio.timeout(1.0):
                    _, far = await asyncio.get_running_loop().create_connection(
                        End, backend.host, backend.port
                    )
            except (OSError, TimeoutError):
                continue
            assert client.transport is not None
            assert far.transport is not None
            if client.transport.is_closing():
                far.abort()
                return
            if far.transport.is_closing():
                continue  # it took the connection, and stopped
            client.join(far, backend)
            return
        client.abort()

    def _in_turn(self) -> list[Backend]:
        ready = [one for one in self.backends if one.ready]
        self._turn += 1
        at = self._turn % len(ready) if ready else 0
        return ready[at:] + ready[:at]

    async def _watch(self, backend: Backend) -> None:
        while True:
            health = await _health(backend)
            backend.ready = health == "ready"
            backend.silent = backend.silent + 1 if health == "silent" else 0
            # Who stops in good order listens no more, and sends its clients away itself.
            if backend.silent >= SILENT:
                _abort(backend)
            await asyncio.sleep(EVERY)

    def _do(self, what: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.cut()


def _abort(backend: Backend) -> None:
    for end in tuple(backend.ends):
        end.abort()
        if end.far is not None:
            end.far.abort()


async def _health(backend: Backend) -> Health:
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(backend.host, backend.port)
            try:
                writer.write(_ASK)
                line = await reader.readline()
            finally:
                writer.transport.abort()
    except TimeoutError:
        return "silent"
    except OSError:
        return "gone"
    return "ready" if b" 200 " in line else "not ready"


@asynccontextmanager
async def balancing() -> AsyncIterator[Balancer]:
    """Run a balancer in front of no node yet."""
    balancer = Balancer()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Client(balancer), "127.0.0.1", 0, backlog=4096)
    balancer.port = server.sockets[0].getsockname()[1]
    try:
        yield balancer
    finally:
        await balancer.stop()
        server.close()
