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


def test_so_many_words_tell_and_no_more(languages: LanguageReader) -> None:
    sixty = "refund " * 57 + "l'avis-colis"
    assert languages.scores(sixty)["fr"] > languages.scores("refund " * 57 + "l'avis")["fr"]
    assert languages.scores(sixty + " colis") == languages.scores(sixty)
    assert languages.scores("refund " + sixty) == languages.scores("refund " * 58 + "l'avis")


def test_what_is_remembered_makes_no_difference(languages: LanguageReader) -> None:
    text = "où est mon coliiiiis? je l'attends"
    first = languages.scores(text)
    assert languages.scores(text) == first
    assert languages.scores("coliiiiis") == languages.scores("COLIIIIIS")
    languages.forget()
    assert languages.scores(text) == first


def test_pieces_are_forgotten_when_they_are_many(
    languages: LanguageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assist.reading.language._REMEMBERED", 10)
    languages.forget()
    for number in range(50):
        languages.scores(f"refund x{number} {'y' * 40}")
    assert 0 < len(languages._heard[True]) <= 10
