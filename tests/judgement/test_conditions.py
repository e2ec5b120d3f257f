"""One condition, a conversation and now -> the reasons why it holds."""

from dataclasses import replace

import pytest

from assist.conversation.state import Conversation, Promise, Rung
from assist.judgement.conditions import holds, is_timed, moments, satisfied
from assist.playbooks.model import Condition, Given, Heard, Level, NeedIs, PromiseDue, Waits
from tests.judgement.conftest import chat, rule

FAILING = Rung(need="solution", status="failing", because="repeat-contact: third time")
FELT = replace(chat(), turn=replace(chat().turn, valence=-0.5, intensity=0.8))
PROMISED = replace(chat(), promise=Promise(words="5 minutes", due=150.0))


@pytest.mark.parametrize(
    ("condition", "where", "now"),
    [
        (Heard(label="anger"), chat("anger"), 100),
        (Heard(label="anger", scope="before"), chat(before=("anger",)), 100),
        (Heard(label="anger", scope="ever"), chat(before=("anger",)), 100),
        (Heard(label="anger", scope="ever"), chat("anger"), 100),
        (Given(act="apology-given"), replace(chat(), acts=frozenset({"apology-given"})), 100),
        (NeedIs(need="solution", status="failing"), chat(needs=(FAILING,)), 100),
        (NeedIs(need="speed", status="met"), chat(), 100),
        (Waits(who="customer", seconds=120), chat(), 220),
        (Level(what="valence", side="below", limit=-0.3), FELT, 100),
        (Level(what="intensity", side="above", limit=0.6), FELT, 100),
        (PromiseDue(), PROMISED, 150),
    ],
)
def test_it_holds(condition: Condition, where: Conversation, now: float) -> None:
    assert holds(condition, where, now) is not None


@pytest.mark.parametrize(
    ("condition", "where", "now"),
    [
        (Heard(label="anger"), chat(before=("anger",)), 100),
        (Heard(label="anger", scope="before"), chat("anger"), 100),
        (Given(act="apology-given"), chat(), 100),
        (NeedIs(need="solution", status="open"), chat(needs=(FAILING,)), 100),
        (Waits(who="customer", seconds=120), chat(), 219),
        (Waits(who="agent", seconds=1), chat(), 10_000),
        (Level(what="valence", side="below", limit=-0.3), chat(), 100),
        (PromiseDue(), PROMISED, 149),
        (PromiseDue(), chat(), 10_000),
    ],
)
def test_it_does_not_hold(condition: Condition, where: Conversation, now: float) -> None:
    assert holds(condition, where, now) is None


def test_all_required_one_of_any_and_none_excluded() -> None:
    asked = rule(
        "r",
        "apology",
        Heard(label="problem"),
        any=(Heard(label="anger"), Heard(label="frustration")),
        excludes=(Given(act="apology-given"),),
    )
    assert satisfied(asked, chat("problem"), 100) is None
    assert satisfied(asked, chat("anger"), 100) is None
    reasons = satisfied(asked, chat("problem", "anger"), 100)
    assert reasons is not None
    assert [reason.label for reason in reasons] == ["problem", "anger"]
    assert reasons[0].words == "words of problem"
    given = replace(chat("problem", "anger"), acts=frozenset({"apology-given"}))
    assert satisfied(asked, given, 100) is None


def test_the_customers_words_come_before_what_the_chat_shows() -> None:
    asked = rule("r", "apology", NeedIs(need="solution", status="failing"), Heard(label="anger"))
    reasons = satisfied(asked, chat("anger", needs=(FAILING,)), 100)
    assert reasons is not None
    assert [reason.label for reason in reasons] == ["anger", "solution is failing"]


def test_the_moments_of_a_rule_are_when_its_waits_end() -> None:
    waiting = rule("r", "update", Waits(who="customer", seconds=120), any=(PromiseDue(),))
    assert is_timed(waiting)
    assert moments(waiting, chat()) == (220.0,)
    assert moments(waiting, PROMISED) == (220.0, 150.0)
    assert not is_timed(rule("r", "update", Heard(label="anger")))
