"""A stretch of a message's words -> the words that are shown for it."""

import pytest

from assist.reading.quote import all_quoted, quoted
from assist.reading.text import Text, Tokenizer
from assist.vocabulary import Language

TOKENIZERS: dict[Language, Tokenizer] = {"en": Tokenizer("en"), "fr": Tokenizer("fr")}


def marked(language: Language, typed: str) -> tuple[Text, list[tuple[int, int]]]:
    """Return a text without its brackets, and the words that stood in each pair of them."""
    places: list[tuple[int, int]] = []
    read = ""
    for at, part in enumerate(typed.replace("]", "[").split("[")):
        before = len(TOKENIZERS[language].words(read))
        read += part
        if at % 2:
            places.append((before, len(TOKENIZERS[language].words(read))))
    return TOKENIZERS[language].text(read), places


def shown(language: Language, typed: str) -> str:
    """Return what is quoted of the words in brackets."""
    text, (place,) = marked(language, typed)
    return quoted(text, *place).text


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "[money back or] I leave", "money back"),
        ("en", "it was [still broken,] again", "still broken"),
        ("en", "[five weeks, and] nobody came", "five weeks"),
        ("en", "[spent a sunday because] it broke", "spent a sunday"),
        ("en", "he waits[, and no answer]", "no answer"),
        ("en", "[but nobody came] here", "nobody came"),
        ("fr", "[colis n'est toujours pas là et] je pars", "colis n'est toujours pas là"),
        ("fr", "ce train [mais pas le bon,] non", "pas le bon"),
        ("fr", "je [résilie car] je pars", "résilie"),
        ("fr", "[sans wifi ni] prise", "sans wifi"),
        ("fr", "[deux choses ou] une seule", "deux choses"),
    ],
)
def test_a_quote_neither_ends_nor_begins_with_what_joins_it(
    language: Language, typed: str, words: str
) -> None:
    assert shown(language, typed) == words


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "it's my mum['s 70th] today", "mum's 70th"),
        ("en", "my mum[’s 70th] today", "mum’s 70th"),
        ("fr", "[même compte que j']utilise ici", "même compte que j'utilise"),
        ("fr", "[en retard alors qu’]on attend", "en retard alors qu’on"),
        ("fr", "[carte bleue] d'ici", "carte bleue"),
        ("en", "they said ['lost] forever'", "'lost"),
        ("en", "my [mum]'s here", "mum"),
    ],
)
def test_what_an_apostrophe_ties_together_is_not_cut(
    language: Language, typed: str, words: str
) -> None:
    assert shown(language, typed) == words


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("fr", "[je sais pas où] il est", "je sais pas où"),
        ("fr", "[vous etes ou] ??", "vous etes ou"),
        ("fr", "[ou est mon colis] ?", "ou est mon colis"),
        ("fr", "[bague en or] perdue", "bague en or"),
        ("en", "my [hire car] is late", "hire car"),
        ("en", "am I in [or not] ?", "or not"),
        ("en", "[so sorry] for that", "so sorry"),
        ("en", "[still there ?] hello", "still there ?"),
        ("en", "in [or] out", "or"),
    ],
)
def test_what_joins_nothing_stays(language: Language, typed: str, words: str) -> None:
    assert shown(language, typed) == words


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "no parcel for three [weeks] now", "three weeks"),
        ("en", "a couple of [weeks now] and nothing", "couple of weeks now"),
        ("en", "it took [20] minutes", "20 minutes"),
        ("en", "[an hour and] a half on hold", "an hour and a half"),
        ("en", "[an hour and] nobody came", "an hour"),
        ("fr", "ça fait trois [semaines]", "trois semaines"),
        ("fr", "[attends depuis trois] semaines", "attends depuis trois semaines"),
        ("fr", "il y a trois [semaines]", "trois semaines"),
        ("fr", "depuis vingt et un [jours]", "vingt et un jours"),
        ("fr", "[une heure et] demie d'attente", "une heure et demie"),
        ("fr", "encore [semaines] et mois", "semaines"),
        ("fr", "3 [colis] perdus", "colis"),
    ],
)
def test_a_number_and_its_unit_stay_together(language: Language, typed: str, words: str) -> None:
    assert shown(language, typed) == words


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        ("en", "is it [lost] [or] late", ["lost"]),
        ("en", "in [or] out", ["or"]),
        ("fr", "je vais [où] avec ce [panneau]", ["où", "panneau"]),
        ("fr", "[trente] et un [ans] chez vous", ["trente et un ans"]),
        ("fr", "[deux] jours puis deux [jours]", ["deux jours", "deux jours"]),
    ],
)
def test_of_several_none_is_within_another_or_only_joins(
    language: Language, typed: str, words: list[str]
) -> None:
    text, places = marked(language, typed)
    assert [span.text for span in all_quoted(text, places)] == words
