"""Messages in, readings and cards out, over real sockets, with cuts and restarts between."""

import time

import pytest

from tests.server.harness import (
    Peer,
    Plain,
    Running,
    message,
    positions,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWERED = [
    "message.posted",
    "message.read",
    "needs.changed",
    "ledger.changed",
    "suggestion.offered",
]


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


async def post(peer: Peer, text: str, message_id: str, chat: str) -> int:
    return await peer.send("message.post", **message(text, message_id, chat))


def bare(event: Plain) -> Plain:
    return {name: value for name, value in event.items() if name != "e"}


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
