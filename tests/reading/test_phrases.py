"""Phrases -> where they stand."""

from assist.reading.phrases import Phrases
from assist.reading.terms import pairs


def test_phrases_are_found_wherever_they_stand_also_inside_each_other() -> None:
    phrases = Phrases()
    for number, phrase in enumerate(["still no", "still no bag", "no bag", ""]):
        phrases.add(number, phrase.split())
    found = set(phrases.find(["still", "no", "bag", "and", "still", "no"]))
    assert found == {(0, 0, 2), (1, 0, 3), (2, 1, 3), (0, 4, 6)}


def test_one_phrase_may_belong_to_several() -> None:
    phrases = Phrases()
    phrases.add(1, ("ok",))
    phrases.add(2, ("ok",))
    assert sorted(phrases.find(("ok",))) == [(1, 0, 1), (2, 0, 1)]


def test_a_phrase_ends_with_the_text_and_opens_at_its_end_alone() -> None:
    phrases = Phrases()
    for number, phrase in enumerate(["bag", "no bag", "no bag >", "bag >", "< no"]):
        phrases.add(number, phrase.split())
    words = ["no", "bag"]
    assert [*phrases.find(words)] == [(1, 0, 2), (0, 1, 2)]
    assert [*phrases.find(words, pairs(words))] == [(1, 0, 2), (0, 1, 2)]
    assert [*phrases.find([])] == []
