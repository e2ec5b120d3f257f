"""Words -> characters; a table -> the words that it takes, as spaCy takes them."""

import re

import pytest
from spacy.matcher import Matcher
from spacy.tokens import Doc

from assist.reading.alphabet import Alphabet
from assist.reading.text import Tokenizer

ENGLISH = Tokenizer("en")
KNOWN = frozenset(["still", "third", "3", "!", "?", "a1", "bag"])
WORDS = [
    *sorted(KNOWN),
    "zebra",
    "seven",
    "1999",
    "12.50",
    "...",
    "😡",
    "x",
    "extraordinary",
    "b-2",
]


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"LOWER": "bag"},
        {"LOWER": {"IN": ["bag", "still"]}},
        {"LOWER": {"NOT_IN": ["bag", "!"]}},
        {"LIKE_NUM": True},
        {"LIKE_NUM": True, "LOWER": {"NOT_IN": ["third"]}},
        {"IS_PUNCT": False},
        {"IS_PUNCT": True},
        {"IS_ALPHA": True, "LENGTH": {">=": 4, "<=": 7}},
        {"IS_DIGIT": True, "LENGTH": 4},
        {"LOWER": {"IN": ["3", "third"]}, "IS_ALPHA": True},
        {"LENGTH": {"!=": 5}},
    ],
)
def test_a_table_takes_the_words_that_spacy_takes(table: dict[str, object]) -> None:
    alphabet = Alphabet(KNOWN, ENGLISH.like_number)
    matcher = Matcher(ENGLISH.pipeline.vocab)
    matcher.add("table", [[table]])
    theirs = {word for word in WORDS if matcher(Doc(ENGLISH.pipeline.vocab, words=[word]))}
    expression = re.compile(alphabet.expression(table), re.DOTALL)
    assert {word for word in WORDS if expression.fullmatch(alphabet.written([word]))} == theirs


def test_a_negated_table_takes_all_others() -> None:
    alphabet = Alphabet(KNOWN, ENGLISH.like_number)
    expression = re.compile(alphabet.expression({"LOWER": "bag", "OP": "!"}), re.DOTALL)
    assert not expression.fullmatch(alphabet.written(["bag"]))
    assert expression.fullmatch(alphabet.written(["zebra"]))


def test_an_impossible_table_takes_nothing() -> None:
    alphabet = Alphabet(KNOWN, str.isdigit)
    assert alphabet.expression({"LOWER": "bag", "IS_PUNCT": True}) == "(?!)"
