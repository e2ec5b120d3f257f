import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles.payload import seconds, words_of
from assist.consoles.writing import channel, digest, form, iso, page, written


@given(st.integers(0, 4 * 10**12))
def test_a_time_is_read_as_it_was_written(milliseconds: int) -> None:
    at = milliseconds / 1000
    assert seconds(iso(at)) == at


def test_no_time_is_written_as_none() -> None:
    assert iso(None) is None
    assert iso(1795287600.5) == "2026-11-21T19:00:00.500000Z"


def test_what_is_none_is_not_written() -> None:
    body = written({"a": None, "b": {"c": None, "d": 0}, "e": [{"f": None}]}).body
    assert json.loads(body) == {"b": {"d": 0}, "e": [{}]}
    assert form({"a": None, "b": "é &"}).body == b"b=%C3%A9+%26"


def test_words_are_read_as_they_stood_on_the_page() -> None:
    assert words_of(page("a < b & c\nd")) == "a < b & c\nd"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("WHATSAPP", "whatsapp"),
        ("mail", "email"),
        ("native_messaging", "chat"),
        ("Channel::WebWidget", "channel-webwidget"),
        ("", None),
        (None, None),
        ("3cx", None),
        ("é", None),
        ("x" * 99, "x" * 40),
        ("x" * 39 + "-y", "x" * 39),
    ],
)
def test_a_channel_is_one_lower_case_word(name: str | None, word: str | None) -> None:
    assert channel(name) == word


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest("a", "b") == digest(b"a", "b") != digest("ab", "")
    assert len(digest("\ud800")) == 16
