"""An agent's word on how a message feels -> the conversation as if it had been read so.

Facts stay: a lost parcel is lost, whatever the mood. What was said in heat or in jest goes with
the feeling. Until somebody speaks the correction can be taken back.
"""

from typing import Final

from msgspec.structs import replace

from assist.conversation import moments, needs
from assist.conversation.state import Conversation, CustomerTurn, Felt, HeardLabel
from assist.events import ReadingCorrected
from assist.findings import ToneRead
from assist.ledger import Frame, Moment
from assist.vocabulary import NEGATIVE_TONES, TONES, Cue, Tone

SURE: Final = 0.9
"""The score of a tone that the agent names."""
CLEAR: Final = 0.5
"""The intensity of a message that is told to be bad: this at least, and of another this at most."""
_SIDE: Final = 0.5
"""The valence of a message that is told to be glad or bad: at least this far from zero."""
_HEATED: Final[frozenset[Cue]] = frozenset(["sarcasm", "abuse", "shouting"])
"""Cues that were no more than the feeling, where it turns out to be another."""
_IN_JEST: Final[frozenset[Cue]] = _HEATED | {"public-threat", "legal-threat", "churn-risk"}
"""Cues that a joke does not mean. Danger is never taken for one."""
_TONES: Final = frozenset[str](TONES)


def after_correction(chat: Conversation, event: ReadingCorrected) -> Conversation:
    """Return the conversation in which the message feels as the agent says; `tone` None: as read.

    A message of an earlier turn moves the moments alone. A card that left for the correction comes
    back with what was read, while its time lasts.
    """
    if event.tone is None:
        return _as_read(chat, event.at)
    read = chat.as_read or Felt(
        turn=chat.turn,
        needs=chat.needs,
        moments=chat.moments,
        frame=chat.frame,
        showing=chat.showing,
        offers=chat.offers,
    )
    as_read = replace(
        chat,
        turn=read.turn,
        needs=read.needs,
        moments=read.moments,
        frame=read.frame,
    )
    tone = None if event.tone == "neutral" else event.tone
    return replace(_felt(as_read, event.message_id, tone, event.at), as_read=read)


def _as_read(chat: Conversation, now: float) -> Conversation:
    read = chat.as_read
    if read is None:
        return chat
    back = read.showing if read.showing and now < read.showing.expires_at else None
    return replace(
        chat,
        turn=read.turn,
        needs=read.needs,
        moments=read.moments,
        frame=read.frame,
        last=back or chat.last,
        on_show=back is not None or chat.on_show,
        offers=read.offers if back else chat.offers,
        as_read=None,
    )


def _felt(chat: Conversation, message_id: str, tone: Tone | None, at: float) -> Conversation:
    turn, gone = _corrected(chat.turn, message_id, tone)
    added = tuple(one for one in turn.heard if one not in chat.turn.heard)
    lowered = needs.without(chat, turn, gone)
    words = added[0].words if added else ""
    frame = chat.frame
    if tone == "playfulness" and added and frame is None:
        frame = Frame(name=None, words=words, message_id=message_id, at=at)
    return replace(
        chat,
        turn=turn,
        needs=needs.after_customer(replace(chat, needs=lowered), turn, added),
        moments=_moments(chat, turn, message_id, tone, words),
        frame=frame,
    )


def _corrected(
    turn: CustomerTurn, message_id: str, tone: Tone | None
) -> tuple[CustomerTurn, tuple[HeardLabel, ...]]:
    """Return the turn with this feeling, and what is not heard in it any more."""
    if message_id not in turn.message_ids:
        return turn, ()
    unmeant: frozenset[str] = frozenset()
    if tone not in NEGATIVE_TONES:
        unmeant = _IN_JEST if tone == "playfulness" else _HEATED
    gone = tuple(
        one
        for one in turn.heard
        if one.message_id == message_id and (one.label in _TONES or one.label in unmeant)
    )
    words = max((one.words for one in gone), key=len, default="")
    named = HeardLabel(label=tone, words=words, message_id=message_id, score=SURE) if tone else None
    kept = tuple(one for one in turn.heard if one not in gone)
    said = turn.valence or 0.0
    if tone in NEGATIVE_TONES:
        valence, intensity = min(said, -_SIDE), max(turn.intensity, CLEAR)
    else:
        valence = max(said, 0.0 if tone is None else _SIDE)
        intensity = min(turn.intensity, CLEAR)
    changed = replace(
        turn,
        heard=(*kept, named) if named else kept,
        valence=valence,
        intensity=intensity,
    )
    return changed, gone


def _moments(
    chat: Conversation, turn: CustomerTurn, message_id: str, tone: Tone | None, words: str
) -> tuple[Moment, ...]:
    """Return the moments with this message felt so; one that is no moment becomes none."""
    own = next((one for one in chat.moments if one.message_id == message_id), None)
    latest = message_id == turn.message_id
    kept = tuple(one for one in chat.moments if one.message_id != message_id)
    if own is None and not latest:
        return chat.moments
    if not latest:
        return kept
    tones = (ToneRead(tone=tone, score=SURE),) if tone else ()
    feeling = moments.feeling(turn.valence, turn.intensity, tones) if tone else 0.0
    return moments.after_customer(
        kept,
        message_id=message_id,
        at=own.at if own else chat.now,
        feeling=feeling,
        tone=tone,
        words=words,
        cause=own.cause if own else chat.agent_message,
    )
