"""Who says `tu`, "salut" or "mate" is on familiar terms; all others are not."""

import pytest

from assist.reading.familiar import informal
from assist.reading.text import Tokenizer
from assist.vocabulary import Language

TOKENIZERS: dict[Language, Tokenizer] = {"en": Tokenizer("en"), "fr": Tokenizer("fr")}


def is_informal(typed: str, language: Language) -> bool:
    tokenizer = TOKENIZERS[language]
    return informal(tokenizer.text(typed), tokenizer.lexicon)


@pytest.mark.parametrize(
    "typed",
    [
        "tu peux m'aider svp",
        "t'as reçu mon mail ?",
        "merci à toi",
        "réponds-moi stp",
        "salut mon colis est perdu",
        "coucou",
    ],
)
def test_french_is_familiar_by_tu_and_salut(typed: str) -> None:
    assert is_informal(typed, "fr")


@pytest.mark.parametrize(
    "typed",
    [
        "Bonjour, pouvez-vous m'aider svp ?",
        "Salut, vous avez mon colis ?",
        "y a-t-il un retard ?",
        "mon t-shirt est troué",
        "il manque le T de Benoît",
        "je m'excuse pour mon ton",
        "je lui fais coucou et il repart aussitôt",
    ],
)
def test_french_is_formal_else(typed: str) -> None:
    assert not is_informal(typed, "fr")


@pytest.mark.parametrize(
    "typed", ["hey mate, where's my order", "cheers mate", "Thanks, buddy!", "can u help", "lol ok"]
)
def test_english_is_familiar_by_how_it_calls_and_types(typed: str) -> None:
    assert is_informal(typed, "en")


@pytest.mark.parametrize("typed", ["my mate ordered it", "Hello, can you help?", "my gym buddy"])
def test_english_is_formal_else(typed: str) -> None:
    assert not is_informal(typed, "en")
