"""Events of one conversation in, events out: the whole pipeline, in its order.

    message -> Reader.read -> fold.after_message -> judge -> needs, offers, withdrawals

Live traffic, replay, tests and the evaluation all run this one function. It does no I/O and
knows no clock: `now` is an argument, and `wake_at` says when it next wants a `TimePassed`.
"""

from typing import Final

from assist.conversation import fold, needs
from assist.conversation.state import Conversation
from assist.events import (
    MessagePosted,
    MessageRead,
    NeedsChanged,
    NeedState,
    Output,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.judgement.judge import Occasion, judge, next_moment
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader

LONG_WAIT: Final = 120.0
"""Seconds without an answer after which speed fails: customers of live chat expect one in
less than a minute and leave after two or three."""


class Session:
    """The pipeline of one conversation.

    Args:
        reader: reads the messages; shared by all sessions.
        playbooks: the rules in force; shared as well.
        conversation: where the chat stands; `Conversation.new()` at first. Save `.conversation`
            after each `receive` and hand it in again: the chat goes on as if nothing happened.
    """

    def __init__(self, reader: Reader, playbooks: Playbooks, conversation: Conversation) -> None:
        self._reader = reader
        self._playbooks = playbooks
        self.conversation = conversation

    @property
    def wake_at(self) -> float | None:
        """The time at which the session wants a `TimePassed`; None while it waits for nothing."""
        chat = self.conversation
        times = [next_moment(chat, self._playbooks, chat.now)]
        if chat.customer_waits_since is not None and chat.rung("speed").status != "failing":
            times.append(chat.customer_waits_since + LONG_WAIT)
        return min((time for time in times if time is not None and time > chat.now), default=None)

    def receive(
        self, event: MessagePosted | SuggestionDecided | TimePassed, now: float
    ) -> tuple[Output, ...]:
        """Return what follows from `event` at `now`; the conversation moves on.

        Outputs come in this order: the message's reading, the ladder if it moved, a card that
        ended, a card that is offered. Time that runs backwards stands still.
        """
        before = self.conversation
        now = max(now, before.now)
        outputs: list[Output] = []
        self.conversation = before.at(now)
        match event:
            case MessagePosted():
                outputs.append(self._read(event))
                occasion: Occasion = event.speaker
            case SuggestionDecided():
                self.conversation = fold.after_decision(self.conversation, event)
                return ()
            case TimePassed():
                occasion = "time"
        self._notice_wait(now)
        if self.conversation.needs != before.needs:
            outputs.append(self._needs(now))
        outputs += self._judged(now, occasion)
        return tuple(outputs)

    def _read(self, event: MessagePosted) -> MessageRead:
        language = self.conversation.language or event.language
        reading = self._reader.read(event.text, speaker=event.speaker, language=language)
        self.conversation = fold.after_message(self.conversation, event, reading)
        return MessageRead(
            message_id=event.message_id, speaker=event.speaker, at=event.at, reading=reading
        )

    def _notice_wait(self, now: float) -> None:
        chat = self.conversation
        since = chat.customer_waits_since
        if since is not None and now - since >= LONG_WAIT:
            self.conversation = chat.with_needs(
                needs.after_wait(chat.needs, f"no answer for {(now - since) / 60:.0f} min")
            )

    def _needs(self, now: float) -> NeedsChanged:
        rungs = self.conversation.needs
        return NeedsChanged(
            at=now,
            needs=tuple(
                NeedState(need=rung.need, status=rung.status, because=rung.because)
                for rung in rungs
            ),
        )

    def _judged(self, now: float, occasion: Occasion) -> list[Output]:
        """Return the card that ends and the card that is offered, each if any."""
        outputs: list[Output] = []
        showing = self.conversation.showing
        if showing is not None and now >= showing.expires_at:
            self.conversation = fold.after_end(self.conversation, "expired")
            outputs.append(SuggestionExpired(suggestion_id=showing.suggestion_id, at=now))
        judgement = judge(self.conversation, self._playbooks, now, occasion)
        if judgement.withdraw is not None and self.conversation.showing is not None:
            gone = self.conversation.showing.suggestion_id
            self.conversation = fold.after_end(self.conversation, "withdrawn")
            outputs.append(
                SuggestionWithdrawn(suggestion_id=gone, at=now, reason=judgement.withdraw)
            )
        if judgement.offer is not None:
            self.conversation = fold.after_offer(self.conversation, judgement.offer)
            outputs.append(SuggestionOffered(suggestion=judgement.offer))
        return outputs
