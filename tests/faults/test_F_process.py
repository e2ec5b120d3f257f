"""Group F, the process and its clock: a second one, the end in good order, time that jumps."""

import asyncio
import json
import os
import random
import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from assist.config import Settings
from assist.errors import ConfigError
from assist.journal.records import Key, Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.server.run import serve
from assist.server.service import Service
from tests.server.harness import CHAT, RULES, TENANT, serving, settle
from tests.server.sidecar import Plain, frames, free_port, posting
from tests.soak import verdict
from tests.soak.kills import load
from tests.soak.producers import Ledger
from tests.soak.producers import socket as peer
from tests.soak.server import Node, node, until

HOUR = 3600.0


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[Node]:
    async with node(tmp_path) as started:
        await started.start()
        yield started


async def test_F09_stopped_again_and_again_under_load_it_loses_nothing(tmp_path: Path) -> None:
    ledger = Ledger()
    async with node(tmp_path) as one:
        await one.start()
        async with load(one, ledger, random.Random(9)) as widgets:
            for _ in range(2):
                await asyncio.sleep(0.7)
                began = time.monotonic()
                await one.end(signal.SIGTERM)
                assert (one.code, time.monotonic() - began < 30) == (0, True)
                await one.start()
        await one.end(signal.SIGTERM)
        assert verdict.wrong(one.data / "journal.db", ledger, widgets) == []
    assert len(ledger.acked) >= 20


class Clock:
    """The wall's time, and what somebody made of it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.mark.parametrize("jumps", [(HOUR,), (-HOUR,), (HOUR, -HOUR), (-HOUR, 2 * HOUR)])
async def test_F11_when_the_clock_jumps_order_stays_and_nobody_is_sent_away(
    tmp_path: Path, jumps: tuple[float, ...]
) -> None:
    clock = Clock()
    async with serving(tmp_path, clock=clock) as running:
        async with (
            running.peer("platform", life=6 * HOUR) as platform,
            running.peer("agent", life=6 * HOUR) as widget,
        ):
            await widget.ask("subscribe", c=CHAT)
            places = [await platform.post("still no parcel", "m0")]
            for number, jump in enumerate(jumps, 1):
                clock.ahead += jump
                places.append(await platform.post(f"and now? {number}", f"m{number}"))
                known = await platform.post("still no parcel", "m0")
                assert (known["o"], known["duplicate"]) == (1, True)
            stream = await settle(running, CHAT)
            assert [event["o"] for event in stream] == list(range(1, len(stream) + 1))
            posted = [event["o"] for event in stream if event["k"] == "message.posted"]
            assert posted == [place["o"] for place in places]
            kinds = [event["k"] for event in stream]
            assert kinds.count("message.read") == len(places)
            seen = await widget.events(len(stream))
            assert [event["o"] for event in seen] == list(range(1, len(stream) + 1))
            assert (await widget.ask("subscribe", c="another"))["t"] == "sub"
        loaded = await running.service.journal.load(Key(tenant=TENANT, conversation=CHAT))
        assert loaded is not None
        assert loaded.checkpoint == loaded.top or loaded.checkpoint >= posted[-1]


async def test_F09_on_SIGTERM_it_says_goodbye_and_loses_nothing(one: Node) -> None:
    acked: list[int] = []
    ends: dict[str, list[Plain]] = {"platform": [], "agent": []}
    async with peer(one, "platform", "p") as platform, peer(one, "agent", "w") as widget:

        async def feed() -> None:
            for number in range(1, 100_000):
                await platform.send(posting(number, f"chat-{number % 7}"))
                await asyncio.sleep(0.001)

        async def listen(who: str, connection: ClientConnection) -> None:
            async for data in connection:
                frame = json.loads(data)
                if frame["t"] == "ack":
                    acked.append(frame["id"])
                    if len(acked) == 100:
                        os.kill(one.pid, signal.SIGTERM)
                elif frame["t"] in ("drain", "bye"):
                    ends[who].append(frame)

        listening = [
            asyncio.create_task(listen(who, connection))
            for who, connection in (("platform", platform), ("agent", widget))
        ]
        with pytest.raises(ConnectionClosed):
            await feed()
        await asyncio.gather(*listening, return_exceptions=True)
    began = time.monotonic()
    await gone(one)
    assert (one.code, time.monotonic() - began < 10) == (0, True)
    for connection in (platform, widget):
        assert connection.close_code == 4200
    for drain, bye in ends.values():
        assert (drain["t"], bye["t"]) == ("drain", "bye")
        assert (bye["code"], bye["key"]) == (4200, "restarting")
        assert drain["retry_ms"] == bye["retry_ms"] >= 1000
    assert "SECRET-WORDS" not in one.log.read_text()
    await one.start()
    async with peer(one, "platform", "p") as platform:
        for number in acked:
            await platform.send(posting(number, f"chat-{number % 7}"))
        answers = await frames(platform, "ack", len(acked))
    assert len(acked) >= 100
    assert all(answer["duplicate"] for answer in answers)


async def gone(one: Node) -> None:
    """Wait until the process has ended by itself."""
    async with asyncio.timeout(30):
        await until(lambda: not one.alive)
    one.ended = True


async def test_F08_a_second_server_on_the_same_data_is_refused(one: Node, tmp_path: Path) -> None:
    second = Node(one.data)
    await second.begin()
    await gone(second)
    assert second.code == 2
    assert f"in use by process {one.pid}" in second.log.read_text()
    elsewhere = tmp_path / "elsewhere" / "data"
    elsewhere.mkdir(parents=True)
    third = Node(elsewhere, port=one.port)
    await third.begin()
    await gone(third)
    assert third.code == 2
    assert "cannot listen" in third.log.read_text()
    assert "Traceback" not in second.log.read_text() + third.log.read_text()
    async with peer(one, "platform", "p") as platform:
        await platform.send(posting(1))
        (ack,) = await frames(platform, "ack", 1)
    assert (ack["o"], ack["duplicate"]) == (1, False)


async def test_F10_a_second_signal_stops_it_at_once(one: Node) -> None:
    async with (
        peer(one, "platform", "p") as platform,
        peer(one, "agent", "w", sock=narrow(one.port)) as stuck,
    ):
        await stuck.send('{"t":"subscribe","id":1,"c":"chat-1"}')
        await frames(stuck, "sub", 1)
        stuck.transport.pause_reading()
        feeding = asyncio.create_task(flood(platform))
        async with asyncio.timeout(20):
            await until(lambda: "reads too slowly" in one.log.read_text())
        os.kill(one.pid, signal.SIGTERM)
        await asyncio.sleep(1)
        assert one.alive, "it waits for the peer that does not read"
        began = time.monotonic()
        os.kill(one.pid, signal.SIGTERM)
        await gone(one)
        assert (one.code, time.monotonic() - began < 3) == (0, True)
        stuck.transport.abort()
        with pytest.raises(ConnectionClosed):
            await feeding


async def flood(platform: ClientConnection) -> None:
    for number in range(1000):
        long = json.loads(posting(number)) | {"text": "a" * 60_000, "speaker": "agent"}
        await platform.send(json.dumps(long))
        await platform.recv()


def narrow(port: int) -> socket.socket:
    """Return a connection whose kernel takes in little that is not read."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return connection


def test_F06_after_a_failed_disk_it_stops_and_says_why(tmp_path: Path) -> None:
    def fail(service: Service) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        error.sqlite_errorname = "SQLITE_IOERR_FSYNC"

        def broken(connection: sqlite3.Connection) -> None:
            raise error

        journal = service.journal
        assert isinstance(journal, SqliteJournal)
        failing.append(asyncio.create_task(journal._writer.run(broken)))

    failing: list[asyncio.Task[None]] = []
    settings = Settings(port=free_port(), data=tmp_path / "data", rules=RULES)
    with pytest.raises(ConfigError, match="SQLITE_IOERR_FSYNC"):
        serve(settings, fail)
    assert isinstance(failing[0].exception(), Unavailable)
