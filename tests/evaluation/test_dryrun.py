from collections.abc import Mapping
from pathlib import Path

import pytest

from assist.evaluation.dryrun import Comparison, RuleSet, compare
from assist.evaluation.past import Past, of_chat
from assist.reading.reader import Reader
from assist.reading.reuse import reader_of
from assist.transcript import parse_transcript
from tests.playbooks.rulefiles import loaded
from tests.server.harness import RULES

FILES = {"en/delivery.toml": (RULES / "en/delivery.toml").read_text()}
LATE = "customer: my parcel is late\nagent: let me look\n"
OTHER = "customer: where is the shop\nwait: 300s\n"
FIRST = "\"I'm on it: I'll find out where it is.\""


def changed(*changes: tuple[str, str]) -> dict[str, str]:
    text = FILES["en/delivery.toml"]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return {"en/delivery.toml": text}


@pytest.fixture
def old(tmp_path: Path) -> RuleSet:
    playbooks = loaded(tmp_path / "old", FILES)
    return RuleSet(playbooks=playbooks, reader=Reader(playbooks, {}))


def past(text: str, id: str = "a") -> Past:
    return of_chat(parse_transcript(text, id=id))


def compared(
    old: RuleSet, folder: Path, files: Mapping[str, str], *pasts: Past, examples: int = 3
) -> Comparison:
    playbooks = loaded(folder / "new", files)
    reader = reader_of(playbooks, old.reader, old.playbooks)
    return compare(pasts, old, RuleSet(playbooks=playbooks, reader=reader), examples=examples)


def test_the_same_rules_change_nothing(old: RuleSet, tmp_path: Path) -> None:
    found = compared(old, tmp_path, FILES, past(LATE), past(OTHER))
    assert (found.chats, found.messages) == (2, 2)
    assert found.old == found.new == old.playbooks.version
    assert found.old_cards == found.new_cards == found.same == 2
    assert (found.by_kind, found.by_rule, found.examples) == ({}, {}, ())


def test_other_words_of_one_rule_are_an_altered_card(old: RuleSet, tmp_path: Path) -> None:
    files = changed((FIRST, '"I am on it now."'))
    found = compared(old, tmp_path, files, past(LATE), past(OTHER))
    assert found.by_kind == {"ownership": {"altered": 1}}
    assert found.by_rule == {"own-delivery": {"altered": 1}}
    assert (found.same, found.total("altered"), found.total("added")) == (1, 1, 0)
    (change,) = found.examples
    assert change.what == "altered"
    assert change.fields == ("text",)
    assert (change.chat, change.at, change.customer) == ("a", 0.0, "my parcel is late")
    assert change.old is not None
    assert change.new is not None
    assert change.old.text == "I'm on it: I'll find out where it is."
    assert change.new.text == "I am on it now."
    assert (change.old.version, change.new.version) == (found.old, found.new)


def test_a_card_of_another_kind_is_altered_and_counts_as_the_new_kind(
    old: RuleSet, tmp_path: Path
) -> None:
    files = changed(('kind = "ownership"', 'kind = "empathy"'))
    found = compared(old, tmp_path, files, past(LATE))
    assert found.by_kind == {"empathy": {"altered": 1}}
    assert found.examples[0].fields == ("kind",)


def test_a_rule_that_is_gone_removes_its_cards(old: RuleSet, tmp_path: Path) -> None:
    files = changed(('requires = ["problem"]', 'requires = ["problem", "anger"]'))
    found = compared(old, tmp_path, files, past(LATE), past(OTHER))
    assert found.by_rule == {"own-delivery": {"removed": 1}}
    (change,) = found.examples
    assert (change.what, change.new) == ("removed", None)
    assert change.card.rule == "own-delivery"


def test_new_rules_add_cards(old: RuleSet, tmp_path: Path) -> None:
    files = changed(('"still no parcel"]', '"still no parcel", "shop is shut"]'))
    found = compared(old, tmp_path, files, past(LATE), past("customer: the shop is shut"))
    assert found.by_rule == {"own-delivery": {"added": 1}}
    (change,) = found.examples
    assert (change.what, change.old, change.customer) == ("added", None, "the shop is shut")


def test_a_card_in_the_place_of_another_is_shown_beside_it(old: RuleSet, tmp_path: Path) -> None:
    files = changed(('id = "own-delivery"', 'id = "trace-delivery"'))
    found = compared(old, tmp_path, files, past(LATE))
    assert found.by_kind == {"ownership": {"removed": 1, "added": 1}}
    for change in found.examples:
        assert change.old is not None
        assert change.new is not None
        assert (change.old.rule, change.new.rule) == ("own-delivery", "trace-delivery")
    assert [change.card.rule for change in found.examples] == ["trace-delivery", "own-delivery"]


def test_a_card_that_comes_later_in_the_same_pause_is_altered(old: RuleSet, tmp_path: Path) -> None:
    files = changed(("customer waits 120s", "customer waits 200s"))
    found = compared(old, tmp_path, files, past(OTHER))
    assert found.by_rule == {"fill-silence": {"altered": 1}}
    (change,) = found.examples
    assert (change.fields, change.at, change.customer) == (("at",), 200.0, "where is the shop")


def test_examples_are_few_and_come_from_all_rules(old: RuleSet, tmp_path: Path) -> None:
    files = changed(("I'm on it", "I am on it"), ("Still on it,", "I am still on it,"))
    chats = [past(text, f"c{number}") for number in range(4) for text in (LATE, OTHER)]
    found = compared(old, tmp_path, files, *chats, examples=2)
    assert found.by_rule == {"fill-silence": {"altered": 4}, "own-delivery": {"altered": 4}}
    assert {change.card.rule for change in found.examples} == {"fill-silence", "own-delivery"}
    assert len(found.examples) == 2
    assert compared(old, tmp_path, files, *chats, examples=0).examples == ()


def test_no_chats_are_no_changes(old: RuleSet, tmp_path: Path) -> None:
    found = compared(old, tmp_path, changed((FIRST, '"Hello."')))
    assert (found.chats, found.old_cards, found.same) == (0, 0, 0)
    assert compared(old, tmp_path, FILES, past("")).messages == 0
