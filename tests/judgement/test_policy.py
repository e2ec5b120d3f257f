"""The playbooks of one language -> the few rules that a turn could meet."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from assist.judgement.conditions import satisfied
from assist.judgement.policy import policy
from assist.playbooks.load import load
from assist.playbooks.model import Given, Heard, Pace, Playbooks, SuggestionRule, Waits
from assist.resources import rules_dir
from assist.vocabulary import CUES, TONES, Cue, Tone
from tests.judgement.conftest import chat, rule, rules

SHIPPED = load(rules_dir())
ANGER = Heard(label="anger")
ONE = rule("one", "empathy", Given(act="acted"), ANGER)
EITHER = rule("either", "ownership", any=(ANGER, Heard(label="problem")))
LATER = rule("later", "apology", Heard(label="anger", scope="ever"))
OPTION = rule("option", "apology", any=(ANGER, Given(act="acted")))
WAIT = rule("wait", "update", Waits(who="customer", length="long"))


def found(playbooks: Playbooks, *labels: str) -> list[str]:
    return sorted(rule.id for _, rule in policy(playbooks, "en").rules(set(labels)))


def test_a_rule_is_asked_only_where_a_label_that_it_needs_was_heard() -> None:
    both = rules(ONE, EITHER)
    assert found(both) == []
    assert found(both, "problem") == ["either"]
    assert found(both, "anger") == found(both, "anger", "problem") == ["either", "one"]


def test_a_rule_that_can_hold_without_a_label_is_always_asked() -> None:
    assert found(rules(LATER, OPTION, WAIT)) == ["later", "option", "wait"]


def test_the_lengths_of_waits_are_those_that_rules_name_each_once() -> None:
    twin = replace(WAIT, id="twin", any=(Waits(who="agent", length=60.0),))
    assert policy(rules(WAIT, twin, ONE), "en").waits == (
        Waits(who="customer", length="long"),
        Waits(who="agent", length=60.0),
    )


def test_other_rules_make_another_policy() -> None:
    assert found(rules(ONE), "anger") == ["one"]
    assert found(rules(EITHER), "anger") == ["either"]
    assert found(rules(ONE), "anger") == ["one"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*CUES, *TONES]), max_size=4, unique=True))
def test_no_rule_that_holds_is_left_out(labels: list[Cue | Tone]) -> None:
    there, pace = chat(*labels), Pace()

    def holding(given: list[SuggestionRule]) -> set[str]:
        return {one.id for one in given if satisfied(one, there, 5000, pace) is not None}

    for language in ("en", "fr"):
        every = [
            one
            for book in SHIPPED.playbooks
            if book.language == language
            for one in book.suggestions
        ]
        asked = [one for _, one in policy(SHIPPED, language).rules(there.turn.labels)]
        assert holding(asked) == holding(every)
        assert len(asked) == len({one.id for one in asked})
