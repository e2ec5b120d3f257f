"""Events of one conversation in, events out: the whole pipeline over a few rules."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.codec import from_plain, to_plain
from assist.conversation.state import Conversation
from assist.events import (
    MessagePosted,
    MessageRead,
    NeedsChanged,
    Output,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.playbooks.model import Heard, NeedIs, Playbooks, Waits
from assist.reading.reader import Reader
from assist.session import LONG_WAIT, Session
from assist.vocabulary import Decision, Speaker
from tests.judgement.conftest import rule
from tests.reading.conftest import book, sign

ENGLISH = book(
    "en",
    cues=(
        sign("problem", "has not arrived"),
        sign("repeat-contact", "third time"),
        sign("resolved", "it is here now"),
    ),
    tones=(sign("anger", "furious"),),
    acts=(
        sign("ownership-given", "i will look into it"),
        sign("update-given", ({"LOWER": "give"}, {"LOWER": "me"}, {"OP": "{1,2}"})),
    ),
)
OWN = rule("own", "ownership", Heard(label="repeat-contact"))
CALM = rule("calm", "empathy", Heard(label="anger"))
HOLD = rule(
    "hold", "update", Waits(who="customer", seconds=90), NeedIs(need="solution", status="open")
)


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return Playbooks(
        version="v",
        playbooks=(replace(ENGLISH, suggestions=(OWN, CALM, HOLD)),),
        inferences=(),
    )


@pytest.fixture(scope="module")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks, {})


@pytest.fixture
def session(reader: Reader, playbooks: Playbooks) -> Session:
    return Session(reader, playbooks, Conversation.new())


def say(session: Session, speaker: Speaker, text: str, at: float) -> tuple[Output, ...]:
    event = MessagePosted(message_id=f"{speaker}{at}", speaker=speaker, text=text, at=at)
    return session.receive(event, at)


def decide(session: Session, decision: Decision, card: str = "s1") -> tuple[Output, ...]:
    event = SuggestionDecided(
        decision_id=f"d-{decision}", suggestion_id=card, decision=decision, at=5
    )
    return session.receive(event, 5)


def test_a_message_gives_its_reading_the_ladder_that_moved_and_a_card(session: Session) -> None:
    read, needs, offered = say(session, "customer", "third time I ask, it has not arrived", 1)
    assert isinstance(read, MessageRead)
    assert {cue.cue for cue in read.reading.cues} == {"repeat-contact", "problem"}
    assert isinstance(needs, NeedsChanged)
    assert (needs.needs[0].need, needs.needs[0].status) == ("solution", "failing")
    assert isinstance(offered, SuggestionOffered)
    assert offered.suggestion.rule == "own"
    assert session.conversation.showing == offered.suggestion


def test_a_routine_message_gives_its_reading_and_silence(session: Session) -> None:
    (read,) = say(session, "customer", "I want to change my address please", 1)
    assert isinstance(read, MessageRead)


def test_warm_words_wait_until_the_agent_has_spoken_to_the_solution(session: Session) -> None:
    say(session, "customer", "third time I ask", 1)
    say(
        session,
        "agent",
        "I will look into it and tell you by which truck it comes to your house",
        9,
    )
    outputs = say(session, "customer", "i am furious", 20)
    assert isinstance(outputs[-1], SuggestionOffered)
    assert outputs[-1].suggestion.rule == "calm"


def test_the_card_leaves_when_the_agent_has_answered(session: Session) -> None:
    say(session, "customer", "i am furious", 1)
    outputs = say(
        session, "agent", "The parcel sits at the depot and comes tomorrow before noon", 9
    )
    assert isinstance(outputs[-1], SuggestionWithdrawn)
    assert session.conversation.showing is None


def test_the_card_leaves_when_it_is_solved(session: Session) -> None:
    say(session, "customer", "third time I ask, i am furious", 1)
    outputs = say(session, "customer", "oh wait, it is here now", 3)
    assert [type(output) for output in outputs] == [MessageRead, NeedsChanged, SuggestionWithdrawn]


def test_time_that_passes_fills_the_silence_and_fails_speed(session: Session) -> None:
    say(session, "customer", "it has not arrived", 10)
    assert session.wake_at == 100
    (offered,) = session.receive(TimePassed(at=100), 100)
    assert isinstance(offered, SuggestionOffered)
    assert session.wake_at == 10 + LONG_WAIT
    (needs,) = session.receive(TimePassed(at=130), 130)
    assert isinstance(needs, NeedsChanged)
    assert needs.needs[1].because == "no answer for 2 min"


def test_a_promised_length_of_time_is_not_a_silence(session: Session) -> None:
    say(session, "customer", "it has not arrived", 10)
    say(session, "agent", "give me five minutes", 20)
    assert session.wake_at is not None
    assert session.wake_at >= 320


def test_a_card_expires(session: Session) -> None:
    say(session, "customer", "i am furious, thanks for that", 1)
    say(session, "agent", "hello", 2)
    showing = session.conversation.showing
    assert showing is not None
    outputs = session.receive(TimePassed(at=showing.expires_at), showing.expires_at)
    assert SuggestionExpired(suggestion_id="s1", at=showing.expires_at) in outputs


def test_a_decision_is_taken_and_taken_back(session: Session) -> None:
    say(session, "customer", "i am furious", 1)
    assert decide(session, "dismissed") == ()
    assert session.conversation.showing is None
    decide(session, "displayed")
    assert session.conversation.showing is not None


def test_time_that_runs_backwards_stands_still(session: Session) -> None:
    say(session, "customer", "it has not arrived", 500)
    say(session, "customer", "hello", 3)
    assert session.conversation.now == 500


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["customer", "agent", "time", "dismissed", "accepted", "displayed"]),
        st.sampled_from(
            [
                "third time",
                "furious",
                "it has not arrived",
                "it is here now",
                "give me 5 minutes",
                "ok",
            ]
        ),
        st.integers(0, 400),
    ),
    max_size=14,
)


def take(session: Session, step: tuple[str, str, int], at: float) -> tuple[Output, ...]:
    what, text, _ = step
    if what in ("customer", "agent"):
        return say(session, "agent" if what == "agent" else "customer", text, at)
    if what == "time":
        return session.receive(TimePassed(at=at), at)
    card = f"s{session.conversation.offered}"
    event = SuggestionDecided(decision_id="d", suggestion_id=card, decision=what, at=at)  # type: ignore[arg-type]
    return session.receive(event, at)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_at_most_one_card_and_every_card_has_a_reason(
    reader: Reader, playbooks: Playbooks, steps: list[tuple[str, str, int]]
) -> None:
    session = Session(reader, playbooks, Conversation.new())
    at, showing, phrases = 0.0, set[str](), list[str]()
    for step in steps:
        at += step[2]
        for output in take(session, step, at):
            if isinstance(output, SuggestionOffered):
                showing.add(output.suggestion.suggestion_id)
                phrases.append(output.suggestion.text)
                assert output.suggestion.because
            elif isinstance(output, SuggestionWithdrawn | SuggestionExpired):
                showing.discard(output.suggestion_id)
        if step[0] in ("dismissed", "accepted"):
            showing.clear()
        elif session.conversation.showing:
            showing.add(session.conversation.showing.suggestion_id)
        assert len(showing) <= 1
        assert session.wake_at is None or session.wake_at > session.conversation.now
    assert len(phrases) == len(set(phrases))


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_a_session_that_is_saved_and_loaded_at_every_step_answers_alike(
    reader: Reader, playbooks: Playbooks, steps: list[tuple[str, str, int]]
) -> None:
    kept = Session(reader, playbooks, Conversation.new())
    plain = to_plain(Conversation.new())
    at = 0.0
    for step in steps:
        at += step[2]
        loaded = Session(reader, playbooks, from_plain(Conversation, plain))
        assert take(loaded, step, at) == take(kept, step, at)
        assert loaded.wake_at == kept.wake_at
        plain = to_plain(loaded.conversation)
