"""More connections than a process has descriptors for: it waits, and is there again afterwards."""

import asyncio
import os
import socket
import sys
import time
from pathlib import Path

import httpx

from assist.server.connections import Connections
from tests.server.harness import RULES, Plain, Running, limits, serving
from tests.server.sidecar import free_port

DESCRIPTORS = 72


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def live(port: int, client: httpx.Client | None = None) -> bool:
    get = (client or httpx).get
    return get(f"http://127.0.0.1:{port}/live", timeout=5).status_code == 200


async def test_E09_without_descriptors_it_waits_quietly_and_recovers(tmp_path: Path) -> None:
    port = free_port()
    serve = f"serve --port {port} --data {tmp_path / 'data'} --rules {RULES}"
    process = await asyncio.create_subprocess_shell(
        f"ulimit -n {DESCRIPTORS}; exec {sys.executable} -m assist {serve}",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            while f":{port}/widget/" not in (line := (await process.stdout.readline()).decode()):
                assert line, await process.communicate()
        with httpx.Client(trust_env=False) as kept:
            assert live(port, kept)
            crowd = [socket.create_connection(("127.0.0.1", port)) for _ in range(2 * DESCRIPTORS)]
            await asyncio.sleep(0.3)
            assert descriptors(process.pid) >= DESCRIPTORS - 4
            before, started = cpu_seconds(process.pid), time.monotonic()
            await asyncio.sleep(1.0)
            used = (cpu_seconds(process.pid) - before) / (time.monotonic() - started)
            assert used < 0.5, "a busy loop"
            assert live(port, kept), "those who were there before are served"
        for one in crowd:
            one.close()
        async with asyncio.timeout(5):
            while not await asyncio.to_thread(reachable, port):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    finally:
        process.terminate()
        async with asyncio.timeout(30):
            _, log = await process.communicate()
    assert process.returncode == 0
    assert log.decode().count("no descriptors are left") == 1
    assert "Traceback" not in log.decode()


def reachable(port: int) -> bool:
    try:
        return live(port)
    except httpx.HTTPError:
        return False


async def test_E09_a_node_that_is_full_tells_widgets_when_to_come_back(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        running.service.connections.room = 2
        async with running.peer(), running.peer("platform"):
            bye = await sent_away(running)
            assert (bye["code"], bye["key"]) == (4100, "overloaded")
            assert bye["retry_ms"] >= 1000
        await asyncio.sleep(0.1)
        async with running.peer() as again:
            assert (await again.ask("subscribe", c="c1"))["t"] == "sub"


async def sent_away(running: Running) -> Plain:
    async with running.open() as peer:
        bye = await peer.receive("bye")
        assert (await peer.closed()).code == bye["code"]
        return bye


def test_E08_a_burst_passes_and_the_hint_grows_with_the_crowd() -> None:
    class Peer:
        pass

    connections = Connections(limits(accept_rate=10.0), room=100)
    hints = [connections.arrive(Peer(), 100.0) for _ in range(40)]  # type: ignore[arg-type]
    assert hints[:10] == [0] * 10
    assert all(hint >= 1000 for hint in hints[10:])
    assert hints[10:] == sorted(hints[10:])
    assert hints[-1] == 6000, "thirty who were sent away, ten a second, half of the room for others"
    assert connections.arrive(Peer(), 110.0) == 0  # type: ignore[arg-type]
