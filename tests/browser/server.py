"""A folder -> the demo's server as a process of its own, that tests may kill and start again."""

import socket
import subprocess
import sys
import threading
from pathlib import Path


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class DemoServer:
    """`warmline serve --demo`; `origins` are let in beside its own pages."""

    def __init__(
        self, data: Path, *, origins: tuple[str, ...] = (), port: int | None = None
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._data = data
        self._origins = (self.url, *origins) if origins else ()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        """Start, and return once it says that it is ready."""
        command = [sys.executable, "-m", "assist", "serve", "--demo"]
        command += ["--port", str(self.port), "--data", str(self._data)]
        for origin in self._origins:
            command += ["--origin", origin]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            if "ready" in line:
                # Somebody must read on, or a full pipe stops the server.
                self._reader = threading.Thread(target=self._process.stdout.read, daemon=True)
                self._reader.start()
                return
        raise AssertionError(f"the server did not start:\n{''.join(said)}")

    def kill(self) -> None:
        """End it without a warning, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._gone()

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        if self._process is not None:
            self._process.terminate()
            self._gone()

    def _gone(self) -> None:
        assert self._process is not None
        self._process.wait(timeout=40)
        if self._reader is not None:
            self._reader.join(timeout=10)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None
