"""A conversation -> the outputs that hold now: what a view shows that was not there before.

They are made of the state alone, for those who come when the events themselves are not kept, or
are too many to be told one by one.
"""

from assist.conversation.state import Conversation, HeardLabel
from assist.events import (
    LedgerChanged,
    MessageRead,
    NeedsChanged,
    NeedState,
    Output,
    RestsChanged,
    SuggestionOffered,
)
from assist.findings import CueRead, Reading, Span, ToneRead
from assist.judgement.budget import rests
from assist.ledger import Ledger, Moment
from assist.vocabulary import is_cue, is_tone


def standing(chat: Conversation) -> tuple[Output, ...]:
    """Return the outputs that, applied to an empty view in this order, show where `chat` stands.

    At most one of each kind: the customer's last message as far as the state tells it, the
    ladder and the ledger unless they are empty, the kinds that rest, the card on show.
    """
    outputs: list[Output] = []
    if chat.turn.message_id:
        outputs.append(_read(chat))
    if any(rung.status != "met" for rung in chat.needs):
        outputs.append(needs_of(chat, chat.now))
    if chat.ledger != Ledger():
        outputs.append(LedgerChanged(at=chat.now, ledger=chat.ledger))
    if resting := rests(chat):
        outputs.append(RestsChanged(at=chat.now, rests=resting))
    if chat.showing is not None:
        outputs.append(SuggestionOffered(suggestion=chat.showing))
    return tuple(outputs)


def needs_of(chat: Conversation, now: float) -> NeedsChanged:
    """Return the whole ladder, lowest need first."""
    needs = tuple(
        NeedState(need=rung.need, status=rung.status, because=rung.because) for rung in chat.needs
    )
    return NeedsChanged(at=now, needs=needs)


def books_moved(before: Conversation, after: Conversation) -> bool:
    """Return whether a book moved, but for the end of the feeling: it moves with each message,
    and what the message feels is told already."""
    return (
        after.issues != before.issues
        or after.questions != before.questions
        or after.promises != before.promises
        or after.deadlines != before.deadlines
        or after.frame != before.frame
        or after.stage != before.stage
        or _lasting(after) != _lasting(before)
    )


def _lasting(chat: Conversation) -> list[Moment]:
    return [moment for moment in chat.moments if moment.what != "end"]


def _read(chat: Conversation) -> MessageRead:
    """Return the reading of the customer's last message, as much of it as the state holds.

    Its text is not kept, so the places of its evidence are those in the evidence itself.
    """
    turn = chat.turn
    heard = [one for one in turn.heard if one.message_id == turn.message_id]
    tones = sorted(
        (
            ToneRead(tone=one.label, score=one.score, evidence=_evidence(one))
            for one in heard
            if is_tone(one.label)
        ),
        key=lambda tone: -tone.score,
    )
    cues = tuple(
        CueRead(cue=one.label, evidence=_evidence(one), value=one.value)
        for one in heard
        if is_cue(one.label)
    )
    reading = Reading(
        language=chat.language or "unsure",
        unsure=turn.valence is None and not heard,
        tones=tuple(tones),
        scores={},
        valence=turn.valence,
        intensity=turn.intensity,
        cues=cues,
        question=turn.asks,
        informal=chat.informal,
    )
    at = next((one.at for one in chat.moments if one.message_id == turn.message_id), chat.now)
    return MessageRead(message_id=turn.message_id, speaker="customer", at=at, reading=reading)


def _evidence(heard: HeardLabel) -> tuple[Span, ...]:
    if not heard.words:
        return ()
    return (Span(start=0, end=len(heard.words), text=heard.words),)
