"""Texts as typed and their plain form."""

from hypothesis import given
from hypothesis import strategies as st

from assist.privacy.plain import _KEPT, _KNOWN, places, plain


def test_digits_of_any_script_are_digits_and_the_unseen_goes() -> None:
    assert plain("٤４４④") == "4444"
    assert plain("4\u200b1\ufe0f\u20e3\u0301") == "41"
    assert plain("É – \u202f·\u2028") == "e -  .\n"


def test_what_becomes_two_characters_keeps_its_place() -> None:
    assert plain("a⑩b") == "a10b"
    assert list(places("a⑩b")) == [0, 1, 1, 2]


@given(st.text())
def test_each_character_has_a_place(text: str) -> None:
    where = places(text)
    assert len(where) == len(plain(text))
    assert list(where) == sorted(where)
    assert all(0 <= place < len(text) for place in where)


@given(st.text(min_size=1))
def test_a_letter_becomes_the_same_whatever_stands_beside_it(text: str) -> None:
    alone = "".join(plain(f"é{letter}")[1:] for letter in text)
    assert plain(f"é{text}") == f"e{alone}"
    # Something that becomes two characters.
    assert plain(f"⑩{text}") == f"10{alone}"


def test_no_more_characters_are_remembered_than_a_few_thousand() -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E00 + _KEPT + 100)))
    assert plain(f"É{many}") == f"e{many}"
    assert len(_KNOWN) <= _KEPT
    assert plain("É٤") == "e4"
