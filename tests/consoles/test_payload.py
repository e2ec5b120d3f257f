from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.consoles.payload import decode, seconds, words_of
from assist.errors import FrameError


class Inner(msgspec.Struct):
    id: int


class Outer(msgspec.Struct):
    inner: Inner
    text: str = ""


def test_fields_that_are_not_known_are_passed_over() -> None:
    assert decode(b'{"inner": {"id": 1, "more": []}, "else": null}', Outer).inner.id == 1


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"inner": {"id": "secret words"}}', "$.inner.id"),
        (b'{"inner": {}}', "$.inner.id"),
        (b"{}", "$.inner"),
        (b"[]", "$"),
        (b'{"inner": {"id": 1}', "$"),
        (b"", "$"),
        (b"\xff", "$"),
        (b"[" * 100_000, "$"),
        (b'{"inner": {"id": 1}, "text": "\\ud800"}', "$"),
    ],
)
def test_what_is_wrong_is_named_by_its_place_and_never_quoted(body: bytes, path: str) -> None:
    with pytest.raises(FrameError) as wrong:
        decode(body, Outer)
    assert wrong.value.path == path
    assert "secret" not in str(wrong.value)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    with suppress(FrameError):
        decode(body, Outer)


@pytest.mark.parametrize(
    "time",
    [
        1795287600,
        1795287600.0,
        1795287600000,
        "1795287600",
        "1795287600000",
        "2026-11-21T19:00:00Z",
        "2026-11-21T19:00:00.000Z",
        "2026-11-21T20:00:00+01:00",
        "2026-11-21T19:00:00",
        "2026-11-21 19:00:00 UTC",
    ],
)
def test_every_console_writes_its_times_in_its_own_way(time: str | float) -> None:
    assert seconds(time) == 1795287600.0


@pytest.mark.parametrize(
    "time", [None, "", "soon", -5, float("nan"), 1e300, "9999-99-99T00:00:00Z"]
)
def test_what_is_no_time_is_none(time: str | float | None) -> None:
    assert seconds(time) is None


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers()))
def test_no_time_breaks_anything(time: str | float) -> None:
    found = seconds(time)
    assert found is None or 0 <= found < 1e11


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Where is <b>my</b> order?</p>", "Where is my order?"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br/>two", "one\ntwo"),
        ("caf&eacute; &lt;3", "café <3"),
        ("<style>p {}</style><script>alert(1)</script>hello", "hello"),
        ("  a \n b  ", "a\nb"),
        ("a < b and c", "a < b and c"),
        ("<!-- hidden -->seen", "seen"),
        ("</script>seen", "seen"),
        ("", ""),
    ],
)
def test_html_becomes_the_words_that_it_shows(html: str, words: str) -> None:
    assert words_of(html) == words


@pytest.mark.parametrize("unit", ["<!--", "<a ", "</", "<a b='", "&", "<div>", "<script>"])
def test_hostile_html_takes_no_longer_than_other(unit: str) -> None:
    # Where it takes its length squared, one of these takes minutes.
    assert len(words_of("seen" + unit * 50_000)) < 400_000


@given(st.text(alphabet="<>/ap b!-&;\"'=scriptyle", max_size=200))
def test_no_html_breaks_the_words(html: str) -> None:
    assert "<script" not in words_of("<p>" + html.replace("&", ""))
