"""Words and findings -> valence and intensity, in bounded time."""

import pytest

from assist.reading.lexicon import lexicon
from assist.reading.text import Tokenizer
from assist.reading.vader import vader
from assist.reading.valence import intensity, shouting, valence

ENGLISH = Tokenizer("en")


def test_vader_speaks_alone_at_half_its_voice() -> None:
    assert valence(0.8, {}, frozenset()) == 0.4


def test_nothing_is_said_of_a_language_that_vader_does_not_know() -> None:
    assert valence(None, {}, frozenset()) is None


def test_the_signs_decide_the_direction() -> None:
    wrong_way = valence(0.44, {"frustration": 0.7}, frozenset({"sarcasm"}))
    assert wrong_way is not None
    assert wrong_way < -0.5


def test_a_problem_without_a_feeling_is_mildly_bad() -> None:
    found = valence(None, {}, frozenset({"problem"}))
    assert found is not None
    assert -0.5 < found < 0


@pytest.mark.parametrize(
    "tones", [{"anger": 0.98, "frustration": 0.98, "anxiety": 0.98}, {"delight": 0.98}]
)
def test_it_stays_in_its_range(tones: dict[str, float]) -> None:
    found = valence(-1.0, tones, frozenset({"abuse", "sarcasm", "problem"}))  # type: ignore[arg-type]
    assert found is not None
    assert -1 <= found <= 1


def test_vader_sees_a_window_only() -> None:
    assert vader("😡" * 50_000) == vader("😡" * 60_000)
    assert vader("good " * 100) == vader("good " * 100_000)


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
