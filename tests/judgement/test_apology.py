"""When warm words would be too early, or too many."""

import pytest
from msgspec.structs import replace

from assist.conversation.state import Conversation, HeardLabel, Offered, Rung
from assist.judgement.apology import refusal
from assist.ledger import Issue
from assist.vocabulary import Act, Cue, Kind, Status, Tone
from tests.judgement.conftest import chat, heard

ENOUGH = "they have had an apology; now act"


def in_turn(number: int, there: Conversation) -> Conversation:
    return replace(there, turn=replace(there.turn, number=number))


def said(there: Conversation, act: Act, turn: int, times: int = 1) -> Conversation:
    return replace(there, given=((act, times),), last_given=((act, turn),))


def taken(kind: Kind, turn: int, status: Status = "accepted") -> Offered:
    return Offered(suggestion_id="s1", rule="r", kind=kind, turn=turn, status=status)


def anew(there: Conversation) -> Conversation:
    """Return the chat in which this turn's complaints were told before, in other words."""
    told = tuple(replace(one, words="other words") for one in there.turn.heard)
    return replace(there, past=told)


@pytest.mark.parametrize("kind", ["ownership", "update", "de-escalation", "gratitude", "humour"])
def test_other_kinds_are_not_governed(kind: Kind) -> None:
    assert refusal(kind, said(in_turn(1, chat("anger")), "apology-given", 1, times=5)) is None


def test_listen_before_being_sorry() -> None:
    assert refusal("apology", in_turn(1, chat("anger"))) == "listen first"
    assert refusal("apology", in_turn(2, chat("anger"))) is None


@pytest.mark.parametrize("wrong", ["problem", "broken-promise", "long-wait", "expectation-gap"])
def test_what_is_wrong_may_be_told_in_the_first_words(wrong: Cue) -> None:
    assert refusal("apology", in_turn(1, chat("anger", wrong))) is None


def test_a_matter_left_open_before_and_a_failing_wait_need_no_telling() -> None:
    first = in_turn(1, chat("anger"))
    left = Issue(issue_id="i1", about="problem", words="leaks", brought=True)
    assert refusal("apology", replace(first, issues=(left,))) is None
    waits = chat("anger", needs=(Rung(need="speed", status="failing"),))
    assert refusal("apology", in_turn(1, waits)) is None


def test_a_second_apology_needs_a_new_failure() -> None:
    same = chat("problem", "anger", before=("problem",))
    assert refusal("apology", same) is None
    assert refusal("apology", said(same, "apology-given", 1)) == ENOUGH
    assert refusal("apology", said(anew(same), "apology-given", 1)) is None


def test_anger_alone_is_no_new_failure() -> None:
    assert refusal("apology", said(chat("anger"), "apology-given", 1)) == ENOUGH


def test_an_apology_answers_the_turn_that_it_was_given_in() -> None:
    assert refusal("apology", said(chat("problem"), "apology-given", 2)) == ENOUGH


def test_no_third_apology_whatever_fails() -> None:
    assert refusal("apology", said(anew(chat("problem")), "apology-given", 1, times=2)) == ENOUGH


@pytest.mark.parametrize(
    ("status", "expected"), [("accepted", ENOUGH), ("edited", ENOUGH), ("dismissed", None)]
)
def test_an_apology_taken_from_a_card_counts(status: Status, expected: str | None) -> None:
    there = replace(chat("anger"), offers=(taken("apology", 1, status),))
    assert refusal("apology", there) == expected


@pytest.mark.parametrize(
    ("kind", "act", "reason"),
    [
        ("empathy", "empathy-given", "empathy is not piled on empathy"),
        ("empathy", "apology-given", "empathy is not piled on apology"),
        ("reassurance", "reassurance-given", "reassurance is not piled on reassurance"),
    ],
)
def test_warmth_is_not_piled_up(kind: Kind, act: Act, reason: str) -> None:
    there = said(chat("anger"), act, 2)
    assert [refusal(kind, in_turn(number, there)) for number in (2, 3, 4, 5)] == [
        reason,
        reason,
        reason,
        None,
    ]


@pytest.mark.parametrize(
    ("kind", "card", "refused"),
    [
        ("empathy", "empathy", True),
        ("empathy", "apology", True),
        ("empathy", "reassurance", False),
        ("reassurance", "reassurance", True),
        ("reassurance", "empathy", False),
    ],
)
def test_warmth_taken_from_a_card_counts(kind: Kind, card: Kind, *, refused: bool) -> None:
    there = replace(chat("anger"), offers=(taken(card, 1),))
    assert (refusal(kind, there) is not None) is refused
    passed = replace(there, offers=(taken(card, 1, "withdrawn"),))
    assert refusal(kind, passed) is None


@pytest.mark.parametrize("grave", ["vulnerability", "safety"])
def test_grief_told_now_is_met_whatever_was_said_before(grave: Cue | Tone) -> None:
    there = said(chat(grave), "empathy-given", 1)
    assert refusal("empathy", there) is None
    known: tuple[HeardLabel, ...] = (heard(grave),)
    assert refusal("empathy", replace(there, past=known)) is not None
