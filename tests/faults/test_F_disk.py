"""Group F, disks that are full, read-only, failing or lying."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from websockets.exceptions import ConnectionClosed

from assist.cli import main
from tests.faults.test_F_kills import post, posting, said, top
from tests.journal.filled import ask, change, filled, killed
from tests.server.harness import RULES
from tests.soak.producers import socket as peer
from tests.soak.server import Node, node, until

ROOM = 1_000_000


def can(*words: str) -> bool:
    return (
        bool(shutil.which(words[0])) and not subprocess.run(words, capture_output=True).returncode
    )


apart = pytest.mark.skipif(
    not can("unshare", "-rm", "true"), reason="no file system of its own for a test here"
)


def long(number: int) -> dict[str, object]:
    return {"t": "message.post", "id": number, **posting(number), "text": f"{number}" * 6000}


@apart
async def test_F05_a_full_disk_refuses_and_all_goes_on_once_there_is_room(tmp_path: Path) -> None:
    async with node(tmp_path) as one:
        one.tmpfs = "16m"
        await one.start(cold=True)
        acked: dict[int, int] = {}
        async with peer(one, "agent", "w") as widget, peer(one, "platform", "p") as platform:
            await said(platform, "welcome")
            await widget.send(json.dumps({"t": "subscribe", "id": 1, "c": "chat-1"}))
            await said(widget, "sub")
            ballast = one.place / "ballast"
            ballast.write_bytes(bytes(shutil.disk_usage(one.place).free - ROOM))
            refusal = None
            for number in range(1, 1000):
                await platform.send(json.dumps(long(number)))
                frame = await said(platform, "ack", "err")
                if frame["t"] == "err":
                    refusal = frame
                    break
                acked[number] = frame["o"]
            assert refusal is not None
            assert (refusal["code"], refusal["key"], refusal["temporary"]) == (
                102,
                "unavailable",
                True,
            )
            assert acked
            answer = await by_http(one, 5000)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            # Widgets keep what they have, and another one gets all of it.
            async with peer(one, "agent", "w2") as late:
                await late.send(json.dumps({"t": "subscribe", "id": 1, "c": "chat-1"}))
                sub = await said(late, "sub")
                assert sub["top"] >= len(acked)
                assert (await said(late, "ev"))["o"] == 1
            ballast.unlink()
            await platform.send(json.dumps(long(5001)))
            assert (await said(platform, "ack", "err"))["t"] == "ack"
            await platform.send(json.dumps(long(1)))
            again = await said(platform, "ack")
            assert (again["o"], again["duplicate"]) == (acked[1], True)
            assert await positions(widget, len(acked) + 1)


async def positions(widget: object, posted: int) -> bool:
    """Read the widget's events until it has seen so many messages; they come in order."""
    last = messages = 0
    while messages < posted:
        frame = await said(widget, "ev")
        assert frame["o"] == last + 1
        last = frame["o"]
        messages += frame["k"] == "message.posted"
    return True


async def by_http(one: Node, number: int) -> httpx.Response:
    message = posting(number)
    body = {"conversation": message.pop("c"), **message, "text": "x" * 60_000}
    headers = {"Authorization": f"Bearer {one.token('platform', 'p')}"}
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"http://127.0.0.1:{one.port}/v1/messages"
        return await client.post(url, json=body, headers=headers)


@apart
def test_F06_a_disk_that_cannot_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    killed(data)
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, str(data), *serving(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert str(data) in done.stderr
    assert "Traceback" not in done.stderr


def serving(data: Path) -> list[str]:
    import sys

    return [sys.executable, "-m", "assist", "serve", "--data", str(data), "--rules", str(RULES)]


@pytest.mark.skipif(not can("strace", "true"), reason="strace makes the disk fail")
async def test_F06_after_a_failed_sync_it_acknowledges_nothing_more_and_ends(
    tmp_path: Path,
) -> None:
    async with node(tmp_path) as one:
        await one.start()
        acked = [(await post(one, number))["o"] for number in range(5)]
        refused = 0
        with failing(one.pid, tmp_path / "strace.log"):
            try:
                async with peer(one, "platform", "p") as platform:
                    for number in range(5, 1000):
                        frame = {"t": "message.post", "id": number, **posting(number)}
                        await platform.send(json.dumps(frame))
                        assert (await said(platform, "ack", "err"))["t"] == "err"
                        refused += 1
            except (ConnectionClosed, OSError):
                pass
            async with asyncio.timeout(20):
                await until(lambda: not one.alive)
        one.ended = True
        assert one.code == 2
        assert refused >= 1
        assert "the disk failed" in one.log.read_text()
        await one.start()
        for number, offset in enumerate(acked):
            again = await post(one, number)
            assert (again["o"], again["duplicate"]) == (offset, True)
        assert not (await post(one, 2000))["duplicate"]


def failing(pid: int, log: Path) -> "subprocess.Popen[str]":
    """Let every sync of a process fail from now on."""
    calls = "fsync,fdatasync"
    tracer = subprocess.Popen(
        [
            *("strace", "-f", "-p", str(pid), "-o", str(log)),
            *("-e", f"trace={calls}", "-e", f"inject={calls}:error=EIO"),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tracer.stderr is not None
    assert "attached" in tracer.stderr.readline()
    return tracer


HARM = {
    "log gone": "journal.db-wal",
    "log cut": "journal.db-wal",
    "page": "journal.db",
    "no journal": "journal.db",
}


@pytest.fixture(params=list(HARM))
async def harmed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder after a crash, with a file that is not as it was left."""
    data = tmp_path / "data"
    path = data / HARM[request.param]
    if "log" in request.param:
        killed(data, chats=3, messages=30)
        content = path.read_bytes()
        path.unlink()
        if request.param == "log cut":
            path.write_bytes(content[: len(content) // 2])
    else:
        await filled(data / "journal.db", chats=20, messages=20)
        content = path.read_bytes()
        start = 0 if request.param == "no journal" else 3 * 4096
        path.write_bytes(content[:start] + b"\xff" * 4096 + content[start + 4096 :])
    return data


def doctor(data: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor", "--data", str(data), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


async def test_F07_a_damaged_journal_is_refused_explained_and_repaired_or_left(
    harmed: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in files(harmed)}
    async with node(tmp_path) as one:
        await one.begin()
        async with asyncio.timeout(20):
            await until(lambda: not one.alive)
        one.ended = True
        assert one.code == 2
        assert "warmline doctor" in one.log.read_text()
        code, said_ = doctor(harmed)
        assert code == 1
        assert "WRONG" in said_
        assert {path.name: path.read_bytes() for path in files(harmed)} == before
        code, said_ = doctor(harmed, "--repair")
        if "no SQLite file" in said_ or "nothing can be read" in said_:
            assert code != 0
            assert {path.name: path.read_bytes() for path in files(harmed)} == before
            return
        assert "Under a new epoch" in said_
        assert doctor(harmed)[0] in (0, 1)
        await one.start()
        assert (await post(one, 9000))["o"] >= 1


def files(data: Path) -> Iterator[Path]:
    """Yield the files that hold what was said; an empty log holds nothing."""
    names = ("journal.db", "journal.db-wal")
    return (path for path in data.iterdir() if path.name in names and path.stat().st_size)


async def test_F07_a_state_that_cannot_be_read_is_made_again_from_the_events(
    tmp_path: Path,
) -> None:
    async with node(tmp_path) as one:
        await one.start()
        for number in range(3):
            await post(one, number)
        async with asyncio.timeout(20):
            await until(lambda: settled(one))
        before = top(one)
        await one.end()
        change(one.data / "journal.db", "UPDATE conversation SET state = x'c1c1c1'")
        code, told = doctor(one.data)
        assert (code, "state" in told) == (0, True)
        await one.start()
        assert (await post(one, 3))["o"] == before + 1
        async with asyncio.timeout(20):
            await until(lambda: settled(one))
        kinds = [kind for (kind,) in ask(one.data / "journal.db", "SELECT kind FROM event")]
        assert kinds.count("message.read") == kinds.count("message.posted") == 4


def settled(one: Node) -> bool:
    path = one.data / "journal.db"
    return not ask(path, "SELECT 1 FROM conversation WHERE inbound > checkpoint")
