"""A conversation and one more message -> the conversation after it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from assist.codec import from_plain, to_plain
from assist.conversation import fold
from assist.conversation.offers import after_offer
from assist.conversation.state import KEPT_OFFERS, Conversation
from assist.events import MessagePosted
from assist.findings import ActRead, CueRead, Mention, Reading, Span, StageRead, ToneRead
from assist.vocabulary import CUES, TONES, Act, Cue, Language, Speaker, Tone
from tests.conversation.test_offers import card

ANSWER = "Your parcel is at the depot and it leaves again tomorrow morning."


def first_word(text: str) -> Span:
    word = text.split()[0]
    return Span(start=0, end=len(word), text=word)


def read(
    text: str,
    *,
    cues: tuple[Cue, ...] = (),
    tones: tuple[Tone, ...] = (),
    acts: tuple[Act, ...] = (),
    question: bool = False,
    value: str | None = None,
    valence: float | None = 0.0,
    intensity: float = 0.5,
    language: Language = "en",
    informal: bool = False,
    mentions: tuple[Mention, ...] = (),
    stages: tuple[StageRead, ...] = (),
) -> Reading:
    """Return a reading whose evidence is the first word of the text."""
    words = (first_word(text),)
    return Reading(
        language=language,
        unsure=language == "unsure",
        tones=tuple(ToneRead(tone=tone, score=0.8, evidence=words) for tone in tones),
        scores={},
        valence=valence,
        intensity=intensity,
        cues=tuple(CueRead(cue=cue, evidence=words, value=value) for cue in cues),
        acts=tuple(ActRead(act=act, evidence=words, value=value) for act in acts),
        question=question,
        asked=(Span(start=0, end=len(text), text=text),) if question else (),
        informal=informal,
        mentions=mentions,
        stages=stages,
    )


def said(
    chat: Conversation,
    speaker: Speaker,
    at: float,
    text: str = "abc def",
    *,
    name: str | None = None,
    **found: object,
) -> Conversation:
    """Return the chat after a message in which this was found."""
    event = MessagePosted(message_id=f"m{at:g}", speaker=speaker, text=text, at=at, name=name)
    return fold.after_message(chat, event, read(text, **found))  # type: ignore[arg-type]


NEW = Conversation.new()


def test_the_customers_messages_in_a_row_are_one_turn() -> None:
    chat = said(NEW, "customer", 1, cues=("problem",), intensity=0.7)
    chat = said(chat, "customer", 5, tones=("anger",), valence=-0.4, intensity=0.3)
    assert chat.turn.number == 1
    assert chat.turn.labels == {"problem", "anger"}
    assert (chat.turn.message_id, chat.turn.message_ids) == ("m5", ("m1", "m5"))
    assert (chat.turn.valence, chat.turn.intensity) == (-0.4, 0.7)
    assert chat.customer_waits_since == 1
    assert chat.before == frozenset()


def test_a_new_turn_begins_when_the_customer_answers_the_agent() -> None:
    chat = said(NEW, "customer", 1, cues=("problem",))
    chat = said(chat, "agent", 2, ANSWER)
    assert (chat.customer_waits_since, chat.agent_waits_since) == (None, 2)
    chat = said(chat, "customer", 3)
    assert chat.turn.number == 2
    assert chat.turn.labels == frozenset()
    assert chat.before == {"problem"}
    assert chat.agent_waits_since is None


def test_a_label_quotes_the_message_that_shows_it() -> None:
    chat = said(NEW, "customer", 1, "furious I am", tones=("anger",))
    (heard,) = chat.turn.heard
    assert (heard.label, heard.words, heard.message_id) == ("anger", "furious", "m1")


@pytest.mark.parametrize("text", ["Hello!", "Bonjour", "ok", "Thank you", "Merci beaucoup."])
def test_a_pleasantry_is_no_answer(text: str) -> None:
    chat = said(said(NEW, "customer", 1, cues=("problem",)), "agent", 10, text)
    assert not chat.turn.answered
    assert chat.customer_waits_since == 10


@pytest.mark.parametrize(
    ("acts", "text"),
    [
        (("update-given",), "One moment please"),
        (("empathy-given", "ownership-given"), "Sorry. I'm looking into it."),
    ],
)
def test_a_holding_line_leaves_the_customer_waiting(acts: tuple[Act, ...], text: str) -> None:
    chat = said(NEW, "customer", 1, cues=("problem",))
    chat = said(chat, "agent", 10, text, acts=acts)
    assert not chat.turn.answered
    assert chat.customer_waits_since == 10
    assert said(chat, "agent", 20, ANSWER).customer_waits_since is None


def test_a_named_length_of_time_is_a_promise_that_the_wait_respects() -> None:
    chat = said(NEW, "customer", 1, cues=("problem",))
    chat = said(chat, "agent", 10, "Give me five minutes", acts=("update-given",))
    (promise,) = chat.promises
    assert (promise.due, promise.message_id) == (310, "m10")
    assert chat.customer_waits_since == 310
    chat = said(chat, "agent", 100, ANSWER)
    assert [promise.status for promise in chat.promises] == ["kept"]
    assert chat.customer_waits_since is None


def test_who_says_ok_to_a_promise_waits_for_it_and_who_asks_waits_from_then_on() -> None:
    chat = said(said(NEW, "customer", 1, cues=("problem",)), "agent", 5, ANSWER)
    chat = said(chat, "agent", 10, "Give me five minutes", acts=("update-given",))
    assert said(chat, "customer", 20, "I will put the kettle on").customer_waits_since == 310
    assert said(chat, "customer", 20, "why so long?", question=True).customer_waits_since == 20
    assert said(chat, "customer", 20, "no way", tones=("anger",)).customer_waits_since == 20


def test_a_nod_to_an_answer_waits_for_nothing() -> None:
    asked = said(NEW, "customer", 1, cues=("problem",))
    answered = said(asked, "agent", 10, ANSWER)
    assert said(answered, "customer", 20, "ok fine").customer_waits_since is None
    assert said(answered, "customer", 20, "ok?", question=True).customer_waits_since == 20
    assert said(answered, "customer", 20, "still not", cues=("problem",)).customer_waits_since == 20
    assert said(answered, "customer", 20, "ok so where is it").customer_waits_since == 20


def test_a_nod_that_answers_the_agents_question_wants_the_next_step() -> None:
    asked = said(NEW, "customer", 1, cues=("problem",))
    asks = said(
        asked, "agent", 10, "Is the parcel for the house in Lyon, as it was?", question=True
    )
    assert said(asks, "customer", 20, "yes Lyon").customer_waits_since == 20


@pytest.mark.parametrize("cue", ["farewell", "resolved"])
def test_a_close_waits_for_nothing(cue: Cue) -> None:
    assert said(NEW, "customer", 1, cues=(cue,)).customer_waits_since is None
    asks = said(NEW, "customer", 1, "bye, or is there more?", cues=(cue,), question=True)
    assert asks.customer_waits_since == 1


def test_a_chat_is_closing_while_the_last_words_are_a_goodbye() -> None:
    chat = said(NEW, "customer", 1, cues=("farewell",))
    assert chat.closing
    assert not said(chat, "customer", 2).closing
    assert said(chat, "agent", 2, "goodbye now", cues=("farewell",)).closing
    assert not said(chat, "agent", 2, ANSWER).closing


def test_resolved_forgets_what_hurt_in_the_turn() -> None:
    chat = said(NEW, "customer", 1, cues=("problem",), tones=("anger",), intensity=0.9)
    chat = said(chat, "customer", 4, cues=("resolved",), intensity=0.2)
    assert chat.turn.labels == {"resolved"}
    assert chat.turn.intensity == 0.2
    assert {rung.status for rung in chat.needs} == {"met"}


@pytest.mark.parametrize("cue", ["vulnerability", "safety", "abuse"])
def test_resolved_does_not_forget_who_is_ill_or_in_danger(cue: Cue) -> None:
    chat = said(NEW, "customer", 1, cues=(cue, "problem"))
    chat = said(chat, "customer", 4, cues=("resolved",))
    assert chat.before == {cue}


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
    assert said(NEW, "customer", 1, name=name).customer_name == used


def test_a_name_stays_and_the_agents_is_not_the_customers() -> None:
    chat = said(said(NEW, "customer", 1, name="Ada"), "agent", 2, ANSWER, name="Ben")
    assert said(chat, "customer", 3).customer_name == "Ada"


def test_the_language_is_the_last_that_was_sure_and_the_customers() -> None:
    chat = said(NEW, "customer", 1, language="fr", informal=True)
    chat = said(chat, "agent", 2, ANSWER, language="en")
    chat = said(chat, "customer", 3, language="unsure")
    assert (chat.language, chat.informal) == ("fr", True)


def test_the_first_order_and_item_that_are_named_stay() -> None:
    def names(what: str, text: str) -> tuple[Mention, ...]:
        return (Mention(what=what, span=first_word(text)),)  # type: ignore[arg-type]

    chat = said(NEW, "customer", 1, mentions=names("order", "A-17"))
    chat = said(chat, "customer", 2, mentions=names("order", "B-18"))
    chat = said(chat, "customer", 3, mentions=names("item", "lamp"))
    assert (chat.context.order, chat.context.item) == ("A-17", "lamp")


def test_what_the_agents_did_is_counted_with_the_turn_of_the_last_time() -> None:
    chat = said(NEW, "customer", 1)
    chat = said(chat, "agent", 2, ANSWER, acts=("apology-given", "acted"))
    chat = said(said(chat, "customer", 3), "agent", 4, ANSWER, acts=("apology-given",))
    assert (chat.times("apology-given"), chat.turn_of("apology-given")) == (2, 2)
    assert (chat.times("acted"), chat.turn_of("acted")) == (1, 1)
    assert (chat.times("humour-given"), chat.turn_of("humour-given")) == (0, None)
    assert chat.answer == {"apology-given"}


def test_a_message_moves_every_book() -> None:
    stage = (StageRead(stage="delivery", evidence=(first_word("where"),)),)
    chat = said(
        NEW,
        "customer",
        1,
        "where is it?",
        cues=("problem",),
        tones=("anger",),
        question=True,
        valence=-0.8,
        intensity=0.9,
        stages=stage,
    )
    assert [(issue.about, issue.status) for issue in chat.issues] == [("problem", "raised")]
    assert [asked.words for asked in chat.questions] == ["where is it?"]
    assert {moment.what for moment in chat.moments} == {"peak", "end"}
    assert chat.stage is not None
    assert chat.stage.stage == "delivery"
    chat = said(chat, "agent", 2, ANSWER, acts=("acted",))
    assert [issue.status for issue in chat.issues] == ["acted"]
    chat = said(chat, "customer", 3, cues=("resolved",))
    assert [issue.status for issue in chat.issues] == ["confirmed"]
    assert chat.questions == ()


def test_the_customers_joke_opens_a_frame_and_its_name_plays_on() -> None:
    chat = said(NEW, "customer", 1, "Can I be Odin?", cues=("shared-reference",), value="Odin")
    assert chat.frame is not None
    assert chat.frame.name == "Odin"
    chat = said(chat, "agent", 2, "Odin it is, the name is changed in all our books now.")
    assert chat.frame is not None
    assert chat.frame.played == 1
    chat = said(chat, "customer", 3, "then Odin is pleased")
    assert "shared-reference" in chat.turn.labels


def test_whoever_writes_next_ends_the_hand_over() -> None:
    chat = said(NEW, "customer", 1)
    there = replace(chat, transferred=True, returning=True)
    customer, agent = said(there, "customer", 2), said(there, "agent", 2, ANSWER)
    assert (customer.transferred, customer.returning) == (True, True)
    assert (agent.transferred, agent.returning) == (False, False)


def test_the_state_does_not_grow_with_the_chat() -> None:
    chat = NEW
    sizes = []
    for turn in range(300):
        text = f"message {turn} is unlike all the others, is it not?"
        chat = said(chat, "customer", 3 * turn, text, cues=CUES, tones=TONES, question=True)
        chat = said(chat, "customer", 3 * turn + 1, text, cues=CUES, tones=TONES)
        chat = said(
            chat, "agent", 3 * turn + 2, f"Give me {turn + 5} minutes", acts=("update-given",)
        )
        chat = after_offer(chat, card(turn))
        sizes.append(len(str(to_plain(replace(chat, phrases=b"")))))
    assert len(chat.offers) == KEPT_OFFERS
    assert len(chat.past) <= len(CUES) + len(TONES)
    assert max(sizes) < 1.2 * sizes[KEPT_OFFERS + 50]


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["customer", "agent"]),
        st.lists(st.sampled_from(CUES), max_size=3, unique=True),
        st.lists(st.sampled_from(TONES), max_size=2, unique=True),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(MESSAGES)
def test_a_saved_and_loaded_state_is_the_same(
    turns: list[tuple[Speaker, list[Cue], list[Tone]]],
) -> None:
    chat = NEW
    for at, (speaker, cues, tones) in enumerate(turns):
        chat = said(chat, speaker, at, cues=tuple(cues), tones=tuple(tones))
    assert from_plain(Conversation, to_plain(chat)) == chat
