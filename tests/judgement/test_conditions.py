"""One condition, a conversation and now -> the reasons why it holds."""

from typing import get_args

import pytest
from msgspec.structs import replace

from assist.conversation.state import Context, Conversation, Rung
from assist.judgement.conditions import (
    check_of,
    holds,
    length,
    satisfied,
    seconds,
    waits_since,
)
from assist.ledger import Deadline, Frame, Issue, Moment, Move, Promise, Question, Stage
from assist.playbooks.model import Condition, Given, Heard, Is, Level, NeedIs, Pace, Subject, Waits
from tests.judgement.conftest import chat, rule

PACE = Pace(short=60, long=120, near=30)
FAILING = Rung(need="solution", status="failing", because="repeat-contact: third time")
FELT = replace(chat(), turn=replace(chat().turn, valence=-0.5, intensity=0.8))
SORRY = replace(chat(), given=(("apology-given", 1),))

LATE = Issue(
    issue_id="i1",
    about="problem",
    words="it is late",
    moves=(Move(status="raised", message_id="m3", at=3),),
)
AGAIN = replace(LATE, issue_id="i2", words="no refund", raised=2)
SOLVED = replace(LATE, issue_id="i3", words="the login", status="resolved")
LEFT = replace(LATE, issue_id="i4", words="the fridge leaks", brought=True)
ASKED = Question(question_id="q1", words="where is it?", message_id="m4", at=4)
TWICE = replace(ASKED, question_id="q2", words="when?", message_id="m5", asked=2)
CALL = Promise(promise_id="p1", words="in 10 minutes", message_id="a1", at=1, due=601)
TRAIN = Deadline(words="before my train", message_id="m6", at=6, due=None)
BAD = Moment(what="end", message_id="m7", at=7, feeling=-0.7, tone="anger")


def books(**fields: object) -> Conversation:
    """Return a chat with these fields."""
    return replace(chat(), **fields)


def said(subject: Subject, state: str, where: Conversation) -> tuple[str, str | None] | None:
    """Return the words and the message that show a state of the books, None if it is none."""
    found = holds(Is(subject=subject, state=state), where, 100, PACE)
    if not found:
        return None
    assert found[0].label == f"{subject} is {state}"
    return found[0].words, found[0].message_id


@pytest.mark.parametrize(
    ("condition", "where", "now"),
    [
        (Heard(label="anger"), chat("anger"), 100),
        (Heard(label="anger", scope="before"), chat(before=("anger",)), 100),
        (Heard(label="anger", scope="ever"), chat(before=("anger",)), 100),
        (Heard(label="anger", scope="ever"), chat("anger"), 100),
        (Given(act="apology-given"), SORRY, 100),
        (Given(act="apology-given", times=2), replace(SORRY, given=(("apology-given", 2),)), 100),
        (NeedIs(need="solution", status="failing"), chat(needs=(FAILING,)), 100),
        (NeedIs(need="speed", status="met"), chat(), 100),
        (Waits(who="customer", length=120.0), chat(), 220),
        (Waits(who="customer", length="short"), chat(), 160),
        (Waits(who="customer", length="long"), chat(), 220),
        (Waits(who="agent", length=30.0), books(agent_waits_since=70.0), 100),
        (Level(what="valence", side="below", limit=-0.3), FELT, 100),
        (Level(what="intensity", side="above", limit=0.6), FELT, 100),
    ],
)
def test_it_holds(condition: Condition, where: Conversation, now: float) -> None:
    assert holds(condition, where, now, PACE) is not None


@pytest.mark.parametrize(
    ("condition", "where", "now"),
    [
        (Heard(label="anger"), chat(before=("anger",)), 100),
        (Heard(label="anger", scope="before"), chat("anger"), 100),
        (Given(act="apology-given"), chat(), 100),
        (Given(act="apology-given", times=2), SORRY, 100),
        (NeedIs(need="solution", status="open"), chat(needs=(FAILING,)), 100),
        (Waits(who="customer", length=120.0), chat(), 219),
        (Waits(who="customer", length="short"), chat(), 159),
        (Waits(who="customer", length="long"), chat(), 219),
        (Waits(who="agent", length=1.0), chat(), 10_000),
        (Level(what="valence", side="below", limit=-0.3), chat(), 100),
        (Level(what="valence", side="above", limit=-0.3), FELT, 100),
    ],
)
def test_it_does_not_hold(condition: Condition, where: Conversation, now: float) -> None:
    assert holds(condition, where, now, PACE) is None


def test_a_wait_is_as_long_as_the_channel_says() -> None:
    slow = Pace(short=3600, long=7200)
    assert holds(Waits(who="customer", length="short"), chat(), 400, slow) is None
    assert holds(Waits(who="customer", length=90.0), chat(), 400, slow) is not None


def test_a_wait_tells_how_long_it_is() -> None:
    (reason,) = holds(Waits(who="customer", length="long"), chat(), 400, PACE) or ()
    assert (reason.label, reason.words, reason.message_id) == ("customer waits", "5 min", None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 s"), (60, "1 min"), (700, "12 min"), (3 * 3600, "3 h"), (2 * 86400, "2 d")],
)
def test_a_length_is_told_in_short(seconds: float, words: str) -> None:
    assert length(seconds) == words


def test_an_issue_is_quoted_with_the_message_that_raised_it_the_latest_first() -> None:
    there = books(issues=(LATE, AGAIN, SOLVED))
    assert said("issue", "open", there) == ("no refund", "m3")
    assert said("issue", "repeated", there) == ("no refund", "m3")
    assert said("issue", "raised", there) == ("no refund", "m3")
    assert said("issue", "resolved", there) == ("the login", "m3")
    assert said("issue", "brought", there) is None
    assert said("issue", "confirmed", there) is None
    assert said("issue", "open", books(issues=(SOLVED,))) is None


def test_what_an_earlier_conversation_left_open_is_no_quote_of_this_one() -> None:
    assert said("issue", "brought", books(issues=(LEFT,))) == ("the fridge leaks", None)


def test_a_question_is_urgent_when_it_was_asked_again() -> None:
    assert said("question", "open", books(questions=(ASKED,))) == ("where is it?", "m4")
    assert said("question", "urgent", books(questions=(ASKED,))) is None
    assert said("question", "urgent", books(questions=(ASKED, TWICE))) == ("when?", "m5")
    assert said("question", "open", chat()) is None


@pytest.mark.parametrize("state", ["open", "near", "due", "kept", "broken"])
def test_a_promise_is_in_one_state_and_its_words_are_no_quote_of_the_customer(state: str) -> None:
    there = books(promises=(replace(CALL, status=state),))
    assert said("promise", state, there) == ("in 10 minutes", None)
    assert said("promise", "kept" if state != "kept" else "due", there) is None


def test_the_promise_that_matters_now_is_the_one_that_is_quoted() -> None:
    later = replace(CALL, promise_id="p2", words="tomorrow", due=90_000)
    there = books(promises=(later, CALL))
    assert said("promise", "open", there) == ("in 10 minutes", None)


def test_a_deadline_is_quoted_with_its_message() -> None:
    assert said("deadline", "open", books(deadlines=(TRAIN,))) == ("before my train", "m6")
    assert said("deadline", "past", books(deadlines=(TRAIN,))) is None


def test_a_stage_of_the_journey_is_quoted_where_words_show_it() -> None:
    shown = Stage(stage="exit", given=False, words="I am leaving", message_id="m8")
    assert said("journey", "exit", books(stage=shown)) == ("I am leaving", "m8")
    assert said("journey", "use", books(stage=shown)) is None
    told = Stage(stage="exit", given=True)
    assert holds(Is(subject="journey", state="exit"), books(stage=told), 100, PACE) == ()


def test_a_channel_is_a_condition() -> None:
    email = books(context=Context(channel="email"))
    assert holds(Is(subject="channel", state="email"), email, 100, PACE) == ()
    assert holds(Is(subject="channel", state="email"), chat(), 100, PACE) is None
    assert holds(Is(subject="channel", state="chat"), chat(), 100, PACE) == ()


def test_the_mood_is_low_after_an_angry_message_and_turned_after_a_glad_one() -> None:
    assert said("mood", "low", books(moments=(BAD,))) == ("", None)
    assert said("mood", "turned", books(moments=(BAD,))) is None
    glad = replace(BAD, feeling=0.7, tone="delight")
    turned = books(moments=(replace(BAD, what="peak"), glad))
    assert said("mood", "turned", turned) == ("", None)
    assert said("mood", "low", turned) is None


def test_humour_is_licensed_when_the_customer_plays() -> None:
    joke = Frame(name="Odin", words="can I be Odin?", message_id="m1", at=1)
    playing = replace(chat("shared-reference"), frame=joke)
    assert holds(Is(subject="humour", state="licensed"), playing, 100, PACE) is not None
    assert holds(Is(subject="humour", state="licensed"), chat("anger"), 100, PACE) is None


@pytest.mark.parametrize("state", ["closing", "transferred", "returning"])
def test_a_chat_is_what_its_flag_says(state: str) -> None:
    assert said("chat", state, books(**{state: True})) == ("", None)
    assert said("chat", state, chat()) is None


def test_a_chat_is_new_until_an_agent_writes() -> None:
    assert said("chat", "new", chat()) == ("", None)
    assert said("chat", "new", replace(chat(), agent_message="a1")) is None


def test_a_close_quotes_the_customers_goodbye() -> None:
    bye = replace(chat("farewell"), closing=True)
    assert said("chat", "closing", bye) == ("words of farewell", "m1")


def test_all_required_one_of_any_and_none_excluded() -> None:
    asked = rule(
        "r",
        "apology",
        Heard(label="problem"),
        any=(Heard(label="anger"), Heard(label="frustration")),
        excludes=(Given(act="apology-given"),),
    )
    assert satisfied(asked, chat("problem"), 100, PACE) is None
    assert satisfied(asked, chat("anger"), 100, PACE) is None
    reasons = satisfied(asked, chat("problem", "anger"), 100, PACE)
    assert reasons is not None
    assert [reason.label for reason in reasons] == ["problem", "anger"]
    assert reasons[0].words == "words of problem"
    given = replace(chat("problem", "anger"), given=(("apology-given", 1),))
    assert satisfied(asked, given, 100, PACE) is None


def test_every_option_that_holds_is_a_reason_and_each_reason_comes_once() -> None:
    anger = Heard(label="anger")
    asked = rule("r", "empathy", anger, any=(anger, Heard(label="problem")))
    reasons = satisfied(asked, chat("anger", "problem"), 100, PACE)
    assert reasons is not None
    assert [reason.label for reason in reasons] == ["anger", "problem"]


def test_the_customers_words_come_before_what_the_chat_shows() -> None:
    asked = rule("r", "apology", NeedIs(need="solution", status="failing"), Heard(label="anger"))
    reasons = satisfied(asked, chat("anger", needs=(FAILING,)), 100, PACE)
    assert reasons is not None
    assert [reason.label for reason in reasons] == ["anger", "solution is failing"]


def test_every_kind_of_condition_has_its_check() -> None:
    conditions: tuple[Condition, ...] = (
        Heard(label="anger"),
        Given(act="apology-given"),
        NeedIs(need="speed", status="met"),
        Waits(who="customer", length="long"),
        Level(what="valence", side="below", limit=0.0),
        Is(subject="chat", state="closing"),
    )
    assert {*map(type, conditions)} == set(get_args(Condition))
    for condition in conditions:
        check = check_of(condition)
        for there in (chat(), chat("anger"), FELT, SORRY):
            assert check(condition, there, 300, PACE) == holds(condition, there, 300, PACE)


def test_each_side_waits_since_its_own_time() -> None:
    there = books(agent_waits_since=10.0)
    assert waits_since(there, "customer") == 100.0
    assert waits_since(there, "agent") == 10.0
    assert waits_since(chat(), "agent") is None


def test_short_and_long_are_what_the_channel_says_and_lengths_what_they_are() -> None:
    assert seconds(Waits(who="customer", length="short"), PACE) == 60
    assert seconds(Waits(who="customer", length="long"), PACE) == 120
    assert seconds(Waits(who="agent", length=200.0), PACE) == 200
