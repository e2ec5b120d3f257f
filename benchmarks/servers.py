"""A command -> a server in a process of its own, on a core of its own; and what it used."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

LIMITS: Final = {
    "tenant_rate": 1_000_000,
    "tenant_burst": 1_000_000,
    "tenant_backlog": 1_000_000,
    "tenant_connections": 1_000_000,
    "accept_rate": 100_000,
    "agent_rate": 10_000,
    "agent_burst": 100_000,
    "agent_connections": 1000,
}
"""What bounds one tenant and one agent: a generator plays many of them."""
START: Final = 90.0
"""Seconds in which a server must say that it is ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A server that runs. `pid` is the process that was started; it may have others."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def pin() -> tuple[int, ...]:
    """Move this process to the machine's last core; return the others, which servers may have.

    One core alone is shared by all: then nobody moves.
    """
    *others, last = sorted(os.sched_getaffinity(0))
    if others:
        os.sched_setaffinity(0, {last})
    return tuple(others)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def process(
    folder: Path, ready: str, *arguments: str, cores: Sequence[int] = ()
) -> AsyncIterator[int]:
    """Run a module and yield its process id once it has said that it is `ready`.

    Its log is in `folder`. With `cores` it runs on these alone.
    """
    log = folder / f"{arguments[0]}-{free_port()}.log"
    with log.open("w") as errors:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, stdout=asyncio.subprocess.PIPE, stderr=errors
        )
    assert child.stdout is not None
    if cores:
        os.sched_setaffinity(child.pid, cores)
    try:
        async with asyncio.timeout(START):
            while ready not in (line := (await child.stdout.readline()).decode()):
                if not line:
                    raise SystemExit(f"{arguments[0]}: did not start: {log.read_text()}")
        yield child.pid
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


@asynccontextmanager
async def warmline(
    folder: Path, *more: str, nodes: int = 1, cores: Sequence[int] = ()
) -> AsyncIterator[list[Serving]]:
    """Run the real server as `warmline serve` does, with the limits of a tenant out of the way.

    Args:
        folder: gets its settings and journal; `folder / "data"` has the key of the tokens.
        more: options for the command, as `--journal`, `redis://127.0.0.1:6379/0`.
        nodes: how many; more than one need a journal that they share.
        cores: they are dealt out to the nodes, one alone has them all; none: any.
    """
    settings = folder / "warmline.toml"
    settings.write_text(_settings(folder, shared="--journal" in more))
    async with AsyncExitStack() as stack:
        found: list[Serving] = []
        for number in range(nodes):
            port, data = free_port(), folder / ("data" if not number else f"data-{number}")
            data.mkdir(mode=0o700, exist_ok=True)
            options = ["--config", str(settings), "--port", str(port), "--data", str(data), *more]
            if number:
                options += ["--key-file", str(folder / "data" / "token.key")]
            own = cores[number % len(cores) :][:1] if nodes > 1 and cores else cores
            running = process(folder, "/widget/", "assist", "serve", *options, cores=own)
            found.append(Serving(pid=await stack.enter_async_context(running), port=port))
        yield found


def _settings(folder: Path, *, shared: bool) -> str:
    """Return the text of a file of settings; a shared journal begins anew with each run."""
    lines = ["[limits]", *(f"{key} = {most}" for key, most in LIMITS.items())]
    if shared:
        lines += ["[server]", f'journal_prefix = "benchmark-{token_hex(4)}"']
        lines += [f'journal_key_file = "{folder / "journal.key"}"']
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def bare(folder: Path, cores: Sequence[int] = ()) -> AsyncIterator[Serving]:
    """Run the echo."""
    port = free_port()
    async with process(folder, "ready", "benchmarks.echo", str(port), cores=cores) as pid:
        yield Serving(pid=pid, port=port)


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def cpu_seconds(pids: Sequence[int]) -> float:
    """Return the CPU time that these processes and their children have used."""
    return sum(time.clock_gettime(_clock(each)) for one in pids for each in family(one))


def _clock(pid: int) -> int:
    """Return the number of a process's CPU clock, as `clock_getcpuclockid` does.

    It counts nanoseconds; `/proc` counts hundredths of a second, too coarse for a quiet server.
    """
    return (~pid << 3) | 2


def memory(pids: Sequence[int]) -> int:
    """Return the memory of these processes and their children in bytes; shared pages in parts."""
    total = 0
    for pid in (each for one in pids for each in family(one)):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024
