"""Events of one conversation in, events out: the whole pipeline over a few rules."""

from dataclasses import replace
from typing import Literal

import pytest

from assist.conversation.state import Conversation
from assist.events import (
    ContextGiven,
    Handover,
    KindMuted,
    LedgerChanged,
    MessagePosted,
    MessageRead,
    NeedsChanged,
    Output,
    ReadingCorrected,
    Rest,
    RestsChanged,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.ledger import Issue, Memory
from assist.playbooks.model import Heard, Is, NeedIs, Pace, Playbooks, Waits
from assist.reading.reader import Reader
from assist.session import Session
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
PACE = Pace(short=60, long=120, near=60)
OWN = rule("own", "ownership", Heard(label="repeat-contact"))
CALM = rule("calm", "empathy", Heard(label="anger"))
DUE = rule("due", "follow-up", Is(subject="promise", state="due"), priority=8)
HELLO = rule("hello", "ownership", Is(subject="chat", state="transferred"))
BACK = rule("back", "clarification", Is(subject="chat", state="returning"))
HOLD = rule(
    "hold", "update", Waits(who="customer", length=90.0), NeedIs(need="solution", status="open")
)


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return Playbooks(
        version="v",
        playbooks=(replace(ENGLISH, suggestions=(OWN, CALM, HOLD, DUE, HELLO, BACK)),),
        inferences=(),
        paces={"chat": PACE, "email": Pace(short=3600, long=7200, near=600)},
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
    outputs = say(session, "customer", "third time I ask, it has not arrived", 1)
    read, needs, ledger, offered = outputs
    assert isinstance(read, MessageRead)
    assert {cue.cue for cue in read.reading.cues} == {"repeat-contact", "problem"}
    assert isinstance(needs, NeedsChanged)
    assert (needs.needs[0].need, needs.needs[0].status) == ("solution", "failing")
    assert isinstance(ledger, LedgerChanged)
    assert ledger.ledger == session.conversation.ledger
    assert [issue.words for issue in ledger.ledger.issues] == ["has not arrived"]
    assert isinstance(offered, SuggestionOffered)
    assert offered.suggestion.rule == "own"
    assert session.conversation.showing == offered.suggestion


def test_a_routine_message_gives_its_reading_and_no_card(session: Session) -> None:
    read, *books = say(session, "customer", "I want to change my address please", 1)
    assert isinstance(read, MessageRead)
    assert {type(output) for output in books} <= {LedgerChanged}
    assert session.conversation.showing is None


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
    assert [type(output) for output in outputs] == [
        MessageRead,
        NeedsChanged,
        LedgerChanged,
        SuggestionWithdrawn,
    ]


def test_time_that_passes_fills_the_silence_and_fails_speed(session: Session) -> None:
    say(session, "customer", "it has not arrived", 10)
    assert session.wake_at == 100
    (offered,) = session.receive(TimePassed(at=100), 100)
    assert isinstance(offered, SuggestionOffered)
    assert session.wake_at == 10 + PACE.long
    (needs,) = session.receive(TimePassed(at=130), 130)
    assert isinstance(needs, NeedsChanged)
    assert needs.needs[1].because == "no answer for 2 min"


def test_a_card_expires(session: Session) -> None:
    say(session, "customer", "i am furious, thanks for that", 1)
    say(session, "agent", "hello", 2)
    showing = session.conversation.showing
    assert showing is not None
    outputs = session.receive(TimePassed(at=showing.expires_at), showing.expires_at)
    assert SuggestionExpired(suggestion_id="s1", at=showing.expires_at) in outputs


def test_a_decision_is_taken_and_taken_back(session: Session) -> None:
    say(session, "customer", "i am furious", 1)
    decide(session, "dismissed")
    assert session.conversation.showing is None
    decide(session, "displayed")
    assert session.conversation.showing is not None


def test_a_card_that_is_brought_back_after_its_time_leaves_by_itself(session: Session) -> None:
    say(session, "customer", "i am furious", 1)
    say(session, "agent", "hello", 2)
    decide(session, "dismissed")
    late = SuggestionDecided(decision_id="d2", suggestion_id="s1", decision="displayed", at=900)
    session.receive(late, 900)
    woken(session, 1_000)
    assert session.conversation.showing is None


def test_time_that_runs_backwards_stands_still(session: Session) -> None:
    say(session, "customer", "it has not arrived", 500)
    say(session, "customer", "hello", 3)
    assert session.conversation.now == 500


def promised(session: Session) -> None:
    """Let the agent promise something for 320."""
    say(session, "customer", "it has not arrived", 10)
    say(session, "agent", "give me five minutes", 20)


def woken(session: Session, until: float) -> list[Output]:
    """Wake the session whenever it asks for it, up to a time."""
    outputs: list[Output] = []
    while (at := session.wake_at) is not None and at <= until:
        outputs += session.receive(TimePassed(at=at), at)
    return outputs


def test_a_promised_length_of_time_is_not_a_silence(session: Session) -> None:
    promised(session)
    assert {type(output) for output in woken(session, 319)} <= {LedgerChanged}
    assert session.conversation.rung("speed").status == "met"


def test_a_promise_comes_near_then_due_and_calls_for_its_card(session: Session) -> None:
    promised(session)
    assert session.wake_at == 260
    (near,) = session.receive(TimePassed(at=260), 260)
    assert isinstance(near, LedgerChanged)
    assert [promise.status for promise in near.ledger.promises] == ["near"]
    assert session.wake_at == 320
    due, offered = session.receive(TimePassed(at=320), 320)
    assert isinstance(due, LedgerChanged)
    assert [promise.status for promise in due.ledger.promises] == ["due"]
    assert isinstance(offered, SuggestionOffered)
    assert offered.suggestion.rule == "due"


def test_a_promise_that_was_kept_calls_for_nothing(session: Session) -> None:
    promised(session)
    say(session, "agent", "The parcel sits at the depot and comes tomorrow before noon", 200)
    assert [promise.status for promise in session.conversation.promises] == ["kept"]
    assert woken(session, 10_000) == []


def test_waits_are_as_long_as_the_channel_says(session: Session) -> None:
    session.receive(ContextGiven(context_id="c1", at=0, channel="email"), 0)
    say(session, "customer", "it has not arrived", 10)
    woken(session, 7_000)
    assert session.conversation.rung("speed").status == "met"
    woken(session, 7_210)
    assert session.conversation.rung("speed").status == "failing"


def test_another_agent_gets_a_hand_over_and_a_first_line(session: Session) -> None:
    say(session, "customer", "it has not arrived", 10)
    assert session.receive(ContextGiven(context_id="c1", at=11, agent="ana"), 11) == ()
    given, offered = session.receive(ContextGiven(context_id="c2", at=12, agent="ben"), 12)
    assert isinstance(given, Handover)
    assert (given.before, given.agent) == ("ana", "ben")
    assert given.ledger == session.conversation.ledger
    assert isinstance(offered, SuggestionOffered)
    assert offered.suggestion.rule == "hello"


def test_each_agent_who_takes_over_gets_one_hand_over(session: Session) -> None:
    takers = ("ana", "ben", "ben", "cleo")
    for number, agent in enumerate(takers):
        given = ContextGiven(context_id=f"c{number}", at=number, agent=agent)
        made = [output for output in session.receive(given, number) if isinstance(output, Handover)]
        assert [hand.agent for hand in made] == ([agent] if number in (1, 3) else [])


def test_who_comes_back_brings_what_was_left_open(session: Session) -> None:
    say(session, "customer", "hello", 10)
    issue = Issue(issue_id="i1", about="problem", words="the lamp is broken")
    past = Memory(conversation="old", at=1, issues=(issue,))
    given = ContextGiven(context_id="c1", at=11, customer="c42", memories=(past,))
    ledger, offered = session.receive(given, 11)
    assert isinstance(ledger, LedgerChanged)
    assert [one.brought for one in ledger.ledger.issues] == [True]
    assert isinstance(offered, SuggestionOffered)
    assert offered.suggestion.rule == "back"


def test_the_rules_of_the_chats_team_hold(reader: Reader, playbooks: Playbooks) -> None:
    vip = replace(playbooks, playbooks=(replace(ENGLISH, suggestions=(DUE,)),))
    session = Session(reader, replace(playbooks, overlays={"vip": vip}), Conversation.new())
    session.receive(ContextGiven(context_id="c1", at=0, team="vip"), 0)
    say(session, "customer", "third time I ask", 1)
    assert session.conversation.showing is None


def test_other_rules_may_come_into_force_between_two_events(
    reader: Reader, playbooks: Playbooks
) -> None:
    session = Session(reader, playbooks, Conversation.new())
    say(session, "customer", "third time I ask", 1)
    assert session.conversation.showing is not None
    without = replace(playbooks, playbooks=(replace(ENGLISH, suggestions=(CALM,)),))
    session = Session(reader, without, session.conversation)
    outputs = session.receive(TimePassed(at=2), 2)
    assert [type(output) for output in outputs] == [SuggestionWithdrawn]


def test_a_dismissal_says_how_long_the_kind_rests_and_taking_it_back_wakes_it(
    session: Session,
) -> None:
    say(session, "customer", "i am furious", 1)
    assert decide(session, "displayed") == ()
    (rests,) = decide(session, "dismissed")
    assert isinstance(rests, RestsChanged)
    assert rests.rests == (Rest(kind="empathy", because="dismissed", turns=6),)
    assert decide(session, "displayed") == (RestsChanged(at=5, rests=()),)
    assert session.conversation.showing is not None


def mute(session: Session, *, muted: bool) -> tuple[Output, ...]:
    event = KindMuted(mute_id=f"k{muted}", kind="empathy", muted=muted, at=6)
    return session.receive(event, 6)


def test_a_kind_that_is_muted_leaves_and_does_not_come_back_in_this_chat(session: Session) -> None:
    say(session, "customer", "i am furious", 1)
    rests, withdrawn = mute(session, muted=True)
    assert rests == RestsChanged(at=6, rests=(Rest(kind="empathy", because="muted"),))
    assert isinstance(withdrawn, SuggestionWithdrawn)
    assert withdrawn.reason == "this kind is not wanted here"
    say(session, "agent", "The parcel sits at the depot and comes tomorrow before noon", 9)
    outputs = say(session, "customer", "i am furious, and furious again", 20)
    assert not any(isinstance(output, SuggestionOffered) for output in outputs)
    assert mute(session, muted=True) == ()
    assert mute(session, muted=False)[0] == RestsChanged(at=20, rests=())


def correct(session: Session, tone: Literal["neutral", "anger"] | None) -> tuple[Output, ...]:
    event = ReadingCorrected(correction_id=f"r{tone}", message_id="customer1", tone=tone, at=6)
    return session.receive(event, 6)


def test_a_feeling_that_is_corrected_changes_what_is_offered(session: Session) -> None:
    say(session, "customer", "i am furious", 1)
    outputs = correct(session, "neutral")
    assert [type(output) for output in outputs] == [
        NeedsChanged,
        LedgerChanged,
        SuggestionWithdrawn,
    ]
    (*_, back) = correct(session, None)
    assert isinstance(back, LedgerChanged)
    assert session.conversation.showing is not None
    assert session.conversation.showing.rule == "calm"


def test_a_feeling_that_was_not_read_calls_for_its_card(session: Session) -> None:
    say(session, "customer", "well done, really", 1)
    outputs = correct(session, "anger")
    assert isinstance(outputs[-1], SuggestionOffered)
    assert outputs[-1].suggestion.rule == "calm"


def test_a_card_comes_back_when_its_correction_is_taken_back(session: Session) -> None:
    (*_, offered) = say(session, "customer", "i am furious", 1)
    correct(session, "neutral")
    assert session.conversation.showing is None
    back = correct(session, None)
    assert offered in back
    assert session.conversation.showing is not None
    say(session, "agent", "The parcel sits at the depot and comes tomorrow before noon", 9)
    assert correct(session, None) == ()
