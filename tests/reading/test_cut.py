"""A piece between blanks -> its folded words with their places."""

import pytest

from assist.reading.cut import Cutter
from assist.reading.lexicon import lexicon
from assist.reading.tokens import Splitter

ENGLISH = Cutter(Splitter("en"), lexicon("en"), frozenset({"cool", "so"}))
FRENCH = Cutter(Splitter("fr"), lexicon("fr"), frozenset())


@pytest.mark.parametrize(
    "piece",
    [
        "Parcel,",
        "thx!!",
        "LATE.",
        "pls",
        "re",
        "ll",
        "vs.",
        "na",
        "going",
        "etc.",
        "Dont",
        "Ooof",
        "Nt",
    ],
)
def test_plain_pieces_are_cut_as_all_others_are(piece: str) -> None:
    (quick,) = ENGLISH.cut([piece]).values()
    assert quick.cut == ENGLISH.leaning(piece, "").cut
    assert quick.words == tuple(word for word, _, _ in quick.cut)


@pytest.mark.parametrize(
    ("piece", "leans"),
    [("s", True), ("Re", True), ("u", True), ("5", False), ("i", False), ("so", False)],
)
def test_it_is_told_whether_a_piece_leans(piece: str, leans: bool) -> None:
    assert ENGLISH.cut([piece])[piece].leans is leans


def test_a_piece_opens_by_the_word_before_it() -> None:
    assert ENGLISH.leaning("s", "that").cut == (("is", 0, 1),)
    assert FRENCH.leaning("h", "17").cut == (("heures", 0, 1),)


def test_the_words_stand_where_they_were_typed() -> None:
    cut = FRENCH.cut(["L’œuvre,"])["L’œuvre,"].cut
    assert cut == (("le", 0, 2), ("oeuvre", 2, 7), (",", 7, 8))


def test_words_and_odd_pieces_come_together() -> None:
    found = ENGLISH.cut(["late", "can't", "http://x.io/y", "coool"])
    assert found["late"].words == ("late",)
    assert found["can't"].words == ("can", "not")
    assert found["http://x.io/y"].words == ("http://x.io/y",)
    assert found["coool"].words == ("cool",)
