"""The playbooks of one language -> the few rules that could hold now."""

from dataclasses import replace

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.conversation.state import Conversation
from assist.judgement.conditions import satisfied
from assist.judgement.policy import policy
from assist.ledger import Promise
from assist.playbooks.load import load
from assist.playbooks.model import Given, Heard, Is, Pace, Playbooks, SuggestionRule, Waits
from assist.resources import rules_dir
from assist.vocabulary import CUES, TONES, Cue, Tone
from tests.judgement.conftest import chat, rule, rules

SHIPPED = load(rules_dir())
ANGER = Heard(label="anger")
CLOSING = Is(subject="chat", state="closing")
NEAR = Is(subject="promise", state="near")
ONE = rule("one", "empathy", Given(act="acted"), ANGER)
EITHER = rule("either", "ownership", any=(ANGER, Heard(label="problem")))
BYE = rule("bye", "confirmation", CLOSING)
SOON = rule("soon", "update", CLOSING, NEAR)
OPTION = rule("option", "apology", any=(ANGER, NEAR))
WAIT = rule("wait", "update", Waits(who="customer", length="long"))
PLAIN = rule("plain", "gratitude", excludes=(ANGER,))
PROMISE = Promise(promise_id="p1", words="soon", message_id="a1", at=0, due=9, status="near")


def asked(playbooks: Playbooks, there: Conversation) -> list[SuggestionRule]:
    found = policy(playbooks, "en").asked(there, 100, Pace())
    return [rule for alike in found for _, rule in alike]


def names(playbooks: Playbooks, *labels: Cue | Tone, **known: object) -> list[str]:
    there = msgspec.structs.replace(chat(*labels), **known)
    return sorted(one.id for one in asked(playbooks, there))


def test_a_rule_is_asked_only_where_a_label_that_it_needs_was_heard() -> None:
    both = rules(ONE, EITHER)
    assert names(both) == []
    assert names(both, "problem") == ["either"]
    assert names(both, "anger") == names(both, "anger", "problem") == ["either", "one"]


def test_a_rule_without_a_label_is_asked_where_the_rarest_of_its_conditions_holds() -> None:
    both = rules(BYE, SOON)
    assert names(both) == []
    assert names(both, closing=True) == ["bye"]
    assert names(both, closing=True, promises=(PROMISE,)) == ["bye", "soon"]


def test_each_of_several_options_brings_a_rule_once() -> None:
    assert names(rules(OPTION)) == []
    assert names(rules(OPTION), "anger") == ["option"]
    assert names(rules(OPTION), promises=(PROMISE,)) == ["option"]
    assert names(rules(OPTION), "anger", promises=(PROMISE,)) == ["option"]


def test_a_rule_that_needs_nothing_is_always_asked() -> None:
    assert names(rules(PLAIN)) == ["plain"]


def test_rules_of_a_kind_that_ask_for_the_same_stand_together_the_best_first() -> None:
    twin = replace(BYE, id="twin", priority=9)
    other = replace(BYE, id="other", kind="gratitude")
    there = msgspec.structs.replace(chat(), closing=True)
    found = policy(rules(BYE, twin, other), "en").asked(there, 100, Pace())
    assert [[rule.id for _, rule in alike] for alike in found] == [["twin", "bye"], ["other"]]


def test_a_wait_since_the_very_beginning_is_a_wait() -> None:
    late = rule("late", "update", Waits(who="customer", length=60.0))
    assert names(rules(late), customer_waits_since=0.0) == ["late"]


def test_the_lengths_of_waits_are_those_that_rules_name_each_once() -> None:
    twin = replace(WAIT, id="twin", any=(Waits(who="agent", length=60.0),))
    assert policy(rules(WAIT, twin, ONE), "en").waits == (
        Waits(who="customer", length="long"),
        Waits(who="agent", length=60.0),
    )


def test_other_rules_make_another_policy() -> None:
    assert names(rules(ONE), "anger") == ["one"]
    assert names(rules(EITHER), "anger") == ["either"]
    assert names(rules(ONE), "anger") == ["one"]


LABELS = st.lists(st.sampled_from([*CUES, *TONES]), max_size=4, unique=True)


@settings(max_examples=60, deadline=None)
@given(
    LABELS, LABELS, st.sets(st.sampled_from(["closing", "transferred", "returning"])), st.booleans()
)
def test_no_rule_that_holds_is_left_out(
    now: list[Cue | Tone], before: list[Cue | Tone], states: set[str], owed: bool
) -> None:
    there, pace = chat(*now, before=tuple(before)), Pace()
    known = dict.fromkeys(states, True) | {"promises": (PROMISE,) if owed else ()}
    there = msgspec.structs.replace(there, **known)

    def holding(given: list[SuggestionRule]) -> set[str]:
        return {one.id for one in given if satisfied(one, there, 100, pace) is not None}

    every = [one for book in SHIPPED.of("en") for one in book.suggestions]
    found = asked(SHIPPED, there)
    assert holding(found) == holding(every)
    assert len(found) == len({one.id for one in found})
