"""A chat that was, or could be -> what the session made of each of its steps, in order.

Time moves as the chat says: before each turn, and after the last one up to `until`, the
session is woken at every moment that it asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from msgspec import structs

from assist.conversation.context import memory
from assist.conversation.state import Conversation
from assist.events import (
    Handover,
    LedgerChanged,
    MessagePosted,
    MessageRead,
    NeedsChanged,
    NeedState,
    Output,
    Suggestion,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.findings import Reading
from assist.ledger import Ledger, Memory
from assist.session import Session
from assist.transcript import Chat, Turn
from assist.vocabulary import NEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A card that left the screen by itself, and why, in plain words."""

    suggestion: Suggestion
    how: Literal["withdrawn", "expired"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One step: a turn (its index), or None where time alone moved, or the platform said more.

    `reading` is the customer's message's; None for an agent's turn and where time passed; `told`
    says that the platform did. `needs` is the whole ladder after the step, lowest first, and
    `needs_moved` says whether this step moved it; so with the `ledger`. `handover` is for an agent
    who takes over. `offers` are the step's new cards, `showing` those on screen after it,
    `withdrawn` those that left the screen in it.
    """

    turn: int | None
    at: float
    reading: Reading | None
    needs: tuple[NeedState, ...]
    needs_moved: bool
    offers: tuple[Suggestion, ...]
    showing: tuple[Suggestion, ...]
    withdrawn: tuple[Ended, ...]
    ledger: Ledger
    ledger_moved: bool
    handover: Handover | None = None
    told: bool = False


def replay(chat: Chat, session: Session) -> Iterator[StepRecord]:
    """Feed `chat` to a new session; yield a record a turn, and one each time a wait did something.

    Messages are called `m1`, `m2`, ... Cards that are shown are left undecided.
    """
    screen = _Screen()
    for index, turn in enumerate(chat.turns):
        yield from _told(chat, session, screen, before=index)
        yield from _pass_time(session, screen, before=turn.at)
        outputs = session.receive(_posted(chat, index, turn), turn.at)
        yield screen.after(index, turn.at, outputs, wanted=turn.speaker == "customer")
    yield from _told(chat, session, screen, before=len(chat.turns))
    if chat.until is not None:
        yield from _pass_time(session, screen, before=chat.until, included=True)


def _told(chat: Chat, session: Session, screen: "_Screen", *, before: int) -> Iterator[StepRecord]:
    """Say what the platform said before a turn; yield a record where it did something."""
    for told in chat.told:
        if told.before == before:
            at = told.context.at
            yield from _pass_time(session, screen, before=at)
            if outputs := session.receive(told.context, at):
                yield replace(screen.after(None, at, outputs, wanted=False), told=True)


def _posted(chat: Chat, index: int, turn: Turn) -> MessagePosted:
    return MessagePosted(
        message_id=f"m{index + 1}",
        speaker=turn.speaker,
        text=turn.text,
        at=turn.at,
        language=chat.language,
    )


def _pass_time(
    session: Session, screen: "_Screen", *, before: float, included: bool = False
) -> Iterator[StepRecord]:
    """Wake the session at each moment that it asks for before the given one."""
    last = float("-inf")
    while (at := session.wake_at) is not None and (at < before or (included and at == before)):
        if at <= last:
            return
        last = at
        outputs = session.receive(TimePassed(at=at), at)
        if outputs:
            yield screen.after(None, at, outputs, wanted=False)


class _Screen:
    """What the agent sees: the ladder and the cards, kept from step to step."""

    def __init__(self) -> None:
        self.needs = tuple(NeedState(need=need, status="met") for need in NEEDS)
        self.ledger = Ledger()
        self.cards: dict[str, Suggestion] = {}

    def after(
        self, turn: int | None, at: float, outputs: tuple[Output, ...], *, wanted: bool
    ) -> StepRecord:
        """Apply the outputs of one step and return its record."""
        needs, ledger = self.needs, self.ledger
        handover: Handover | None = None
        reading: Reading | None = None
        offers: list[Suggestion] = []
        ended: list[Ended] = []
        for output in outputs:
            match output:
                case MessageRead():
                    reading = output.reading if wanted else None
                case NeedsChanged():
                    self.needs = output.needs
                case LedgerChanged():
                    self.ledger = output.ledger
                case Handover():
                    handover = output
                case SuggestionOffered(suggestion=card):
                    self.cards[card.suggestion_id] = card
                    offers.append(card)
                case SuggestionWithdrawn():
                    card = self.cards.pop(output.suggestion_id)
                    ended.append(Ended(suggestion=card, how="withdrawn", reason=output.reason))
                case SuggestionExpired():
                    card = self.cards.pop(output.suggestion_id)
                    ended.append(Ended(suggestion=card, how="expired", reason="on offer too long"))
        return StepRecord(
            turn=turn,
            at=at,
            reading=reading,
            needs=self.needs,
            needs_moved=self.needs != needs,
            offers=tuple(offers),
            showing=tuple(self.cards.values()),
            withdrawn=tuple(ended),
            ledger=self.ledger,
            ledger_moved=self.ledger != ledger,
            handover=handover,
        )


class Past:
    """What customers' conversations left open, for those that come later in the input."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[Memory, ...]] = {}

    def brought(self, chat: Chat) -> Chat:
        """Return the chat with what the customer's earlier ones left open."""
        told = tuple(
            replace(one, context=structs.replace(one.context, memories=left))
            if not one.context.memories and (left := self._left.get(one.context.customer or ""))
            else one
            for one in chat.told
        )
        return replace(chat, told=told)

    def keep(self, chat: Chat, conversation: Conversation) -> None:
        """Remember what a chat leaves open."""
        if (customer := conversation.context.customer) is not None:
            left = memory(conversation, chat.id)
            self._left[customer] = (left,) if left else ()
