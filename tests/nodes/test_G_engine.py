"""Group G, a Redis that dies, is empty or out of reach: who cannot write acknowledges nothing."""

import asyncio
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.proxy import proxied
from tests.nodes.cluster import Cluster, cluster
from tests.nodes.load import Load, load
from tests.nodes.namespace import Forbidden, Network, network
from tests.nodes.pace import AGAIN, in_time
from tests.nodes.widgets import Widget
from tests.server.harness import Closed, Peer, message
from tests.soak.producers import Ledger
from tests.soak.server import Node

pytestmark = [pytest.mark.asyncio(loop_scope="module"), AGAIN]

DARK = 10.0
"""Twice what is aimed at, for machines that do more than this."""
OUTAGE = 10.0
CUT = 5.0


async def cut_off(
    group: Cluster,
    going: Load,
    alone: Node,
    cut: Callable[[], None],
    mend: Callable[[], None],
    host: str = "127.0.0.1",
) -> None:
    """Cut a node off under load; judge what it did, and what the others did."""
    others = [node for node in group.nodes if node is not alone]
    going.observe(others[0])
    await going.heard(60)
    async with group.peer("platform", "pat", at=alone, host=host) as platform:
        assert (await platform.post("hello", "m1", "g03-own"))["t"] == "ack"
        began = time.monotonic()
        cut()
        answers = await answers_to_a_message(platform, began + CUT)
        assert not group.balancer.backend(alone.port).ready
    assert "ack" not in answers
    assert "bye" in answers
    await going.heard(60)
    mend()
    await group.balancer.sees(alone.port, ready=True)
    await going.heard(60)
    assert await going.wrong(others) == []
    assert going.anew == []
    assert going.darkest(began) > 0
    in_time(going.darkest(began), DARK, "dark")


async def answers_to_a_message(platform: Peer, until: float) -> list[str]:
    """Post one message; return the names of all frames that come within a time."""
    names: list[str] = []
    try:
        await platform.send("message.post", **message("is this kept?", "m2", "g03-own"))
        async with asyncio.timeout(until - time.monotonic()):
            while True:
                names.append((await platform.receive())["t"])
    except (TimeoutError, Closed):
        pass
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    return names


async def test_G03_a_node_that_redis_does_not_answer_sends_its_clients_to_others(
    three: Cluster,
) -> None:
    async with proxied(three.redis.port) as proxy:
        (alone,) = await three.add(journal=f"redis://127.0.0.1:{proxy.port}/0")

        def cut() -> None:
            proxy.silent = True

        def mend() -> None:
            # What was on its way comes late, as from a network that only stood still.
            proxy.silent = False

        async with load(three, "g03") as going:
            await cut_off(three, going, alone, cut, mend)
        await alone.end()
        three.nodes.remove(alone)


async def test_G03_G07_a_node_whose_wire_to_redis_is_cut_acknowledges_nothing(
    tmp_path: Path,
) -> None:
    try:
        with network() as wires:
            await wire_cut(tmp_path, wires)
    except Forbidden as reason:
        pytest.skip(str(reason))


async def wire_cut(folder: Path, wires: Network) -> None:
    async with cluster(folder, 2, bind=(wires.engine,)) as group:
        journal = f"redis://{wires.engine}:{group.redis.port}/0"
        (alone,) = await group.add(journal=journal, host=wires.node, namespace=wires.name)
        async with load(group, "g07") as going:
            await cut_off(group, going, alone, wires.cut, wires.mend, host=wires.node)


async def test_G04_redis_killed_under_load_and_started_again_has_all_that_was_acknowledged(
    three: Cluster,
) -> None:
    async with load(three, "g04") as going:
        await going.heard(60)
        began = time.monotonic()
        await asyncio.to_thread(three.redis.kill)
        dead = time.monotonic()
        await asyncio.sleep(0.6)
        # What was on its way is heard a moment later.
        assert not [one for one in going.ledger.told.values() if one > dead + 0.4]
        await asyncio.to_thread(three.redis.start)
        back = time.monotonic()
        await going.heard(60)
        first = min(at for at in going.ledger.told.values() if at > back)
        wrong = await going.wrong()
    assert wrong == []
    assert going.anew == []
    in_time(first - began, OUTAGE, "out of order")
    in_time(going.darkest(began), DARK, "dark")


async def test_G05_an_empty_redis_is_told_to_all_and_no_offset_comes_back_under_its_epoch(
    three: Cluster,
) -> None:
    chats = tuple(f"g05-{number}" for number in range(4))
    ledger = Ledger()
    widgets = [Widget(f"g05-w{n}", three, chats, ledger, random.Random(n)) for n in range(6)]
    following = [asyncio.create_task(one.run()) for one in widgets]
    try:
        before = {chat: (await three.say(chat, "m1", "still no parcel"))["epoch"] for chat in chats}
        await until(lambda: all(one.at(chat) >= 3 for one in widgets for chat in chats))
        await asyncio.to_thread(three.redis.kill)
        shutil.rmtree(three.redis.folder / "appendonlydir")
        await asyncio.to_thread(three.redis.start)
        for node in three.nodes:
            await three.balancer.sees(node.port, ready=True)
        await until(lambda: all(one.streams[chat].anew for one in widgets for chat in chats))
        after = {chat: await three.say(chat, "m1", "hello again") for chat in chats}
        assert not any(told["duplicate"] for told in after.values())
        await until(lambda: all(one.at(chat) >= 2 for one in widgets for chat in chats))
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    for chat in chats:
        assert after[chat]["epoch"] != before[chat]
        assert {one.streams[chat].epoch for one in widgets} == {after[chat]["epoch"]}
        assert {tuple(one.streams[chat].anew) for one in widgets} <= {("epoch",), ("epoch",) * 2}
    assert [line for one in widgets for line in one.errors] == []
    assert any(" ERROR " in node.log.read_text() for node in three.nodes)


async def test_G11_a_reader_behind_what_was_trimmed_is_told_by_any_node(three: Cluster) -> None:
    one, two, other = three.nodes
    async with three.peer("platform", "pat", at=one, tenant="brief") as platform:
        ack = await platform.post("still no parcel, where is it?", "m1", "g11")
        # Answered and trimmed, or not yet: it is told either way.
        async with three.peer(at=two, tenant="brief") as widget:
            await widget.ask("subscribe", c="g11")
            told = await widget.receive("ev", "snap")
            while told["t"] == "ev" and told["k"] != "message.read":
                told = await widget.receive("ev", "snap")
        # Each by another node, so that each takes up what another one has trimmed.
        for number, node in enumerate((two, other, one, two), 2):
            async with (
                three.peer("platform", "pat", at=node, tenant="brief") as there,
                three.peer(at=other, tenant="brief") as widget,
            ):
                await widget.ask("subscribe", c="g11", snapshot=True)
                # What is posted before it is in it, and then told by it alone.
                await widget.receive("snap")
                await there.post("and now?", f"m{number}", "g11")
                event = await widget.event("message.read", "g11")
                assert event["d"]["message_id"] == f"m{number}"
    behind = [["g11", ack["e"], 1]]
    async with three.peer(at=other, tenant="brief", resume=behind) as late:
        sub = await late.receive("sub")
        assert (sub["recovered"], sub["reason"], sub["epoch"]) == (False, "trimmed", ack["e"])
        assert (await late.receive("snap"))["o"] == sub["top"]


async def until(true: Callable[[], bool]) -> None:
    """Wait for what nobody tells of."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
