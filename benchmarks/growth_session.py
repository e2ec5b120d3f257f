"""What a message costs as its conversation grows longer, and as the rules grow.

    python -m benchmarks.growth_session [--write] [--quick]

A whole `Session.receive`: reading, judging and folding, in CPU time of this process alone. Each
figure has its ratio to the first row of its table.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from assist import codec
from assist.conversation.state import Conversation
from assist.events import MessagePosted
from assist.playbooks.load import load
from assist.playbooks.model import Playbook, Playbooks, Sign
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.session import Session
from assist.vocabulary import is_cue
from benchmarks.chart import Line, lines
from benchmarks.clock import frozen
from benchmarks.growth import patterns
from benchmarks.report import Section, Value, machine, plain, show, write
from benchmarks.traffic import endless

GAP: Final = 20.0
"""Seconds between two messages."""
PER_TOPIC: Final = 2
"""Patterns of a topic that is made up: a phrase and a token pattern."""
BEGUN: Final = 1_790_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Messages of a conversation, topics, and how many messages each figure comes from."""

    lengths: tuple[int, ...] = (10, 100, 1000, 10_000)
    topics: tuple[int, ...] = (40, 400, 4000)
    messages: int = 1000
    warm: int = 1500


QUICK: Final = Plan(lengths=(10, 40), topics=(40, 60), messages=20, warm=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Mean microseconds of a message, and the bytes that its conversation rests in then."""

    micros: float
    size: int


class Chat:
    """A conversation that goes on and on."""

    def __init__(self, reader: Reader, books: Playbooks, seed: int) -> None:
        self._reader = reader
        self._books = books
        self._said = endless("en", seed)
        self._conversation = Conversation.new()
        self._count = 0

    def go_on(self, messages: int) -> int:
        """Receive so many messages; return the nanoseconds of CPU that they took."""
        taken = 0
        for _ in range(messages):
            self._count += 1
            speaker, text = next(self._said)
            now = BEGUN + self._count * GAP
            posted = MessagePosted(message_id=f"m{self._count}", speaker=speaker, text=text, at=now)
            began = time.process_time_ns()
            session = Session(self._reader, self._books, self._conversation)
            session.receive(posted, now)
            taken += time.process_time_ns() - began
            self._conversation = session.conversation
        return taken

    @property
    def size(self) -> int:
        """How many bytes the journal keeps of it."""
        return len(codec.pack(self._conversation))


def longer(plan: Plan, books: Playbooks) -> dict[int, Cost]:
    """Return what a message costs by the length of its conversation."""
    reader = Reader(books)
    Chat(reader, books, 0).go_on(plan.warm)
    found: dict[int, Cost] = {}
    for length in plan.lengths:
        window = min(200, length // 2)
        chats = [Chat(reader, books, seed) for seed in range(1, 1 + plan.messages // window)]
        for chat in chats:
            chat.go_on(length - window)
        with frozen():
            taken = sum(chat.go_on(window) for chat in chats)
        found[length] = Cost(
            micros=taken / 1000 / (window * len(chats)), size=max(chat.size for chat in chats)
        )
    return found


def grown(books: Playbooks, topics: int) -> Playbooks:
    """Return the rules with so many English topics: those that ship, then others like them.

    Each of the others has its own patterns, put together from the words of those that ship, for a
    label that they know, and a card with the conditions of one of theirs.
    """
    english = books.of("en")
    french = books.of("fr")
    more = topics - len(english)
    if more <= 0:
        return replace(books, playbooks=(*english[:topics], *french))
    known = 2 * max(
        sum(len(sign.patterns) for book in english for sign in (*book.cues, *book.tones)), 1
    )
    signs = patterns(books, known + PER_TOPIC * more)[known:]
    return replace(books, playbooks=(*english, *_topics(english, signs), *french))


def _topics(english: Sequence[Playbook], signs: Sequence[Sign]) -> list[Playbook]:
    chance = Random(0)
    ready = [book for book in english if book.suggestions]
    made: list[Playbook] = []
    for at in range(0, len(signs), PER_TOPIC):
        own, number = signs[at : at + PER_TOPIC], at // PER_TOPIC
        book = chance.choice(ready)
        rule = chance.choice(book.suggestions)
        made.append(
            replace(
                book,
                path=f"en/made-{number}.toml",
                topic=f"made-{number}",
                cues=tuple(sign for sign in own if is_cue(sign.label)),
                tones=tuple(sign for sign in own if not is_cue(sign.label)),
                journeys=(),
                acts=(),
                findings=(),
                suggestions=(replace(rule, id=f"{rule.id}-{number}"),),
            )
        )
    return made


def wider(plan: Plan, books: Playbooks) -> dict[int, Cost]:
    """Return what a message of a chat costs by the number of topics."""
    found: dict[int, Cost] = {}
    length = 20
    for topics in plan.topics:
        rules = grown(books, topics)
        reader = Reader(rules)
        Chat(reader, rules, 0).go_on(plan.warm)
        chats = [Chat(reader, rules, seed) for seed in range(1, 1 + plan.messages // length)]
        with frozen():
            taken = sum(chat.go_on(length) for chat in chats)
        size = max(chat.size for chat in chats)
        found[topics] = Cost(micros=taken / 1000 / (length * len(chats)), size=size)
    return found


def sections(length: dict[int, Cost], topics: dict[int, Cost]) -> dict[str, Section]:
    """Return the tables."""
    return {
        "length": Section(
            title="As a conversation grows",
            note="CPU of a message, mean of the last messages up to that length, with the rules "
            "that ship; no text comes twice. `state` is what the journal keeps of the longest such "
            "conversation. Aim: flat.",
            rows=_rows("messages", length),
        ),
        "topics": Section(
            title="As the rules grow",
            note="CPU of a message in chats of 20, by the number of English topics. Beyond those "
            f"that ship, each has {PER_TOPIC} patterns of its own and a card with the conditions "
            "of one that ships.",
            rows=_rows("topics", topics),
        ),
    }


def _rows(what: str, costs: dict[int, Cost]) -> list[dict[str, Value]]:
    first = next(iter(costs.values()))
    return [
        {
            what: number,
            "µs": round(cost.micros, 1),
            "ratio": round(cost.micros / first.micros, 2),
            "state bytes": cost.size,
        }
        for number, cost in costs.items()
    ]


def charts(length: dict[int, Cost], topics: dict[int, Cost]) -> dict[str, str]:
    """Return a chart of each table."""
    drawn = {
        "length": ("As a conversation grows", "messages of the conversation", length),
        "topics": ("As the rules grow", "topics", topics),
    }
    return {
        name: lines(
            title,
            along,
            "microseconds of CPU for a message",
            [Line("a message", [(number, cost.micros) for number, cost in costs.items()])],
        )
        for name, (title, along, costs) in drawn.items()
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and show what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="only show that all of it runs")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args(arguments)
    plan, books = QUICK if options.quick else Plan(), load(rules_dir())
    length, topics = longer(plan, books), wider(plan, books)
    facts, tables = machine(("spacy", "msgspec")), sections(length, topics)
    show(facts, tables)
    if options.json:
        options.json.write_text(json.dumps(plain(facts, tables), indent=2) + "\n")
    if options.write:
        command = ".venv/bin/python -m benchmarks.growth_session --write"
        write("growth", command, facts, tables, charts(length, topics))


if __name__ == "__main__":
    main()
