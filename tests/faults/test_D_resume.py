"""A resume is complete, or it says that it is not and where the conversation stands."""

import asyncio
from pathlib import Path

import pytest

from assist.journal.records import Key
from tests.faults.invariants import Follower, check, following
from tests.server.harness import (
    TENANT,
    Peer,
    Plain,
    Running,
    limits,
    positions,
    serving,
    settle,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def bare(event: Plain) -> Plain:
    return {name: value for name, value in event.items() if name != "e"}


async def answered(running: Running) -> None:
    """Wait until nothing is left to answer."""
    async with asyncio.timeout(10):
        while await running.service.journal.work(0, 1):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_D02_a_widget_that_missed_nothing_gets_nothing(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform, running.peer() as widget:
        ack = await platform.post("still no parcel", "m1", chat)
        await widget.ask("subscribe", c=chat)
        await widget.events(5, chat)
        async with running.peer(resume=[[chat, ack["e"], 5]]) as again:
            sub = await again.receive("sub")
            assert sub == {"t": "sub", "c": chat, "epoch": ack["e"], "top": 5, "recovered": True}
            await platform.post("hello", "m2", chat)
            (event,) = await again.events(1, chat)
            assert (event["o"], event["k"]) == (6, "message.posted")
            assert "e" not in event


async def test_D03_D08_a_widget_gets_exactly_what_it_missed_in_pages(
    tmp_path: Path, chat: str
) -> None:
    async with (
        serving(tmp_path, limits=limits(page=7)) as running,
        running.peer("platform", "msgpack") as platform,
    ):
        for n in range(60):
            await platform.post(f"hello {n}", f"m{n}", chat)
        whole = await settle(running, chat)
        async with running.peer(resume=[[chat, whole[0]["e"], 10]]) as widget:
            sub = await widget.receive("sub")
            assert (sub["recovered"], sub["more"], sub["top"]) == (True, True, len(whole))
            found = await widget.events(len(whole) - 10, chat)
            assert [bare(event) for event in found] == [bare(event) for event in whole[10:]]
            await platform.post("the last", "last", chat)
            (live,) = await widget.events(1, chat)
            assert live["o"] == len(whole) + 1


async def test_D05_an_old_epoch_is_told_and_the_stream_begins_anew(
    running: Running, chat: str
) -> None:
    async with running.peer("platform") as platform:
        ack = await platform.post("still no parcel", "m1", chat)
        async with running.peer(resume=[[chat, "oldepoch", 99]]) as widget:
            sub = await widget.receive("sub")
            assert (sub["recovered"], sub["reason"], sub["epoch"]) == (False, "epoch", ack["e"])
            assert positions(await widget.events(5, chat)) == [1, 2, 3, 4, 5]


async def test_D07_an_offset_from_the_future_is_told_and_the_epoch_stays(
    running: Running, chat: str
) -> None:
    async with running.peer("platform") as platform, running.peer() as widget:
        ack = await platform.post("still no parcel", "m1", chat)
        await widget.send("subscribe", c=chat, epoch=ack["e"], offset=99)
        refused = await widget.receive("err")
        assert (refused["code"], refused["c"]) == (112, chat)
        sub = await widget.receive("sub")
        assert (sub["recovered"], sub["reason"], sub["epoch"]) == (False, "future", ack["e"])
        assert positions(await widget.events(5, chat)) == [1, 2, 3, 4, 5]


async def test_D07_as_many_wrong_positions_as_a_hello_holds_end_no_connection(
    running: Running, chat: str
) -> None:
    epochs = {}
    async with running.peer("platform") as platform:
        for n in range(128):
            epochs[f"{chat}-{n}"] = (await platform.post("hello", "m1", f"{chat}-{n}"))["e"]
    async with running.peer(resume=[[c, e, 99] for c, e in epochs.items()]) as widget:
        for _ in epochs:
            assert (await widget.receive("sub"))["reason"] == "future"
        assert (await widget.ask("unsubscribe", c=chat))["t"] == "ack"
        widget.socket.transport.abort()  # Or it waits until it has read all of them.


async def erase(running: Running, chat: str) -> None:
    key = Key(tenant=TENANT, conversation=chat)
    assert await running.service.journal.erase(key, running.service.clock())
    running.service.erased(key)


async def test_D05_an_erased_conversation_is_told_to_those_who_follow_it(
    running: Running, chat: str
) -> None:
    async with running.peer("platform") as platform, running.peer() as widget:
        await platform.post("still no parcel", "m1", chat)
        before = (await settle(running, chat))[0]["e"]
        await widget.ask("subscribe", c=chat)
        await widget.events(5, chat)
        await erase(running, chat)
        sub = await widget.receive("sub")
        assert sub == {"t": "sub", "c": chat, "top": 0, "recovered": False, "reason": "erased"}
        ack = await platform.post("hello again", "m2", chat)
        assert ack["o"] == 1
        assert ack["e"] != before
        events = await widget.events(2, chat)
        assert positions(events) == [1, 2]
        assert events[0]["e"] == ack["e"]


@pytest.mark.parametrize("anew", [False, True])
async def test_D05_an_erased_conversation_is_told_to_those_who_come_back(
    running: Running, chat: str, anew: bool
) -> None:
    async with running.peer("platform") as platform:
        ack = await platform.post("still no parcel", "m1", chat)
        await answered(running)
        await erase(running, chat)
        if anew:
            await platform.post("hello again", "m2", chat)
            await answered(running)
        async with running.peer(resume=[[chat, ack["e"], 5]]) as widget:
            sub = await widget.receive("sub")
            assert (sub["recovered"], sub["reason"]) == (False, "erased")
            await platform.post("and again", "m3", chat)
            expected = [1, 2, 3, 4] if anew else [1, 2]
            assert positions(await widget.events(len(expected), chat)) == expected


async def test_D04_events_that_were_acknowledged_while_it_resumed_are_there(
    running: Running, chat: str
) -> None:
    followers = [Follower(running, (chat,), subject=f"agent-{n}") for n in range(6)]
    acked: dict[str, int] = {}

    async def post(platform: Peer, start: int) -> None:
        for n in range(start, start + 15):
            ack = await platform.post(f"hello {n}", f"m{n}", chat)
            acked[f"m{n}"] = ack["o"]

    async with running.peer("platform", "msgpack") as platform:
        await post(platform, 0)
        async with following(*followers):
            await post(platform, 100)
            await check(running, followers, {chat: acked})
