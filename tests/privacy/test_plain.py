"""Texts as typed and their plain form."""

from hypothesis import given
from hypothesis import strategies as st

from assist.privacy.plain import plain


def test_digits_of_any_script_are_digits_and_the_unseen_goes() -> None:
    assert plain("٤४４④").text == "4444"
    assert plain("4\u200b1\ufe0f\u20e3\u0301").text == "41"
    assert plain("É – \u202f·\u2028").text == "e -  .\n"


def test_what_becomes_two_characters_keeps_its_place() -> None:
    made = plain("a⑩b")
    assert (made.text, made.places) == ("a10b", (0, 1, 1, 2))


@given(st.text())
def test_each_character_has_a_place(text: str) -> None:
    made = plain(text)
    assert len(made.where()) == len(made.text)
    assert list(made.where()) == sorted(made.where())
    assert all(0 <= place < len(text) for place in made.where())


@given(st.text(min_size=1))
def test_a_letter_becomes_the_same_whatever_stands_beside_it(text: str) -> None:
    whole = plain(f"é{text}")
    alone = "".join(plain(f"é{letter}").text[1:] for letter in text)
    assert whole.text == f"e{alone}"
    # Something that becomes two characters: every letter goes the long way.
    assert plain(f"⑩{text}").text == f"10{alone}"
