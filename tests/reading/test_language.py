"""Short messages -> en, fr or unsure."""

import pytest

from assist.reading.language import LanguageReader


@pytest.fixture(scope="module")
def languages() -> LanguageReader:
    return LanguageReader(
        {"en": frozenset({"refund", "payment"}), "fr": frozenset({"colis", "livreur"})}
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"),
        ("refund", "en"),
        ("thx", "en"),
        ("can I be Odin?", "en"),
        ("merci", "fr"),
        ("jai pas recu mon colis", "fr"),
        ("où est-ce", "fr"),
        ("ça y est", "fr"),
        ("wo ist mein paket", "unsure"),
        ("hola donde esta mi pedido", "unsure"),
        ("il mio pacco non è arrivato", "unsure"),
        ("mijn pakket is er niet", "unsure"),
        ("私の荷物はどこ", "unsure"),
        ("ok", "unsure"),
        ("", "unsure"),
    ],
)
def test_a_few_words_tell(languages: LanguageReader, text: str, language: str) -> None:
    assert languages.read(text) == language


def test_a_word_that_both_use_leaves_the_chats_language(languages: LanguageReader) -> None:
    assert languages.read("ok", "fr") == "fr"
    assert languages.read("ok", "en") == "en"


def test_a_whole_sentence_changes_it(languages: LanguageReader) -> None:
    assert languages.read("do you have an answer for me please", "fr") == "en"
