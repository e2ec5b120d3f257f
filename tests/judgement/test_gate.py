"""A card and a conversation -> whether it may be shown."""

from dataclasses import replace

import pytest

from assist.conversation.state import Offered, Rung
from assist.judgement.gate import REST, REST_DISMISSED, is_resting, refusal
from assist.vocabulary import Cue, Kind, Status, Tone
from tests.judgement.conftest import chat

FAILING = Rung(need="solution", status="failing")
SPOKEN = Rung(need="solution", status="failing", spoken=True)
OPEN = Rung(need="solution", status="open")
TAKEN_ON = Rung(need="solution", status="open", spoken=True)


@pytest.mark.parametrize("kind", ["apology", "empathy", "reassurance", "update", "gratitude"])
def test_nothing_warm_while_the_solution_fails_unspoken(kind: Kind) -> None:
    assert refusal(kind, chat(needs=(FAILING,))) == "solution comes first"
    assert refusal(kind, chat(needs=(SPOKEN,))) is None


@pytest.mark.parametrize(
    "kind", ["ownership", "clarification", "escalation", "de-escalation", "agent-care"]
)
def test_what_serves_the_solution_or_protects_a_person_is_never_held_back(kind: Kind) -> None:
    assert refusal(kind, chat(needs=(FAILING,))) is None


def test_clarification_serves_clarity_too_and_waits_for_neither() -> None:
    unclear = Rung(need="clarity", status="failing")
    assert refusal("clarification", chat(needs=(unclear,))) is None
    assert refusal("apology", chat(needs=(unclear,))) == "clarity comes first"
    assert refusal("update", chat(needs=(unclear,))) is None


def test_humour_has_a_licence_when_the_customer_plays_and_nothing_is_open() -> None:
    assert refusal("humour", chat("shared-reference")) is None
    assert refusal("humour", chat("playfulness", before=("shared-reference",))) is None
    assert refusal("humour", chat("shared-reference", needs=(TAKEN_ON,))) is None


def test_a_playful_question_is_a_game_and_no_open_need() -> None:
    asked = Rung(need="clarity", status="open", because="a question")
    assert refusal("humour", chat("shared-reference", needs=(asked,))) is None


def test_humour_never_plays_first() -> None:
    assert refusal("humour", chat("gratitude", before=("shared-reference",))) is not None


def test_a_laugh_alone_is_no_invitation() -> None:
    assert refusal("humour", chat("playfulness")) == "the customer is not playing"


def test_humour_waits_while_something_is_open_that_nobody_took_on() -> None:
    assert refusal("humour", chat("shared-reference", needs=(OPEN,))) == "solution is open"
    assert refusal("humour", chat("shared-reference", needs=(SPOKEN,))) == "solution is failing"


@pytest.mark.parametrize(
    "harm", ["vulnerability", "safety", "fraud-worry", "abuse", "legal-threat"]
)
def test_humour_is_never_near_harm_also_when_it_is_long_said(harm: Cue) -> None:
    assert refusal("humour", chat("shared-reference", before=(harm,))) == "no jokes near harm"


@pytest.mark.parametrize("spoilt", ["anger", "frustration", "anxiety", "sarcasm", "repeat-contact"])
def test_humour_is_revoked_at_once_when_things_turn(spoilt: Cue | Tone) -> None:
    assert refusal("humour", chat("shared-reference", spoilt)) is not None
    assert refusal("humour", chat("shared-reference", before=(spoilt,))) is None


@pytest.mark.parametrize(
    ("status", "turns", "rests"),
    [
        ("accepted", REST - 1, True),
        ("accepted", REST, False),
        ("dismissed", REST_DISMISSED - 1, True),
        ("dismissed", REST_DISMISSED, False),
    ],
)
def test_a_kind_rests_after_it_was_shown_longer_when_dismissed(
    status: Status, turns: int, *, rests: bool
) -> None:
    offer = Offered(suggestion_id="s1", rule="other", kind="empathy", turn=1, status=status)
    there = chat()
    later = replace(there, turn=replace(there.turn, number=1 + turns), offers=(offer,))
    assert is_resting("empathy", "r", later) is rests
    assert not is_resting("apology", "r", later)


@pytest.mark.parametrize(("status", "rests"), [("withdrawn", False), ("dismissed", True)])
def test_a_new_complaint_wakes_what_serves_it_unless_it_was_dismissed(
    status: Status, *, rests: bool
) -> None:
    offer = Offered(suggestion_id="s1", rule="other", kind="ownership", turn=1, status=status)
    again = replace(chat("problem", before=("problem",)), offers=(offer,))
    assert is_resting("ownership", "r", again)
    new = replace(again, past=(replace(again.past[0], words="another"),))
    assert is_resting("ownership", "r", new) is rests
    spoken = chat("problem", needs=(TAKEN_ON,))
    assert is_resting("ownership", "r", replace(spoken, offers=(offer,)))
    warm = replace(new, offers=(replace(offer, kind="empathy"),))
    assert is_resting("empathy", "r", warm)


def test_a_rule_is_offered_twice_in_a_chat_at_most() -> None:
    offers = tuple(
        Offered(suggestion_id=f"s{n}", rule="r", kind="empathy", turn=-90, status="accepted")
        for n in range(2)
    )
    assert is_resting("empathy", "r", replace(chat(), offers=offers))
    assert not is_resting("empathy", "other", replace(chat(), offers=offers))
