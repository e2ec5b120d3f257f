"""Group F, ends without a warning: killed, frozen, or gone between the disk and the answer."""

import asyncio
import json
import os
import signal
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.journal.filled import ask
from tests.server.harness import Plain
from tests.server.sidecar import frames
from tests.server.sidecar import posting as ask_to_post
from tests.soak.kills import kills
from tests.soak.producers import socket as peer
from tests.soak.server import Node, node, until

SEED = 20_261_122


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[Node]:
    async with node(tmp_path) as started:
        await started.start()
        yield started


async def test_F01_kill_9_under_load_loses_nothing_acknowledged_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    outcome = await kills(tmp_path, 5, SEED, seconds=15)
    assert outcome.wrong == ()
    assert max(outcome.recoveries, default=0.0) <= 3.0
    assert outcome.kills >= 2
    assert outcome.acknowledged >= 50
    assert outcome.resent > 0, "it was killed while answers were due"


def posting(number: int) -> Plain:
    return {
        "message_id": f"m{number}",
        "speaker": "customer",
        "text": "still no parcel",
        "c": "chat-1",
    }


async def said(connection: Any, *names: str) -> Plain:  # noqa: ANN401
    async with asyncio.timeout(20):
        while True:
            frame: Plain = json.loads(await connection.recv())
            if frame["t"] in names:
                return frame


def top(one: Node) -> int:
    rows = ask(one.data / "journal.db", "SELECT top FROM conversation")
    return int(rows[0][0]) if rows else 0


async def post(one: Node, number: int) -> Plain:
    async with peer(one, "platform", "p") as connection:
        await connection.send(json.dumps({"t": "message.post", "id": 1, **posting(number)}))
        return await said(connection, "ack", "err")


async def test_F02_killed_between_the_disk_and_the_answer_it_answers_the_same_later(
    one: Node,
) -> None:
    """The platform reads no answer before the kill, so for it there was none."""
    async with peer(one, "platform", "p") as connection:
        await said(connection, "welcome")
        for number in range(20):
            frame = {"t": "message.post", "id": number, **posting(number)}
            await connection.send(json.dumps(frame))
        async with asyncio.timeout(20):
            await until(lambda: top(one) >= 5)
        await one.end()
    rested = dict(
        ask(one.data / "journal.db", "SELECT id, offset FROM seen WHERE kind = 'message.posted'")
    )
    assert len(rested) >= 1
    await one.start()
    for number in range(20):
        ack = await post(one, number)
        name = f"m{number}"
        assert ack["duplicate"] is (name in rested)
        assert rested.setdefault(name, ack["o"]) == ack["o"]
    assert len(set(rested.values())) == 20


async def test_C16_F02_an_answer_that_is_lost_on_the_way_is_given_again(one: Node) -> None:
    message = posting(1)
    body = json.dumps({"conversation": message.pop("c"), **message}).encode()
    head = (
        "POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {one.token('platform', 'p')}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    cut = socket.create_connection(("127.0.0.1", one.port))
    # To close now sends a reset: the answer has nowhere to go.
    cut.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    cut.sendall(head.encode() + body)
    async with asyncio.timeout(20):
        await until(lambda: top(one) >= 1)
    cut.close()
    ack = await post(one, 1)
    assert (ack["o"], ack["duplicate"]) == (1, True)
    assert (await post(one, 2))["duplicate"] is False


async def test_F14_after_a_freeze_healthy_peers_are_still_there_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    """Frozen for longer than a ping may wait: the answers were there, only nobody looked."""
    often: Any = {f"WARMLINE_LIMITS_{key}": "1" for key in ("PING_LEAST", "PING_MOST", "PONG")}
    async with node(tmp_path, **often) as one:
        await one.start()
        async with peer(one, "agent", "w") as widget, peer(one, "platform", "p") as platform:
            await said(widget, "welcome")
            await said(platform, "welcome")
            await widget.send(json.dumps({"t": "subscribe", "id": 1, "c": "chat-1"}))
            await said(widget, "sub")
            seen: list[Plain] = []
            listening = asyncio.create_task(listen(widget, seen))
            await platform.send(json.dumps({"t": "message.post", "id": 1, **posting(1)}))
            assert (await said(platform, "ack"))["o"] == 1
            os.kill(one.pid, signal.SIGSTOP)
            await platform.send(json.dumps({"t": "message.post", "id": 2, **posting(2)}))
            await asyncio.sleep(2.5)
            os.kill(one.pid, signal.SIGCONT)
            assert not (await said(platform, "ack"))["duplicate"]
            async with asyncio.timeout(20):
                await until(lambda: sum(one["t"] == "ping" for one in seen) >= 4)
            assert not listening.done(), "the widget was sent away"
            listening.cancel()
        offsets = [frame["o"] for frame in seen if frame["t"] == "ev"]
        posted = [frame for frame in seen if frame.get("k") == "message.posted"]
        assert offsets == list(range(1, len(offsets) + 1))
        assert len(posted) == 2


async def listen(widget: Any, seen: list[Plain]) -> None:  # noqa: ANN401
    async for data in widget:
        frame = json.loads(data)
        seen.append(frame)
        if frame["t"] == "ping":
            await widget.send('{"t":"pong"}')


async def test_F01_after_a_kill_each_chat_goes_on_where_it_stood(one: Node) -> None:
    assert stat.S_IMODE((one.data / "token.key").stat().st_mode) == 0o600
    async with peer(one, "platform", "p") as platform:
        await platform.send(ask_to_post(1))
        (ack,) = await frames(platform, "ack", 1)
        async with peer(one, "agent", "w", resume=[["chat-1", ack["e"], 0]]) as widget:
            before = await frames(widget, "ev", 5)
        # The last one may be answered or not: it was acknowledged, so it is there.
        await platform.send(ask_to_post(2))
        await frames(platform, "ack", 1)
        await one.end()
    await one.start()
    async with peer(one, "platform", "p") as platform:
        for number in (1, 2):
            await platform.send(ask_to_post(number))
        again = await frames(platform, "ack", 2)
        assert [(frame["e"], frame["duplicate"]) for frame in again] == [(ack["e"], True)] * 2
        async with peer(one, "agent", "w", resume=[["chat-1", ack["e"], 5]]) as widget:
            (sub,) = await frames(widget, "sub", 1)
            assert sub["recovered"]
            after = await frames(widget, "ev", 2)
    assert [event["k"] for event in before] == [
        "message.posted",
        "message.read",
        "needs.changed",
        "ledger.changed",
        "suggestion.offered",
    ]
    assert [(event["o"], event["k"]) for event in after] == [
        (6, "message.posted"),
        (7, "message.read"),
    ]
