"""Checks: messages that are changed, taken back or late, in the stream and in what follows."""

import time

from assist.conformance.checks import check, holds, same
from assist.conformance.http import post
from assist.conformance.peer import Peer
from assist.conformance.target import Target
from assist.wire.frames import Acknowledged, Pushed

LONG_AGO = 3 * 86_400.0


async def pushed(peer: Peer, kind: str, message_id: str) -> Pushed:
    """Return the next event of a kind that is about a message."""
    while True:
        event = await peer.receive(Pushed)
        if event.k == kind and event.d.get("message_id") == message_id:
            return event


@check("V01")
async def edited(target: Target) -> None:
    """An edit is acknowledged, stands in the stream, and the message is read again behind it."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        await peer.post(chat, "m1", "hello")
        said = {"c": chat, "message_id": "m1", "revision_id": "r1"}
        ack = await peer.ask("message.revise", text="still no parcel, third time!", **said)
        holds(isinstance(ack, Acknowledged), "it was not acknowledged")
        await peer.follow(chat)
        revised = await pushed(peer, "message.revised", "m1")
        same("its offset", revised.o, getattr(ack, "o", None))
        same("its text", revised.d.get("text"), "still no parcel, third time!")
        read = await pushed(peer, "message.read", "m1")
        holds(read.o > revised.o, "it was not read again")


@check("V02")
async def same_edit(target: Target) -> None:
    """The same revision again is a duplicate; its id for another one is refused with 116."""
    chat = target.chat()
    said = {"c": chat, "message_id": "m1", "revision_id": "m1"}
    async with target.peer("platform") as peer:
        await peer.post(chat, "m1", "hello")
        for again in (False, True):
            ack = await peer.ask("message.revise", text="hello there", **said)
            holds(isinstance(ack, Acknowledged), "it was not acknowledged")
            same("a duplicate", bool(getattr(ack, "duplicate", None)), again)
        refusal = await peer.refused("message.revise", **said)
        same("the refusal", refusal.code, 116)


@check("V03")
async def taken_back(target: Target) -> None:
    """A message that was taken back is `message.revised` without a text."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        await peer.post(chat, "m1", "hello")
        await peer.ask("message.revise", c=chat, message_id="m1", revision_id="r1")
        await peer.follow(chat)
        revised = await pushed(peer, "message.revised", "m1")
        same("its text", revised.d.get("text"), None)


@check("V04")
async def agents_do_not_revise(target: Target) -> None:
    """An agent's `message.revise` is refused with 103, and nothing is written."""
    chat = target.chat()
    async with target.peer("agent") as agent:
        said = {"message_id": "m1", "revision_id": "r1", "text": "hello"}
        same("the refusal", (await agent.refused("message.revise", c=chat, **said)).code, 103)
        same("events", (await agent.follow(chat)).top, 0)


@check("V05")
async def late(target: Target) -> None:
    """The time of a late message is believed however long ago it is, but not in the future."""
    chat, now = target.chat(), time.time()
    async with target.peer("platform") as peer:
        for message_id, at in (("m1", now - LONG_AGO), ("m2", now + 86_400)):
            await peer.post(chat, message_id, "hello", at=at, late=True)
        await peer.follow(chat)
        first = await pushed(peer, "message.posted", "m1")
        same("a late one", first.d.get("late"), True)
        holds(abs(first.d["at"] - (now - LONG_AGO)) < 1, "a time three days ago was not believed")
        second = await pushed(peer, "message.posted", "m2")
        holds(abs(second.d["at"] - now) < 300, "a time in the future was believed")


@check("V06")
async def by_http(target: Target) -> None:
    """A revision by HTTP is answered with 202; on a socket it is a duplicate then."""
    chat = target.chat()
    said = {"message_id": "m1", "revision_id": "r1", "text": "hello there"}
    answer = await post(target, {"conversation": chat} | said, "/v1/revisions")
    same("the status", answer.status, 202)
    async with target.peer("platform") as peer:
        ack = await peer.ask("message.revise", c=chat, **said)
        same("a duplicate", bool(getattr(ack, "duplicate", None)), True)
