import asyncio
from dataclasses import dataclass, field

import pytest

from assist.server import connections as module
from assist.server.auth import Grant, Role
from assist.server.connections import Connections
from assist.wire.codes import RESTARTING, Close
from assist.wire.frames import Drain, ServerFrame
from tests.server.harness import limits


@dataclass(eq=False)
class Peer:
    connections: Connections
    said: list[ServerFrame] = field(default_factory=list)
    ended: Close | None = None

    def say(self, frame: ServerFrame) -> None:
        self.said.append(frame)

    def end(self, close: Close, *, retry_ms: int | None = None) -> None:
        self.ended = close
        asyncio.get_running_loop().call_soon(self.connections.release, self)


def grant(role: Role = "agent", tenant: str = "acme", subject: str = "ana") -> Grant:
    return Grant(tenant=tenant, role=role, subject=subject, conversations=None, expires_at=4e9)


def test_A21_an_agent_has_a_bounded_number_of_sockets_until_one_ends() -> None:
    connections = Connections(limits(agent_connections=2))
    peers = [Peer(connections) for _ in range(3)]
    assert [connections.admit(peer, grant()) for peer in peers] == [True, True, False]
    assert connections.admit(Peer(connections), grant(subject="bob"))
    assert connections.admit(Peer(connections), grant(tenant="globex"))
    assert connections.admit(Peer(connections), grant("platform"))
    connections.release(peers[2])
    assert not connections.admit(peers[2], grant())
    connections.release(peers[0])
    connections.release(peers[0])
    assert connections.admit(peers[2], grant())
    assert len(connections) == 5


def test_A21_a_tenant_has_a_bounded_number_of_sockets() -> None:
    connections = Connections(limits(tenant_connections=2))
    peers = [Peer(connections) for _ in range(3)]
    admitted = [connections.admit(peer, grant(subject=str(n))) for n, peer in enumerate(peers)]
    assert admitted == [True, True, False]
    assert connections.admit(peers[2], grant(tenant="globex"))


async def test_F09_all_are_told_first_and_then_sent_away() -> None:
    connections = Connections(limits(drain_rate=1000.0))
    peers = [Peer(connections) for _ in range(250)]
    for n, peer in enumerate(peers):
        assert connections.admit(peer, grant(subject=str(n)))
    async with asyncio.timeout(10):
        await connections.drain()
    assert {peer.ended for peer in peers} == {RESTARTING}
    assert all(peer.said == [Drain(retry_ms=1000)] for peer in peers)
    assert len(connections) == 0


async def test_without_sockets_there_is_nothing_to_drain() -> None:
    async with asyncio.timeout(1):
        await Connections(limits()).drain()


async def test_F09_those_who_have_not_said_hello_yet_are_sent_away_as_well() -> None:
    connections = Connections(limits())
    early, welcomed = Peer(connections), Peer(connections)
    for peer in (early, welcomed):
        assert connections.arrive(peer, 1.0) == 0
    assert connections.admit(welcomed, grant())
    async with asyncio.timeout(10):
        await connections.drain()
    assert (early.ended, early.said) == (RESTARTING, [])
    assert welcomed.ended == RESTARTING


async def test_F09_a_socket_that_will_not_end_does_not_hold_the_stop(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "WITHIN", 0.5)
    connections = Connections(limits())
    stubborn = Peer(connections)
    assert connections.admit(stubborn, grant())
    monkeypatch.setattr(connections, "release", lambda peer: None)
    async with asyncio.timeout(5):
        await connections.drain()
    assert stubborn.ended == RESTARTING
    assert "1 sockets would not end" in caplog.text


def test_sockets_are_counted_by_tenant_and_role() -> None:
    connections = Connections(limits())
    for peer_grant in (grant(), grant(subject="bob"), grant("platform"), grant(tenant="globex")):
        assert connections.admit(Peer(connections), peer_grant)
    assert connections.counted(str.upper) == {
        ("ACME", "agent"): 2,
        ("ACME", "platform"): 1,
        ("GLOBEX", "agent"): 1,
    }
