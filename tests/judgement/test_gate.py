"""A kind of card and a conversation -> why it is held back, or None."""

import pytest
from msgspec.structs import replace

from assist.conversation.state import Conversation, Rung
from assist.judgement.gate import needs_first, refusal
from assist.ledger import Frame
from assist.vocabulary import KINDS, NEED_OF, NEEDS, Kind, Need
from tests.judgement.conftest import chat

WARM: tuple[Kind, ...] = ("empathy", "reassurance", "celebration", "personal-touch", "gratitude")


def failing(need: Need, *, spoken: bool = False) -> Conversation:
    """Return a chat in which one need fails, after the customer has told what is wrong."""
    return chat("problem", needs=(Rung(need=need, status="failing", spoken=spoken),))


@pytest.mark.parametrize("kind", [*WARM, "apology", "update", "confirmation"])
def test_nothing_higher_while_the_solution_fails_unspoken(kind: Kind) -> None:
    assert refusal(kind, failing("solution")) == "solution comes first"
    assert refusal(kind, failing("solution", spoken=True)) is None


def test_a_need_that_is_open_holds_nothing_back() -> None:
    waiting = chat("problem", needs=(Rung(need="solution", status="open"),))
    assert refusal("empathy", waiting) is None


@pytest.mark.parametrize("need", NEEDS)
def test_what_serves_the_failing_need_or_a_lower_one_is_not_held_back(need: Need) -> None:
    for kind in KINDS:
        served = NEED_OF[kind]
        if served is not None and NEEDS.index(served) <= NEEDS.index(need):
            assert needs_first(kind, failing(need)) is None


@pytest.mark.parametrize("kind", ["de-escalation", "agent-care", "escalation"])
@pytest.mark.parametrize("need", NEEDS)
def test_what_protects_a_person_is_never_held_back(kind: Kind, need: Need) -> None:
    assert needs_first(kind, failing(need)) is None


def test_clarification_serves_clarity_too_and_waits_for_neither() -> None:
    for need in ("solution", "speed", "clarity"):
        assert needs_first("clarification", failing(need)) is None
    assert needs_first("apology", failing("clarity")) == "clarity comes first"
    assert needs_first("update", failing("clarity")) is None


def test_the_lowest_need_that_fails_is_the_one_that_is_named() -> None:
    rungs = (Rung(need="clarity", status="failing"), Rung(need="speed", status="failing"))
    assert needs_first("empathy", chat("problem", needs=rungs)) == "speed comes first"


def test_one_word_of_sorry_is_enough_for_the_gate_too() -> None:
    said = replace(
        chat("problem"), given=(("apology-given", 1),), last_given=(("apology-given", 2),)
    )
    assert refusal("apology", said) == "they have had an apology; now act"


def test_a_joke_needs_a_licence_and_other_kinds_do_not() -> None:
    assert refusal("humour", chat("gratitude")) == "the customer is not playing"
    assert refusal("celebration", chat("gratitude")) is None
    odin = Frame(name="Odin", words="can I be Odin?", message_id="m1", at=1)
    assert refusal("humour", replace(chat("shared-reference"), frame=odin)) is None
