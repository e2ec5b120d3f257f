import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SOON = 20.0


class Parent:
    """The process that has the workers, and what all of them say."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> list[str]:
        assert self.process.stdout is not None
        async with asyncio.timeout(SOON):
            return (await self.process.stdout.readline()).decode().split()

    async def ended(self) -> tuple[int | None, str]:
        async with asyncio.timeout(SOON):
            _, errors = await self.process.communicate()
        return self.process.returncode, errors.decode()


@asynccontextmanager
async def working(*arguments: str) -> AsyncIterator[Parent]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.server.working", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Parent(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_worker_that_is_killed_has_another_in_its_place() -> None:
    async with working() as parent:
        begun = [await parent.line() for _ in range(2)]
        assert sorted(line[:2] for line in begun) == [["begun", "1"], ["begun", "2"]]
        victim = begun[0]
        os.kill(int(victim[2]), signal.SIGKILL)
        again = await parent.line()
        assert again[:2] == victim[:2]
        assert again[2] != victim[2]
        parent.process.send_signal(signal.SIGTERM)
        code, errors = await parent.ended()
        assert code == 0
        assert "ended (by signal 9); another takes its place" in errors


async def test_signals_reach_every_worker() -> None:
    async with working() as parent:
        for _ in range(2):
            await parent.line()
        parent.process.send_signal(signal.SIGHUP)
        told = [await parent.line() for _ in range(2)]
        assert sorted(told) == [["told", "1", "SIGHUP"], ["told", "2", "SIGHUP"]]
        parent.process.send_signal(signal.SIGINT)
        parent.process.send_signal(signal.SIGTERM)
        assert (await parent.ended())[0] == 0


async def test_where_one_cannot_even_start_all_end_with_its_reason() -> None:
    async with working("fail") as parent:
        code, errors = await parent.ended()
        assert code == 2
        assert "it cannot start" in errors


async def test_workers_whose_parent_is_gone_stop() -> None:
    async with working() as parent:
        for _ in range(2):
            await parent.line()
        parent.process.kill()
        orphans = [await parent.line() for _ in range(2)]
        assert sorted(line[:2] for line in orphans) == [["orphaned", "1"], ["orphaned", "2"]]
