import asyncio
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from assist.journal import disk
from tests.server.harness import Running, serving


class Usage(NamedTuple):
    total: int
    used: int
    free: int


async def ready(running: Running) -> tuple[int, dict[str, object]]:
    async with running.http() as http:
        answer = await http.get("/ready")
    return answer.status_code, answer.json()


async def test_a_server_that_takes_traffic_is_alive_and_ready(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        async with running.http() as http:
            live = await http.get("/live")
        assert (live.status_code, live.json()) == (200, {"live": True})
        assert await ready(running) == (200, {"ready": True})


async def test_a_server_that_drains_is_alive_and_not_ready(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        running.service.draining = True
        assert await ready(running) == (503, {"ready": False, "why": "draining"})
        async with running.http() as http:
            assert (await http.get("/live")).status_code == 200


async def test_a_disk_that_is_nearly_full_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path) as running:
        nearly = Usage(10**12, 10**12, disk.LEAST_FREE - 1)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: nearly)
        assert await ready(running) == (503, {"ready": False, "why": "the disk is nearly full"})
        room = Usage(10**12, 0, disk.LEAST_FREE)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: room)
        assert (await ready(running))[0] == 200


async def test_a_disk_that_hangs_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path) as running:
        asked, free = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def hang(folder: Path) -> str | None:
            loop.call_soon_threadsafe(asked.set)
            asyncio.run_coroutine_threadsafe(free.wait(), loop).result(20)
            return None

        monkeypatch.setattr(disk, "trouble", hang)
        asking = asyncio.create_task(ready(running))
        await asked.wait()
        async with running.http() as http:
            assert (await http.get("/live")).status_code == 200
        assert not asking.done()
        free.set()
        assert (await asking)[0] == 200
