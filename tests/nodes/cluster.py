"""A Redis, nodes that share it and a balancer in front of them, started and ended at one's word."""

import asyncio
import json
import secrets
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import time

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from assist.journal import secret
from assist.server.auth import Grant, Role, Tokens, load_key
from tests.journal.redis.servers import RedisServer
from tests.nodes.balancer import Balancer, balancing
from tests.server.harness import RULES, TENANT, Peer, Plain
from tests.soak.producers import Front
from tests.soak.server import Node, warmed

LIMITS = {"AGENT_RATE": "2000", "AGENT_BURST": "4000", "TENANT_RATE": "5000"}
"""So that what is tried is the nodes and not the pace of one client."""


TRIES = 4


@dataclass(eq=False)
class Cluster:
    """Nodes on one Redis. `port` is the balancer's."""

    folder: Path
    redis: RedisServer
    balancer: Balancer
    options: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.balancer.port

    @property
    def key_file(self) -> Path:
        return self.folder / "token.key"

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(load_key(self.folder, self.key_file))

    def token(self, role: Role, subject: str) -> str:
        return self.grant(role, subject)

    def grant(
        self,
        role: Role,
        subject: str,
        *,
        tenant: str = TENANT,
        conversations: frozenset[str] | None = None,
        assigned: bool = False,
    ) -> str:
        """Return a token that says this."""
        now = time()
        grant = Grant(
            tenant=tenant,
            role=role,
            subject=subject,
            conversations=conversations,
            expires_at=now + 3600,
            assigned=assigned,
        )
        return self.tokens.issue(grant, now=now)

    async def add(
        self,
        count: int = 1,
        *,
        journal: str | None = None,
        host: str = "127.0.0.1",
        namespace: str | None = None,
        workers: int = 1,
        rules: Path = RULES,
    ) -> list[Node]:
        """Start nodes; return them once they get their share.

        `journal`: where they find Redis, if not where it is. `namespace`: a network of their own.
        """
        fresh = [self._node(journal, host, namespace, workers, rules) for _ in range(count)]
        # Known before they start: where one cannot, the others are ended all the same.
        self.nodes += fresh
        await asyncio.gather(*(node.start(cold=namespace is not None) for node in fresh))
        for node in fresh:
            self.balancer.add(node.port, host)
        await asyncio.gather(*(self.balancer.sees(node.port, ready=True) for node in fresh))
        return fresh

    def _node(
        self, journal: str | None, host: str, namespace: str | None, workers: int, rules: Path
    ) -> Node:
        data = self.folder / f"node-{len(self.nodes)}-{secrets.token_hex(3)}" / "data"
        data.mkdir(mode=0o700, parents=True)
        node = Node(data, rules, environment=self.environment)
        node.namespace, node.key_file = namespace, self.key_file
        node.options = (
            *("--journal", journal or self.redis.url, "--host", host, "--workers", str(workers)),
            *("--key-file", str(self.key_file)),
            *("--origin", f"http://127.0.0.1:{self.port}"),
            *("--origin", f"http://127.0.0.1:{node.port}"),
            *self.options,
        )
        return node

    async def restart(self, node: Node) -> None:
        """Start a node again that has ended."""
        await node.start()
        await self.balancer.sees(node.port, ready=True)

    @property
    def alive(self) -> list[Node]:
        """The nodes that have not ended."""
        return [node for node in self.nodes if not node.ended]

    @asynccontextmanager
    async def peer(
        self,
        role: Role = "agent",
        subject: str = "ana",
        *,
        at: Front | None = None,
        host: str = "127.0.0.1",
        tenant: str = TENANT,
        token: str | None = None,
        **hello: object,
    ) -> AsyncIterator[Peer]:
        """Open a socket and be welcomed; `at`: at this node, and not at any."""
        token = token or self.grant(role, subject, tenant=tenant)
        async with connect(
            f"ws://{host}:{(at or self).port}/v1/socket",
            subprotocols=[Subprotocol("assist.v1.json")],
            origin=Origin(f"http://127.0.0.1:{self.port}"),
            compression=None,
            proxy=None,
        ) as socket:
            peer = Peer(socket, "json")
            welcome = await peer.hello(token, **hello)
            assert welcome["t"] == "welcome", welcome
            yield peer

    async def call(
        self,
        method: str,
        path: str,
        body: Plain | None = None,
        *,
        at: Front | None = None,
        role: Role = "platform",
        tenant: str = TENANT,
    ) -> httpx.Response:
        """Ask over a connection of its own; `at`: this node, and not any."""
        headers = {"authorization": f"Bearer {self.grant(role, 'pat', tenant=tenant)}"}
        base = f"http://127.0.0.1:{(at or self).port}"
        async with httpx.AsyncClient(
            base_url=base, trust_env=False, verify=False, timeout=20, headers=headers
        ) as http:
            return await http.request(method, path, json=body)

    async def say(
        self, chat: str, id: str, text: str, *, at: Front | None = None, **more: str
    ) -> Plain:
        """Post a message of the customer; return the answer."""
        said = {"speaker": "customer", "text": text, **more}
        body = {"conversation": chat, "message_id": id, **said}
        answer = await self._patiently(body, at)
        assert answer.status_code == 202, answer.text
        return dict(json.loads(answer.text))

    async def _patiently(self, body: Plain, at: Front | None) -> httpx.Response:
        """Post a message as a platform does, that comes again where it got no answer."""
        for _ in range(TRIES):
            with suppress(httpx.TransportError):
                return await self.call("POST", "/v1/messages", body, at=at)
            await asyncio.sleep(0.2)
        return await self.call("POST", "/v1/messages", body, at=at)

    async def metric(self, name: str, *, at: Front) -> float:
        """Return the sum of a number over its labels, at one node."""
        page = (await self.call("GET", "/metrics", at=at)).text
        lines = [line.rsplit(" ", 1) for line in page.splitlines() if line.startswith(name)]
        return sum(float(value) for label, value in lines if label.split("{")[0] == name)

    async def stop(self) -> None:
        for node in self.alive:
            await node.end(signal.SIGKILL)


@asynccontextmanager
async def cluster(
    folder: Path,
    count: int = 3,
    *,
    tenants: str = "",
    bind: tuple[str, ...] = (),
    **limits: str,
) -> AsyncIterator[Cluster]:
    """Have nodes on a Redis of their own.

    `tenants`: that part of the configuration. `bind`: where Redis listens beside the loopback.
    `limits`: as AGENT_RATE="20", for all nodes.
    """
    redis = RedisServer(folder / "redis")
    if bind:
        redis.settings |= {"bind": " ".join(("127.0.0.1", *bind)), "protected-mode": "no"}
    await asyncio.to_thread(redis.start)
    load_key(folder)
    secret.at(folder / "journal.key")
    environment = {
        **{f"WARMLINE_LIMITS_{name}": value for name, value in (LIMITS | limits).items()},
        "WARMLINE_SERVER_JOURNAL_KEY_FILE": str(folder / "journal.key"),
    }
    await asyncio.to_thread(warmed)
    async with balancing() as balancer:
        options = ("--config", str(folder / "warmline.toml")) if tenants else ()
        (folder / "warmline.toml").write_text(tenants)
        group = Cluster(folder, redis, balancer, options, environment)
        try:
            await group.add(count)
            yield group
        finally:
            await group.stop()
            redis.kill()
