"""A card and a conversation -> whether the agent's attention is better left alone."""

import pytest
from msgspec.structs import replace

from assist.conversation.state import Conversation, Offered, Rung
from assist.events import Rest
from assist.judgement.budget import (
    GLAD,
    MILD,
    MOST_OFFERS,
    REST,
    REST_DISMISSED,
    has_passed,
    is_resting,
    may_pass,
    rests,
)
from assist.vocabulary import Cue, Kind, Status, Tone
from tests.judgement.conftest import chat

FAILING = Rung(need="solution", status="failing")
TAKEN_ON = Rung(need="solution", status="open", spoken=True)


def offered(
    there: Conversation,
    *statuses: Status,
    kind: Kind = "empathy",
    rule: str = "other",
    turn: int = 1,
) -> Conversation:
    """Return the chat in which a kind was on offer before, and what became of it."""
    offers = tuple(
        Offered(suggestion_id=f"s{n}", rule=rule, kind=kind, turn=turn, status=status)
        for n, status in enumerate(statuses)
    )
    return replace(there, offers=offers)


def in_turn(number: int, there: Conversation) -> Conversation:
    return replace(there, turn=replace(there.turn, number=number))


def felt(there: Conversation, intensity: float, valence: float | None = None) -> Conversation:
    return replace(there, turn=replace(there.turn, intensity=intensity, valence=valence))


def test_what_rests_by_the_agents_word_is_told_with_its_length() -> None:
    once = in_turn(1, offered(chat(), "dismissed"))
    assert rests(once) == (Rest(kind="empathy", because="dismissed", turns=REST_DISMISSED),)
    assert rests(in_turn(once.turn.number + 1, once)) == (
        Rest(kind="empathy", because="dismissed", turns=REST_DISMISSED - 1),
    )
    assert rests(in_turn(once.turn.number + REST_DISMISSED, once)) == ()
    muted = replace(once, muted=("empathy", "humour"))
    assert rests(muted) == (
        Rest(kind="empathy", because="muted"),
        Rest(kind="humour", because="muted"),
    )
    assert is_resting("humour", "joke", muted, timed=True)


def test_what_was_never_on_offer_does_not_rest() -> None:
    assert not is_resting("empathy", "r", chat("anger"))


@pytest.mark.parametrize(
    ("statuses", "turns", "resting"),
    [
        (("accepted",), REST - 1, True),
        (("accepted",), REST, False),
        (("expired",), REST - 1, True),
        (("expired",), REST, False),
        (("dismissed",), REST_DISMISSED - 1, True),
        (("dismissed",), REST_DISMISSED, False),
        (("dismissed", "dismissed"), 2 * REST_DISMISSED - 1, True),
        (("dismissed", "dismissed"), 2 * REST_DISMISSED, False),
        (("dismissed", "dismissed", "dismissed"), 4 * REST_DISMISSED - 1, True),
    ],
)
def test_a_kind_rests_after_it_was_on_offer_and_longer_each_time_it_is_dismissed(
    statuses: tuple[Status, ...], turns: int, *, resting: bool
) -> None:
    later = in_turn(1 + turns, offered(chat(), *statuses))
    assert is_resting("empathy", "r", later) is resting
    assert not is_resting("apology", "r", later)


@pytest.mark.parametrize(("status", "rests"), [("withdrawn", False), ("dismissed", True)])
def test_a_new_complaint_wakes_what_serves_it_unless_it_was_dismissed(
    status: Status, *, rests: bool
) -> None:
    again = offered(chat("problem", before=("problem",)), status, kind="ownership")
    assert is_resting("ownership", "r", again)
    new = replace(again, past=(replace(again.past[0], words="another"),))
    assert is_resting("ownership", "r", new) is rests


def test_a_new_complaint_wakes_nothing_where_the_agent_has_spoken_to_the_need() -> None:
    spoken = chat("problem", needs=(TAKEN_ON,))
    assert is_resting("ownership", "r", offered(spoken, "withdrawn", kind="ownership"))


def test_a_new_complaint_wakes_no_warm_words() -> None:
    assert is_resting("empathy", "r", offered(chat("problem"), "withdrawn"))


@pytest.mark.parametrize("timed", [False, True])
def test_a_rule_is_offered_so_often_in_a_chat_and_no_more(*, timed: bool) -> None:
    taken: tuple[Status, ...] = ("accepted",) * MOST_OFFERS
    often = offered(chat(), *taken, kind="update", rule="r", turn=-90)
    assert is_resting("update", "r", often, timed=timed)
    assert not is_resting("update", "other", often, timed=timed)


def test_what_is_timed_comes_in_its_time_also_after_another_card_of_its_kind() -> None:
    there = offered(chat(), "accepted", kind="follow-up", turn=2)
    assert is_resting("follow-up", "r", there)
    assert not is_resting("follow-up", "r", there, timed=True)


def test_the_same_timed_rule_rests_and_so_does_a_kind_that_was_dismissed() -> None:
    same = offered(chat(), "accepted", kind="follow-up", rule="r", turn=2)
    assert is_resting("follow-up", "r", same, timed=True)
    dismissed = offered(chat(), "dismissed", kind="follow-up", turn=2)
    assert is_resting("follow-up", "r", dismissed, timed=True)


@pytest.mark.parametrize("tone", ["frustration", "disappointment", "anger"])
def test_a_first_mild_grumble_may_pass_by_itself(tone: Tone) -> None:
    assert may_pass("empathy", felt(chat(tone), MILD - 0.1))
    assert not may_pass("empathy", felt(chat(tone), MILD))


def test_worry_does_not_pass_by_itself() -> None:
    assert not may_pass("reassurance", felt(chat("anxiety"), 0.1))


@pytest.mark.parametrize("kind", ["ownership", "escalation", "update", "agent-care"])
def test_help_with_the_matter_does_not_wait_for_a_feeling_to_pass(kind: Kind) -> None:
    assert not may_pass(kind, felt(chat("frustration"), 0.1))


def test_nothing_waits_beside_a_complaint_or_a_failing_need_or_when_it_lasts() -> None:
    assert not may_pass("empathy", felt(chat("frustration", "problem"), 0.1))
    assert not may_pass("empathy", felt(chat("frustration", needs=(FAILING,)), 0.1))
    assert not may_pass("empathy", felt(chat("frustration", before=("anger",)), 0.1))


def test_where_nothing_bad_is_felt_there_is_nothing_to_pass() -> None:
    assert not may_pass("gratitude", felt(chat("gratitude"), 0.1))


@pytest.mark.parametrize("kind", ["apology", "empathy", "reassurance", "de-escalation"])
@pytest.mark.parametrize("label", ["gratitude", "delight", "praise", "resolved", "farewell"])
def test_looking_back_comes_too_late_when_the_customer_is_glad_or_leaves(
    kind: Kind, label: Cue | Tone
) -> None:
    assert has_passed(kind, chat(label, before=("anger",)))


@pytest.mark.parametrize("kind", ["gratitude", "celebration", "ownership", "agent-care"])
def test_what_does_not_look_back_is_never_too_late(kind: Kind) -> None:
    assert not has_passed(kind, chat("delight", before=("anger",)))


@pytest.mark.parametrize("trouble", ["problem", "anger", "sarcasm", "vulnerability", "deadline"])
def test_trouble_beside_the_thanks_has_not_passed(trouble: Cue | Tone) -> None:
    assert not has_passed("empathy", chat("gratitude", trouble))


def test_a_glad_valence_is_enough_and_a_plain_message_is_not() -> None:
    assert has_passed("apology", felt(chat(before=("anger",)), 0.3, GLAD))
    assert not has_passed("apology", felt(chat(before=("anger",)), 0.3, GLAD - 0.1))
    assert not has_passed("apology", chat(before=("anger",)))


def test_grief_that_is_told_for_the_first_time_is_met_whatever_was_said_before() -> None:
    told = in_turn(2, offered(chat("vulnerability"), "withdrawn"))
    assert not is_resting("empathy", "grief", told)
    assert is_resting("empathy", "grief", in_turn(2, offered(chat("frustration"), "withdrawn")))
    assert is_resting("reassurance", "grief", offered(told, "withdrawn", kind="reassurance"))
    assert is_resting("empathy", "grief", offered(told, "dismissed"))
    again = replace(told, past=told.turn.heard)
    assert is_resting("empathy", "grief", again)
