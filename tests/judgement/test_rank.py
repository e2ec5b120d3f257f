"""Cards that would all fit -> their order, and why each gives way."""

from dataclasses import replace
from itertools import permutations

from assist.events import Outranked
from assist.judgement.rank import MOST_OUTRANKED, Candidate, outranked
from assist.playbooks.model import Heard, SuggestionRule
from assist.playbooks.order import rank
from assist.vocabulary import KINDS
from tests.judgement.conftest import rule, rules

BOOK = rules().playbooks[0]
OWN = rule("own", "ownership", Heard(label="problem"))
CALM = rule("calm", "empathy", Heard(label="anger"))
SORRY = rule("sorry", "apology", Heard(label="anger"), priority=7)
CARE = rule("care", "agent-care", Heard(label="abuse"))
CLOSER = rule("closer", "ownership", Heard(label="problem"), Heard(label="anger"))


def candidate(of: SuggestionRule, held: str | None = None) -> Candidate:
    return Candidate(book=BOOK, rule=of, reasons=(), held=held)


def test_the_order_is_priority_then_the_lower_need_then_the_closer_fit_then_the_id() -> None:
    twin = replace(CALM, id="warm")
    expected = ["sorry", "closer", "own", "calm", "warm", "care"]
    for order in permutations((OWN, CALM, SORRY, CARE, CLOSER, twin)):
        ranked = sorted(map(candidate, order), key=lambda each: rank(each.rule))
        assert [each.rule.id for each in ranked] == expected


def test_each_card_that_gave_way_says_why() -> None:
    found = outranked(candidate(SORRY), [candidate(each) for each in (SORRY, OWN, CALM)])
    assert found == (
        Outranked(rule="own", kind="ownership", why="priority 5, this one 7"),
        Outranked(rule="calm", kind="empathy", why="priority 5, this one 7"),
    )


def test_the_lower_need_comes_first_among_equals() -> None:
    (why,) = outranked(candidate(OWN), [candidate(OWN), candidate(CALM)])
    assert why.why == "solution comes first"


def test_a_closer_fit_is_a_reason_too() -> None:
    other = rule("ask", "clarification", Heard(label="problem"))
    (why,) = outranked(candidate(CLOSER), [candidate(other)])
    assert why.why == "this one fits more closely"


def test_what_was_held_back_is_named_first_with_its_reason() -> None:
    held = candidate(CALM, held="solution comes first")
    found = outranked(candidate(OWN), [candidate(CARE), held])
    assert [each.rule for each in found] == ["calm", "care"]
    assert found[0].why == "solution comes first"


def test_a_kind_is_named_once_and_the_shown_kind_never() -> None:
    twin = replace(CALM, id="warm")
    found = outranked(candidate(OWN), [candidate(each) for each in (OWN, CLOSER, CALM, twin)])
    assert [each.rule for each in found] == ["calm"]


def test_the_best_of_each_kind_stands_in_the_order_of_the_ranks() -> None:
    last = rule("z", "apology", Heard(label="anger"), priority=1)
    found = outranked(candidate(OWN), [candidate(each) for each in (SORRY, CALM, last)])
    assert [each.rule for each in found] == ["sorry", "calm"]


def test_at_most_so_many_are_named() -> None:
    others = [candidate(rule(kind, kind, Heard(label="anger"))) for kind in KINDS]
    assert len(outranked(candidate(OWN), others)) == MOST_OUTRANKED


def test_a_card_without_rivals_outranks_nothing() -> None:
    assert outranked(candidate(OWN), [candidate(OWN)]) == ()
