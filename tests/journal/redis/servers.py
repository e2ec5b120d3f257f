"""Real Redis servers, each with a folder of its own, started and ended at a test's word."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

_KEPT = {"appendonly": "yes", "save": '""', "repl-diskless-sync-delay": "0"}
SERVER = shutil.which("redis-server") or "redis-server"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RedisServer:
    """A server on a port of this machine; `settings` are those of redis.conf."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    sentinel: bool = False
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> "redis.Redis":
        return redis.Redis(port=self.port)

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "logfile": str(self.folder / "log"),
            **({} if self.sentinel else _KEPT),
            **self.settings,
        }
        config = self.folder / "redis.conf"
        if not (self.sentinel and config.exists()):
            config.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
        command = [SERVER, str(config), *(["--sentinel"] if self.sentinel else [])]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.wait()

    def wait(self) -> None:
        """Return when it answers."""
        end = time.monotonic() + 10
        while True:
            try:
                with self.client as client:
                    client.ping()
                return
            except redis.RedisError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[RedisServer]:
    """Run a server that keeps an append-only file."""
    server = RedisServer(folder, dict(settings or {}))
    server.start()
    try:
        yield server
    finally:
        server.kill()
