"""Groups C and D, messages that are changed, taken back or late: what agents see and what stays."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.people import Plain, call, exported, found, say, settled, stream
from tests.server.harness import Peer, Running, message, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

TROUBLE = "still no parcel"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[:200]


async def revise(
    running: Running, chat: str, message_id: str, text: str | None, revision_id: str = "r1"
) -> None:
    body = {"conversation": chat, "message_id": message_id, "revision_id": revision_id}
    answer = await call(
        running, "POST", "/v1/revisions", body | ({"text": text} if text else {}), role="platform"
    )
    assert answer.status_code == 202, answer.text


async def posted(peer: Peer, chat: str, message_id: str, at: float, **fields: object) -> None:
    text = fields.pop("text", message_id)
    said = message(str(text), message_id, chat) | {"at": at, **fields}
    ack = await peer.ask("message.post", **said)
    assert ack["t"] == "ack", ack


async def state(running: Running, chat: str) -> Plain:
    """Return where the conversation stands."""
    await settled(running)
    (found,) = [
        one for one in await exported(running, conversation=chat) if one["about"] == "state"
    ]
    return dict(found["data"])


async def test_C17_messages_out_of_order_take_their_place_and_wait_for_none(
    running: Running, chat: str
) -> None:
    now = time.time()
    async with running.peer("platform") as peer:
        await posted(peer, chat, "m3", now - 1, text="hello?")
        await posted(peer, chat, "m1", now - 500, text=TROUBLE, late=True)
        await posted(peer, chat, "a1", now - 400, text="one moment", late=True, speaker="agent")
        await posted(peer, chat, "m2", now - 300, text="how long", late=True)
    events = await stream(running, chat)
    order = [event["data"]["message_id"] for event in events if event["kind"] == "message.posted"]
    assert order == ["m3", "m1", "a1", "m2"], "the stream keeps the order of arrival"
    now_stands = await state(running, chat)
    assert now_stands["turn"]["message_ids"] == ["m2", "m3"]
    assert [issue["words"] for issue in now_stands["issues"]] == [TROUBLE]


async def test_C19_an_edit_before_its_message_waits_for_it(running: Running, chat: str) -> None:
    await revise(running, chat, "m1", TROUBLE)
    await settled(running)
    await say(running, chat, "m1", "hello")
    await settled(running)
    events = await stream(running, chat)
    kinds = [event["kind"] for event in events]
    assert kinds[:3] == ["message.revised", "message.posted", "message.read"]
    assert "suggestion.offered" in kinds, "the edit is what was read"


async def test_C19_a_message_taken_back_before_it_came_is_never_read(
    running: Running, chat: str
) -> None:
    await revise(running, chat, "m1", None)
    await say(running, chat, "m1", TROUBLE)
    await settled(running)
    events = await stream(running, chat)
    assert [event["kind"] for event in events] == ["message.revised", "message.posted"]
    assert TROUBLE not in str(events)


@pytest.mark.parametrize("text", [None, "thanks for the parcel"], ids=["taken-back", "edited"])
async def test_D19_a_card_for_a_message_that_was_changed_is_withdrawn(
    running: Running, chat: str, text: str | None
) -> None:
    async with running.peer() as widget:
        await widget.ask("subscribe", c=chat)
        await say(running, chat, "m1", TROUBLE)
        card = (await widget.event("suggestion.offered", chat))["d"]["suggestion"]
        await revise(running, chat, "m1", text)
        gone = await widget.event("suggestion.withdrawn", chat)
        assert gone["d"]["suggestion_id"] == card["suggestion_id"]
        assert gone["d"]["reason"] == "what it answers was changed"
    async with running.peer() as later:
        await later.ask("subscribe", c=chat)
        await later.event("suggestion.withdrawn", chat)


async def test_D19_a_card_that_was_used_cannot_be_brought_back_once_its_words_are_gone(
    running: Running, chat: str
) -> None:
    async with running.peer() as widget:
        await widget.ask("subscribe", c=chat)
        await say(running, chat, "m1", TROUBLE)
        card = (await widget.event("suggestion.offered", chat))["d"]["suggestion"]
        used = {"c": chat, "suggestion_id": card["suggestion_id"]}
        await widget.ask("suggestion.decide", decision_id="d1", decision="accepted", **used)
        await revise(running, chat, "m1", None)
        await widget.event("suggestion.withdrawn", chat)
        await widget.ask("suggestion.decide", decision_id="d2", decision="displayed", **used)
    assert not (await state(running, chat)).get("on_show", False)


async def test_C19_ten_revisions_at_once_are_each_taken_once(running: Running, chat: str) -> None:
    await say(running, chat, "m1", "hello")
    await asyncio.gather(
        *(revise(running, chat, "m1", f"{TROUBLE} {n % 5}", f"r{n % 5}") for n in range(10))
    )
    await settled(running)
    events = await stream(running, chat)
    assert [event["kind"] for event in events].count("message.revised") == 5
    offsets = [event["offset"] for event in events]
    assert offsets == list(range(1, len(offsets) + 1))


async def test_J14_words_that_were_taken_back_are_in_no_event_of_their_message(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as running:
        await say(running, "c", "m1", "my lamp Quorbin has no parcel yet")
        await revise(running, "c", "m1", "my lamp Wobblefix is fine", "r0")
        await settled(running)
        assert found(tmp_path, "Quorbin")
        assert found(tmp_path, "Wobblefix")
        await revise(running, "c", "m1", None)
        await settled(running)
        await running.service.journal.forget(time.time())
        assert found(tmp_path, "Quorbin", "Wobblefix") == []
