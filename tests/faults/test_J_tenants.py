"""Group J, tenants: two of them use the same ids, and nothing of one ever reaches the other."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from assist.server.auth import Role
from tests.server.harness import Peer, Plain, Running, serving

TENANTS: Final = ("acme", "globex")
MARKS: Final = {"acme": "Azurite", "globex": "Gypsum"}
OTHER: Final = {"acme": "globex", "globex": "acme"}

SETTINGS: Final = settings(
    max_examples=5,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

Answer = TypeVar("Answer")
tenants = st.sampled_from(TENANTS)
chats = st.sampled_from(("x", "y"))
ids = st.sampled_from(("m1", "m2", "m3"))
bodies = st.sampled_from(("my parcel is late", "still no parcel", "hello"))


@dataclass
class Node:
    """A server in the test's loop, asked from another thread; one agent's socket a tenant."""

    loop: asyncio.AbstractEventLoop
    running: Running
    http: httpx.AsyncClient
    peers: dict[str, Peer]

    def do(self, what: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(30)

    def call(self, tenant: str, role: Role, method: str, path: str, body: object) -> httpx.Response:
        token = self.running.token(role, tenant=tenant)
        headers = {"authorization": f"Bearer {token}"}
        return self.do(self.http.request(method, path, json=body, headers=headers))


class Tenants(RuleBasedStateMachine):
    """Each tenant's conversations are what that tenant alone has said."""

    node: Node
    games = 0

    @initialize()
    def begin(self) -> None:
        Tenants.games += 1
        self.game = f"game-{Tenants.games}"
        self.said: dict[tuple[str, str], dict[str, str]] = {
            (tenant, chat): {} for tenant in TENANTS for chat in ("x", "y")
        }
        self.gone: dict[tuple[str, str], set[str]] = {where: set() for where in self.said}
        for tenant, chat in self.said:
            self.node.do(self.node.peers[tenant].ask("subscribe", c=self.named(chat)))

    def named(self, chat: str) -> str:
        return f"{self.game}-{chat}"

    def ask(self, tenant: str, role: Role, method: str, path: str, body: object = None) -> str:
        """Return the answer's status and text; it tells nothing of the other tenant."""
        answer = self.node.call(tenant, role, method, path, body)
        assert MARKS[OTHER[tenant]] not in answer.text
        assert answer.status_code < 500
        self.status = answer.status_code
        return answer.text

    @rule(tenant=tenants, chat=chats, id=ids, body=bodies)
    def say(self, tenant: str, chat: str, id: str, body: str) -> None:
        text = f"{body} {MARKS[tenant]}"
        message = {"message_id": id, "speaker": "customer", "text": text, "name": MARKS[tenant]}
        answer = json.loads(
            self.ask(
                *(tenant, "platform", "POST", "/v1/messages"),
                {"conversation": self.named(chat), **message},
            )
        )
        before = self.said[tenant, chat].get(id)
        if id in self.gone[tenant, chat] or before == text:
            assert (self.status, answer["duplicate"]) == (202, True)
        elif before is None:
            assert (self.status, answer["duplicate"]) == (202, False)
            self.said[tenant, chat][id] = text
        else:
            assert self.status == 409

    @rule(tenant=tenants, chat=chats)
    def tell(self, tenant: str, chat: str) -> None:
        known = {"customer": f"{self.game}-c1", "agent": "ana", "item": MARKS[tenant]}
        context = {"conversation": self.named(chat), "context_id": "k1", **known}
        self.ask(tenant, "platform", "POST", "/v1/context", context)
        assert self.status == 202

    @rule(tenant=tenants, chat=chats)
    def erase(self, tenant: str, chat: str) -> None:
        self.ask(tenant, "admin", "POST", "/v1/erase", {"conversation": self.named(chat)})
        assert self.status == 200
        self.gone[tenant, chat] |= set(self.said[tenant, chat])
        self.said[tenant, chat] = {}

    @rule(tenant=tenants, held=st.booleans(), chat=chats)
    def hold_for_a_moment(self, tenant: str, held: bool, chat: str) -> None:
        for one in (held, False):
            body = {"conversation": self.named(chat), "held": one}
            self.ask(tenant, "admin", "POST", "/v1/hold", body)
            assert self.status in (200, 404)

    @rule(tenant=tenants)
    def export_the_customer(self, tenant: str) -> None:
        self.ask(tenant, "admin", "GET", f"/v1/export?customer={self.game}-c1")
        assert self.status == 200

    @rule(tenant=tenants, chat=chats)
    def draft(self, tenant: str, chat: str) -> None:
        peer = self.node.peers[tenant]
        text = "Pay with 4111 1111 1111 1111."
        self.heard(tenant, self.node.do(peer.ask("draft.check", c=self.named(chat), text=text)))

    @rule(tenant=tenants, chat=chats)
    def decide(self, tenant: str, chat: str) -> None:
        peer = self.node.peers[tenant]
        what = {"suggestion_id": "s1", "decision_id": f"{self.game}d", "decision": "dismissed"}
        asked = peer.ask("suggestion.decide", c=self.named(chat), **what)
        self.heard(tenant, self.node.do(asked))

    @rule(tenant=tenants, chat=chats)
    def resume(self, tenant: str, chat: str) -> None:
        """Ask with the position of the other tenant's conversation of that name."""
        where = {"e": "", "o": 0}
        for frame in self.node.peers[OTHER[tenant]].frames:
            if frame.get("c") == self.named(chat) and frame.get("e"):
                where = {"e": frame["e"], "o": frame["o"]}
        peer = self.node.peers[tenant]
        self.heard(tenant, self.node.do(peer.ask("subscribe", c=self.named(chat), **where)))

    def heard(self, tenant: str, frame: Plain) -> None:
        assert MARKS[OTHER[tenant]] not in json.dumps(frame)

    def teardown(self) -> None:
        for (tenant, chat), said in self.said.items():
            lines = self.ask(
                tenant, "admin", "GET", f"/v1/export?conversation={self.named(chat)}"
            ).splitlines()
            events = [json.loads(line) for line in lines]
            posted = [line["data"] for line in events if line.get("kind") == "message.posted"]
            assert {one["message_id"]: one["text"] for one in posted} == said
        for tenant, peer in self.node.peers.items():
            for frame in peer.frames:
                self.heard(tenant, frame)


async def test_J10_nothing_crosses_between_two_tenants_that_use_the_same_ids(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(serving(tmp_path))
        http = await stack.enter_async_context(running.http())
        peers = {
            tenant: await stack.enter_async_context(running.peer("agent", tenant=tenant))
            for tenant in TENANTS
        }
        Tenants.node = Node(asyncio.get_running_loop(), running, http, peers)
        await asyncio.to_thread(run_state_machine_as_test, Tenants, settings=SETTINGS)
        metrics = (await http.get("/metrics")).text
    for word in (*MARKS.values(), "game-", "ana", "4111"):
        assert word not in metrics
