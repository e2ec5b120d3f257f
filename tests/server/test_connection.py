import asyncio
from pathlib import Path

import pytest

from tests.server.harness import Peer, Running, limits, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def sent_away(peer: Peer, code: int, key: str) -> None:
    closed = await peer.closed()
    assert closed.code == code
    assert closed.last[-1]["t"] == "bye"
    assert (closed.last[-1]["code"], closed.last[-1]["key"]) == (code, key)


async def test_a_hello_is_welcomed(running: Running) -> None:
    async with running.open() as peer:
        welcome = await peer.hello(running.token())
        assert welcome == {"t": "welcome", "minor": 0, "role": "agent", "ping_ms": 25000}


async def test_the_lower_minor_version_wins(running: Running) -> None:
    async with running.open() as peer:
        assert (await peer.hello(running.token(), minor=7))["minor"] == 0


async def test_a_broken_hello_is_told_its_field(running: Running) -> None:
    async with running.open() as peer:
        await peer.send("hello", token=running.token(), client="test", extra=1)
        closed = await peer.closed()
        assert closed.code == 4000
        assert closed.last[0]["path"] == "$.extra"


async def test_a_ping_is_answered(running: Running) -> None:
    async with running.peer() as peer:
        await peer.send("ping")
        assert await peer.receive() == {"t": "pong"}


async def test_a_platform_is_asked_by_the_websocket_itself_and_stays(tmp_path: Path) -> None:
    quick = limits(ping_least=0.02, ping_most=0.02, pong=0.1)
    async with serving(tmp_path, limits=quick) as running, running.peer("platform") as peer:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.6):
                await peer.receive()
        assert (await peer.post("hello", "m1"))["t"] == "ack"
