"""What was said, with what was changed since -> what was said, as if it had been so from the start.

An edit takes the place of the words, what was taken back is not there, and a late message stands
where its time says. The order of all else is the order of arrival.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from assist.events import Inbound, MessagePosted, MessageRevised, ReadingCorrected

WAITS: Final = 300.0
"""Seconds for which a revision waits for a message that is not here yet."""
MOST_WAITING: Final = 20
"""Revisions of a conversation that wait, the latest."""

Waiting = tuple[MessageRevised, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """The events as they hold now. `waiting`: revisions whose message has not come."""

    events: tuple[Inbound, ...]
    waiting: Waiting = ()


def revises(event: object) -> bool:
    """Return whether an event changes what was said before it."""
    return isinstance(event, MessageRevised) or (isinstance(event, MessagePosted) and event.late)


def revised(events: Iterable[Inbound]) -> Revised:
    """Return a conversation's events, in the order of arrival, as they hold at their end.

    There is no `MessageRevised` among them, and each can be folded at its own `at`.
    """
    said, waiting, now = list[Inbound](), Waiting(), -math.inf
    messages: dict[str, _Message] = {}
    for event in events:
        now = max(now, event.at)
        waiting = fresh(waiting, now)
        match event:
            case MessageRevised(message_id=id) if id in messages:
                if messages[id].changed_by(event):
                    # What the agent said of the former words is not said of these.
                    said = [one for one in said if not _corrects(one, id)]
            case MessageRevised():
                waiting = with_revision(waiting, event)
            case MessagePosted(message_id=id):
                mine, waiting = awaited(waiting, id)
                messages[id] = _Message(event, list(mine))
                _place(said, event)
            case _:
                said.append(event)
    now_said = (
        as_revised(event, messages[event.message_id].revisions)
        if isinstance(event, MessagePosted)
        else event
        for event in said
    )
    return Revised(
        events=_in_time([event for event in now_said if event is not None]), waiting=waiting
    )


@dataclass(slots=True)
class _Message:
    """A message and what became of it so far."""

    posted: MessagePosted
    revisions: list[MessageRevised]

    @property
    def now(self) -> MessagePosted | None:
        return as_revised(self.posted, self.revisions)

    def changed_by(self, revision: MessageRevised) -> bool:
        """Take a revision in; return whether the message is another by it."""
        before = self.now
        self.revisions.append(revision)
        return self.now != before


def _corrects(event: Inbound, message_id: str) -> bool:
    return isinstance(event, ReadingCorrected) and event.message_id == message_id


def as_revised(event: MessagePosted, revisions: Sequence[MessageRevised]) -> MessagePosted | None:
    """Return the message after its revisions, None for one that was taken back.

    The latest holds; but what was taken back stays so, whatever comes after it.
    """
    if not revisions:
        return event
    texts = [one.text for one in sorted(revisions, key=lambda one: one.at)]
    if any(text is None for text in texts):
        return None
    return replace(event, text=texts[-1] or "")


def with_revision(waiting: Waiting, revision: MessageRevised) -> Waiting:
    """Return what waits, with one more; of too many the earliest leave."""
    return (*waiting, revision)[-MOST_WAITING:]


def awaited(waiting: Waiting, message_id: str) -> tuple[Waiting, Waiting]:
    """Return the revisions that waited for this message, and the others."""
    return (
        tuple(one for one in waiting if one.message_id == message_id),
        tuple(one for one in waiting if one.message_id != message_id),
    )


def fresh(waiting: Waiting, now: float) -> Waiting:
    """Return what still waits at a time."""
    if not waiting:
        return waiting
    return tuple(one for one in waiting if now - one.at < WAITS)


def next_moment(waiting: Waiting) -> float | None:
    """Return when the first of them has waited for long enough."""
    return min((one.at + WAITS for one in waiting), default=None)


def _place(said: list[Inbound], event: MessagePosted) -> None:
    """Put a message behind what was said before it.

    What the platform told before anybody spoke stays before everything.
    """
    place = len(said)
    if event.late:
        first = next((i for i, one in enumerate(said) if isinstance(one, MessagePosted)), place)
        while place > first and said[place - 1].at > event.at:
            place -= 1
    said.insert(place, event)


def _in_time(events: list[Inbound]) -> tuple[Inbound, ...]:
    """Return the events with none later than a late message behind it."""
    latest = math.inf
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if isinstance(event, MessagePosted) and event.late:
            latest = min(latest, event.at)
        elif event.at > latest:
            events[index] = replace(event, at=latest)
    return tuple(events)
