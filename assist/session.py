"""Events of one conversation in, events out: the whole pipeline, in its order.

    message -> Reader.read -> fold.after_message -> judge -> needs, ledger, offers, withdrawals

Live traffic, replay, tests and the evaluation all run this one function. It does no I/O and
knows no clock: `now` is an argument, and `wake_at` says when it next wants a `TimePassed`.
"""

from dataclasses import replace

from assist.conversation import corrections, deadlines, fold, needs, offers, promises
from assist.conversation.context import after_context
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
from assist.findings import DraftFinding
from assist.judgement.budget import rests
from assist.judgement.conditions import length
from assist.judgement.handover import handover
from assist.judgement.judge import Occasion, judge, next_moment
from assist.judgement.standing import needs_of
from assist.playbooks.model import Pace, Playbooks
from assist.reading.ends import ends, placed
from assist.reading.reader import Reader


class Session:
    """The pipeline of one conversation.

    Args:
        reader: reads the messages; shared by all sessions.
        playbooks: the rules in force; shared as well. May be replaced between two events.
        conversation: where the chat stands; `Conversation.new()` at first. Save `.conversation`
            after each `receive` and hand it in again: the chat goes on as if nothing happened.
    """

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
        chat = self.conversation
        if self._unread:
            return None
        times = [next_moment(chat, self._playbooks, chat.now)]
        if chat.customer_waits_since is not None and chat.rung("speed").status != "failing":
            times.append(chat.customer_waits_since + self._pace.long)
        return min((time for time in times if time is not None and time > chat.now), default=None)

    def receive(self, event: Inbound | TimePassed, now: float) -> tuple[Output, ...]:
        """Return what follows from `event` at `now`; the conversation moves on.

        Outputs come in this order: the message's reading, the ladder and the ledger if they
        moved, a handover, the kinds that rest, a card that ended, a card that is offered. Time
        that runs backwards stands still.
        """
        before = self.conversation
        now = max(now, before.now)
        outputs: list[Output] = []
        self.conversation = before.at(now)
        if self._unread and isinstance(event, MessagePosted | ReadingCorrected | TimePassed):
            return ()
        match event:
            case MessagePosted():
                outputs.append(self._read(event))
                occasion: Occasion = event.speaker
            case SuggestionDecided():
                self.conversation = offers.after_decision(self.conversation, event)
                return self._rests(before, now)
            case KindMuted():
                self.conversation = offers.after_mute(self.conversation, event)
                occasion = "agent"
            case ReadingCorrected():
                self.conversation = corrections.after_correction(self.conversation, event)
                outputs += _shown(before.showing, self.conversation.showing, now)
                occasion = "correction"
            case ContextGiven():
                self.conversation = after_context(self.conversation, event)
                occasion = "context"
            case TimePassed():
                occasion = "time"
        self._notice_time(now)
        if self.conversation.needs != before.needs:
            outputs.append(needs_of(self.conversation, now))
        if _lasting(self.conversation) != _lasting(before):
            outputs.append(LedgerChanged(at=now, ledger=self.conversation.ledger))
        agents = before.context.agent, self.conversation.context.agent
        if agents[0] and agents[0] != agents[1]:
            outputs.append(handover(self.conversation, before.context.agent, now))
        outputs += self._rests(before, now)
        outputs += self._judged(now, occasion)
        return tuple(outputs)

    def draft(self, text: str, now: float) -> tuple[DraftFinding, ...]:
        """Return what is wrong with a reply that is not sent yet, the gravest first.

        At most two findings, none for a good reply. Nothing changes, and nothing is kept.
        """
        chat = self.conversation.at(max(now, self.conversation.now))
        return check(text, chat, self._reader, self._playbooks, chat.now)

    def _read(self, event: MessagePosted) -> MessageRead:
        language = self.conversation.language or event.language
        short = ends(event.text)
        reading = self._reader.read(short.text, speaker=event.speaker, language=language)
        was_read = replace(event, text=short.text)
        self.conversation = fold.after_message(self.conversation, was_read, reading)
        return MessageRead(
            message_id=event.message_id,
            speaker=event.speaker,
            at=event.at,
            reading=placed(reading, short),
        )

    def _notice_time(self, now: float) -> None:
        """Let waits, promises and deadlines grow old."""
        chat, pace = self.conversation, self._pace
        since = chat.customer_waits_since
        if since is not None and now - since >= pace.long:
            chat = chat.with_needs(
                needs.after_wait(chat.needs, f"no answer for {length(now - since)}")
            )
        if chat.promises or chat.deadlines:
            chat = replace(
                chat,
                promises=promises.after_time(chat.promises, now, near=pace.near),
                deadlines=deadlines.after_time(chat.deadlines, now, near=pace.near),
            )
        self.conversation = chat

    def _rests(self, before: Conversation, now: float) -> tuple[Output, ...]:
        """Return the kinds that rest by the agent's word, where it was just said."""
        said = (before.muted, before.offers) != (self.conversation.muted, self.conversation.offers)
        resting = rests(self.conversation)
        moved = said and resting != rests(before)
        return (RestsChanged(at=now, rests=resting),) if moved else ()

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


def _lasting(chat: Conversation) -> tuple[object, ...]:
    """Return the books without the end of the feeling: it moves with each message, and what the
    message feels is told already."""
    lasting = tuple(moment for moment in chat.moments if moment.what != "end")
    books = chat.issues, chat.questions, chat.promises, chat.deadlines, chat.frame, chat.stage
    return *books, lasting
