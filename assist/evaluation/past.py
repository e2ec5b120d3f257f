"""A chat that was, written down or in a journal -> its events, and the cards of a session in them.

The cards stand by step, so that those of two sets of rules can be laid side by side. A step is an
event, or the pause before it, in which time alone moved.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from msgspec.structs import replace

from assist.conversation.revisions import revised
from assist.events import (
    ContextGiven,
    Inbound,
    KindMuted,
    MessagePosted,
    MessageRevised,
    ReadingCorrected,
    Suggestion,
    SuggestionDecided,
    SuggestionOffered,
    TimePassed,
)
from assist.journal.records import Entry
from assist.session import Session
from assist.transcript import Chat

WATCHED: Final = 24 * 3600.0
"""Seconds for which a journal's chat is watched after its last event: long waits end in them."""


class Step(NamedTuple):
    """The event with the index `event`, or the pause before it; after the last: the number."""

    event: int
    pause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was said in a chat. `until` is how long it is watched.

    `rules` names the rule of each card that the agents decided about, by the card's id then.
    """

    id: str
    events: tuple[Inbound, ...]
    until: float
    rules: Mapping[str, str] = field(default_factory=dict)

    def words(self, step: Step) -> str:
        """Return what the customer had said last in a step; empty where that is nothing."""
        said = self.events[: step.event if step.pause else step.event + 1]
        return next(
            (
                event.text
                for event in reversed(said)
                if isinstance(event, MessagePosted) and event.speaker == "customer"
            ),
            "",
        )


def of_chat(chat: Chat) -> Past:
    """Return the events of a chat that somebody wrote down."""
    events: list[Inbound] = []
    for index in range(len(chat.turns) + 1):
        events += [told.context for told in chat.told if told.before == index]
        if index < len(chat.turns):
            turn = chat.turns[index]
            events.append(
                MessagePosted(
                    message_id=f"m{index + 1}",
                    speaker=turn.speaker,
                    text=turn.text,
                    at=turn.at,
                    language=chat.language,
                )
            )
    last = events[-1].at if events else 0.0
    return Past(id=chat.id, events=tuple(events), until=last if chat.until is None else chat.until)


def of_journal(id: str, entries: Iterable[Entry]) -> Past:
    """Return the events of a conversation that rests in a journal, as they were revised since."""
    events: list[Inbound] = []
    rules: dict[str, str] = {}
    for entry in entries:
        match entry.event:
            case (
                MessagePosted()
                | MessageRevised()
                | ContextGiven()
                | SuggestionDecided()
                | KindMuted()
                | ReadingCorrected()
            ):
                events.append(entry.event)
            case SuggestionOffered(suggestion=card):
                rules[card.suggestion_id] = card.rule
            case _:
                pass
    said = revised(events).events
    until = max((event.at for event in said), default=0.0) + WATCHED
    return Past(id=id, events=said, until=until, rules=rules)


def cards(past: Past, session: Session) -> Mapping[Step, tuple[Suggestion, ...]]:
    """Return the cards that a new session offers, by the step that they come up in."""
    found: defaultdict[Step, tuple[Suggestion, ...]] = defaultdict(tuple)
    ids: dict[str, str] = {}

    def receive(step: Step, event: Inbound | TimePassed, at: float) -> None:
        for output in session.receive(event, at):
            if isinstance(output, SuggestionOffered):
                found[step] += (output.suggestion,)
                ids[output.suggestion.rule] = output.suggestion.suggestion_id

    def wait(index: int, before: float) -> None:
        last = float("-inf")
        while (at := session.wake_at) is not None and last < at < before:
            receive(Step(index, pause=True), TimePassed(at=at), at)
            last = at

    for index, event in enumerate(past.events):
        wait(index, event.at)
        now: Inbound | None = event
        if isinstance(event, SuggestionDecided):
            # A card has another number here than it had then: its rule tells which one it is.
            number = ids.get(past.rules.get(event.suggestion_id, ""))
            now = None if number is None else replace(event, suggestion_id=number)
        if now is not None:
            receive(Step(index, pause=False), now, event.at)
    wait(len(past.events), math.nextafter(past.until, math.inf))
    return found
