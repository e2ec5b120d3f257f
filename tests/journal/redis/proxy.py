"""A proxy before Redis that can lose answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.faults.proxy import Proxy


@dataclass
class LosingProxy(Proxy):
    """`lose`: what Redis answers is dropped and the connection reset, so many times."""

    lose: int = 0

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool
    ) -> None:
        try:
            while piece := await reader.read(65536):
                await asyncio.sleep(self.delay)
                while self.silent:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                if down and self.lose:
                    self.lose -= 1
                    break
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        finally:
            if not self.silent:
                writer.transport.abort()


@asynccontextmanager
async def losing(target: int) -> AsyncIterator[LosingProxy]:
    """Run such a proxy in front of a port of this machine."""
    proxy = LosingProxy(target)
    server = await asyncio.start_server(proxy.take, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        proxy.silent = False
        proxy.cut()
        server.close()
