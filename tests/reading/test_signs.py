"""Compiled signs -> their matches: what spaCy's Matcher finds with the same patterns."""

import random

from spacy.matcher import Matcher
from spacy.tokens import Doc

from assist.reading.patterns import folded_pattern
from assist.reading.signs import SignMatcher
from assist.reading.text import Tokenizer
from tests.reading.conftest import sign

WORDS = ["the", "parcel", "is", "still", "now", "here", "late", "i", "want", "refund", "two", "3"]


def test_patterns_find_what_spacy_finds() -> None:
    chance = random.Random(7)
    tokenizer = Tokenizer("en")
    patterns = []
    for _ in range(120):
        tables: list[dict[str, object]] = []
        for _ in range(chance.randint(1, 4)):
            table: dict[str, object] = {"LOWER": {"IN": chance.sample(WORDS[:10], 2)}}
            if chance.random() < 0.3:
                table = {"LIKE_NUM": True} if chance.random() < 0.5 else {}
            if chance.random() < 0.2:
                table["OP"] = "?"
            tables.append(table)
        if any("LOWER" in table and "OP" not in table for table in tables):
            patterns.append(tuple(tables))
    signs = [sign("problem", pattern) for pattern in patterns]
    ours = SignMatcher(signs, tokenizer)
    theirs = Matcher(tokenizer.pipeline.vocab)
    for number, pattern in enumerate(patterns):
        theirs.add(str(number), [folded_pattern(pattern, tokenizer)], greedy="LONGEST")
    for _ in range(200):
        text = tokenizer.text(" ".join(chance.choices(WORDS, k=9)))
        expected = {
            (first, last)
            for _, first, last in theirs(Doc(tokenizer.pipeline.vocab, words=list(text.words)))
        }
        found = ours.find(text)
        covered = {place for match in found for place in range(match.first, match.last)}
        assert covered == {place for first, last in expected for place in range(first, last)}


def test_a_pattern_of_free_places_alone_still_runs() -> None:
    tokenizer = Tokenizer("en")
    matcher = SignMatcher([sign("problem", ({"LIKE_NUM": True}, {"IS_PUNCT": True}))], tokenizer)
    assert len(matcher.find(tokenizer.text("seven !"))) == 1


def test_overlapping_matches_of_one_label_count_once() -> None:
    tokenizer = Tokenizer("en")
    matcher = SignMatcher([sign("problem", "parcel is late", "late", "is late")], tokenizer)
    (match,) = matcher.find(tokenizer.text("the parcel is late"))
    assert (match.first, match.last) == (1, 4)


def test_overlapping_words_of_one_label_are_one_evidence() -> None:
    tokenizer = Tokenizer("en")
    matcher = SignMatcher([sign("problem", "parcel is late", "late again")], tokenizer)
    (match,) = matcher.find(tokenizer.text("the parcel is late again"))
    assert (match.first, match.last) == (1, 5)


def test_overlapping_words_weigh_as_much_as_the_heavier() -> None:
    tokenizer = Tokenizer("en")
    signs = [
        sign("confusion", "am not sure", weight=0.3),
        sign("confusion", "not sure i", weight=0.8),
    ]
    (match,) = SignMatcher(signs, tokenizer).find(tokenizer.text("i am not sure i get it"))
    assert (match.sign.weight, match.first, match.last) == (0.8, 1, 5)


def test_the_longest_of_an_optional_tail_is_kept() -> None:
    tokenizer = Tokenizer("en")
    pattern = ({"LOWER": "by"}, {"IS_ALPHA": True, "OP": "{1,2}"})
    matcher = SignMatcher([sign("deadline", pattern)], tokenizer)
    (match,) = matcher.find(tokenizer.text("by friday evening"))
    assert match.value == "friday evening"
