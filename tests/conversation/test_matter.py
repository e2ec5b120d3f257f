"""A text -> the stems of what it is about."""

import pytest

from assist.conversation.matter import matter, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ou alors", ("ou", "alors")),
        ("Où est-il ?", ("where", "est", "il")),
        ("OÙ", ("where",)),
        ("Café où ?", ("cafe", "where")),
        ("", ()),
    ],
)
def test_an_accent_tells_where_from_or(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("I was refunded", {"refun"}),
        ("two refunds, one parcel", {"refun", "parce"}),
        ("the app and my car", {"app", "car"}),
        ("it is on", set()),
        ("please help", set()),
        ("i didnt, it wont, we cant", set()),
        ("order 12345", {"order", "12345"}),
    ],
)
def test_words_that_mean_one_thing_have_one_stem(text: str, stems: set[str]) -> None:
    assert matter(text) == stems
