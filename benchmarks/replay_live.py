"""Conversations, through a running server: is anything lost, and which cards does it show?

    warmline serve --data data
    python -m benchmarks.replay_live FILE [--data data] [--server http://127.0.0.1:8420]
    python -m benchmarks.replay_live --multidogo airline.tsv --limit 500 --cards cards.md
    python -m benchmarks.replay_live --sgd SGD.txt --limit 300 --cards cards.md

It feeds each conversation over a platform's websocket, one message after the other, and follows
it over agents' websockets. At its end another agent reads the whole stream again. Every message
must be acknowledged and read, and both agents must have received every event, once and in order.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from assist.labelled.dialogues import from_json_lines, from_multidogo, from_sgd
from assist.transcript import Chat
from assist.vocabulary import Language
from benchmarks.client import Client, Frame, token

AT_ONCE = 16
CONTEXT = 6


@dataclass
class Followed:
    """One conversation as an agent's widget received it."""

    frames: list[Frame] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, frame: Frame) -> None:
        """Take an event."""
        self.frames.append(frame)
        self.changed.set()

    async def until_read(self, message_id: str) -> None:
        """Wait until the reading of a message has come."""
        while not any(
            frame["k"] == "message.read" and frame["d"]["message_id"] == message_id
            for frame in self.frames
        ):
            self.changed.clear()
            await self.changed.wait()

    async def until_offset(self, offset: int) -> None:
        """Wait until the stream has come this far."""
        while not self.frames or self.frames[-1]["o"] < offset:
            self.changed.clear()
            await self.changed.wait()

    @property
    def events(self) -> list[tuple[int, str, Any]]:
        """The events without what differs from socket to socket."""
        return [(frame["o"], frame["k"], frame["d"]) for frame in self.frames]


@dataclass
class Agent:
    """An agent's socket and the conversations that it follows."""

    chats: dict[str, Followed] = field(default_factory=dict)

    def hear(self, frame: Frame, came_at: float) -> None:
        """Take an event from the socket."""
        self.chats[frame["c"]].hear(frame)


@dataclass
class Found:
    """What the run found out."""

    chats: int = 0
    messages: int = 0
    customer_messages: int = 0
    events: int = 0
    faults: list[str] = field(default_factory=list)
    cards: list[tuple[Chat, Followed]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, chat: Chat, live: Followed, again: Followed) -> None:
        """Check one conversation and count its cards."""
        self.chats += 1
        self.messages += len(chat.turns)
        self.customer_messages += sum(turn.speaker == "customer" for turn in chat.turns)
        self.events += len(live.frames)
        offsets = [frame["o"] for frame in live.frames]
        if offsets != list(range(1, len(offsets) + 1)):
            self.faults.append(f"{chat.id}: events were lost, doubled or out of order")
        if live.events != again.events:
            self.faults.append(f"{chat.id}: who reads it later sees another stream")
        posted = [f["d"]["text"] for f in live.frames if f["k"] == "message.posted"]
        if posted != [turn.text.replace("\0", "\ufffd") for turn in chat.turns]:
            self.faults.append(f"{chat.id}: the messages are not those that were sent")
        reads = [f["d"]["message_id"] for f in live.frames if f["k"] == "message.read"]
        if reads != [f"m{number}" for number in range(len(chat.turns))]:
            self.faults.append(f"{chat.id}: not every message was read once")
        offers = [f["d"]["suggestion"] for f in live.frames if f["k"] == "suggestion.offered"]
        for offer in offers:
            self.kinds[offer["kind"]] += 1
            self.rules[offer["rule"]] += 1
        if offers:
            self.cards.append((chat, live))


async def play(
    chat: Chat,
    name: str,
    platform: Client,
    agents: list[tuple[Agent, Client]],
    found: Found,
    language: Language | None,
) -> None:
    """Feed one conversation, follow it, and read it again."""
    (follower, socket), (second, other) = agents
    live = follower.chats[name] = Followed()
    await socket.ask("subscribe", c=name)
    said_language = chat.language or language
    hint = {"language": said_language} if said_language else {}
    for number, turn in enumerate(chat.turns):
        message = {"message_id": f"m{number}", "speaker": turn.speaker, "text": turn.text}
        ack, _, _ = await platform.ask("message.post", c=name, **message, **hint)
        if ack["duplicate"]:
            raise SystemExit(f"{name}: was played before; give the run another --name")
        await live.until_read(f"m{number}")
    again = second.chats[name] = Followed()
    sub, _, _ = await other.ask("subscribe", c=name)
    await again.until_offset(sub["top"])
    await live.until_offset(again.frames[-1]["o"])
    for client in (socket, other):
        await client.ask("unsubscribe", c=name)
    found.add(chat, live, again)


async def run(
    chats: Iterable[Chat],
    server: str,
    data: Path,
    name: str,
    language: Language | None = None,
) -> Found:
    """Play all conversations, some at a time."""
    found = Found()
    source = iter(chats)
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(
            Client.open(server, token(data, "platform", name), "msgpack")
        )

        async def worker(number: int) -> None:
            agents: list[tuple[Agent, Client]] = []
            for side in ("live", "again"):
                agent = Agent()
                bearer = token(data, "agent", f"{name}-{number}-{side}")
                opened = Client.open(server, bearer, "json", agent.hear)
                agents.append((agent, await stack.enter_async_context(opened)))
            for chat in source:
                place = f"{name}/{chat.id}"
                await play(chat, place, platform, agents, found, language)
                for agent, _ in agents:
                    del agent.chats[place]
                progress(found)

        async with asyncio.TaskGroup() as group:
            for number in range(AT_ONCE):
                group.create_task(worker(number))
    return found


def progress(found: Found) -> None:
    """Show on a terminal how far it is."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{found.chats} chats, {found.messages} messages")


def summary(found: Found, seconds: float) -> str:
    """Return the result in a few lines."""
    cards = found.kinds.total()
    per_hundred = 100 * cards / max(1, found.customer_messages)
    lines = [
        f"{found.chats} chats, {found.messages} messages, {found.customer_messages} of them by "
        f"customers; {found.events} events; {seconds:.0f} s",
        f"{len(found.faults)} faults",
        *found.faults[:20],
        f"{cards} cards, {per_hundred:.1f} per 100 customer messages, in {len(found.cards)} chats",
        *(f"  {count:5} {kind}" for kind, count in found.kinds.most_common()),
        "by rule:",
        *(f"  {count:5} {rule}" for rule, count in found.rules.most_common()),
    ]
    return "\n".join(lines) + "\n"


def written_cards(found: Found) -> str:
    """Return every card with the messages before it, for reading."""
    parts = ["# Cards\n"]
    number = 0
    for chat, live in found.cards:
        said: list[str] = []
        for frame in live.frames:
            data = frame["d"]
            if frame["k"] == "message.posted":
                said.append(f"    {data['speaker']}: {data['text']}")
            elif frame["k"] == "suggestion.offered":
                number += 1
                card = data["suggestion"]
                because = ", ".join(f"{r['label']} ({r['words']!r})" for r in card["because"])
                parts.append(
                    f"## {number}. {card['kind']} · {card['rule']} · {chat.id}\n\n"
                    + "\n".join(said[-CONTEXT:])
                    + f"\n\n**{card['text']}**\n\n{because}\n"
                )
    return "\n".join(parts)


def main() -> None:
    """Run it and print what was found; exit with 1 when anything is at fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?", type=Path, help="JSON Lines, as for warmline replay")
    source.add_argument("--multidogo", type=Path, help="a file of MultiDoGO, customers' turns")
    source.add_argument("--sgd", type=Path, help="SGD.txt of the satisfaction data, both sides")
    parser.add_argument("--limit", type=int, help="the first conversations alone")
    parser.add_argument("--server", default="http://127.0.0.1:8420")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the server's data folder")
    parser.add_argument("--language", choices=["en", "fr"], help="what the platform knows")
    parser.add_argument("--name", help="of the run; conversations are named after it")
    parser.add_argument("--cards", type=Path, help="write every card with its context there")
    chosen = parser.parse_args()
    if chosen.multidogo:
        chats = from_multidogo(chosen.multidogo, chosen.limit)
    elif chosen.sgd:
        chats = from_sgd(chosen.sgd, chosen.limit)
    else:
        chats = from_json_lines(chosen.file, chosen.limit)
    name = chosen.name or f"run-{time.time():.0f}"
    started = time.monotonic()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(run(chats, chosen.server, chosen.data, name, chosen.language))
    sys.stdout.write(summary(found, time.monotonic() - started))
    if chosen.cards:
        chosen.cards.write_text(written_cards(found))
    sys.exit(1 if found.faults or not found.chats else 0)


if __name__ == "__main__":
    main()
