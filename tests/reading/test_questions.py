"""The sentences that ask, as they were typed."""

import pytest

from assist.reading.questions import MOST, asked
from assist.reading.text import Tokenizer
from assist.vocabulary import Language

TOKENIZERS: dict[Language, Tokenizer] = {"en": Tokenizer("en"), "fr": Tokenizer("fr")}


def questions(typed: str, language: Language = "en") -> list[str]:
    tokenizer = TOKENIZERS[language]
    spans = asked(tokenizer.text(typed), tokenizer.lexicon)
    assert all(typed[span.start : span.end] == span.text for span in spans)
    return [span.text for span in spans]


def test_a_question_mark_makes_its_sentence_ask() -> None:
    typed = "Hi. Where’s my order? I waited 3 days. Is it LOST?!"
    assert questions(typed) == ["Where’s my order?", "Is it LOST?!"]


def test_a_question_word_at_the_head_needs_no_mark() -> None:
    assert questions("where is it") == ["where is it"]
    assert questions("how do I do this. I am lost") == ["how do I do this."]


@pytest.mark.parametrize(
    "typed", ["yes but is there a fee", "Hi, where is my parcel", "ok and can i pay by card"]
)
def test_a_greeting_or_a_link_may_stand_before_the_question_word(typed: str) -> None:
    assert questions(typed) == [typed]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Bonjour. Est-ce que vous livrez ? Merci.", "Est-ce que vous livrez ?"),
        ("pouvez-vous m'aider", "pouvez-vous m'aider"),
        ("où est mon colis\nmerci", "où est mon colis"),
    ],
)
def test_french_questions_are_seen(typed: str, sentence: str) -> None:
    assert questions(typed, "fr") == [sentence]


@pytest.mark.parametrize(
    "typed", ["", "it is there", "thanks!", "that is where it is.", "yes is fine"]
)
def test_what_asks_nothing_has_no_question(typed: str) -> None:
    assert questions(typed) == []


def test_a_row_of_marks_asks_once_and_not_without_end() -> None:
    assert questions("really???") == ["really???"]
    assert len(questions("why? " * 3000)) == MOST


def test_a_sentence_does_not_run_over_what_is_not_read() -> None:
    typed = "hello there " * 400 + "x" * 5000 + " is it there?"
    (only,) = questions(typed)
    assert only.endswith("is it there?")
    assert len(only) < 3100
