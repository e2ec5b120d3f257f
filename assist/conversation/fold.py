"""A conversation and one more event -> the conversation after it.

`after_message` needs the message's reading; cards and decisions need nothing else. No clock:
times are those of the events.
"""

from dataclasses import replace
from typing import Final

from assist.conversation import needs
from assist.conversation.promises import promise
from assist.conversation.state import (
    KEPT_OFFERS,
    Conversation,
    CustomerTurn,
    HeardLabel,
    Offered,
)
from assist.events import MessagePosted, Reading, Suggestion, SuggestionDecided
from assist.vocabulary import NEGATIVE_TONES, Act, Status

_HOLDING: Final[frozenset[Act]] = frozenset(
    ["update-given", "ownership-given", "apology-given", "empathy-given", "gratitude-given"]
)
_HOLDING_WORDS: Final = 6
"""A reply with at most so many words besides those that feel with the customer or ask for
patience holds the line: the customer still waits."""

_GREETING_WORDS: Final = 6
_CLOSING: Final = frozenset({"farewell", "resolved", "gratitude"})
_WORDS_KEPT: Final = 120


def after_message(chat: Conversation, event: MessagePosted, reading: Reading) -> Conversation:
    """Return the conversation after a message that was read so."""
    if event.speaker == "agent":
        return _after_agent(chat, event, reading)
    chat = replace(
        chat,
        language=chat.language if reading.language == "unsure" else reading.language,
        customer_name=_first_name(event.name) or chat.customer_name,
    )
    return _after_customer(chat, event, reading)


def _first_name(name: str | None) -> str | None:
    """Return the name to greet with, None for what is none (an address, a number)."""
    words = (name or "").split()
    return words[0][:40] if words and words[0].replace("-", "").isalpha() else None


def _after_customer(chat: Conversation, event: MessagePosted, reading: Reading) -> Conversation:
    new = _heard(event.message_id, reading)
    labels = frozenset(heard.label for heard in new)
    starts = chat.agent_waits_since is not None or chat.turn.number == 0
    turn = CustomerTurn(number=chat.turn.number + 1) if starts else chat.turn
    past = _merged(chat.past, chat.turn.heard) if starts else chat.past
    kept = () if "resolved" in labels else turn.heard
    turn = replace(
        turn,
        heard=(*kept, *new),
        message_id=event.message_id,
        valence=reading.valence if reading.valence is not None else turn.valence,
        intensity=reading.intensity
        if "resolved" in labels
        else max(turn.intensity, reading.intensity),
        asks=turn.asks or reading.question,
        answered=False,
    )
    closes = bool(labels & _CLOSING) and not reading.question and not labels & NEGATIVE_TONES
    since = chat.customer_waits_since if chat.customer_waits_since is not None else event.at
    moved = replace(chat, past=past)
    return replace(
        moved,
        turn=turn,
        needs=needs.after_customer(moved, turn, new),
        customer_waits_since=None if closes else since,
        agent_waits_since=None,
        answer=frozenset() if starts else chat.answer,
    )


def _heard(message_id: str, reading: Reading) -> tuple[HeardLabel, ...]:
    """Return the cues and asserted tones of a message, each with its words."""
    found = [
        *((cue.cue, cue.evidence, 1.0) for cue in reading.cues),
        *((tone.tone, tone.evidence, tone.score) for tone in reading.tones),
    ]
    return tuple(
        HeardLabel(
            label=label,
            words=" … ".join(span.text for span in evidence)[:_WORDS_KEPT],
            message_id=message_id,
            score=score,
        )
        for label, evidence, score in found
    )


def _merged(past: tuple[HeardLabel, ...], new: tuple[HeardLabel, ...]) -> tuple[HeardLabel, ...]:
    """Return one entry a label, the latest words for each."""
    return tuple({heard.label: heard for heard in (*past, *new)}.values())


def _after_agent(chat: Conversation, event: MessagePosted, reading: Reading) -> Conversation:
    acts = frozenset(act.act for act in reading.acts)
    substantive = _is_substantive(event.text, reading)
    turn = replace(chat.turn, answered=chat.turn.answered or substantive)
    named = (act.value for act in reading.acts if act.act in ("update-given", "follow-up-given"))
    promised = next((made for words in named if words and (made := promise(words, event.at))), None)
    pending = promised or (None if substantive else chat.promise)
    since = max(event.at, pending.due) if pending else event.at
    return replace(
        chat,
        turn=turn,
        acts=chat.acts | acts,
        answer=chat.answer | acts,
        needs=needs.after_agent(chat, acts, substantive=substantive),
        customer_waits_since=None if turn.answered else since,
        agent_waits_since=event.at,
        promise=pending,
    )


def _is_substantive(text: str, reading: Reading) -> bool:
    """Return whether a reply says more than "hello" or "sorry to hear that, one moment"."""
    words = len(text.split())
    if not reading.acts:
        return words > _GREETING_WORDS or (reading.question and words > 2)
    said = sum(len(span.text.split()) for act in reading.acts for span in act.evidence)
    return any(act.act not in _HOLDING for act in reading.acts) or words - said > _HOLDING_WORDS


def after_offer(chat: Conversation, suggestion: Suggestion) -> Conversation:
    """Return the conversation with this card on offer."""
    offer = Offered(
        suggestion_id=suggestion.suggestion_id,
        rule=suggestion.rule,
        kind=suggestion.kind,
        turn=chat.turn.number,
        status="offered",
    )
    return replace(
        chat,
        showing=suggestion,
        last=suggestion,
        offered=chat.offered + 1,
        offers=(*chat.offers, offer)[-KEPT_OFFERS:],
        phrases=chat.phrases | {suggestion.text},
    )


def after_end(chat: Conversation, status: Status) -> Conversation:
    """Return the conversation whose card has left by itself (`withdrawn`, `expired`)."""
    if chat.showing is None:
        return chat
    ended = _with_status(chat, chat.showing.suggestion_id, status)
    return replace(ended, showing=None, last=None)


def after_decision(chat: Conversation, event: SuggestionDecided) -> Conversation:
    """Return the conversation after the agent's decision; one about another card changes nothing.

    `displayed` takes back a decision on the latest card while nothing has replaced it.
    """
    if chat.last is None or chat.last.suggestion_id != event.suggestion_id:
        return chat
    decided = _with_status(chat, event.suggestion_id, event.decision)
    return replace(decided, showing=chat.last if event.decision == "displayed" else None)


def _with_status(chat: Conversation, suggestion_id: str, status: Status) -> Conversation:
    offers = tuple(
        replace(offer, status=status) if offer.suggestion_id == suggestion_id else offer
        for offer in chat.offers
    )
    return replace(chat, offers=offers)
