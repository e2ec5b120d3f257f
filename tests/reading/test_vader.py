"""English words -> VADER's compound score, as the package gives it."""

import itertools
import random

import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from assist.reading.vader import _ITEMS, MOST_WORDS, forget, vader

WORDS = [
    "not",
    "never",
    "no",
    "nor",
    "without",
    "doubt",
    "so",
    "this",
    "but",
    "least",
    "at",
    "very",
    "kind",
    "of",
    "sort",
    "really",
    "VERY",
    "good",
    "GOOD",
    "bad",
    "great",
    "terrible",
    "problem",
    "delay",
    "thanks",
    ":)",
    ":(",
    "😡",
    "😂",
    "the",
    "shit",
    "bomb",
    "yeah",
    "right",
    "love",
    "hate",
    ",",
    "but,",
    "good!",
    "BAD?",
    "don't",
    "cannot",
    "isn't",
    "just",
    "enough",
    "more",
    "most",
    "to",
    "die",
    "for",
    "kiss",
    "death",
    "parcel",
]


@pytest.fixture(scope="module")
def package() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 13, 40])
def test_it_scores_as_the_package_does(package: SentimentIntensityAnalyzer, length: int) -> None:
    chance = random.Random(length)
    for _ in range(400):
        text = " ".join(chance.choices(WORDS, k=length))
        if sum(character in "😡😂" for character in text) <= 8:
            assert vader(text) == package.polarity_scores(text)["compound"], text


def test_neighbours_of_every_order_score_alike(package: SentimentIntensityAnalyzer) -> None:
    for words in itertools.permutations(["never", "so", "good", "without", "doubt"]):
        text = " ".join(words)
        assert vader(text) == package.polarity_scores(text)["compound"], text


def test_what_holds_no_word_of_its_lexicon_is_nought() -> None:
    assert vader("") == vader("where is my parcel !!!") == 0.0


def test_it_sees_a_window_only() -> None:
    assert vader("😡" * 50_000) == vader("😡" * 60_000)
    assert vader("good " * MOST_WORDS) == vader("good " * 100_000)


def test_words_near_it_that_say_nothing_change_nothing(package: SentimentIntensityAnalyzer) -> None:
    chance = random.Random(9)
    words = [*WORDS, *["parcel", "bag", "monday", "Zyxxa", "Sofa,"] * 20]
    for _ in range(600):
        text = " ".join(chance.choices(words, k=9))
        if sum(character in "😡😂" for character in text) <= 8:
            assert vader(text) == package.polarity_scores(text)["compound"], text


def test_pieces_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assist.reading.vader._REMEMBERED", 10)
    forget()
    for number in range(50):
        assert vader(f"good x{number}") == vader("good")
    assert 0 < len(_ITEMS) <= 10
