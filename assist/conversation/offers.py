"""A conversation and a card that came, was decided about or left -> the conversation after it."""

from msgspec.structs import replace

from assist.conversation import said
from assist.conversation.state import KEPT_OFFERS, Conversation, Offered
from assist.events import KindMuted, Suggestion, SuggestionDecided
from assist.vocabulary import Status


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
        last=suggestion,
        on_show=True,
        offered=chat.offered + 1,
        offers=(*chat.offers, offer)[-KEPT_OFFERS:],
        phrases=said.kept(chat.phrases, [said.hashed(suggestion.text)]),
    )


def after_end(chat: Conversation, status: Status) -> Conversation:
    """Return the conversation whose card has left by itself (`withdrawn`, `expired`)."""
    if chat.showing is None:
        return chat
    ended = _with_status(chat, chat.showing.suggestion_id, status)
    return replace(ended, last=None, on_show=False)


def undone(chat: Conversation) -> Conversation:
    """Return the conversation as if the card on show had never come; its id is not used again.

    A card that was decided about has come: it only cannot be brought back any more.
    """
    card = chat.showing
    if card is None:
        return replace(chat, last=None)
    return replace(
        chat,
        last=None,
        on_show=False,
        offers=tuple(one for one in chat.offers if one.suggestion_id != card.suggestion_id),
        phrases=said.without(chat.phrases, said.hashed(card.text)),
    )


def carried(told: Conversation, before: Conversation) -> Conversation:
    """Return a past that was told anew with the cards that really came.

    They keep their distance from the customer's turn now: kinds rest as long as they did.
    """
    further = told.turn.number - before.turn.number
    return replace(
        told,
        last=before.last,
        on_show=before.on_show,
        offers=tuple(replace(one, turn=one.turn + further) for one in before.offers),
        offered=before.offered,
        phrases=before.phrases,
    )


def after_decision(chat: Conversation, event: SuggestionDecided) -> Conversation:
    """Return the conversation after the agent's decision; one about another card changes nothing.

    `displayed` takes back a decision on the latest card while nothing has replaced it.
    """
    if chat.last is None or chat.last.suggestion_id != event.suggestion_id:
        return chat
    decided = _with_status(chat, event.suggestion_id, event.decision)
    # A card that is brought back after its time is not on show again.
    back = event.decision == "displayed" and chat.now < chat.last.expires_at
    return replace(decided, on_show=back)


def after_mute(chat: Conversation, event: KindMuted) -> Conversation:
    """Return the conversation in which a kind is muted, or heard again."""
    others = tuple(kind for kind in chat.muted if kind != event.kind)
    return replace(chat, muted=(*others, event.kind) if event.muted else others)


def _with_status(chat: Conversation, suggestion_id: str, status: Status) -> Conversation:
    offers = tuple(
        replace(offer, status=status) if offer.suggestion_id == suggestion_id else offer
        for offer in chat.offers
    )
    return replace(chat, offers=offers)
