"""Checks: what an agent may do, and how fast; a token that is replaced."""

from assist.conformance.checks import check, holds, same
from assist.conformance.handshake import FORGED
from assist.conformance.target import Target
from assist.wire.frames import (
    Acknowledged,
    Checked,
    Failed,
    Pong,
    Pushed,
    Refreshed,
    ServerFrame,
)


@check("G01")
async def draft(target: Target) -> None:
    """A draft is checked, also in an unknown conversation, and leaves nothing in the stream."""
    chat = target.chat()
    async with target.peer("agent") as agent:
        found = await agent.ask("draft.check", c=chat, text="CALM DOWN, it is your own fault!!!")
        holds(isinstance(found, Checked), f"it was answered with {type(found).__name__}")
        assert isinstance(found, Checked)
        holds(len(found.findings) <= 2, "more than two findings")
        same("events", (await agent.follow(chat)).top, 0)


@check("G02")
async def mute(target: Target) -> None:
    """A kind is muted once, in the stream; the same again is a duplicate."""
    chat = target.chat()
    async with target.peer("platform") as platform:
        await platform.post(chat, "m1", "hello")
    said = {"c": chat, "mute_id": "u1", "kind": "humour", "muted": True}
    async with target.peer("agent") as agent:
        first = await agent.ask("kind.mute", **said)
        again = await agent.ask("kind.mute", **said)
        holds(isinstance(first, Acknowledged), f"it was answered with {type(first).__name__}")
        assert isinstance(first, Acknowledged)
        same("again", isinstance(again, Acknowledged) and again.duplicate, True)
        same("where", isinstance(again, Acknowledged) and again.o, first.o)


@check("G03")
async def unknown_conversation(target: Target) -> None:
    """A decision, a mute and a correction in an unknown conversation are refused with 114."""
    c = target.chat()
    decided = {"decision_id": "d1", "suggestion_id": "s1", "decision": "dismissed"}
    muted = {"mute_id": "u1", "kind": "humour", "muted": True}
    corrected = {"correction_id": "r1", "message_id": "m1"}
    async with target.peer("agent") as agent:
        for found in (
            await agent.refused("suggestion.decide", c=c, **decided),
            await agent.refused("kind.mute", c=c, **muted),
            await agent.refused("reading.correct", c=c, **corrected),
        ):
            same("the refusal", found.code, 114)


@check("G04")
async def platforms_do_not_decide(target: Target) -> None:
    """A platform's decision and draft are refused with 103."""
    chat = target.chat()
    decided = {"decision_id": "d1", "suggestion_id": "s1", "decision": "dismissed"}
    async with target.peer("platform") as platform:
        for found in (
            await platform.refused("suggestion.decide", c=chat, **decided),
            await platform.refused("draft.check", c=chat, text="hello"),
        ):
            same("the refusal", found.code, 103)


@check("G05")
async def correction(target: Target) -> None:
    """A corrected reading stands in the stream."""
    chat = target.chat()
    async with target.peer("platform") as platform:
        await platform.post(chat, "m1", "great, just great")
    said = {"correction_id": "r1", "message_id": "m1", "tone": "playfulness"}
    async with target.peer("agent") as agent:
        await agent.follow(chat)
        ack = await agent.ask("reading.correct", c=chat, **said)
        holds(isinstance(ack, Acknowledged), f"it was answered with {type(ack).__name__}")
    async with target.peer("agent") as agent:
        await agent.follow(chat)
        while (event := await agent.receive(Pushed)).k != "reading.corrected":
            pass
        same("the tone", event.d.get("tone"), "playfulness")


@check("G06")
async def pace(target: Target) -> None:
    """An agent's frames beyond the allowed pace are refused with 111 and a `retry_ms`."""
    async with target.peer("agent") as agent:
        for _ in range(150):
            await agent.send("ping")
        answers: list[ServerFrame] = [await agent.next() for _ in range(150)]
        slowed = [answer for answer in answers if isinstance(answer, Failed)]
        holds(len(slowed) > 0, "150 frames at once were all answered")
        holds(len(slowed) < 150, "all of 150 frames were refused")
        for refusal in slowed:
            same("the refusal", (refusal.code, refusal.temporary), (111, True))
            holds(bool(refusal.retry_ms), "a refusal has no retry_ms")


@check("G07")
async def refresh(target: Target) -> None:
    """A `refresh` with a good token is answered by `refreshed`, and the connection stays."""
    async with target.peer("agent") as agent:
        found = await agent.ask("refresh", token=target.token("agent"))
        holds(isinstance(found, Refreshed), f"it was answered with {type(found).__name__}")
        holds(isinstance(found, Refreshed) and found.left_ms > 0, "no time is left")
        await agent.send("ping")
        same("a ping afterwards", type(await agent.next()), Pong)


@check("G08")
async def forged_refresh(target: Target) -> None:
    """A `refresh` with a bad token is refused with 101, and the first token holds."""
    async with target.peer("agent") as agent:
        same("the refusal", (await agent.refused("refresh", token=FORGED)).code, 101)
        await agent.follow(target.chat())
