"""Folded pieces -> tokens: those that are cut here are cut as spaCy cuts them."""

import random
from itertools import product

import pytest

from assist.labelled.corpus import read_corpus
from assist.reading.cut import _form
from assist.reading.tokens import Splitter
from assist.resources import corpus_dir
from assist.vocabulary import LANGUAGES, Language

SPLITTERS: dict[Language, Splitter] = {language: Splitter(language) for language in LANGUAGES}
BEFORE = {"en": ["", "", '"', "(", "#", "@"], "fr": ["", '"', "(", "l'", "qu'", "d'", "\"j'"]}
AFTER = ["", ",", ".", "..", "...", "?!", "!!", '"', '".', ',"', ")", ").", ":", ";", ":)", "'s"]


def pieces(language: Language) -> list[str]:
    """Return pieces of the corpus as they are folded."""
    said = " ".join(one.text for one in read_corpus(corpus_dir()) if one.language == language)
    return sorted({_form(piece).folded for piece in said.split()})


def unlike(splitter: Splitter, folded: str) -> bool:
    # A word with a full stop that spaCy might leave together ("etc.") is always cut in two.
    quick = None if splitter.is_regular(folded) else splitter.quick(folded)
    return quick is not None and quick != splitter.whole(folded)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pieces_of_the_corpus_are_cut_as_spacy_cuts_them(language: Language) -> None:
    splitter = SPLITTERS[language]
    odd = [one for one in pieces(language) if not splitter.is_regular(one)]
    odd = random.Random(1).sample(odd, 2500)
    assert sum(splitter.quick(one) is not None for one in odd) > 0.6 * len(odd)
    with splitter.pipeline.memory_zone():
        assert [one for one in odd if unlike(splitter, one)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_with_marks_around_are_cut_as_spacy_cuts_them(language: Language) -> None:
    splitter, chance = SPLITTERS[language], random.Random(2)
    words = [*chance.sample(pieces(language), 400), *map(str.lower, splitter.exceptions)]
    with splitter.pipeline.memory_zone():
        made = [chance.choice(BEFORE[language]) + one + chance.choice(AFTER) for one in words * 2]
        assert [one for one in made if unlike(splitter, one)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_with_what_they_count_are_cut_as_spacy_cuts_them(language: Language) -> None:
    splitter = SPLITTERS[language]
    numbers = ["1", "28", "2,100", "3.5", "10,452.16", "12/04/90", "1.2.3.4", "ab12", "a1"]
    units = ["", "%", "€", "£", "$", "st", "nd", "th", "er", "eme", "h", "h30", "pm", "kg"]
    shapes = product(["", "£", "$", "€", "(", "#"], numbers, units, AFTER)
    made = ["".join(parts) for parts in random.Random(3).sample([*shapes], 3000)]
    assert sum(splitter.quick(one) is not None for one in made) > 0.3 * len(made)
    with splitter.pipeline.memory_zone():
        assert [one for one in made if unlike(splitter, one)] == []


@pytest.mark.parametrize(
    ("language", "folded", "tokens"),
    [
        ("en", "aidan's", ["aidan", "'s"]),
        ("en", '"host".', ['"', "host", '"', "."]),
        ("en", "61.20,", ["61.20", ","]),
        ("en", "£2,100.50,", ["£", "2,100.50", ","]),
        ("en", "(12%)", ["(", "12", "%", ")"]),
        ("en", "28th.", ["28th", "."]),
        ("fr", "17h30?", ["17h30", "?"]),
        ("fr", "150€!", ["150", "€", "!"]),
        ("en", "mid sentence...", ["mid", "sentence", "..."]),
        ("fr", "l'appli.", ["l'", "appli", "."]),
        ("fr", "(qu'est", ["(", "qu'", "est"]),
    ],
)
def test_these_need_no_spacy(language: Language, folded: str, tokens: list[str]) -> None:
    found = SPLITTERS[language].quick(folded)
    assert found is not None
    assert [token for token, _ in found] == tokens
    assert all(folded[place:].startswith(token) for token, place in found)


@pytest.mark.parametrize(
    "folded", ["it's", '"it\'s"', "(o:", "fun:)", "a.b", "é", "http://x.io", "5$."]
)
def test_what_spacy_knows_as_a_whole_is_left_to_it(folded: str) -> None:
    assert SPLITTERS["en"].quick(folded) is None
