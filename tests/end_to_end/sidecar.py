"""A configuration -> the server as people run it, in a process that a test may kill."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from assist.server.auth import Grant, Tokens, load_key
from assist.server.auth.grants import Role
from tests.browser.server import free_port

TENANT = "acme"


class Sidecar:
    """`warmline serve --config`, on a port of its own.

    Args:
        home: a folder for the configuration and the data.
    """

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket = f"ws://127.0.0.1:{self.port}/v1/socket"
        self._data = home / "data"
        self._config = home / "warmline.toml"
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self.said: list[str] = []

    def configure(self, tables: str) -> None:
        """Write the configuration: these tables, beside the node's own settings."""
        self._config.write_text(f'[server]\nport = {self.port}\ndata = "{self._data}"\n{tables}')

    def start(self) -> None:
        """Start, and return once it says that it is ready."""
        command = [sys.executable, "-m", "assist", "serve", "--config", str(self._config)]
        self._process = process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert process.stdout is not None
        for line in process.stdout:
            self.said.append(line)
            if "is ready" in line:
                # Somebody must read on, or a full pipe stops the server.
                self._reader = threading.Thread(
                    target=self.said.extend, args=(process.stdout,), daemon=True
                )
                self._reader.start()
                return
        raise AssertionError(f"the server did not start:\n{''.join(self.said)}")

    def listens(self, stream: str) -> bool:
        """Whether it is connected to a console by now."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=10) as answer:
            metrics: str = answer.read().decode()
        wanted = f'warmline_stream_connected{{stream="{stream}",tenant="{TENANT}"}} 1'
        return wanted in metrics

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
        assert self._process is not None and self._process.stdout is not None
        self._process.wait(timeout=40)
        if self._reader is not None:
            self._reader.join(timeout=10)
        self._process.stdout.close()
        self._process = None

    def token(self, role: Role) -> str:
        """Return a token of the own key, good for five minutes."""
        now = time.time()
        grant = Grant(
            tenant=TENANT, role=role, subject=role, conversations=None, expires_at=now + 300
        )
        return Tokens(load_key(self._data, None)).issue(grant, now=now)

    def kept(self, conversation: str) -> list[dict[str, Any]]:
        """Return the events of a conversation that are in the journal, in their order."""
        request = urllib.request.Request(
            f"{self.url}/v1/export?conversation={conversation}",
            headers={"authorization": f"Bearer {self.token('admin')}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            lines = [json.loads(line) for line in answer if line.strip()]
        return [line for line in lines if line["about"] == "event"]

    def messages(self, conversation: str) -> list[tuple[str, str]]:
        """Return who said what, as the journal has it."""
        said = [
            line["data"] for line in self.kept(conversation) if line["kind"] == "message.posted"
        ]
        return [(message["speaker"], message["text"]) for message in said]
