"""What a message, a widget and a chat cost a node and its Redis: the inputs of the pages' plans.

    python -m benchmarks.costs [--write] [--quick]

It starts a Redis with the settings of packaging/nodes and one node on it. Chats of twenty messages
go through as fast as they can, then widgets come, then other chats go on at a steady rate; what
each used is read from the processes' CPU clocks, their memory and Redis's own counts. With
`--write` the figures go into benchmarks/costs.toml, from which `benchmarks.simulation` writes the
pages.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import redis
import uvloop

from benchmarks import capacity
from benchmarks.client import token
from benchmarks.generator import Sockets, Widgets
from benchmarks.inputs import FILE, Costs, text
from benchmarks.plan import TURNS
from benchmarks.report import machine
from benchmarks.servers import Serving, cpu_seconds, free_port, pin, warmline
from benchmarks.slices import Load, Slice
from benchmarks.syncs import Syncs
from benchmarks.tally import Tally

SETTINGS: Final = Path(__file__).parents[1] / "packaging" / "nodes" / "redis.conf"
AGENTS: Final = 100
START: Final = 10.0
WORKERS: Final = 3
WARM: Final = 50
"""Chats that fill what is kept for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much: sockets and chats; messages a second, for how many seconds; seconds at rest."""

    widgets: int = 2000
    chats: int = 3000
    rate: float = 250.0
    seconds: float = 15.0
    rest: float = 10.0


QUICK: Final = Plan(widgets=20, chats=3, rate=20.0, seconds=1.0, rest=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a Redis has used: CPU seconds, bytes."""

    cpu: float
    memory: float
    disk: float
    heard: float
    said: float


def counted(client: "redis.Redis") -> Counts:
    """Return what it has used."""
    info = client.info()
    return Counts(
        cpu=info["used_cpu_sys"] + info["used_cpu_user"],
        memory=info["used_memory_dataset"],
        disk=info["aof_current_size"],
        heard=info["total_net_input_bytes"],
        said=info["total_net_output_bytes"],
    )


@contextmanager
def shared(folder: Path) -> Iterator[int]:
    """Run a Redis as packaging/nodes sets it up; yield its port."""
    port, config = free_port(), folder / "redis.conf"
    moved = {"bind": "bind 127.0.0.1", "dir": f"dir {folder}"}
    lines = SETTINGS.read_text().splitlines()
    config.write_text("\n".join(moved.get(line.partition(" ")[0], line) for line in lines) + "\n")
    # Its file is not rewritten: then it tells how much was written.
    still = ["--auto-aof-rewrite-percentage", "0", "--rename-command", "BGREWRITEAOF", "NEVER"]
    command = ["redis-server", str(config), "--port", str(port), *still]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port) as client:
            end = time.monotonic() + START
            while True:
                try:
                    client.ping()
                    break
                except redis.RedisError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


async def measure(plan: Plan) -> Costs:
    """Return what everything costs."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="warmline-")))
        port = stack.enter_context(shared(folder))
        client = stack.enter_context(redis.Redis(port=port))
        syncs = stack.enter_context(Syncs(folder / "sync"))
        journal = ("--journal", f"redis://127.0.0.1:{port}/0")
        several = await together(folder, *journal)
        began = time.monotonic()
        (node,) = await stack.enter_async_context(warmline(folder, *journal, cores=pin()))
        start = time.monotonic() - began
        base = await capacity.settled(node)
        beat = await at_rest(client, plan.rest)
        chat, alone = await talked(folder, node, client, "live", plan.chats, followed=False)
        kept = ids(client) / (plan.chats + WARM) / TURNS
        _, busy = await talked(folder, node, client, "seen", plan.chats // 3, followed=True)
        widget, connect = await looked_on(folder, node, plan.widgets)
        slice, used = await steady(folder, node, client, plan)
        facts = machine(())
        return Costs(
            node_cpu_us=slice.micros,
            connect_us=connect,
            base_mb=base / 1e6,
            worker_mb=(several - base) / (WORKERS - 1) / 1e6,
            widget_kb=widget,
            chat_kb=chat,
            start_s=start,
            redis_cpu_us=busy.cpu * 1e6,
            redis_beat_us=beat * 1e6,
            redis_message_bytes=alone.memory,
            redis_id_bytes=kept,
            redis_disk_bytes=used.disk,
            redis_in_bytes=used.heard,
            redis_out_bytes=used.said,
            sync_ms=statistics.median(syncs.taken) * 1000,
            day=facts["day"],
            machine=facts["machine"],
        )


async def together(folder: Path, *journal: str) -> int:
    """Return the bytes of several processes that have nothing to do."""
    async with warmline(folder, *journal, "--workers", str(WORKERS)) as (parent,):
        return await capacity.settled(parent)


async def at_rest(client: "redis.Redis", seconds: float) -> float:
    """Return the CPU that Redis uses in a second of a node that has nothing to do."""
    before = counted(client)
    await asyncio.sleep(seconds)
    return (counted(client).cpu - before.cpu) / seconds


async def looked_on(folder: Path, node: Serving, count: int) -> tuple[float, float]:
    """Return the KB of an idle widget, and the microseconds for it to come."""
    agents = [token(folder / "data", "agent", f"agent-{n}") for n in range(AGENTS)]
    async with AsyncExitStack() as stack:
        opened = Widgets(Tally(), [node.url], agents, followed=1)
        await capacity.follow(stack, opened, 0, 64)
        kept, used = await capacity.settled(node), cpu_seconds([node.pid])
        await capacity.follow(stack, opened, 64, 64 + count)
        used = cpu_seconds([node.pid]) - used
        kept = await capacity.settled(node) - kept
    return kept / count / 1000, used / count * 1e6


async def talked(
    folder: Path, node: Serving, client: "redis.Redis", name: str, count: int, *, followed: bool
) -> tuple[float, Counts]:
    """Return the KB of a live chat, and what Redis used for a message while it was busy."""
    tally = Tally()
    async with AsyncExitStack() as stack:
        feed = Sockets(tally, token(folder / "data", "platform", "benchmark"))
        await feed.open(stack, [node.url])
        if followed:
            widgets = Widgets(tally, [node.url], [token(folder / "data", "agent", "agent")])
            await widgets.open(stack, WARM + count)
            for number in range(WARM + count):
                widgets.follow(f"{name}-{number}", number)
            await widgets.following()
        await said(feed, tally, name, range(WARM))
        kept, before = await capacity.settled(node), counted(client)
        await said(feed, tally, name, range(WARM, WARM + count))
        kept = await capacity.settled(node) - kept
        return kept / count / 1000, each(before, counted(client), count * TURNS)


async def said(feed: Sockets, tally: Tally, name: str, numbers: range) -> None:
    """Let chats go on, turn by turn, as fast as they are acknowledged."""
    chats = [capacity.chat(f"{name}-{n}", n, TURNS) for n in numbers]
    await capacity.post(feed, tally, [one for turn in zip(*chats, strict=True) for one in turn])


def each(before: Counts, after: Counts, count: int) -> Counts:
    """Return what was used for each of so many messages."""
    return Counts(
        cpu=(after.cpu - before.cpu) / count,
        memory=(after.memory - before.memory) / count,
        disk=(after.disk - before.disk) / count,
        heard=(after.heard - before.heard) / count,
        said=(after.said - before.said) / count,
    )


def ids(client: "redis.Redis") -> int:
    """Return the bytes of all keys that hold ids."""
    names = client.scan_iter(match="{*}:i:*", count=1000)
    return sum(int(client.memory_usage(name, samples=0) or 0) for name in names)


async def steady(
    folder: Path, node: Serving, client: "redis.Redis", plan: Plan
) -> tuple[Slice, Counts]:
    """Return what a steady rate cost the node, and what Redis used for a message."""
    async with AsyncExitStack() as stack:
        tally = Tally()
        feed = Sockets(tally, token(folder / "data", "platform", "benchmark"))
        await feed.open(stack, [node.url])
        agents = [token(folder / "data", "agent", f"agent-{n}") for n in range(AGENTS)]
        load = Load(stack, feed, tally, [node.pid], Widgets(tally, [node.url], agents))
        await load.slice(plan.rate, plan.seconds / 5)
        before, sent = counted(client), len(tally.due)
        found = await load.slice(plan.rate, plan.seconds)
        return found, each(before, counted(client), len(tally.due) - sent)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write into benchmarks/{FILE.name}")
    parser.add_argument("--quick", action="store_true", help="only show that all of it runs")
    options = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        costs = runner.run(measure(QUICK if options.quick else Plan()))
    sys.stdout.write(text(costs))
    if options.write:
        FILE.write_text(text(costs))


if __name__ == "__main__":
    main()
