"""A conversation's new events -> what to write: all that reads or judges, in one step.

It takes the time that it takes, so what is long runs in a thread (aside.py).
"""

import logging
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from assist import codec
from assist.conversation.context import memory
from assist.conversation.revisions import Waiting, revises
from assist.events import (
    ContextGiven,
    Inbound,
    MessagePosted,
    MessageRead,
    MessageRevised,
    Output,
    TimePassed,
)
from assist.journal.records import Commit, Entry, Key, Page
from assist.judgement.judge import SHOWN_FOR
from assist.server.chats import Chat
from assist.server.logs import place
from assist.server.telemetry import Telemetry

Past = Sequence[Entry] | None

TRIES: Final = 3

log = logging.getLogger("warmline.processor")


class Steps:
    """Runs sessions over their events.

    Args:
        keeps: whether a tenant's events rest once they are answered.
    """

    left_out = 0
    """Events that made the session fail each time, since the start; their chats went on."""
    dropped = 0
    """Revisions whose messages never came, since the start."""

    def __init__(
        self, clock: Callable[[], float], keeps: Callable[[str], bool], telemetry: Telemetry
    ) -> None:
        self._clock = clock
        self._keeps = keeps
        self._telemetry = telemetry

    def step(self, key: Key, chat: Chat, page: Page, past: Past = None) -> Commit | None:
        """Return what to write after these events and the time that has come; None for nothing.

        `past` is as in `fold`.
        """
        inbound = [entry for entry in page.entries if entry.inbound]
        session = chat.session
        waited = session.conversation.waiting
        outputs = self.fold(chat, page.entries, past)
        wake_at = session.wake_at if inbound else chat.wake_at
        now = self._clock()
        due = wake_at is not None and wake_at <= now and not page.more
        if due:
            outputs += self._receive(chat, TimePassed(at=now), now)
            wake_at = session.wake_at
        if waited:
            self._count_dropped(waited, chat, inbound)
        if not inbound and not due:
            return None
        conversation = session.conversation
        customer = conversation.context.customer
        return Commit(
            key=key,
            expected_revision=chat.revision,
            new_checkpoint=page.entries[-1].offset if page.entries else chat.checkpoint,
            outputs=outputs,
            state=codec.pack(conversation),
            wake_at=wake_at,
            customer=customer,
            memory=memory(conversation, key.conversation) if customer is not None else None,
            recalled=tuple(
                one.conversation
                for entry in page.entries
                if isinstance(entry.event, ContextGiven)
                for one in entry.event.memories
            ),
            keep=self._keeps(key.tenant),
            epoch=chat.epoch or None,
            taken_back=_taken_back(inbound, waited),
            answered=len(inbound),
        )

    def fold(self, chat: Chat, entries: Sequence[Entry], past: Past) -> list[Output]:
        """Return what follows from these events; an output of the stream has no answer.

        Args:
            chat: takes part in them.
            entries: the next ones of its stream.
            past: its whole stream up to them at least; None where it is not kept. Then nothing
                is changed, and what comes late has come too late.
        """
        outputs: list[Output] = []
        inbound = [entry for entry in entries if isinstance(entry.event, Inbound)]
        for changes, group in groupby(inbound, key=lambda entry: revises(entry.event)):
            news = tuple(group)
            if changes and past is not None:
                outputs += self._revise(chat, news, past, outputs)
                continue
            for entry in news:
                event = entry.event
                if isinstance(event, Inbound) and not (
                    changes and isinstance(event, MessagePosted)
                ):
                    # Its own time: after a pause the stream reads as if there had been none.
                    outputs += self._receive(chat, event, event.at, offset=entry.offset)
        return outputs

    def _revise(
        self, chat: Chat, news: tuple[Entry, ...], past: Sequence[Entry], outputs: list[Output]
    ) -> tuple[Output, ...]:
        """Tell the past of a chat anew, with what is now known of it."""
        first = news[0].offset
        readings = {
            read.message_id: read.reading
            for read in (*(entry.event for entry in past), *outputs)
            if isinstance(read, MessageRead)
        }
        before = [entry.event for entry in past if entry.offset < first]
        events = [entry.event for entry in news]
        now = max(event.at for event in events if isinstance(event, Inbound))
        return self._tried(
            chat,
            first,
            lambda: chat.session.revise(
                [event for event in before if isinstance(event, Inbound)],
                [event for event in events if isinstance(event, Inbound)],
                readings,
                now,
                quiet=self._clock() - max(now, chat.session.conversation.now) >= SHOWN_FOR,
            ),
        )

    def _receive(
        self,
        chat: Chat,
        event: Inbound | TimePassed,
        now: float,
        offset: int | None = None,
    ) -> tuple[Output, ...]:
        return self._tried(chat, offset, lambda: chat.session.receive(event, now))

    def _tried(
        self, chat: Chat, offset: int | None, run: Callable[[], tuple[Output, ...]]
    ) -> tuple[Output, ...]:
        """Run the session; an event that it fails on, time after time, is left out."""
        before = chat.session.conversation
        for _ in range(TRIES):
            try:
                with self._telemetry.judging():
                    return run()
            except Exception as error:
                log.error("event %s of a conversation failed: %s", offset, place(error))
                chat.session.conversation = before
        self.left_out += 1
        log.error("event %s of a conversation is left out", offset)
        return ()

    def _count_dropped(self, waited: Waiting, chat: Chat, inbound: list[Entry]) -> None:
        """Count the revisions that waited for a message that has not come."""
        waits = chat.session.conversation.waiting
        came = {e.event.message_id for e in inbound if isinstance(e.event, MessagePosted)}
        dropped = [one for one in waited if one not in waits and one.message_id not in came]
        if dropped:
            self.dropped += len(dropped)
            log.info("%d revisions of messages that never came are dropped", len(dropped))


def _taken_back(inbound: list[Entry], waited: Waiting) -> tuple[str, ...]:
    """Return the messages that are known, by these events, to have been taken back."""
    revisions = [entry.event for entry in inbound if isinstance(entry.event, MessageRevised)]
    if waited:
        came = {one.event.message_id for one in inbound if isinstance(one.event, MessagePosted)}
        revisions += [one for one in waited if one.message_id in came]
    if not revisions:
        return ()
    return tuple({one.message_id: None for one in revisions if one.text is None})
