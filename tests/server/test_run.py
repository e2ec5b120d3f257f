"""The command itself, in a process of its own: it starts, is killed, drains and starts again."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import stat
import time
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from assist.config import Settings
from assist.errors import ConfigError
from assist.journal.contract import Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.server.run import serve
from assist.server.service import Service
from tests.server.harness import RULES
from tests.server.sidecar import Plain, frames, free_port, posting, sidecar, warmline


async def test_F01_after_a_kill_each_chat_goes_on_where_it_stood(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    async with sidecar(data, port) as first:
        assert stat.S_IMODE((data / "token.key").stat().st_mode) == 0o600
        async with first.peer("platform") as platform:
            await platform.send(posting(1))
            (ack,) = await frames(platform, "ack", 1)
            async with first.peer("agent", ["chat-1", ack["e"], 0]) as widget:
                before = await frames(widget, "ev", 5)
            # The last one may be answered or not: it was acknowledged, so it is there.
            await platform.send(posting(2))
            await frames(platform, "ack", 1)
            first.process.kill()
        assert (await first.ended())[0] == -signal.SIGKILL
    async with sidecar(data, port) as second, second.peer("platform") as platform:
        for number in (1, 2):
            await platform.send(posting(number))
        again = await frames(platform, "ack", 2)
        assert [(frame["e"], frame["duplicate"]) for frame in again] == [(ack["e"], True)] * 2
        async with second.peer("agent", ["chat-1", ack["e"], 5]) as widget:
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


async def test_F09_on_SIGTERM_it_says_goodbye_and_loses_nothing(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    async with sidecar(data, port) as running:
        async with running.peer("platform") as platform, running.peer("agent") as widget:
            acked: list[str] = []
            ends: dict[str, list[Plain]] = {"platform": [], "agent": []}

            async def feed() -> None:
                for number in range(1, 100_000):
                    await platform.send(posting(number, f"chat-{number % 7}"))
                    await asyncio.sleep(0.001)

            async def listen(who: str, connection: ClientConnection) -> None:
                async for data in connection:
                    frame = json.loads(data)
                    if frame["t"] == "ack":
                        acked.append(f"m{frame['id']}")
                        if len(acked) == 100:
                            running.process.send_signal(signal.SIGTERM)
                    elif frame["t"] in ("drain", "bye"):
                        ends[who].append(frame)

            listening = [
                asyncio.create_task(listen(who, peer))
                for who, peer in (("platform", platform), ("agent", widget))
            ]
            with pytest.raises(ConnectionClosed):
                await feed()
            await asyncio.gather(*listening, return_exceptions=True)
        started = time.monotonic()
        code, log = await running.ended()
        assert (code, time.monotonic() - started < 10) == (0, True)
        for connection in (platform, widget):
            assert connection.close_code == 4200
        for frames_seen in ends.values():
            assert [frame["t"] for frame in frames_seen] == ["drain", "bye"]
            assert (frames_seen[1]["code"], frames_seen[1]["key"]) == (4200, "restarting")
            assert frames_seen[0]["retry_ms"] == frames_seen[1]["retry_ms"] >= 1000
        assert "SECRET-WORDS" not in log
    async with sidecar(data, port) as again, again.peer("platform") as platform:
        for message_id in acked:
            number = int(message_id[1:])
            await platform.send(posting(number, f"chat-{number % 7}"))
        answers = await frames(platform, "ack", len(acked))
        assert len(acked) >= 100
        assert all(answer["duplicate"] for answer in answers)


async def test_J09_the_log_holds_no_text_and_no_token(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    async with sidecar(data, port) as running:
        token = await running.token("platform")
        async with running.peer("platform") as platform:
            await platform.send(posting(1))
            await platform.send('{"t":"message.post","id":2,"SECRET-WORDS":1}')
            await platform.send("SECRET-WORDS")
            await frames(platform, "err", 2)
        for path in (f"/v1/socket?token={token}", "/SECRET-WORDS"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            await reader.read()
            writer.close()
        running.process.send_signal(signal.SIGINT)
        code, log = await running.ended()
    assert code == 0
    assert "SECRET" not in log
    assert token.rpartition(".")[2] not in log


async def test_F08_a_second_server_on_the_same_data_is_refused(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    async with sidecar(data, port):
        code, _, err = await warmline(
            *("serve", "--port", str(free_port()), "--data", str(data), "--rules", str(RULES))
        )
        assert code == 2
        assert "in use by process" in err
        code, _, err = await warmline("serve", "--port", str(port), "--data", str(tmp_path / "b"))
        assert code == 2
        assert "cannot listen" in err
        assert "Traceback" not in err


async def test_a_file_in_the_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    settings = Settings(port=free_port(), data=tmp_path / "data", rules=RULES)
    with pytest.raises(ConfigError, match="data"):
        await serve(settings, lambda _: None)


async def test_F06_after_a_failed_disk_it_stops_and_says_why(tmp_path: Path) -> None:
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
    async with asyncio.timeout(20):
        with pytest.raises(ConfigError, match="SQLITE_IOERR_FSYNC"):
            await serve(settings, fail)
    assert isinstance(failing[0].exception(), Unavailable)


async def test_F10_a_second_signal_stops_it_at_once(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    async with (
        sidecar(data, port) as running,
        running.peer("platform") as platform,
        running.peer("agent", sock=narrow(port)) as stuck,
    ):
        await stuck.send('{"t":"subscribe","id":1,"c":"chat-1"}')
        await frames(stuck, "sub", 1)
        stuck.transport.pause_reading()
        feeding = asyncio.create_task(flood(platform))
        assert running.process.stderr is not None
        async with asyncio.timeout(20):
            while b"reads too slowly" not in await running.process.stderr.readline():
                pass
        os.kill(running.process.pid, signal.SIGTERM)
        await asyncio.sleep(1)
        assert running.process.returncode is None, "it waits for the peer that does not read"
        started = time.monotonic()
        os.kill(running.process.pid, signal.SIGTERM)
        code, _ = await running.ended()
        assert (code, time.monotonic() - started < 3) == (0, True)
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
