"""Words and findings -> valence and intensity, in bounded time."""

import pytest

from assist.reading.lexicon import lexicon
from assist.reading.text import Tokenizer
from assist.reading.valence import intensity, shouting, valence
from assist.vocabulary import TONES

ENGLISH = Tokenizer("en")


def test_vader_speaks_alone_at_half_its_voice() -> None:
    assert valence(0.8, {}) == 0.4


def test_nothing_is_said_of_a_language_that_vader_does_not_know() -> None:
    assert valence(None, {}) is None


def test_the_signs_decide_the_direction() -> None:
    wrong_way = valence(0.44, {"frustration": 0.7, "sarcasm": 1.0})
    assert wrong_way is not None
    assert wrong_way < -0.5


def test_the_sides_that_a_model_tells_count_as_they_are() -> None:
    assert valence(None, {"good": 0.1, "bad": 0.6, "anger": 0.2}) == -0.5


def test_a_problem_without_a_feeling_is_mildly_bad() -> None:
    found = valence(None, {"problem": 1.0})
    assert found is not None
    assert -0.5 < found < 0


def test_what_speaks_for_both_sides_is_set_against_each_other() -> None:
    assert valence(None, {"delight": 0.9, "anger": 0.9}) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("tones", [dict.fromkeys(TONES, 1.0), {"anger": 0.98}, {"delight": 0.98}])
def test_it_stays_in_its_range(tones: dict[str, float]) -> None:
    for words in (-1.0, 1.0, None):
        found = valence(words, {**tones, "abuse": 1.0, "sarcasm": 1.0})
        assert found is not None
        assert -1 <= found <= 1


@pytest.mark.parametrize(
    ("text", "shouts"),
    [
        ("WHERE IS MY ORDER", True),
        ("HELP!", True),
        ("my order is LATE", False),
        ("I sent the PDF and the RIB to DHL", False),
        ("OK", False),
        ("please CALL ME BACK NOW or refund", True),
    ],
)
def test_shouting(text: str, *, shouts: bool) -> None:
    assert (shouting(ENGLISH.text(text), lexicon("en")) is not None) is shouts


def test_typing_raises_a_feeling_and_makes_none() -> None:
    felt = {"anger": 0.8}
    calm = intensity(ENGLISH.text("this is bad"), felt, lexicon("en"), shouted=False)  # type: ignore[arg-type]
    loud = intensity(ENGLISH.text("this is so bad!!!"), felt, lexicon("en"), shouted=True)  # type: ignore[arg-type]
    none = intensity(ENGLISH.text("great!!!"), {}, lexicon("en"), shouted=False)
    assert loud > calm > none
    assert none < 0.2
