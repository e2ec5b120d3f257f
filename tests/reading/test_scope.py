"""A match in its clause -> denied or not, the customer's or somebody else's."""

import pytest

from assist.reading.lexicon import lexicon
from assist.reading.scope import is_negated, is_somebody_else
from assist.reading.text import Tokenizer
from assist.vocabulary import Language

TOKENIZERS: dict[Language, Tokenizer] = {"en": Tokenizer("en"), "fr": Tokenizer("fr")}


def at(language: Language, text: str, word: str) -> tuple[bool, bool]:
    """Return (denied, somebody else's) for `word` in `text`."""
    words = TOKENIZERS[language].words(text)
    first = words.index(word)
    lists = lexicon(language)
    return is_negated(words, first, first + 1, lists), is_somebody_else(words, first, lists)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("i am not angry", True),
        ("i was never really angry", True),
        ("not only angry", False),
        ("no, i am angry", False),
        ("not here but angry", False),
        ("i do not know why you think that i am angry", False),
        ("angry", False),
    ],
)
def test_english_denial(text: str, *, denied: bool) -> None:
    assert at("en", text, "angry")[0] is denied


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("je ne suis pas inquiet", True),
        ("inquiet pas du tout", True),
        ("pas seulement inquiet", False),
        ("sans réponse mais inquiet", False),
        ("rien reçu je suis inquiet", False),
    ],
)
def test_french_denial(text: str, *, denied: bool) -> None:
    assert at("fr", text, "inquiet")[0] is denied


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("my wife was furious", True),
        ("my boss is really so furious", True),
        ("the driver is late again, furious", False),
        ("driver furious", False),
        ("my wife called and i am furious", False),
    ],
)
def test_who_is_meant(text: str, *, other: bool) -> None:
    assert at("en", text, "furious")[1] is other
