"""A conversation that changes hands -> one glance for the next agent."""

import pytest
from msgspec.structs import replace

from assist.conversation.state import Context, Conversation, Offered
from assist.judgement.handover import handover
from assist.ledger import Frame, Issue, Moment, Promise, Question
from assist.vocabulary import Act, Kind, Status
from tests.judgement.conftest import chat

PEAK = Moment(what="peak", message_id="m1", at=1, feeling=-0.8, tone="anger", words="furious")
END = Moment(what="end", message_id="m3", at=3, feeling=0.2, tone="gratitude", words="thanks")


def given(*acts: Act) -> Conversation:
    return replace(chat(), given=tuple((act, 1) for act in acts))


def test_it_says_who_hands_over_to_whom_and_when() -> None:
    there = replace(chat(), context=Context(agent="ben"))
    card = handover(there, "ana", 50)
    assert (card.before, card.agent, card.at) == ("ana", "ben", 50)


def test_it_shows_how_the_customer_feels_now_and_the_course_to_it() -> None:
    card = handover(replace(chat(), moments=(PEAK, END)), "ana", 50)
    assert (card.tone, card.feeling) == ("gratitude", 0.2)
    assert card.ledger.moments == (PEAK, END)


def test_a_customer_who_showed_nothing_has_no_tone() -> None:
    card = handover(chat(), None, 50)
    assert (card.tone, card.feeling, card.avoid) == (None, 0.0, ())


def test_it_holds_what_is_open_promised_and_asked_and_the_frame_of_the_joke() -> None:
    issue = Issue(issue_id="i1", about="problem", words="it is late")
    asked = Question(question_id="q1", words="when?", message_id="m1", at=1)
    promise = Promise(promise_id="p1", words="in an hour", message_id="a1", at=2, due=3602)
    frame = Frame(name="Odin", words="can I be Odin?", message_id="m1", at=1)
    there = replace(chat(), issues=(issue,), questions=(asked,), promises=(promise,), frame=frame)
    assert handover(there, "ana", 50).ledger == there.ledger


@pytest.mark.parametrize("kind", ["apology", "empathy", "reassurance", "gratitude"])
def test_what_wears_thin_when_it_is_said_twice_is_not_to_be_repeated(kind: Kind) -> None:
    assert handover(given(f"{kind}-given"), None, 50).avoid == (kind,)  # type: ignore[arg-type]


def test_what_does_not_wear_thin_may_be_said_again() -> None:
    assert handover(given("ownership-given", "update-given", "acted"), None, 50).avoid == ()


@pytest.mark.parametrize(("status", "avoid"), [("dismissed", ("humour",)), ("accepted", ())])
def test_what_the_agent_before_dismissed_is_not_to_be_repeated(
    status: Status, avoid: tuple[Kind, ...]
) -> None:
    offer = Offered(suggestion_id="s1", rule="r", kind="humour", turn=1, status=status)
    assert handover(replace(chat(), offers=(offer,)), None, 50).avoid == avoid


def test_each_kind_is_named_once_in_the_order_of_the_vocabulary() -> None:
    kinds: tuple[Kind, ...] = ("humour", "apology", "humour")
    offers = tuple(
        Offered(suggestion_id=f"s{n}", rule="r", kind=kind, turn=1, status="dismissed")
        for n, kind in enumerate(kinds)
    )
    there = replace(given("empathy-given", "apology-given"), offers=offers)
    assert handover(there, None, 50).avoid == ("apology", "empathy", "humour")
