"""A TCP proxy that fails in the ways in which networks fail, at the test's word."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Proxy:
    """Between clients and a port of this machine.

    `delay`: seconds that each piece waits. `rate`: bytes a second towards the clients, 0 for no
    bound. `silent`: nothing passes, either way, and nobody is told.
    """

    target: int
    port: int = 0
    delay: float = 0.0
    rate: float = 0.0
    silent: bool = False
    carried: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Reset every connection, whatever is on its way."""
        for writer in self._open:
            writer.transport.abort()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what one client and the server say."""
        try:
            far = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far[1]}
        try:
            await asyncio.gather(
                self._carry(reader, far[1], down=False), self._carry(far[0], writer, down=True)
            )
        finally:
            self._open -= {writer, far[1]}

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool
    ) -> None:
        try:
            while piece := await reader.read(4096):
                await asyncio.sleep(self.delay)
                if down and self.rate:
                    await asyncio.sleep(len(piece) / self.rate)
                while self.silent:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                writer.write(piece)
                await writer.drain()
                self.carried += len(piece) * down
        except OSError:
            pass
        finally:
            if not self.silent:
                writer.transport.abort()

    def connect(self) -> socket.socket:
        """Return a new connection through the proxy."""
        return socket.create_connection(("127.0.0.1", self.port))


@asynccontextmanager
async def proxied(target: int) -> AsyncIterator[Proxy]:
    """Run a proxy in front of `target`, on a port of its own."""
    proxy = Proxy(target)
    # Little is kept on the way, so that a slow client is felt by the server.
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    listening.bind(("127.0.0.1", 0))
    server = await asyncio.start_server(proxy.take, sock=listening, limit=4096)
    proxy.port = listening.getsockname()[1]
    try:
        yield proxy
    finally:
        proxy.silent = False
        proxy.cut()
        server.close()
