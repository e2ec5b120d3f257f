"""A card that came, was decided about or left -> the conversation after it."""

import pytest
from msgspec.structs import replace

from assist.conversation.offers import after_decision, after_end, after_offer, undone
from assist.conversation.said import hashed, is_known
from assist.conversation.state import KEPT_OFFERS, Conversation, CustomerTurn
from assist.events import Suggestion, SuggestionDecided
from assist.vocabulary import Decision, Status


def card(number: int = 1) -> Suggestion:
    return Suggestion(
        suggestion_id=f"s{number}",
        rule="r",
        kind="empathy",
        need="emotion",
        language="en",
        title="",
        about="",
        text=f"words {number}",
        because=(),
        expires_at=600,
    )


def decided(chat: Conversation, decision: Decision, card: str = "s1") -> Conversation:
    event = SuggestionDecided(decision_id="d", suggestion_id=card, decision=decision, at=2)
    return after_decision(chat, event)


def showing(number: int = 1) -> Conversation:
    chat = replace(Conversation.new(), turn=CustomerTurn(number=4))
    return after_offer(chat, card(number))


def test_a_card_that_came_is_on_show_and_remembered_with_its_turn() -> None:
    chat = showing()
    assert chat.showing == card()
    assert chat.offered == 1
    (offer,) = chat.offers
    assert (offer.suggestion_id, offer.rule, offer.kind) == ("s1", "r", "empathy")
    assert (offer.turn, offer.status) == (4, "offered")
    assert chat.phrases == hashed("words 1")


@pytest.mark.parametrize("decision", ["accepted", "edited", "dismissed"])
def test_a_decision_takes_the_card_away_and_displayed_brings_it_back(decision: Decision) -> None:
    chat = decided(showing(), decision)
    assert chat.showing is None
    assert chat.offers[0].status == decision
    back = decided(chat, "displayed")
    assert back.showing == card()
    assert back.offers[0].status == "displayed"


def test_the_last_decision_holds() -> None:
    chat = decided(decided(decided(showing(), "dismissed"), "displayed"), "accepted")
    assert chat.offers[0].status == "accepted"
    assert chat.showing is None


def test_a_card_that_is_displayed_stays() -> None:
    chat = decided(showing(), "displayed")
    assert chat.showing == card()
    assert chat.offers[0].status == "displayed"


def test_a_decision_about_another_card_changes_nothing() -> None:
    assert decided(showing(), "dismissed", "s0") == showing()
    assert decided(Conversation.new(), "accepted") == Conversation.new()


def test_a_decision_cannot_be_taken_back_once_another_card_came() -> None:
    chat = after_offer(decided(showing(), "dismissed"), card(2))
    assert decided(chat, "displayed", "s1") == chat


@pytest.mark.parametrize("status", ["withdrawn", "expired"])
def test_a_card_that_left_by_itself_cannot_be_brought_back(status: Status) -> None:
    chat = after_end(showing(), status)
    assert chat.showing is None
    assert chat.offers[0].status == status
    assert decided(chat, "displayed") == chat


def test_where_no_card_is_on_show_none_can_leave() -> None:
    chat = decided(showing(), "accepted")
    assert after_end(chat, "expired") == chat


def test_phrases_are_remembered_longer_than_cards() -> None:
    chat = Conversation.new()
    for number in range(KEPT_OFFERS + 20):
        chat = after_end(after_offer(chat, card(number)), "expired")
    assert len(chat.offers) == KEPT_OFFERS
    assert chat.offers[-1].suggestion_id == f"s{KEPT_OFFERS + 19}"
    assert chat.offered == KEPT_OFFERS + 20
    assert all(is_known(hashed(f"words {number}"), chat.phrases) for number in range(chat.offered))


def test_the_words_of_a_card_that_never_came_may_come_again() -> None:
    chat = undone(after_offer(showing(1), card(2)))
    assert chat.phrases == hashed("words 1")
