import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.reading.clip import clipped

WHOLE = ("e\u0301", "👨‍👩‍👧‍👦", "👍🏽", "🇫🇷", "1\ufe0f\u20e3", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️‍🔥", "न\u0940")


@pytest.mark.parametrize("whole", WHOLE)
def test_what_is_seen_as_one_character_is_never_cut(whole: str) -> None:
    text = f"ab{whole}cd"
    for most in range(2, 2 + len(whole)):
        assert clipped(text, most) == "ab"
    assert clipped(text, 2 + len(whole)) == f"ab{whole}"


def test_of_a_row_of_flags_whole_ones_stay() -> None:
    assert clipped("🇫🇷🇩🇪🇫🇷", 3) == "🇫🇷"
    assert clipped("🇫🇷🇩🇪🇫🇷", 4) == "🇫🇷🇩🇪"


def test_a_heap_of_marks_is_cut() -> None:
    assert len(clipped("a" + "\u0301" * 500, 120)) == 120


@given(st.text(), st.integers(0, 30))
def test_it_is_the_beginning_and_hardly_shorter(text: str, most: int) -> None:
    short = clipped(text, most)
    assert text.startswith(short)
    assert min(len(text), most) - 40 <= len(short) <= most
