"""How much more many nodes carry than one, each with the same part of a core.

    python -m benchmarks.nodes [--write] [--quick]

Nodes share a Redis of their own (append-only file on, synced every second). Each has a quarter of
a core by a control group, so that a small machine holds several; Redis and the generator have
another core. For each number of nodes the highest rate is looked for as `benchmarks.load` does.
It needs root and `redis-server`.
"""

import argparse
import asyncio
import os
import subprocess
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import redis
import uvloop

from benchmarks.chart import Line, lines
from benchmarks.load import Plan, search, staged
from benchmarks.report import Section, machine, show, write
from benchmarks.servers import family, free_port
from benchmarks.slices import Slice

PERIOD: Final = 10_000
"""Microseconds in which a node has its share: short, so that waiting for it is no long wait."""
SHARE: Final = 0.25
PLAN: Final = Plan(rates=(100.0,), warm=15.0, seconds=10.0, rounds=1, probe=12.0, most=4000.0)
QUICK: Final = Plan(rates=(20.0,), warm=0.2, seconds=0.4, rounds=1, probe=0.5, lead=0.1, most=26.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The highest rate that so many nodes sustain, and what it cost at that."""

    nodes: int
    best: Slice


async def measure(plan: Plan, counts: Sequence[int], url: str) -> list[Carried]:
    """Return what each number of nodes carries."""
    found: list[Carried] = []
    start = plan.rates[0]
    for count in counts:
        options = Namespace(journal=url, nodes=count, workers=1, http=False, rules=None, cores=())
        async with staged(options) as stage:
            with shares(stage.server.pids):
                tried: list[Slice] = []
                await stage.server.slice(start / 2, plan.warm, plan.lead)
                highest = await search(stage.server.slice, plan, start, tried)
        if not highest:
            raise SystemExit(f"{count} nodes do not carry {start:g} messages a second")
        best = next(one for one in tried if one.rate == highest)
        found.append(Carried(nodes=count, best=best))
        start = highest
    return found


@contextmanager
def shares(pids: Sequence[int]) -> Iterator[None]:
    """Let each of these processes have its part of a core, and no more."""
    groups: list[Path] = []
    try:
        for pid in pids:
            groups.append(_group(f"warmline-{pid}"))
            for each in family(pid):
                (groups[-1] / "cgroup.procs").write_text(str(each))
        yield
    finally:
        for group in groups:
            for left in (group / "cgroup.procs").read_text().split():
                (group.parent / "cgroup.procs").write_text(left)
            group.rmdir()


def _group(name: str) -> Path:
    """Return a new control group with its quota, of version 1 or 2."""
    quota = int(PERIOD * SHARE)
    root = Path("/sys/fs/cgroup")
    old = (root / "cpu").is_dir()
    group = root / "cpu" / name if old else root / name
    try:
        group.mkdir()
        if old:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (group / "cpu.max").write_text(f"{quota} {PERIOD}")
    except OSError as error:
        raise SystemExit(f"{group}: no control group can be made ({error.strerror})") from None
    return group


@contextmanager
def journal() -> Iterator[str]:
    """Run a Redis as the documentation asks for, away from the nodes' core; yield its URL."""
    with TemporaryDirectory(prefix="warmline-redis-") as folder:
        port = free_port()
        given = {"port": port, "dir": folder, "save": "", "appendonly": "yes", "bind": "127.0.0.1"}
        command = [part for name, value in given.items() for part in (f"--{name}", str(value))]
        server = subprocess.Popen(["redis-server", *command], stdout=subprocess.DEVNULL)
        os.sched_setaffinity(server.pid, {max(os.sched_getaffinity(0))})
        url = f"redis://127.0.0.1:{port}/0"
        try:
            _await(url)
            yield url
        finally:
            server.terminate()
            server.wait()


def _await(url: str) -> None:
    """Return once a Redis answers."""
    until = time.monotonic() + 10
    with redis.Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return


def sections(found: Sequence[Carried]) -> dict[str, Section]:
    """Return the table."""
    one = found[0].best
    return {
        "nodes": Section(
            title="What several nodes carry",
            note=f"Each node has {SHARE:.0%} of a core. `highest /s` is sustained as above; µs are "
            "CPU for a message, of all nodes and of Redis.",
            rows=[
                {
                    "nodes": carried.nodes,
                    "highest /s": round(carried.best.rate),
                    "times one": round(carried.best.rate / one.rate, 2),
                    "p99 ms": round(carried.best.cut("acknowledged", 99), 1),
                    "nodes µs": round(carried.best.micros, 1),
                    "Redis µs": round(carried.best.journal / max(1, carried.best.done) * 1e6, 1),
                }
                for carried in found
            ],
        )
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="only show that all of it runs")
    options = parser.parse_args(arguments)
    plan, counts = (QUICK, (1, 2)) if options.quick else (PLAN, (1, 2, 3))
    with journal() as url, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(measure(plan, counts, url))
    facts, tables = machine(("redis", "uvicorn", "uvloop")), sections(found)
    show(facts, tables)
    if options.write:
        points = [(carried.nodes, carried.best.rate) for carried in found]
        even = [(carried.nodes, carried.nodes * points[0][1]) for carried in found]
        chart = lines(
            "What several nodes carry",
            "nodes",
            "messages a second",
            [Line("sustained", points), Line("as many times one", even)],
        )
        command = ".venv/bin/python -m benchmarks.nodes --write"
        write("nodes", command, facts, tables, {"nodes": chart})


if __name__ == "__main__":
    main()
