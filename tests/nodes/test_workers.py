"""Several processes on one port: one that dies is replaced, and the rest goes on as one server."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.nodes.cluster import Cluster, cluster
from tests.nodes.load import load
from tests.nodes.pace import AGAIN, in_time
from tests.server.harness import RULES
from tests.soak.server import Node, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), AGAIN]

DARK = 10.0
"""Twice what is aimed at, for machines that do more than this."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    """One node of two processes."""
    folder = tmp_path_factory.mktemp("workers")
    shutil.copytree(RULES, folder / "rules")
    async with cluster(folder, 0) as group:
        await group.add(workers=2, rules=folder / "rules")
        yield group


def workers(node: Node) -> list[int]:
    """Return the processes that a node has begun."""
    path = Path(f"/proc/{node.pid}/task/{node.pid}/children")
    return [int(number) for number in path.read_text().split()]


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def test_G01_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(pair: Cluster) -> None:
    (node,) = pair.nodes
    before = workers(node)
    async with load(pair, "w01", widgets=20) as going:
        await going.heard(60)
        killed = time.monotonic()
        os.kill(before[0], signal.SIGKILL)
        await going.heard(100)
        async with asyncio.timeout(10):
            await until(lambda: len(workers(node)) == 2, 0.05)
        wrong = await going.wrong()
    assert wrong == []
    assert going.anew == []
    assert before[0] not in workers(node)
    assert before[1] in workers(node)
    assert going.darkest(killed) > 0
    in_time(going.darkest(killed), DARK, "dark")


async def test_each_worker_answers_for_all_of_them_with_its_number(pair: Cluster) -> None:
    (node,) = pair.nodes
    before = await counted(pair)
    for number in range(20):
        await pair.say("w02", f"m{number}", "still no parcel")
    after = await counted(pair)
    assert set(after) == {"1", "2"}, "each of them took some"
    assert sum(after.values()) - sum(before.values()) == 20
    assert await pair.metric("process_open_fds", at=node) > 0


async def counted(group: Cluster) -> dict[str, float]:
    """Return the messages that came in, by worker."""
    page = (await group.call("GET", "/metrics")).text
    found: dict[str, float] = {}
    for line in page.splitlines():
        if line.startswith("warmline_messages_total{"):
            labels, value = line.rsplit(" ", 1)
            worker = labels.partition('worker="')[2].partition('"')[0]
            found[worker] = found.get(worker, 0.0) + float(value)
    return found


async def test_SIGHUP_has_the_rules_read_again_by_all_workers(pair: Cluster) -> None:
    (node,) = pair.nodes
    before, alive = await versions(pair), workers(node)
    assert len(before) == 1
    some = next(node.rules.rglob("*.toml"))  # type: ignore[union-attr]
    some.write_text(some.read_text() + "\n# Another version.\n")
    os.kill(node.pid, signal.SIGHUP)
    async with asyncio.timeout(20):
        while (found := await versions(pair)) & before or len(found) != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert workers(node) == alive


async def versions(group: Cluster) -> set[str]:
    """Return the rules that the workers have."""
    page = (await group.call("GET", "/metrics")).text
    lines = [line for line in page.splitlines() if line.startswith("warmline_rules_info")]
    assert len(lines) == 2
    return {line.partition('version="')[2].partition('"')[0] for line in lines}


async def test_SIGTERM_ends_all_workers_in_good_order(pair: Cluster) -> None:
    (node,) = pair.nodes
    alive = workers(node)
    async with load(pair, "w03", widgets=10) as going:
        await going.heard(60)
        await node.end(signal.SIGTERM)
        assert node.code == 0
        assert not any(runs(pid) for pid in alive)
        await pair.restart(node)
        wrong = await going.wrong()
    assert wrong == []
    assert going.anew == []
