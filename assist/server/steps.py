"""A conversation's new events -> what to write: all that reads or judges, in one step.

It takes the time that it takes, so it runs in a thread of its own.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgpack

from assist import codec
from assist.conversation.context import memory
from assist.events import ContextGiven, Inbound, Output, TimePassed
from assist.journal.contract import Commit, Entry, Key, Page
from assist.server.logs import place
from assist.server.telemetry import Telemetry
from assist.session import Session

TRIES: Final = 3

log = logging.getLogger("warmline.processor")


@dataclass(slots=True)
class Chat:
    """A conversation in memory, as the last commit left it."""

    session: Session
    epoch: str
    checkpoint: int
    revision: int
    wake_at: float | None


class Steps:
    """Runs sessions over their events.

    Args:
        keeps: whether a tenant's events rest once they are answered.
    """

    left_out = 0
    """Events that made the session fail each time, since the start; their chats went on."""

    def __init__(
        self, clock: Callable[[], float], keeps: Callable[[str], bool], telemetry: Telemetry
    ) -> None:
        self._clock = clock
        self._keeps = keeps
        self._telemetry = telemetry

    def step(self, key: Key, chat: Chat, page: Page) -> Commit | None:
        """Return what to write after these events and the time that has come; None for nothing."""
        inbound = [entry for entry in page.entries if entry.inbound]
        outputs = [output for entry in inbound for output in self.fold(chat, entry)]
        wake_at = chat.session.wake_at if inbound else chat.wake_at
        now = self._clock()
        due = wake_at is not None and wake_at <= now and not page.more
        if due:
            outputs += self._receive(chat, TimePassed(at=now), now)
        if not inbound and not due:
            return None
        conversation = chat.session.conversation
        return Commit(
            key=key,
            expected_revision=chat.revision,
            new_checkpoint=page.entries[-1].offset if page.entries else chat.checkpoint,
            outputs=outputs,
            state=msgpack.packb(codec.to_plain(conversation)),
            wake_at=chat.session.wake_at,
            customer=conversation.context.customer,
            memory=memory(conversation, key.conversation),
            recalled=tuple(
                one.conversation
                for entry in page.entries
                if isinstance(entry.event, ContextGiven)
                for one in entry.event.memories
            ),
            keep=self._keeps(key.tenant),
            epoch=chat.epoch,
        )

    def fold(self, chat: Chat, entry: Entry) -> tuple[Output, ...]:
        """Return what follows from one event; an output of the stream has no answer."""
        event = entry.event
        if not isinstance(event, Inbound):
            return ()
        # The event's own time: after a pause the stream reads as if there had been none.
        return self._receive(chat, event, event.at, offset=entry.offset)

    def _receive(
        self,
        chat: Chat,
        event: Inbound | TimePassed,
        now: float,
        offset: int | None = None,
    ) -> tuple[Output, ...]:
        """Run the session; an event that it fails on, time after time, is left out."""
        before = chat.session.conversation
        for _ in range(TRIES):
            try:
                with self._telemetry.judging():
                    return chat.session.receive(event, now)
            except Exception as error:
                log.error("event %s of a conversation failed: %s", offset, place(error))
                chat.session.conversation = before
        self.left_out += 1
        log.error("event %s of a conversation is left out", offset)
        return ()
