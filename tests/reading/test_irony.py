"""Praise beside a failure -> sarcasm; sincere praise -> none."""

import pytest

from assist.reading.irony import irony
from assist.reading.lexicon import lexicon
from assist.reading.signs import SignMatcher
from assist.reading.text import Tokenizer
from tests.reading.conftest import sign

ENGLISH, FRENCH = Tokenizer("en"), Tokenizer("fr")
FAILS = {
    "en": SignMatcher([sign("problem", "another delay", "lost my bag", "is down again")], ENGLISH),
    "fr": SignMatcher([sign("problem", "encore en panne", "colis cassé", "train annulé")], FRENCH),
}


def found(text: str, language: str) -> str | None:
    tokenizer = ENGLISH if language == "en" else FRENCH
    read = tokenizer.text(text)
    place = irony(read, FAILS[language].find(read), lexicon(tokenizer.lexicon.language))
    return read.span(*place).text if place else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Great, another delay.", "Great, another delay"),
        ("hi. Brilliant! you lost my bag", "Brilliant! you lost my bag"),
        ("oh wonderful, you lost my bag", "wonderful, you lost my bag"),
        ("great job, the site is down again", "great job, the site is down again"),
        ("thanks for another delay", "thanks for another delay"),
    ],
)
def test_english_irony(text: str, words: str) -> None:
    assert found(text, "en") == words


@pytest.mark.parametrize(
    "text", ["Bravo, encore en panne", "merci pour le colis cassé", "Super le train annulé"]
)
def test_french_irony(text: str) -> None:
    assert found(text, "fr") is not None


@pytest.mark.parametrize(
    "text",
    [
        "Great, thanks. You lost my bag",
        "great, but you lost my bag",
        "the great hotel lost my bag",
        "thanks, you lost my bag",
        "great service",
    ],
)
def test_sincere(text: str) -> None:
    assert found(text, "en") is None
