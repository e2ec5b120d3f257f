"""Checks: a stream follows its position without a gap, or says that it begins anew."""

from typing import Any

from assist.conformance.checks import check, holds, same
from assist.conformance.peer import Peer
from assist.conformance.target import Target
from assist.wire.frames import Failed, Pushed, Snapshot, Subscribed

PAGE = 300
"""The most events that come as one page."""


async def settled(peer: Peer, chat: str, count: int = 3) -> list[Pushed]:
    """Post some messages; return all events once each message was read."""
    for number in range(count):
        await peer.post(chat, f"m{number}", f"where is my parcel, {number}?")
    await peer.follow(chat)
    events: list[Pushed] = []
    while sum(event.k == "message.read" for event in events) < count:
        events += await peer.events(chat, 1)
    while isinstance(late := await peer.quiet(0.3), Pushed):
        events.append(late)
    await peer.ask("unsubscribe", c=chat)
    return events


def gapless(events: list[Pushed], first: int = 1) -> None:
    """Check that offsets rise by one."""
    found = [event.o for event in events]
    same("the offsets", found, list(range(first, first + len(found))))


@check("S01")
async def unknown(target: Target) -> None:
    """A conversation without events can be followed; the first event brings its epoch."""
    chat = target.chat()
    async with target.peer("agent") as agent, target.peer("platform") as platform:
        sub = await agent.follow(chat)
        same("the answer", (sub.top, sub.recovered, sub.epoch), (0, True, None))
        ack = await platform.post(chat, "m1", "hello")
        first = (await agent.events(chat, 1))[0]
        same("the first event", (first.o, first.k, first.e), (1, "message.posted", ack.e))


@check("S02")
async def from_the_start(target: Target) -> None:
    """A stream is gapless from offset 1; an event has an epoch only where it is new."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        events = await settled(peer, chat)
    gapless(events)
    named = [event.e for event in events if event.e is not None]
    holds(len(named) <= 1, f"{len(named)} events have an epoch, though it did not change")


@check("S03")
async def cause_before_effect(target: Target) -> None:
    """What a message causes stands behind it."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        events = await settled(peer, chat)
    posted: set[Any] = set()
    for event in events:
        if event.k == "message.posted":
            posted.add(event.d["message_id"])
        elif event.k == "message.read":
            holds(event.d["message_id"] in posted, "a message was read before it was posted")


@check("S04")
async def resume_at_the_top(target: Target) -> None:
    """Resuming at the current position is recovered, and brings nothing."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        top = len(await settled(peer, chat))
        epoch = (await peer.post(chat, "m0", "where is my parcel, 0?")).e
    async with target.peer("platform", resume=[[chat, epoch, top]]) as peer:
        sub = await peer.receive(Subscribed)
        same("the answer", (sub.c, sub.recovered, sub.top, sub.id), (chat, True, top, None))
        same("what came", await peer.quiet(0.3), None)


@check("S05")
async def resume_behind(target: Target) -> None:
    """Resuming from behind brings exactly what was missed, in order, then what is new."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        events = await settled(peer, chat)
        epoch = (await peer.follow(chat)).epoch
        for behind in range(len(events)):
            async with target.peer("platform", "msgpack", resume=[[chat, epoch, behind]]) as other:
                holds((await other.receive(Subscribed)).recovered, "it was not recovered")
                missed = await other.events(chat, len(events) - behind)
                gapless(missed, behind + 1)
                wanted = [(event.k, event.d) for event in events[behind:]]
                same("the events", [(event.k, event.d) for event in missed], wanted)


@check("S06")
async def another_epoch(target: Target) -> None:
    """A position under another epoch is not recovered: reason `epoch`, then from offset 1."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        ack = await peer.post(chat, "m1", "hello")
        sub = await peer.follow(chat, epoch="another", offset=1)
        same("the answer", (sub.recovered, sub.reason, sub.epoch), (False, "epoch", ack.e))
        gapless(await peer.events(chat, 1))


@check("S07")
async def from_the_future(target: Target) -> None:
    """A position beyond the top: `err` 112, not recovered with `future`, then from offset 1."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        ack = await peer.post(chat, "m1", "hello")
        await peer.send("subscribe", c=chat, epoch=ack.e, offset=5000)
        refusal = await peer.next()
        same("first", isinstance(refusal, Failed) and (refusal.code, refusal.c), (112, chat))
        sub = await peer.receive(Subscribed)
        same("then", (sub.recovered, sub.reason, sub.epoch), (False, "future", ack.e))
        gapless(await peer.events(chat, 1))


@check("S08")
async def several(target: Target) -> None:
    """A hello resumes several conversations; each has its own answer."""
    chats = [target.chat() for _ in range(5)]
    async with target.peer("platform") as peer:
        epochs = [(await peer.post(chat, "m1", "hello")).e for chat in chats]
    resume = [[chat, epoch, 1] for chat, epoch in zip(chats, epochs, strict=True)]
    async with target.peer("platform", resume=resume) as peer:
        subs = [await peer.receive(Subscribed) for _ in chats]
        same("the answers", {sub.c for sub in subs}, set(chats))
        holds(all(sub.recovered for sub in subs), "not all were recovered")


@check("S09")
async def pages(target: Target) -> None:
    """More than one page of missed events comes whole and in order; the `sub` says `more`."""
    chat = target.chat()
    async with target.peer("platform") as peer:
        await filled(peer, chat)
        sub = await peer.follow(chat)
        same("more", sub.more, True)
        gapless(await peer.events(chat, sub.top))


@check("S10")
async def snapshot(target: Target) -> None:
    """Who asks for it gets a `snap` in place of many missed events, and goes on behind it."""
    chat = target.chat()
    async with target.peer("platform") as sender, target.peer("platform") as peer:
        await filled(sender, chat)
        sub = await peer.follow(chat, snapshot=True)
        same("the answer", (sub.recovered, sub.reason), (False, "limit"))
        stands = await peer.receive(Snapshot)
        same("where it stands", (stands.c, stands.e), (chat, sub.epoch))
        holds(stands.o >= PAGE, f"it stands at {stands.o}")
        await sender.post(chat, "last", "and now?")
        gapless(await peer.events(chat, 1), stands.o + 1)


@check("S11")
async def two_sockets(target: Target) -> None:
    """Two sockets see one stream: the same events at the same offsets, in both encodings."""
    chat = target.chat()
    async with target.peer("agent") as one, target.peer("agent", "msgpack") as other:
        await one.follow(chat)
        await other.follow(chat)
        async with target.peer("platform") as platform:
            count = len(await settled(platform, chat))
        views = [await peer.events(chat, count) for peer in (one, other)]
        applied = [[(event.o, event.k, event.d) for event in view] for view in views]
        same("the second view", applied[1], applied[0])


@check("S12")
async def unsubscribed(target: Target) -> None:
    """After `unsubscribe` is answered no event of the conversation comes."""
    chat = target.chat()
    async with target.peer("agent") as agent, target.peer("platform") as platform:
        await agent.follow(chat)
        await agent.ask("unsubscribe", c=chat)
        await platform.post(chat, "m1", "hello")
        same("what came", await agent.quiet(0.3), None)


async def filled(peer: Peer, chat: str) -> None:
    """Post more than a page of messages."""
    for number in range(PAGE + 10):
        said = {"message_id": f"m{number}", "speaker": "agent", "text": "one moment"}
        await peer.send("message.post", c=chat, **said)
    for _ in range(PAGE + 10):
        await peer.next()
