"""What a server keeps in memory for each widget and each chat, and how long it takes to start.

    python -m benchmarks.capacity [--count 10000] [--write] [--quick] [--journal URL]

Widgets: sockets that follow a chat in which nothing happens; beside them sockets to a bare echo on
the same stack. Chats: ten messages each, all live; beside them the same words in a dict of lists.
A start is until the command says that it is ready; beside it the echo's. Memory is the growth of
the process's proportional set size.
"""

import argparse
import asyncio
import json
import resource
import time
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

from benchmarks.capacity_report import Kept, Start, charts, sections
from benchmarks.client import token
from benchmarks.generator import Sockets, Widgets
from benchmarks.report import machine, plain, show, write
from benchmarks.servers import Serving, bare, cpu_seconds, memory, warmline
from benchmarks.tally import Tally
from benchmarks.traffic import Said, endless
from benchmarks.wire import Wire, dial

TURNS: Final = 10
LONG: Final = 20 * TURNS
"""Messages of the chats that warm the server up."""
AT_ONCE: Final = 256
"""Messages on their way, and connections that are opened, at the same time."""
QUIET: Final = 0.05
"""Of a core: a server that uses less has done all that it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many widgets, and chats; how many starts; chats that warm up, whose words, statements
    and pages of the journal are kept for all; seconds between two looks at a server's work."""

    count: int = 10_000
    starts: int = 5
    warm: int = 50
    every: float = 1.0


QUICK: Final = Plan(count=20, starts=1, warm=1, every=0.2)


async def widgets(folder: Path, node: Serving, echo: Serving, plan: Plan) -> Kept:
    """Return what an idle widget costs, and an idle socket of the echo."""
    count = plan.count
    agents = [token(folder / "data", "agent", f"agent-{n}") for n in range(100)]
    async with AsyncExitStack() as stack:
        opened = Widgets(Tally(), [node.url], agents, followed=1)
        await follow(stack, opened, 0, 64)
        before = await settled(node, plan.every)
        await follow(stack, opened, 64, 64 + count)
        server = (await settled(node, plan.every) - before) / count / 1024
    async with AsyncExitStack() as stack:
        await connect(stack, echo, 64)
        before = await settled(echo, plan.every)
        await connect(stack, echo, count)
        beside = (await settled(echo, plan.every) - before) / count / 1024
    return Kept(
        what="an idle widget",
        count=count,
        server=server,
        peer="a socket of the echo",
        beside=beside,
    )


async def follow(stack: AsyncExitStack, opened: Widgets, begin: int, end: int) -> None:
    """Open widgets, each of which follows a chat of its own."""
    for at in range(begin, end, AT_ONCE):
        until = min(end, at + AT_ONCE)
        await opened.open(stack, until)
        for number in range(at, until):
            opened.follow(f"idle-{number}", number)
        await opened.following()


async def connect(stack: AsyncExitStack, echo: Serving, count: int) -> None:
    """Open sockets to the echo."""
    opened: list[Wire] = []
    for _ in range(count):
        opened.append(await dial(echo.url, unheard))
        stack.callback(opened[-1].close)


def unheard(payload: bytes) -> None:
    """Hear nothing: nobody says anything to the echo."""


async def chats(folder: Path, node: Serving, plan: Plan) -> Kept:
    """Return what a live chat costs, and its bare words."""
    tally, run, count = Tally(), token_hex(4), plan.count
    async with AsyncExitStack() as stack:
        feed = Sockets(tally, token(folder / "data", "platform", "benchmark"))
        await feed.open(stack, [node.url])
        said = [one for seed in range(plan.warm) for one in chat(f"{run}-warm-{seed}", seed, LONG)]
        await post(feed, tally, said)
        before = await settled(node, plan.every)
        for first in range(0, count, 500):
            several = [chat(f"{run}-{n}", n, TURNS) for n in range(first, min(count, first + 500))]
            # Turn by turn: all of them are live at the same time.
            await post(feed, tally, [one for turn in zip(*several, strict=True) for one in turn])
        server = (await settled(node, plan.every) - before) / count / 1024
    return Kept(
        what=f"a live chat of {TURNS} messages",
        count=count,
        server=server,
        peer="its words in a dict of lists",
        beside=words(count) / count / 1024,
    )


def chat(name: str, seed: int, turns: int) -> list[Said]:
    """Return what is said in a chat."""
    said = endless("fr" if seed % 2 else "en", seed)
    return [
        Said(name, speaker, text, 0) for _, (speaker, text) in zip(range(turns), said, strict=False)
    ]


async def post(feed: Sockets, tally: Tally, said: Sequence[Said]) -> None:
    """Send all messages, some at a time, and wait until they are acknowledged."""
    for one in said:
        while tally.waiting >= AT_ONCE:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        feed.post(tally.sent(time.monotonic()), one)
    while tally.waiting:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def settled(node: Serving, every: float = 1.0) -> int:
    """Return a server's memory once it has nothing more to do; a look `every` so many seconds."""
    used = cpu_seconds([node.pid])
    while True:
        await asyncio.sleep(every)
        used, before = cpu_seconds([node.pid]), used
        if used - before < QUIET * every:
            return memory([node.pid])


def words(count: int) -> int:
    """Return the bytes that Python takes for the bare words of so many chats."""
    tracemalloc.start()
    kept: dict[str, list[tuple[str, str]]] = {}
    for number in range(count):
        said = chat(f"live-{number}", number, TURNS)
        kept[said[0].chat] = [(one.speaker, one.text) for one in said]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size


async def starts(folder: Path, count: int, *more: str) -> list[Start]:
    """Return how long the server and the echo take to start, in turns; each time anew."""
    seconds: dict[str, list[float]] = {"the server": [], "the echo": []}
    used: dict[str, tuple[float, float]] = {}
    for number in range(count):
        own = folder / f"start-{number}"
        own.mkdir()
        running: dict[str, AbstractAsyncContextManager[Serving]] = {
            "the server": one(own, *more),
            "the echo": bare(own),
        }
        for what, server in running.items():
            began = time.monotonic()
            async with server as ready:
                seconds[what].append(time.monotonic() - began)
                used[what] = cpu_seconds([ready.pid]), memory([ready.pid]) / 1e6
    return [
        Start(what=what, seconds=taken, cpu=used[what][0], megabytes=used[what][1])
        for what, taken in seconds.items()
    ]


@asynccontextmanager
async def one(folder: Path, *more: str) -> AsyncIterator[Serving]:
    """Run a server."""
    async with warmline(folder, *more) as (node,):
        yield node


async def measure(plan: Plan, *more: str) -> tuple[list[Kept], list[Start]]:
    """Return what is kept for each, and the starts."""
    with TemporaryDirectory(prefix="warmline-") as name:
        folder = Path(name)
        found = await starts(folder, plan.starts, *more)
        async with one(folder, *more) as node, bare(folder) as echo:
            kept = [await widgets(folder, node, echo, plan)]
        async with one(folder, *more) as node:
            kept.append(await chats(folder, node, plan))
    return kept, found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000, help="widgets, and chats")
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="only show that all of it runs")
    parser.add_argument("--journal", help="of the server, as redis://127.0.0.1:6379/0")
    parser.add_argument("--rules", help="of the server, instead of those that ship")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args(arguments)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    plan = QUICK if options.quick else Plan(count=options.count)
    more = ["--journal", options.journal] if options.journal else []
    more += ["--rules", options.rules] if options.rules else []
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        kept, found = runner.run(measure(plan, *more))
    facts, tables = machine(("uvicorn", "websockets", "uvloop")), sections(kept, found)
    show(facts, tables)
    if options.json:
        options.json.write_text(json.dumps(plain(facts, tables), indent=2) + "\n")
    if options.write:
        command = ".venv/bin/python -m benchmarks.capacity --write"
        write("capacity", command, facts, tables, charts(kept, found))


if __name__ == "__main__":
    main()
