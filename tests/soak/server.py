"""The command as a process that can be started, killed and started again on the same data."""

import asyncio
import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assist.server.auth import Grant, Role, Tokens, load_key
from tests.server.harness import RULES, TENANT
from tests.server.sidecar import free_port

_LONGEST_START = 60.0
_LONGEST_END = 35.0
_LOOK = 0.005


async def until(true: Callable[[], bool], every: float = _LOOK) -> None:
    """Wait for what nobody tells of."""
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(every)


@cache
def warmed() -> "subprocess.Popen[str]":
    """Return the process whose forks the servers are: one for all of them."""
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.warm"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(parent.kill)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "warm\n"
    return parent


@dataclass
class Node:
    """One server at a time, on one folder and one port. `rules` None: those that ship."""

    data: Path
    rules: Path | None = RULES
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    tmpfs: str | None = None
    """The size of a file system of its own for the data, as 8m; such a start is a cold one."""
    namespace: str | None = None
    """The network that it is in, if not this one; such a start is a cold one."""
    options: tuple[str, ...] = ()
    """What the command is told beside its port and folders."""
    key_file: Path | None = None
    pid: int = 0
    ended: bool = True
    starts: dict[str, list[float]] = field(default_factory=lambda: {"warm": [], "cold": []})
    cold: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> Path:
        return self.data.with_name("server.log")

    @property
    def arguments(self) -> list[str]:
        rules = ["--rules", str(self.rules)] if self.rules else []
        return ["serve", "--port", str(self.port), "--data", str(self.data), *rules, *self.options]

    @property
    def place(self) -> Path:
        """Where the data can be seen from here."""
        if self.tmpfs is None:
            return self.data
        return Path(f"/proc/{self.pid}/root") / self.data.relative_to("/")

    @property
    def code(self) -> int:
        """What the last process ended with."""
        if self.cold is not None:
            assert self.cold.returncode is not None
            return self.cold.returncode
        return int(self.log.read_text().rpartition("ended with ")[2])

    async def begin(self, *, cold: bool = False) -> None:
        """Start a process and do not wait for it to be ready."""
        if cold:
            with self.log.open("ab") as log:
                self.cold = await asyncio.create_subprocess_exec(
                    *(*self._apart(), sys.executable, "-m", "assist", *self.arguments),
                    env={**os.environ, **self.environment},
                    stdout=log,
                    stderr=log,
                )
            self.pid = self.cold.pid
        else:
            asked = {"arguments": self.arguments, "environment": self.environment}
            parent = warmed()
            assert parent.stdin is not None and parent.stdout is not None
            parent.stdin.write(json.dumps({"log": str(self.log), **asked}) + "\n")
            parent.stdin.flush()
            self.cold, self.pid = None, int(parent.stdout.readline())
        self.ended = False

    async def start(self, *, cold: bool = False) -> float:
        """Start a process; return the seconds until it takes traffic."""
        written = self.log.stat().st_size if self.log.exists() else 0
        began = time.monotonic()
        await self.begin(cold=cold)
        while b"is ready" not in self._log_after(written):
            assert self.alive, self._log_after(written).decode()
            assert time.monotonic() - began < _LONGEST_START, "it does not start"
            await asyncio.sleep(_LOOK)
        took = time.monotonic() - began
        self.starts["cold" if cold else "warm"].append(took)
        return took

    def _apart(self) -> list[str]:
        if self.namespace is not None:
            return ["ip", "netns", "exec", self.namespace]
        if self.tmpfs is None:
            return []
        script = 'mount -t tmpfs -o size=$0 tmpfs "$1" && shift && exec "$@"'
        return ["unshare", "-rm", "sh", "-c", script, self.tmpfs, str(self.data)]

    def _log_after(self, position: int) -> bytes:
        if not self.log.exists():
            return b""
        with self.log.open("rb") as log:
            log.seek(position)
            return log.read()

    @property
    def alive(self) -> bool:
        if self.cold is not None:
            return self.cold.returncode is None
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal and wait until the process is gone."""
        if self.ended:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
        async with asyncio.timeout(_LONGEST_END):
            await until(lambda: not self.alive)
        if self.cold is not None:
            await self.cold.wait()
        self.ended = True

    def token(self, role: Role, subject: str) -> str:
        now = time.time()
        grant = Grant(
            tenant=TENANT, role=role, subject=subject, conversations=None, expires_at=now + 600
        )
        return Tokens(load_key(self.place, self.key_file)).issue(grant, now=now)


@asynccontextmanager
async def node(
    folder: Path, *, rules: Path | None = RULES, **environment: str
) -> AsyncIterator[Node]:
    """Have a server that can be started on `folder`."""
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    one = Node(data, rules, environment)
    warmed()
    try:
        yield one
    finally:
        await one.end()
