"""Where nothing is kept, or too much was missed, a follower is told where the chat stands."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from assist.config.tenants import Tenant
from assist.journal.records import Key
from assist.wire.frames import Snapshot
from tests.faults.invariants import Follower, following, plain
from tests.server.harness import (
    TENANT,
    Plain,
    Running,
    limits,
    positions,
    serving,
    settle,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORGETFUL = {"acme": Tenant(name="acme", store="none")}


async def answered(running: Running) -> None:
    """Wait until nothing is left to answer."""
    async with asyncio.timeout(10):
        while await running.service.journal.work(0, 1):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def forgetful(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A server that keeps no event of its tenant."""
    async with serving(tmp_path_factory.mktemp("data"), tenants=FORGETFUL) as running:
        yield running


async def test_D06_where_nothing_is_kept_a_widget_gets_where_the_chat_stands(
    forgetful: Running, chat: str
) -> None:
    async with forgetful.peer("platform") as platform, forgetful.peer() as widget:
        await widget.ask("subscribe", c=chat)
        ack = await platform.post("still no parcel", "m1", chat)
        live = await widget.events(5, chat)
        assert positions(live) == [1, 2, 3, 4, 5]
        for resume in ([], [[chat, ack["e"], 1]]):
            async with forgetful.peer(resume=resume) as late:
                if not resume:
                    await late.send("subscribe", c=chat)
                sub = await late.receive("sub")
                assert (sub["recovered"], sub["reason"], sub["top"]) == (False, "trimmed", 5)
                snap = await late.receive("snap")
                assert (snap["e"], snap["o"]) == (ack["e"], 5)
                shown = {event["k"]: event["d"] for event in snap["events"]}
                told = {event["k"]: event["d"] for event in live}
                for kind in ("needs.changed", "ledger.changed", "suggestion.offered"):
                    assert plain(shown[kind]) == plain(told[kind])
                assert shown["message.read"]["message_id"] == "m1"
        async with forgetful.peer(resume=[[chat, ack["e"], 5]]) as current:
            assert (await current.receive("sub"))["recovered"]
            await platform.post("hello", "m2", chat)
            assert positions(await current.events(2, chat)) == [6, 7]
        page = await forgetful.service.journal.read(Key(tenant=TENANT, conversation=chat), "", 0, 9)
        assert page is None or not page.entries


async def test_D06_what_an_agent_did_just_now_stands_in_the_snapshot(
    forgetful: Running, chat: str
) -> None:
    async with forgetful.peer("platform") as platform, forgetful.peer() as widget:
        await widget.ask("subscribe", c=chat)
        await platform.post("still no parcel", "m1", chat)
        card = (await widget.event("suggestion.offered", chat))["d"]["suggestion"]
        taken = {"c": chat, "suggestion_id": card["suggestion_id"], "decision": "dismissed"}
        # Before it is answered and after: the card is gone, either way.
        for wait in (False, True):
            await widget.ask("suggestion.decide", decision_id="d1", **taken)
            if wait:
                await answered(forgetful)
            async with forgetful.peer() as late:
                await late.send("subscribe", c=chat)
                snap = await late.receive("snap")
            assert card_on_show(snap) is None
            kinds = [event["k"] for event in snap["events"]]
            assert {"suggestion.decided", "rests.changed"} & set(kinds)


def card_on_show(snap: Plain) -> str | None:
    """Return the card that a view shows which applies the snapshot."""
    shown: str | None = None
    for event in snap["events"]:
        if event["k"] == "suggestion.offered":
            shown = event["d"]["suggestion"]["suggestion_id"]
        elif event["k"] == "suggestion.decided" and event["d"]["decision"] != "displayed":
            shown = None
    return shown


@pytest.mark.parametrize("seed", range(4))
async def test_D04_D06_whoever_comes_while_nothing_is_kept_gets_no_gap_and_no_double(
    forgetful: Running, chat: str, seed: int
) -> None:
    chance = random.Random(seed)
    witness = Follower(forgetful, (chat,), subject="witness")
    late: list[Follower] = []
    async with following(witness), forgetful.peer("platform", "msgpack") as platform:
        for number in range(30):
            await platform.post(f"still no parcel {number}", f"m{number}", chat)
            await asyncio.sleep(chance.random() * 0.01)
            if number % 6 == 5:
                late.append(Follower(forgetful, (chat,), subject=f"late-{number}"))
                task = asyncio.create_task(late[-1].run())
                late_tasks.append(task)
        await answered(forgetful)
        loaded = await forgetful.service.journal.load(Key(tenant=TENANT, conversation=chat))
        assert loaded is not None
        for follower in (witness, *late):
            await follower.reaches(chat, loaded.top)
        for task in late_tasks:
            assert not task.done()
            task.cancel()
        late_tasks.clear()
    whole = [event[1:] for event in witness.streams[chat].applied]
    assert [event[0] for event in whole] == list(range(1, loaded.top + 1))
    for follower in late:
        stream = follower.streams[chat]
        assert [event[1:] for event in stream.applied] == whole[stream.begins :]


late_tasks: list["asyncio.Task[None]"] = []


async def test_D08_whoever_wants_no_more_than_a_page_gets_where_the_chat_stands(
    tmp_path: Path, chat: str
) -> None:
    async with (
        serving(tmp_path, limits=limits(page=7)) as running,
        running.peer("platform", "msgpack") as platform,
        running.peer() as widget,
    ):
        for n in range(10):
            await platform.post("still no parcel", f"m{n}", chat)
        whole = await settle(running, chat)
        top = len(whole)
        sub = await widget.ask("subscribe", c=chat, snapshot=True)
        assert (sub["recovered"], sub["reason"], sub["top"]) == (False, "limit", top)
        snap = await widget.receive("snap")
        assert (snap["e"], snap["o"]) == (whole[0]["e"], top)
        last = {event["k"]: event["d"] for event in whole}
        shown = {event["k"]: event["d"] for event in snap["events"]}
        assert shown["needs.changed"]["needs"] == last["needs.changed"]["needs"]
        await platform.post("the last", "last", chat)
        assert positions(await widget.events(2, chat)) == [top + 1, top + 2]
        # What fits a page comes one by one, asked for or not.
        near = {"epoch": snap["e"], "offset": top - 3, "snapshot": True}
        again = await widget.ask("subscribe", c=chat, **near)
        assert again["recovered"]
        assert positions(await widget.events(5, chat)) == list(range(top - 2, top + 3))


async def test_D08_a_snapshot_is_no_larger_than_its_state(forgetful: Running, chat: str) -> None:
    async with forgetful.peer("platform", "msgpack") as platform, forgetful.peer() as late:
        for n in range(40):
            await platform.post("still no parcel " + "and on " * 200, f"m{n}", chat)
        await answered(forgetful)
        await late.send("subscribe", c=chat)
        snap = await late.receive("snap")
    assert set(snap) == {"t", *Snapshot.__struct_fields__}
    assert len(plain(snap)) < 32_000
