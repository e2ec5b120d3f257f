"""What a peer may ask for, and what it gets, over real sockets."""

import pytest

from assist.journal.records import Key
from tests.server.harness import (
    TENANT,
    Peer,
    Running,
    positions,
    settle,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_C09_the_same_id_for_another_text_is_refused(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform:
        await platform.post("still no parcel", "m1", chat)
        refused = await platform.post("something else", "m1", chat)
        assert (refused["code"], refused["key"], refused["temporary"]) == (
            116,
            "id_conflict",
            False,
        )
        assert (await platform.post("still no parcel", "m1", chat))["duplicate"]


async def test_an_offset_without_its_epoch_is_refused(running: Running, chat: str) -> None:
    async with running.peer() as widget:
        refused = await widget.ask("subscribe", c=chat, offset=3)
        assert (refused["code"], refused["path"]) == (107, "$.epoch")


async def offered(running: Running, platform: Peer, widget: Peer, chat: str) -> str:
    await widget.ask("subscribe", c=chat)
    await platform.post("still no parcel", "m1", chat)
    event = await widget.event("suggestion.offered", chat)
    return str(event["d"]["suggestion"]["suggestion_id"])


async def test_a_decision_about_a_conversation_that_does_not_exist_is_refused(
    running: Running,
) -> None:
    async with running.peer() as widget:
        refused = await widget.ask(
            "suggestion.decide", c="nobody", decision_id="d", suggestion_id="s", decision="edited"
        )
        assert refused["code"] == 114
    nobody = Key(tenant=TENANT, conversation="nobody")
    assert await running.service.journal.load(nobody) is None


async def test_unsubscribed_means_silence(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform, running.peer() as widget:
        await widget.ask("subscribe", c=chat)
        assert (await widget.ask("unsubscribe", c=chat)) == {"t": "ack", "id": 3, "c": chat}
        await platform.post("still no parcel", "m1", chat)
        await settle(running, chat)
        await widget.ask("subscribe", c="another")
        assert not [frame for frame in widget.frames if frame["t"] == "ev"]


async def test_every_subscribe_is_answered_even_one_that_is_overtaken(
    running: Running, chat: str
) -> None:
    async with running.peer() as widget:
        asked = [await widget.send("subscribe", c=chat) for _ in range(5)]
        answers = [await widget.receive("sub", "ack") for _ in asked]
        assert sorted(answer["id"] for answer in answers) == asked
        assert answers[-1]["t"] == "sub"


async def test_subscribing_twice_doubles_nothing(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform, running.peer() as widget:
        ack = await platform.post("still no parcel", "m1", chat)
        await widget.ask("subscribe", c=chat)
        await widget.events(5, chat)
        await widget.ask("subscribe", c=chat, epoch=ack["e"], offset=5)
        await platform.post("hello", "m2", chat)
        assert positions(await widget.events(2, chat)) == [6, 7]
        await widget.ask("subscribe", c="another")
        assert len([frame for frame in widget.frames if frame["t"] == "ev"]) == 7


async def test_a_kind_is_muted_and_a_feeling_corrected_for_every_window_of_the_chat(
    running: Running, chat: str
) -> None:
    async with (
        running.peer("platform") as platform,
        running.peer() as tab,
        running.peer() as other,
    ):
        await other.ask("subscribe", c=chat)
        await offered(running, platform, tab, chat)
        mute = {"c": chat, "mute_id": "k1", "kind": "ownership", "muted": True}
        assert (await tab.ask("kind.mute", **mute))["t"] == "ack"
        resting = await other.event("rests.changed", chat)
        assert resting["d"]["rests"] == [{"kind": "ownership", "because": "muted", "turns": None}]
        assert (await tab.ask("kind.mute", **mute))["duplicate"]
        assert (await tab.ask("kind.mute", **mute | {"muted": False}))["code"] == 116
        correction = {"c": chat, "correction_id": "r1", "message_id": "m1", "tone": "anxiety"}
        assert (await tab.ask("reading.correct", **correction))["t"] == "ack"
        corrected = await other.event("reading.corrected", chat)
        assert corrected["d"]["tone"] == "anxiety"
        back = {"c": chat, "correction_id": "r2", "message_id": "m1"}
        assert (await tab.ask("reading.correct", **back))["t"] == "ack"
        for request, what in (("kind.mute", mute), ("reading.correct", correction)):
            assert (await platform.ask(request, **what))["code"] == 103
            assert (await tab.ask(request, **what | {"c": "nobody"}))["code"] == 114
        wrong = await tab.ask("reading.correct", **correction | {"tone": "hunger"})
        assert (wrong["code"], wrong["path"]) == (107, "$.tone")


async def test_a_draft_is_read_where_the_chat_stands_and_is_kept_nowhere(
    running: Running, chat: str
) -> None:
    draft = "SURE, we will refund you 4111 1111 1111 1111 as I said."
    async with running.peer("platform") as platform, running.peer() as widget:
        await offered(running, platform, widget, chat)
        before = await settle(running, chat)
        checked = await widget.ask("draft.check", c=chat, text=draft)
        assert (checked["t"], checked["c"]) == ("draft", chat)
        first = checked["findings"][0]
        assert first["finding"] == "card-number"
        assert [span["text"] for span in first["evidence"]] == ["4111 1111 1111 1111"]
        assert (await widget.ask("draft.check", c="nobody", text="Hello!"))["findings"] == []
        assert (await platform.ask("draft.check", c=chat, text=draft))["code"] == 103
        too_long = await widget.ask("draft.check", c=chat, text="a" * 9000)
        assert (too_long["code"], too_long["path"]) == (107, "$.text")
        assert await settle(running, chat) == before
