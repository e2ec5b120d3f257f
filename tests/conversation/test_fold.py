"""Events -> the conversation after them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.codec import from_plain, to_plain
from assist.conversation import fold
from assist.conversation.state import KEPT_OFFERS, Conversation
from assist.events import (
    ActRead,
    CueRead,
    MessagePosted,
    Reading,
    Span,
    Suggestion,
    SuggestionDecided,
    ToneRead,
)
from assist.vocabulary import CUES, TONES, Act, Cue, Decision, Speaker, Tone

WORDS = (Span(start=0, end=3, text="abc"),)


def reading(
    *,
    cues: tuple[Cue, ...] = (),
    tones: tuple[Tone, ...] = (),
    acts: tuple[Act, ...] = (),
    question: bool = False,
    value: str | None = None,
) -> Reading:
    return Reading(
        language="en",
        unsure=False,
        tones=tuple(ToneRead(tone=tone, score=0.8, evidence=WORDS) for tone in tones),
        scores={},
        valence=0.0,
        intensity=0.5,
        cues=tuple(CueRead(cue=cue, evidence=WORDS, value=value) for cue in cues),
        acts=tuple(ActRead(act=act, evidence=WORDS, value=value) for act in acts),
        question=question,
    )


def said(
    chat: Conversation,
    speaker: Speaker,
    at: float,
    read: Reading | None = None,
    text: str = "ok",
    name: str | None = None,
) -> Conversation:
    event = MessagePosted(message_id=f"m{at}", speaker=speaker, text=text, at=at, name=name)
    return fold.after_message(chat, event, read or reading())


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
    )


def test_the_customers_messages_in_a_row_are_one_turn() -> None:
    chat = said(Conversation.new(), "customer", 1, reading(cues=("problem",)))
    chat = said(chat, "customer", 5, reading(tones=("anger",)))
    assert chat.turn.number == 1
    assert chat.turn.labels == {"problem", "anger"}
    assert chat.customer_waits_since == 1
    assert chat.before == frozenset()


def test_a_new_turn_begins_when_the_customer_answers_the_agent() -> None:
    chat = said(Conversation.new(), "customer", 1, reading(cues=("problem",)))
    chat = said(chat, "agent", 2, text="Here is a long answer that says a lot of things to you.")
    assert (chat.customer_waits_since, chat.agent_waits_since) == (None, 2)
    chat = said(chat, "customer", 3)
    assert chat.turn.number == 2
    assert chat.turn.labels == frozenset()
    assert chat.before == {"problem"}


def test_a_holding_line_leaves_the_customer_waiting() -> None:
    chat = said(Conversation.new(), "customer", 1, reading(cues=("problem",)))
    chat = said(chat, "agent", 10, reading(acts=("update-given",)), text="One moment please")
    assert not chat.turn.answered
    assert chat.customer_waits_since == 10


def test_kind_words_with_a_holding_line_are_no_answer_yet() -> None:
    chat = said(Conversation.new(), "customer", 1, reading(cues=("problem",)))
    kind = reading(acts=("empathy-given", "ownership-given"))
    chat = said(chat, "agent", 10, kind, text="Sorry. I'm looking into it, one moment.")
    assert chat.customer_waits_since == 10


def test_a_named_length_of_time_is_a_promise_that_the_wait_respects() -> None:
    chat = said(Conversation.new(), "customer", 1, reading(cues=("problem",)))
    given = reading(acts=("update-given",), value="five minutes")
    chat = said(chat, "agent", 10, given, text="Give me five minutes")
    assert chat.promise is not None
    assert chat.promise.due == 310
    assert chat.customer_waits_since == 310
    chat = said(chat, "agent", 100, text="It is at the depot and goes out again tomorrow.")
    assert chat.promise is None
    assert chat.customer_waits_since is None


def test_a_close_waits_for_nothing() -> None:
    chat = said(Conversation.new(), "customer", 1, reading(cues=("farewell",)))
    assert chat.customer_waits_since is None


def test_resolved_forgets_what_hurt_in_the_turn() -> None:
    chat = said(Conversation.new(), "customer", 1, reading(cues=("problem",), tones=("anger",)))
    chat = said(chat, "customer", 4, reading(cues=("resolved",)))
    assert chat.turn.labels == {"resolved"}
    assert {rung.status for rung in chat.needs} == {"met"}


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("Ada Lovelace", "Ada"),
        ("Jean-Luc", "Jean-Luc"),
        ("ada@example.org", None),
        ("", None),
        ("42", None),
    ],
)
def test_the_first_name_greets_and_an_address_does_not(name: str, used: str | None) -> None:
    assert said(Conversation.new(), "customer", 1, name=name).customer_name == used


@pytest.mark.parametrize("decision", ["accepted", "edited", "dismissed"])
def test_a_decision_takes_the_card_away_and_displayed_brings_it_back(decision: Decision) -> None:
    chat = fold.after_offer(said(Conversation.new(), "customer", 1), card())
    decided = SuggestionDecided(decision_id="d1", suggestion_id="s1", decision=decision, at=2)
    chat = fold.after_decision(chat, decided)
    assert chat.showing is None
    assert chat.offers[0].status == decision
    undone = SuggestionDecided(decision_id="d2", suggestion_id="s1", decision="displayed", at=3)
    assert fold.after_decision(chat, undone).showing == card()


def test_a_decision_about_another_card_changes_nothing() -> None:
    chat = fold.after_offer(Conversation.new(), card())
    late = SuggestionDecided(decision_id="d", suggestion_id="s0", decision="dismissed", at=2)
    assert fold.after_decision(chat, late) == chat


def test_a_withdrawn_card_cannot_be_brought_back() -> None:
    chat = fold.after_end(fold.after_offer(Conversation.new(), card()), "withdrawn")
    undone = SuggestionDecided(decision_id="d", suggestion_id="s1", decision="displayed", at=3)
    assert fold.after_decision(chat, undone).showing is None


def test_the_state_does_not_grow_with_the_chat() -> None:
    chat = Conversation.new()
    for turn in range(300):
        chat = said(chat, "customer", 2 * turn, reading(cues=CUES, tones=TONES))
        chat = said(chat, "agent", 2 * turn + 1)
        chat = fold.after_offer(chat, card(turn))
    assert len(chat.offers) == KEPT_OFFERS
    assert len(chat.past) <= len(CUES) + len(TONES)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["customer", "agent"]),
            st.lists(st.sampled_from(CUES), max_size=3, unique=True),
            st.lists(st.sampled_from(TONES), max_size=2, unique=True),
        ),
        max_size=12,
    )
)
def test_a_saved_and_loaded_state_is_the_same(
    turns: list[tuple[Speaker, list[Cue], list[Tone]]],
) -> None:
    chat = Conversation.new()
    for at, (speaker, cues, tones) in enumerate(turns):
        chat = said(chat, speaker, at, reading(cues=tuple(cues), tones=tuple(tones)))
    assert from_plain(Conversation, to_plain(chat)) == chat
