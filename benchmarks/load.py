"""What a server costs under load and how long its answers take, beside a bare echo.

    python -m benchmarks.load [--write] [--quick] [--http]
        [--journal URL [--nodes N] [--workers N]] [--cores 0,1]

The real server (journal on) and the echo, on the same stack, take turns on one core; the generator
has another core for itself. Many chats go on at once, with 10 s between two messages of a chat,
each followed by one of many widgets. Messages come at random moments, whether those before were
answered or not, and what is measured counts from the moment when a message was due. The highest
rate is looked for by steps, then between two of them.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import redis
import uvloop

from benchmarks.client import token
from benchmarks.generator import Echoes, Sockets, Widgets
from benchmarks.http_feed import HttpFeed
from benchmarks.load_report import Found, charts, sections
from benchmarks.report import machine, plain, show, write
from benchmarks.servers import bare, pin, warmline
from benchmarks.slices import LEAD, Load, OverloadedError, Slice
from benchmarks.syncs import Syncs
from benchmarks.tally import Tally

P99: Final = 50.0
"""Milliseconds: a rate is sustained while the 99th percentile of acknowledgements stays below."""
IN_TIME: Final = 0.98
"""Of the messages sent, this part must have been answered, and read, when the slice ends."""
STEP: Final = 1.25
NEAR: Final = 1.06
"""A rate that holds and one that does not are near enough to stop between them."""
AGENTS: Final = 100
"""Whose tokens the widgets have; each may open many sockets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long, and how much; seconds of load and messages a second."""

    rates: tuple[float, ...] = (100.0, 500.0, 1000.0)
    warm: float = 25.0
    seconds: float = 10.0
    rounds: int = 3
    probe: float = 15.0
    lead: float = LEAD
    most: float = 20_000.0


QUICK: Final = Plan(rates=(50.0,), warm=0.2, seconds=0.4, rounds=1, probe=0.4, lead=0.1, most=52.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is loaded."""

    server: Load
    echo: Load
    syncs: Syncs
    cores: int


async def measure(plan: Plan, options: argparse.Namespace) -> Found:
    """Return what the server and the echo did at each rate, and the highest they sustain."""
    async with staged(options) as stage:
        await stage.server.slice(plan.rates[0], plan.warm, plan.lead)
        pairs: list[tuple[Slice, Slice]] = []
        tried: list[Slice] = []
        echoed: list[Slice] = []
        for rate in plan.rates:
            pair = await alternated(stage, rate, plan) or await alternated(stage, rate, plan)
            if pair is None:
                break
            pairs.append(pair)
        if not pairs:
            raise SystemExit(f"the server cannot keep up with {plan.rates[0]:g} messages a second")
        reached = pairs[-1][0].rate
        highest = await search(stage.server.slice, plan, reached, tried)
        if highest not in (0.0, reached) and (pair := await alternated(stage, highest, plan)):
            pairs = sorted([*pairs, pair], key=lambda pair: pair[0].rate)
        short = replace(plan, probe=plan.probe / 3)
        await search(stage.echo.slice, short, min(4 * reached, plan.most / STEP), echoed)
        return Found(
            pairs=pairs, tried=tried, echoed=echoed, syncs=stage.syncs.taken, cores=stage.cores
        )


async def alternated(stage: Stage, rate: float, plan: Plan) -> tuple[Slice, Slice] | None:
    """Return what the server and the echo did at a rate, in turns; None where it is too much."""
    server, echo = Slice(rate=rate), Slice(rate=rate)
    with suppress(OverloadedError):
        for _ in range(plan.rounds):
            server.add(await stage.server.slice(rate, plan.seconds, plan.lead))
            echo.add(await stage.echo.slice(rate, plan.seconds / 2, plan.lead))
        return server, echo
    return None


async def search(
    attempt: Callable[[float, float, float], Awaitable[Slice]],
    plan: Plan,
    start: float,
    tried: list[Slice],
) -> float:
    """Return the highest rate that is sustained, 0 for none; `tried` gets what was tried."""
    good, bad, rate = 0.0, plan.most, start
    while plan.rates[0] / 2 < rate < plan.most and bad > good * NEAR:
        if await holds(attempt, rate, plan, tried):
            good = rate
        else:
            bad = rate
        between = (good + bad) / 2 if good else bad / STEP
        rate = min(good * STEP, between) if good else between
    return good


async def holds(
    attempt: Callable[[float, float, float], Awaitable[Slice]],
    rate: float,
    plan: Plan,
    tried: list[Slice],
) -> bool:
    """Return whether a rate is sustained; it has two attempts, since others use the machine too."""
    for _ in range(2):
        try:
            found = await attempt(rate, plan.probe, plan.lead)
        except OverloadedError:
            found = Slice(rate=rate)
        if found.sustained(P99, IN_TIME):
            tried.append(found)
            return True
    tried.append(found)
    return False


@asynccontextmanager
async def staged(options: argparse.Namespace) -> AsyncIterator[Stage]:
    """Start the servers and the echo, and connect to them."""
    cores = options.cores or pin()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="warmline-")))
        more = ["--journal", options.journal] if options.journal else []
        more += ["--rules", options.rules] if options.rules else []
        more += ["--workers", str(options.workers)] if options.workers > 1 else []
        running = warmline(folder, *more, nodes=options.nodes, cores=cores)
        nodes = await stack.enter_async_context(running)
        echo = await stack.enter_async_context(bare(folder, cores[:1]))
        tally, urls = Tally(), [node.url for node in nodes]
        bearer = token(folder / "data", "platform", "benchmark")
        feed: HttpFeed | Sockets
        feed = HttpFeed(tally, bearer) if options.http else Sockets(tally, bearer)
        await feed.open(stack, urls)
        agents = [token(folder / "data", "agent", f"agent-{n}") for n in range(AGENTS)]
        echoes = Echoes(echo_tally := Tally())
        await echoes.open(stack, [echo.url])
        syncs = stack.enter_context(Syncs(folder / "sync"))
        pids = [node.pid for node in nodes]
        yield Stage(
            server=Load(
                stack,
                feed,
                tally,
                pids,
                Widgets(tally, urls, agents),
                journal=journal_pids(options.journal),
            ),
            echo=Load(stack, echoes, echo_tally, [echo.pid]),
            syncs=syncs,
            cores=len(cores),
        )


def journal_pids(url: str | None) -> list[int]:
    """Return the process of a Redis that is the journal, which must be on this machine."""
    if url is None:
        return []
    with redis.Redis.from_url(url) as client:
        return [int(client.info("server")["process_id"])]


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a list, as `0,1`."""
    return tuple(int(part) for part in text.split(","))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="only show that all of it runs")
    parser.add_argument("--http", action="store_true", help="post over HTTP, not over sockets")
    parser.add_argument("--journal", help="of the server, as redis://127.0.0.1:6379/0")
    parser.add_argument("--rules", help="of the server, instead of those that ship")
    parser.add_argument("--nodes", type=int, default=1, help="servers that share a journal")
    parser.add_argument("--workers", type=int, default=1, help="processes of each of them")
    parser.add_argument(
        "--cores", type=numbers, default=(), help="of the servers, as 0,1; else all but the last"
    )
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(measure(QUICK if options.quick else Plan(), options))
    facts, tables = machine(("uvicorn", "websockets", "uvloop")), sections(found)
    show(facts, tables)
    if options.json:
        options.json.write_text(json.dumps(plain(facts, tables), indent=2) + "\n")
    if options.write:
        given = sys.argv[1:] if arguments is None else arguments
        command = " ".join([".venv/bin/python -m benchmarks.load", *given])
        write("load", command, facts, tables, charts(found))


if __name__ == "__main__":
    main()
