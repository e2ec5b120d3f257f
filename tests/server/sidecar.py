"""The command in a process of its own, and sockets to it."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.server.harness import RULES

Plain = dict[str, Any]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Sidecar:
    process: asyncio.subprocess.Process
    port: int
    data: Path

    async def token(self, role: str) -> str:
        code, out, _ = await warmline("token", "--role", role, "--data", str(self.data))
        assert code == 0
        return out.strip()

    @asynccontextmanager
    async def peer(
        self, role: str, *resume: object, sock: socket.socket | None = None
    ) -> AsyncIterator[ClientConnection]:
        async with connect(
            f"ws://127.0.0.1:{self.port}/v1/socket",
            subprotocols=[Subprotocol("assist.v1.json")],
            origin=Origin(f"http://127.0.0.1:{self.port}"),
            proxy=None,
            sock=sock,
        ) as connection:
            extra = {"resume": list(resume)} if resume else {}
            hello = {"t": "hello", "token": await self.token(role), "client": "test", **extra}
            await connection.send(json.dumps(hello))
            welcome = json.loads(await connection.recv())
            assert welcome["t"] == "welcome", welcome
            yield connection

    async def ended(self) -> tuple[int, str]:
        async with asyncio.timeout(30):
            _, log = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, log.decode()


async def warmline(*arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "assist", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def sidecar(data: Path, port: int, *more: str) -> AsyncIterator[Sidecar]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "assist", "serve", "--port", str(port)),
        *("--data", str(data), "--rules", str(RULES)),
        *more,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            while f":{port}/widget/" not in (line := (await process.stdout.readline()).decode()):
                assert line, await process.communicate()
        yield Sidecar(process, port, data)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def posting(number: int, chat: str = "chat-1") -> str:
    return json.dumps(
        {
            "t": "message.post",
            "id": number,
            "c": chat,
            "message_id": f"m{number}",
            "speaker": "customer",
            "text": "still no parcel, SECRET-WORDS",
        }
    )


async def frames(connection: ClientConnection, name: str, count: int) -> list[Plain]:
    found: list[Plain] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            frame = json.loads(await connection.recv())
            if frame["t"] == name:
                found.append(frame)
    return found
