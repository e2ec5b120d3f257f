"""Events of one conversation in, events out: the whole pipeline, in its order.

    message -> Reader.read -> fold.after_message -> judge -> needs, ledger, offers, withdrawals
    revision -> the past told anew -> judge -> readings, needs, ledger, withdrawals

Live traffic, replay, tests and the evaluation all run this one function. It does no I/O and
knows no clock: `now` is an argument, and `wake_at` says when it next wants a `TimePassed`.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from assist.conversation import offers, revisions
from assist.conversation.revisions import revised
from assist.conversation.state import Conversation
from assist.drafts.check import check
from assist.events import (
    ContextGiven,
    Inbound,
    KindMuted,
    LedgerChanged,
    MessagePosted,
    MessageRead,
    Output,
    ReadingCorrected,
    RestsChanged,
    Suggestion,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.findings import DraftFinding, Reading
from assist.judgement.budget import rests
from assist.judgement.handover import handover
from assist.judgement.judge import Occasion, judge, next_moment, outdated
from assist.judgement.passing import after_time, speed_fails, up_to
from assist.judgement.standing import books_moved, needs_of
from assist.judgement.telling import after_event, known_by, told_anew
from assist.playbooks.model import Pace, Playbooks
from assist.reading.reader import Reader


class Session:
    """The pipeline of one conversation.

    Args:
        reader: reads the messages; shared by all sessions.
        playbooks: the rules in force; shared as well. May be replaced between two events.
        conversation: where the chat stands; `Conversation.new()` at first. Save `.conversation`
            after each `receive` and hand it in again: the chat goes on as if nothing happened.
    """

    __slots__ = ("_all", "_reader", "conversation")

    def __init__(self, reader: Reader, playbooks: Playbooks, conversation: Conversation) -> None:
        self._reader = reader
        self._all = playbooks
        self.conversation = conversation

    @property
    def _playbooks(self) -> Playbooks:
        return self._all.for_team(self.conversation.context.team)

    @property
    def _pace(self) -> Pace:
        return self._playbooks.pace(self.conversation.context.channel)

    @property
    def _unread(self) -> bool:
        """Whether the customer wants none of this: nothing is read, and no card is offered."""
        return self.conversation.context.opted_out

    @property
    def wake_at(self) -> float | None:
        """The time at which the session wants a `TimePassed`; None while it waits for nothing."""
        chat, playbooks = self.conversation, self._playbooks
        if self._unread:
            return None
        times = (
            next_moment(chat, playbooks, chat.now),
            speed_fails(chat, playbooks.pace(chat.context.channel)),
            revisions.next_moment(chat.waiting) if chat.waiting else None,
        )
        return min([time for time in times if time is not None and time > chat.now], default=None)

    def receive(self, event: Inbound | TimePassed, now: float) -> tuple[Output, ...]:
        """Return what follows from `event` at `now`; the conversation moves on.

        Outputs come in this order: the message's reading, the ladder and the ledger if they
        moved, a handover, the kinds that rest, a card that ended, a card that is offered. Time
        that runs backwards stands still.
        """
        before = self._at(now)
        now = before.now
        if self._unread and not isinstance(event, ContextGiven | SuggestionDecided | KindMuted):
            return ()
        read: MessageRead | None = None
        if not isinstance(event, TimePassed):
            self.conversation, read = after_event(before, event, self._reader)
        if isinstance(event, SuggestionDecided):
            return self._rests(before, now)
        outputs: list[Output] = [read] if read else []
        if isinstance(event, ReadingCorrected):
            outputs += _shown(before.showing, self.conversation.showing, now)
        self.conversation = after_time(self.conversation, now, self._pace)
        outputs += self._moved(before, now)
        if books_moved(before, self.conversation):
            outputs.append(LedgerChanged(at=now, ledger=self.conversation.ledger))
        agent = before.context.agent
        if agent and agent != self.conversation.context.agent:
            outputs.append(handover(self.conversation, agent, now))
        outputs += self._rests(before, now)
        outputs += self._judged(now, _occasion(event, read))
        return tuple(outputs)

    def revise(
        self,
        past: Sequence[Inbound],
        news: Sequence[Inbound],
        readings: Mapping[str, Reading],
        now: float,
        *,
        quiet: bool = False,
    ) -> tuple[Output, ...]:
        """Return what follows when messages were changed, taken back, or come late.

        The conversation is then as if all had been said so from the start, with the cards that
        really came. A card is offered where one would come now: for the customer's latest words.

        Args:
            past: all inbound events before them, in their order.
            news: the revisions and the late messages.
            readings: message -> how it was read last; what is missing is read.
            now: seconds since the epoch.
            quiet: no card is offered: it would come too late.
        """
        before = self._at(now)
        if self._unread:
            return ()
        was, told = revised(past), revised((*past, *news))
        self.conversation = replace(before, waiting=revisions.fresh(told.waiting, before.now))
        changed = _changed(was.events, told.events)
        if not changed:
            return ()
        known = known_by(was.events, readings)
        for id in changed.intersection(known):
            del known[id]
        chat, reads = told_anew(told.events, self._reader, self._all, known)
        outputs: list[Output] = [
            one for one in reads if readings.get(one.message_id) != one.reading
        ]
        outputs += self._take_over(chat, before)
        occasion = "revision" if quiet else _called_for(self.conversation, before, changed)
        return (*outputs, *self._after_revision(before, changed, before.now, occasion))

    def draft(self, text: str, now: float) -> tuple[DraftFinding, ...]:
        """Return what is wrong with a reply that is not sent yet, the gravest first.

        At most two findings, none for a good reply. Nothing changes, and nothing is kept.
        """
        chat = self.conversation.at(max(now, self.conversation.now))
        return check(text, chat, self._reader, self._playbooks, chat.now)

    def _at(self, now: float) -> Conversation:
        """Let the conversation stand at `now`, or where it stands if that is later."""
        chat = self.conversation
        now = max(now, chat.now)
        if not chat.waiting:
            self.conversation = chat.at(now)
            return self.conversation
        waiting = revisions.fresh(chat.waiting, now)
        self.conversation = (
            chat.at(now) if waiting == chat.waiting else replace(chat, now=now, waiting=waiting)
        )
        return self.conversation

    def _take_over(self, told: Conversation, before: Conversation) -> list[Output]:
        """Let a past that was told anew be this conversation's; return what moved by it."""
        now, waiting = before.now, self.conversation.waiting
        self.conversation = replace(offers.carried(told, before), waiting=waiting)
        aged = up_to(self.conversation, now, self._pace)
        self.conversation = after_time(aged, now, self._pace)
        outputs = self._moved(before, now)
        if self.conversation.ledger != before.ledger:
            outputs.append(LedgerChanged(at=now, ledger=self.conversation.ledger))
        return outputs + list(self._rests(before, now))

    def _after_revision(
        self, before: Conversation, changed: frozenset[str], now: float, occasion: Occasion
    ) -> list[Output]:
        """Return how the cards follow: one that quotes what was not said so goes."""
        chat, outputs = self.conversation, list[Output]()
        card = chat.showing or chat.last
        if card and outdated(card, before, chat, changed, self._playbooks):
            why = "what it answers was changed"
            outputs.append(
                SuggestionWithdrawn(suggestion_id=card.suggestion_id, at=now, reason=why)
            )
            self.conversation = offers.undone(chat)
        return outputs + self._judged(now, occasion)

    def _moved(self, before: Conversation, now: float) -> list[Output]:
        """Return the ladder if it moved."""
        moved = self.conversation.needs != before.needs
        return [needs_of(self.conversation, now)] if moved else []

    def _rests(self, before: Conversation, now: float) -> tuple[Output, ...]:
        """Return the kinds that rest by the agent's word, where it was just said."""
        chat = self.conversation
        if chat.offers is before.offers and chat.muted is before.muted:
            return ()
        resting = rests(chat)
        return (RestsChanged(at=now, rests=resting),) if resting != rests(before) else ()

    def _judged(self, now: float, occasion: Occasion) -> list[Output]:
        """Return the card that ends and the card that is offered, each if any."""
        outputs: list[Output] = []
        showing = self.conversation.showing
        if showing is not None and now >= showing.expires_at:
            self.conversation = offers.after_end(self.conversation, "expired")
            outputs.append(SuggestionExpired(suggestion_id=showing.suggestion_id, at=now))
        if self._unread:
            return outputs + self._withdrawn("the customer does not want their messages read", now)
        judgement = judge(self.conversation, self._playbooks, now, occasion)
        if judgement.withdraw is not None:
            outputs += self._withdrawn(judgement.withdraw, now)
        if judgement.offer is not None:
            self.conversation = offers.after_offer(self.conversation, judgement.offer)
            outputs.append(SuggestionOffered(suggestion=judgement.offer))
        return outputs

    def _withdrawn(self, reason: str, now: float) -> list[Output]:
        """Return that the card on show ends, if there is one."""
        showing = self.conversation.showing
        if showing is None:
            return []
        self.conversation = offers.after_end(self.conversation, "withdrawn")
        return [SuggestionWithdrawn(suggestion_id=showing.suggestion_id, at=now, reason=reason)]


def _occasion(event: Inbound | TimePassed, read: MessageRead | None) -> Occasion:
    """Return what an event calls for; a message that was taken back before it came is none."""
    match event:
        case MessagePosted() if read:
            return event.speaker
        case KindMuted():
            return "agent"
        case ReadingCorrected():
            return "correction"
        case ContextGiven():
            return "context"
        case TimePassed():
            return "time"
    return "revision"


def _changed(was: Sequence[Inbound], now: Sequence[Inbound]) -> frozenset[str]:
    """Return the ids of the messages that differ between two tellings of a past."""
    before, after = (
        {one.message_id: one for one in each if isinstance(one, MessagePosted)}
        for each in (was, now)
    )
    ids = before.keys() | after.keys()
    return frozenset(id for id in ids if before.get(id) != after.get(id))


def _called_for(chat: Conversation, before: Conversation, changed: frozenset[str]) -> Occasion:
    """Return whose latest words were changed or added, if they are the latest of the chat."""
    if chat.agent_waits_since is None:
        return "customer" if changed.intersection(chat.turn.message_ids) else "revision"
    # An edit of the agent's answers nothing more than it did.
    answers = chat.agent_message in changed and chat.agent_message != before.agent_message
    return "agent" if answers else "revision"


def _shown(before: Suggestion | None, after: Suggestion | None, now: float) -> tuple[Output, ...]:
    """Return that the card on show is another one."""
    if before == after:
        return ()
    why = "the feeling was corrected"
    gone = (
        (SuggestionWithdrawn(suggestion_id=before.suggestion_id, at=now, reason=why),)
        if before
        else ()
    )
    return gone + ((SuggestionOffered(suggestion=after),) if after else ())
