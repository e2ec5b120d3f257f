"""Checks: what a platform says, acknowledged when it is durable, and applied once."""

import time

from assist.conformance.checks import check, holds, same
from assist.conformance.target import Target
from assist.wire.frames import Acknowledged, Failed, Pushed


@check("I01")
async def acknowledged(target: Target) -> None:
    """A message is acknowledged with the epoch and offset at which it then stands."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        ack = await peer.post(chat, "m1", "hello")
        same("where it rests", (ack.c, ack.o, bool(ack.duplicate)), (chat, 1, False))
        sub = await peer.follow(chat)
        same("the epoch", sub.epoch, ack.e)
        first = (await peer.events(chat, 1))[0]
        same("the first event", (first.o, first.k), (1, "message.posted"))
        same("its text", first.d.get("text"), "hello")


@check("I02")
async def duplicate(target: Target) -> None:
    """The same message again gets the same answer with `duplicate`, on any socket."""
    chat = target.chat()
    async with target.peer("platform") as peer, target.peer("platform", "msgpack") as other:
        ack = await peer.post(chat, "m1", "hello")
        for sender in (peer, other):
            again = await sender.post(chat, "m1", "hello")
            same("again", (again.e, again.o, again.duplicate), (ack.e, ack.o, True))
        await peer.post(chat, "m2", "and more")
        sub = await other.follow(chat)
        events = await other.events(chat, sub.top)
        posted = [event.d["message_id"] for event in events if event.k == "message.posted"]
        same("what was posted", posted, ["m1", "m2"])


@check("I03")
async def conflict(target: Target) -> None:
    """An id that named something else is refused with 116, and the first stays."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        await peer.post(chat, "m1", "hello")
        said = {"message_id": "m1", "speaker": "customer", "text": "something else"}
        same("the refusal", (await peer.refused("message.post", c=chat, **said)).code, 116)
        await peer.follow(chat)
        first = (await peer.events(chat, 1))[0]
        same("the text", first.d.get("text"), "hello")


@check("I04")
async def scope_of_ids(target: Target) -> None:
    """An id belongs to its conversation and its kind: elsewhere it is new."""
    chat, other = target.chat(), target.chat()
    async with target.peer("platform") as peer:
        await peer.post(chat, "m1", "hello")
        same("in another conversation", (await peer.post(other, "m1", "hi")).o, 1)
        answer = await peer.ask("context.give", c=chat, context_id="m1", channel="email")
        same("as a context", type(answer), Acknowledged)


@check("I05")
async def agents_do_not_post(target: Target) -> None:
    """An agent's `message.post` is refused with 103, and nothing is written."""
    chat = target.chat()
    async with target.peer("agent") as agent:
        said = {"message_id": "m1", "speaker": "customer", "text": "hello"}
        same("the refusal", (await agent.refused("message.post", c=chat, **said)).code, 103)
        same("events", (await agent.follow(chat)).top, 0)


@check("I06")
async def many_at_once(target: Target) -> None:
    """Messages that are sent without waiting are all acknowledged, in the order of sending."""
    chat = target.chat()
    async with target.peer("platform", "msgpack") as peer:
        for number in range(100):
            said = {"message_id": f"m{number}", "speaker": "agent", "text": f"line {number}"}
            await peer.send("message.post", c=chat, **said)
        acks = [await peer.receive(Acknowledged) for _ in range(100)]
        offsets = [ack.o for ack in sorted(acks, key=lambda ack: ack.id)]
        holds(None not in offsets, "an ack has no offset")
        same("the order", offsets, sorted(offset or 0 for offset in offsets))
        same("how many", len(set(offsets)), 100)


@check("I07")
async def id_in_flight(target: Target) -> None:
    """A request id that waits for its answer is refused with 107, path `$.id`; then it is free."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        for message_id in ("m1", "m2"):
            said = {"message_id": message_id, "speaker": "customer", "text": "hello"}
            await peer.send("message.post", id=77, c=chat, **said)
        answers = [await peer.next(), await peer.next()]
        refusals = [answer for answer in answers if isinstance(answer, Failed)]
        acks = [answer for answer in answers if isinstance(answer, Acknowledged)]
        holds(len(acks) >= 1, "neither was acknowledged")
        for refusal in refusals:
            same("the refusal", (refusal.code, refusal.path), (107, "$.id"))
        same("later", (await peer.post(chat, "m3", "hello", id=77)).id, 77)


@check("I08")
async def context(target: Target) -> None:
    """A context is acknowledged and stands in the stream; what it leaves out says nothing."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        ack = await peer.ask("context.give", c=chat, context_id="k1", customer="c1", order="1234")
        same("the answer", isinstance(ack, Acknowledged) and ack.o, 1)
        await peer.follow(chat)
        first = (await peer.events(chat, 1))[0]
        same("the event", (first.k, first.d.get("order")), ("context.given", "1234"))
        same("what was left out", first.d.get("agent"), None)


@check("I09")
async def wrong_time_zone(target: Target) -> None:
    """A time zone that does not exist is refused with 107, path `$.timezone`."""
    async with target.peer("platform") as peer:
        said = {"c": target.chat(), "context_id": "k1", "timezone": "Mars/Phobos"}
        found = await peer.refused("context.give", **said)
        same("the refusal", (found.code, found.path), (107, "$.timezone"))


@check("I10")
async def times(target: Target) -> None:
    """A time up to 120 seconds ago is believed; one far away gives way to the server's own."""
    chat, now = target.chat(), time.time()
    async with target.peer("platform") as peer:
        for message_id, at in (("m1", now - 5), ("m2", 0.0), ("m3", now + 86_400)):
            await peer.post(chat, message_id, "hello", at=at)
        await peer.follow(chat)
        found: dict[str, float] = {}
        while len(found) < 3:
            event = await peer.receive(Pushed)
            if event.k == "message.posted":
                found[event.d["message_id"]] = event.d["at"]
        holds(abs(found["m1"] - (now - 5)) < 1, "a time 5 seconds ago was not believed")
        for message_id in ("m2", "m3"):
            holds(abs(found[message_id] - now) < 300, "a time far away was believed")
