"""What widgets get while connections drop, and how long peers that are gone are kept.

    python -m benchmarks.delivery [--seconds 60] [--widgets 50] [--write]

The real server in a process of its own with its default limits, and a proxy that cuts everything
for two seconds of every five. Times of peers that are gone are until the server's descriptor is
free.
"""

import argparse
import asyncio
import json
import random
import socket
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from benchmarks.client import Client, token
from benchmarks.report import Section, Value, between, machine, markdown, show
from benchmarks.servers import free_port, process
from tests.faults.invariants import Stream
from tests.faults.proxy import Proxy, proxied

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
COMMAND = ".venv/bin/python -m benchmarks.delivery --write"
CHATS = 8
RATE = 20.0
UP, DOWN = 3.0, 2.0
PEERS = 10
PATIENCE = 60.0


@dataclass
class Node:
    """A server that runs."""

    pid: int
    port: int
    data: Path

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def bearer(self, name: str) -> str:
        """Return a token of an agent."""
        return token(self.data, "agent", name)

    def descriptors(self) -> int:
        """Return how many it has open."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    async def widget(self, name: str, chats: list[str], **how: object) -> ClientConnection:
        """Open a socket that follows chats."""
        opened = await self.open(**how)
        hello = {"t": "hello", "token": self.bearer(name), "client": "benchmark"}
        await opened.send(json.dumps(hello))
        for number, chat in enumerate(chats):
            await opened.send(json.dumps({"t": "subscribe", "id": number, "c": chat}))
        return opened

    async def open(self, **how: object) -> ClientConnection:
        """Open a socket that says nothing."""
        return await connect(
            f"ws://127.0.0.1:{self.port}/v1/socket",
            subprotocols=[Subprotocol("assist.v1.json")],
            origin=Origin(self.url),
            compression=None,
            proxy=None,
            **how,  # type: ignore[arg-type]
        )


@dataclass
class Widget:
    """One that comes back at once, and resumes."""

    node: Node
    proxy: Proxy
    name: str
    chats: list[str]
    streams: dict[str, Stream] = field(default_factory=dict)
    connects: int = 0

    def at(self, chat: str) -> int:
        """Return the last offset that was applied."""
        return self.streams[chat].offset if chat in self.streams else 0

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            with suppress(ConnectionClosed, OSError, EOFError, TimeoutError):
                await self._follow()
            await asyncio.sleep(random.random() * 0.5)

    async def _follow(self) -> None:
        asked = [chat for chat in self.chats if chat not in self.streams]
        resume = [[c, s.epoch, s.offset] for c, s in self.streams.items()]
        opened = await self.node.open(sock=self.proxy.connect(), open_timeout=2)
        try:
            self.connects += 1
            bearer = self.node.bearer(self.name)
            hello = {"t": "hello", "token": bearer, "client": "benchmark", "resume": resume}
            await opened.send(json.dumps(hello))
            for number, chat in enumerate(asked):
                await opened.send(json.dumps({"t": "subscribe", "id": number, "c": chat}))
            async for data in opened:
                frame = json.loads(data)
                if frame["t"] == "ping":
                    await opened.send('{"t":"pong"}')
                elif frame["t"] == "ev" or (frame["t"] == "sub" and frame.get("epoch")):
                    self.streams.setdefault(frame["c"], Stream()).take(frame)
        finally:
            opened.transport.abort()


async def drops(node: Node, seconds: float, count: int) -> dict[str, Value]:
    """Return what widgets applied while everything was cut two seconds of every five."""
    chats = [f"drop-{number}" for number in range(CHATS)]
    acked: dict[str, int] = dict.fromkeys(chats, 0)
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(proxied(node.port))
        feed = Client.open(node.url, token(node.data, "platform", "feed"), "msgpack")
        platform = await stack.enter_async_context(feed)
        widgets = [
            Widget(node, proxy, f"widget-{n}", [chats[n % CHATS], chats[(n + 1) % CHATS]])
            for n in range(count)
        ]
        tasks = [asyncio.create_task(widget.run()) for widget in widgets]
        tasks.append(asyncio.create_task(cut(proxy)))
        posted = 0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            chat = chats[posted % CHATS]
            said = {"message_id": f"m{posted}", "speaker": "customer", "text": "still no parcel"}
            ack, _, _ = await platform.ask("message.post", c=chat, **said)
            acked[chat] = ack["o"]
            posted += 1
            await asyncio.sleep(1 / RATE)
        tasks.pop().cancel()
        proxy.silent = False
        proxy.cut()
        await reached(widgets, acked)
        broken = [task.exception() for task in tasks if task.done() and not task.cancelled()]
        for task in tasks:
            task.cancel()
    assert not broken, broken[0]
    applied = sum(len(stream.applied) for widget in widgets for stream in widget.streams.values())
    return {
        "widgets": count,
        "seconds": round(seconds),
        "messages": posted,
        "connects": sum(widget.connects for widget in widgets),
        "events applied": applied,
        "missing": 0,
        "doubled or out of order": 0,
    }


async def reached(widgets: list[Widget], acked: dict[str, int]) -> None:
    """Wait until everybody has all that was acknowledged; `Stream` refuses gaps and doubles."""
    async with asyncio.timeout(PATIENCE):
        for widget in widgets:
            for chat in widget.chats:
                while widget.at(chat) < acked[chat]:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)


async def cut(proxy: Proxy) -> None:
    """Cut everything again and again: nothing passes, then every connection is reset."""
    while True:
        await asyncio.sleep(UP)
        proxy.silent = True
        await asyncio.sleep(DOWN)
        proxy.silent = False
        proxy.cut()


async def freed(node: Node, left: int, began: float) -> float:
    """Return after how many seconds the server had so few descriptors open."""
    while node.descriptors() > left:
        await asyncio.sleep(0.05)
        assert time.monotonic() - began < PATIENCE, "still there"
    return time.monotonic() - began


def kept(what: str, count: int, measured: float, aim: int) -> dict[str, Value]:
    """Return a row."""
    return {"what": what, "count": count, "measured": round(measured, 1), "aim": aim}


async def dead(node: Node) -> dict[str, Value]:
    """Return how long peers are kept whose cable was cut."""
    async with proxied(node.port) as proxy:
        before = node.descriptors()
        opened = [
            await node.widget(f"dead-{n}", [f"dead-{n}"], sock=proxy.connect())
            for n in range(PEERS)
        ]
        await asyncio.sleep(1.0)
        proxy.silent = True
        took = await freed(node, before, time.monotonic())
        for one in opened:
            one.transport.abort()
    return kept("a dead peer is gone after, s", PEERS, took, 33)


async def silent(node: Node) -> dict[str, Value]:
    """Return how long peers are kept that never say anything, with and without a websocket."""
    before = node.descriptors()
    raw = [socket.create_connection(("127.0.0.1", node.port)) for _ in range(PEERS)]
    opened = [await node.open() for _ in range(PEERS)]
    took = await freed(node, before, time.monotonic())
    for one in raw:
        one.close()
    for connection in opened:
        connection.transport.abort()
    return kept("a silent socket is gone after, s", 2 * PEERS, took, 10)


async def deaf(node: Node) -> dict[str, Value]:
    """Return how long a peer is kept that stops reading while its chat is busy."""
    before = node.descriptors()
    async with Client.open(node.url, token(node.data, "platform", "feed"), "msgpack") as platform:
        opened = []
        for number in range(PEERS):
            narrow = socket.socket()
            narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            narrow.connect(("127.0.0.1", node.port))
            one = await node.widget(f"deaf-{number}", ["busy"], sock=narrow)
            one.transport.pause_reading()
            opened.append(one)
        began = time.monotonic()
        feeding = asyncio.create_task(keep_busy(platform))
        took = await freed(node, before + 1, began)
        feeding.cancel()
        for one in opened:
            one.transport.abort()
    return kept("a peer that does not read is gone after, s", PEERS, took, 15)


async def keep_busy(platform: Client) -> None:
    """Post long messages to one chat, for ever."""
    number = 0
    while True:
        said = {"message_id": f"b{number}", "speaker": "agent", "text": "a" * 20_000}
        await platform.ask("message.post", c="busy", **said)
        number += 1
        await asyncio.sleep(0.02)


async def figures(seconds: float, widgets: int) -> dict[str, Section]:
    """Return all tables."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="warmline-")))
        data, port = folder / "data", free_port()
        serve = ("assist", "serve", "--port", str(port), "--data", str(data))
        pid = await stack.enter_async_context(process(folder, "/widget/", *serve))
        node = Node(pid, port, data)
        rows: list[dict[str, Value]] = []
        for gone in (deaf, silent, dead):
            rows.append(await gone(node))
            await asyncio.sleep(1.0)
        delivered = await drops(node, seconds, widgets)
    return {
        "drops": Section(
            title="While connections drop",
            note="Nothing passes for two seconds of every five, then every connection is reset."
            " Aim: all delivered, in order, none doubled.",
            rows=[delivered],
        ),
        "kept": Section(
            title="Peers that are gone",
            note="The slowest of each, with the default limits.",
            rows=rows,
        ),
    }


def main() -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="of drops")
    parser.add_argument("--widgets", type=int, default=50)
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    options = parser.parse_args()
    sections = asyncio.run(figures(options.seconds, options.widgets))
    facts = machine(("uvicorn", "websockets", "uvloop"))
    show(facts, sections)
    if options.write:
        part = markdown(COMMAND, facts, sections)
        PAGE.write_text(between(PAGE.read_text(), "delivery", part))


if __name__ == "__main__":
    main()
