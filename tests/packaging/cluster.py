"""The files of packaging/nodes -> those very nodes, their Redis and a proxy, on this machine."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from assist.server.auth import Grant, Role, Tokens, load_key
from tests.journal.redis.servers import running
from tests.server.harness import RULES
from tests.server.sidecar import free_port

NODES = Path(__file__).parents[2] / "packaging" / "nodes"
ORIGIN = "https://console.example.com"
TENANT = "acme"


def answers(url: str, seconds: float = 30.0) -> None:
    """Return once a GET of this address is answered with 200."""
    end = time.monotonic() + seconds
    while True:
        try:
            if httpx.get(url, trust_env=False, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < end, url
        time.sleep(0.05)


@dataclass
class Node:
    """One node, as its unit or its container would start it."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if self.process is not None:
            return
        self.folder.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "assist", "serve", "--rules", str(RULES)]
        command += ["--config", str(self.folder.parent / "warmline.toml")]
        command += ["--data", str(self.folder), "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def taken(self) -> float:
        """Return how many messages this node took."""
        page = httpx.get(f"{self.url}/metrics", trust_env=False).text
        found = re.findall(r"^warmline_messages_total\{[^}]*\} (\S+)", page, re.M)
        return sum(map(float, found))


@dataclass
class Cluster:
    """Two nodes on one Redis."""

    folder: Path
    nodes: tuple[Node, Node]

    def whole(self) -> None:
        """Have both nodes run."""
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            answers(f"{node.url}/ready")

    def token(self, role: Role) -> str:
        grant = Grant(
            tenant=TENANT,
            role=role,
            subject="ana",
            conversations=None,
            expires_at=time.time() + 600,
        )
        key = load_key(self.folder, self.folder / "token.key")
        return Tokens(key).issue(grant, now=time.time())


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run them, with the settings of packaging/nodes at other addresses."""
    key = folder / "token.key"
    key.touch(0o600)
    key.write_text("a secret of the tests, 32 bytes or more\n")
    with running(folder / "redis", redis_settings()) as shared:
        text = (NODES / "warmline.toml").read_text()
        for theirs, ours in (
            ("0.0.0.0", "127.0.0.1"),
            ("redis:6379", f"127.0.0.1:{shared.port}"),
            ("/run/secrets", str(folder)),
            ("172.30.85.0/24", "127.0.0.1"),
        ):
            assert theirs in text
            text = text.replace(theirs, ours)
        (folder / "warmline.toml").write_text(text)
        made = Cluster(folder, (Node(folder / "one"), Node(folder / "two")))
        try:
            # The journal's key is made by the first.
            made.nodes[0].start()
            answers(f"{made.nodes[0].url}/ready")
            made.whole()
            yield made
        finally:
            for node in made.nodes:
                node.kill()


def redis_settings() -> dict[str, str]:
    """Return the settings of packaging/nodes/redis.conf but for its place."""
    lines = (NODES / "redis.conf").read_text().splitlines()
    pairs = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    return {name: value for name, value in pairs if name not in ("bind", "dir")}


@contextmanager
def caddy(made: Cluster) -> Iterator[str]:
    """Run Caddy with its file, without TLS."""
    port = free_port()
    nodes = " ".join(f"127.0.0.1:{node.port}" for node in made.nodes)
    config = made.folder / "Caddyfile"
    config.write_text("{\n\tadmin off\n}\n" + (NODES / "Caddyfile").read_text())
    surroundings = {
        "SITE": f"http://127.0.0.1:{port}",
        "NODES": nodes,
        "HOME": str(made.folder),
    }
    command = [str(shutil.which("caddy")), "run", "--adapter", "caddyfile", "--config", str(config)]
    with (made.folder / "caddy.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=surroundings)
    yield from until_over(process, port)


@contextmanager
def nginx(made: Cluster) -> Iterator[str]:
    """Run nginx with its file, without TLS."""
    port, folder = free_port(), made.folder / "nginx"
    folder.mkdir(exist_ok=True)
    text = (NODES / "nginx.conf").read_text()
    text = re.sub(r"(?m)^ *(ssl_.*|listen .*:80;|listen .*\[::\]:.*)\n", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    for place, node in zip(("10.0.0.11:8420", "10.0.0.12:8420"), made.nodes, strict=True):
        assert place in text
        text = text.replace(place, f"127.0.0.1:{node.port}")
    paths = " ".join(
        f"{name}_temp_path {folder};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/log; events {{}}\n"
        f"http {{ access_log off; {paths}\n{text}}}\n"
    )
    command = [str(shutil.which("nginx")), "-e", str(folder / "log"), "-c", str(config)]
    yield from until_over(subprocess.Popen(command), port)


def until_over(process: subprocess.Popen[bytes], port: int) -> Iterator[str]:
    try:
        answers(f"http://127.0.0.1:{port}/widget/index.js")
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


PROXIES = {"caddy": caddy, "nginx": nginx}
