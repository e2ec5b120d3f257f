"""Messages in, readings and cards out, over real sockets, with cuts and restarts between."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assist.journal.contract import Key
from tests.server.harness import (
    TENANT,
    Peer,
    Plain,
    Running,
    limits,
    message,
    positions,
    serving,
    settle,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWERED = [
    "message.posted",
    "message.read",
    "needs.changed",
    "ledger.changed",
    "suggestion.offered",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    """A conversation of the test's own."""
    return str(request.node.name)[:200]


@pytest.mark.parametrize("form", ["json", "msgpack"])
async def test_M04_a_message_brings_its_reading_and_a_card(
    running: Running, chat: str, form: str
) -> None:
    async with running.peer("platform") as platform, running.peer(form=form) as widget:
        opened = await widget.ask("subscribe", c=chat)
        assert opened == {"t": "sub", "id": 2, "c": chat, "top": 0, "recovered": True}
        ack = await platform.post("still no parcel", "m1", chat, name="Ana")
        assert (ack["t"], ack["c"], ack["o"], ack["duplicate"]) == ("ack", chat, 1, False)
        events = await widget.events(5, chat)
    assert [event["k"] for event in events] == ANSWERED
    assert positions(events) == [1, 2, 3, 4, 5]
    assert [event.get("e") for event in events] == [ack["e"], None, None, None, None]
    posted, read, needs, ledger, offered = (event["d"] for event in events)
    assert (posted["text"], posted["name"], posted["speaker"]) == (
        "still no parcel",
        "Ana",
        "customer",
    )
    assert abs(posted["at"] - time.time()) < 5
    assert read["reading"]["cues"][0]["cue"] == "problem"
    assert needs["needs"][0]["need"] == "solution"
    assert ledger["ledger"]["issues"][0]["words"] == "still no parcel"
    assert offered["suggestion"]["kind"] == "ownership"
    assert offered["suggestion"]["because"][0]["words"] == "still no parcel"


async def test_C08_the_same_message_again_gets_the_same_answer_and_changes_nothing(
    running: Running, chat: str
) -> None:
    async with running.peer("platform", "msgpack") as platform:
        first = await platform.post("still no parcel", "m1", chat)
        again = await platform.post("still no parcel", "m1", chat)
        assert again == first | {"id": again["id"], "duplicate": True}
        assert (await platform.ask("subscribe", c=chat))["t"] == "sub"
        await platform.events(5, chat)
        other = await platform.post("hello", "m2", chat)
        assert other["o"] == 6


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


async def post(peer: Peer, text: str, message_id: str, chat: str) -> int:
    return await peer.send("message.post", **message(text, message_id, chat))


def bare(event: Plain) -> Plain:
    return {name: value for name, value in event.items() if name != "e"}


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


async def test_D05_an_erased_conversation_is_told_to_those_who_held_it(
    running: Running, chat: str
) -> None:
    key = Key(tenant=TENANT, conversation=chat)
    async with running.peer("platform") as platform, running.peer() as widget:
        await platform.post("still no parcel", "m1", chat)
        before = (await settle(running, chat))[0]["e"]
        await widget.ask("subscribe", c=chat)
        await widget.events(5, chat)
        await running.service.journal.erase(key)
        ack = await platform.post("hello again", "m2", chat)
        assert ack["o"] == 1
        assert ack["e"] != before
        sub = await widget.receive("sub")
        assert (sub["recovered"], sub["reason"], sub["epoch"]) == (False, "epoch", ack["e"])
        assert positions(await widget.events(2, chat)) == [1, 2]


async def test_D01_a_widget_that_is_cut_off_again_and_again_misses_and_doubles_nothing(
    running: Running, chat: str
) -> None:
    applied: list[Plain] = []
    position: list[object] = []
    count = 120

    async def follow() -> None:
        cuts = 0
        while len([event for event in applied if event["k"] == "message.read"]) < count:
            resume = [[chat, *position]] if position else []
            async with running.peer(resume=resume) as widget:
                if not position:
                    await widget.send("subscribe", c=chat)
                sub = await widget.receive("sub")
                assert sub["recovered"]
                cuts += 1
                for _ in range(7 * cuts):
                    event = await widget.receive("ev")
                    applied.append(event)
                    position[:] = [event.get("e") or sub.get("epoch") or position[0], event["o"]]
                    if sum(each["k"] == "message.read" for each in applied) == count:
                        break
                widget.socket.transport.abort()
        assert cuts > 5

    async with running.peer("platform", "msgpack") as platform:
        following = asyncio.create_task(follow())
        for n in range(count):
            await platform.post(f"hello {n}", f"m{n}", chat)
        async with asyncio.timeout(30):
            await following
    assert positions(applied) == list(range(1, len(applied) + 1))
    posted = [event["d"]["message_id"] for event in applied if event["k"] == "message.posted"]
    assert posted == [f"m{n}" for n in range(count)]


async def test_D14_conversations_keep_their_own_order(running: Running) -> None:
    chats = [f"order-{n}" for n in range(12)]
    async with running.peer("platform", "msgpack") as platform, running.peer() as widget:
        for chat in chats:
            await widget.ask("subscribe", c=chat)
        seen: dict[str, list[Plain]] = {chat: [] for chat in chats}
        following = asyncio.create_task(follow_all(widget, seen, 20 * len(chats)))
        for n in range(20):
            for chat in chats:
                await post(platform, f"hello {n}", f"m{n}", chat)
            for _ in chats:
                await platform.receive("ack")
        await following
    for events in seen.values():
        assert positions(events) == list(range(1, len(events) + 1))
        posted = [event["d"]["message_id"] for event in events if event["k"] == "message.posted"]
        assert posted == [f"m{n}" for n in range(20)]


async def follow_all(widget: Peer, seen: dict[str, list[Plain]], count: int) -> None:
    """Take down the events of every conversation until so many messages were read."""
    reads = 0
    while reads < count:
        event = await widget.receive("ev")
        seen[event["c"]].append(event)
        reads += event["k"] == "message.read"


async def test_H04_H08_odd_texts_are_read_like_any_other(running: Running, chat: str) -> None:
    texts = ["", " ", "\0", "👩‍👩‍👧", "\u202eabc", "<script>alert(1)</script>", "z\u0301" * 500]
    async with running.peer("platform") as platform, running.peer() as widget:
        await widget.ask("subscribe", c=chat)
        for n, text in enumerate(texts):
            assert (await platform.post(text, f"m{n}", chat))["t"] == "ack"
            posted = await widget.event("message.posted", chat)
            assert posted["d"]["text"] == text.replace("\0", "\ufffd")
            await widget.event("message.read", chat)


async def test_C18_a_platform_clock_that_is_far_off_is_not_believed(
    running: Running, chat: str
) -> None:
    now = time.time()
    async with running.peer("platform") as platform, running.peer() as widget:
        await widget.ask("subscribe", c=chat)
        for n, (at, believed) in enumerate(
            [(now - 30, now - 30), (now - 600, now), (now + 600, now), (0, now), (1e11, now)]
        ):
            await platform.post("hello", f"m{n}", chat, at=at)
            posted = await widget.event("message.posted", chat)
            assert posted["d"]["at"] == pytest.approx(believed, abs=5)
        assert (await platform.post("hello", "m9", chat, at=1e18))["path"] == "$.at"
