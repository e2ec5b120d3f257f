import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.findings import Reading
from assist.reading.ends import END, ends, placed
from assist.reading.reader import Reader

MIDDLE = "one word more and " * 3000


@pytest.mark.parametrize("text", ["", "hello", "x" * (2 * END), "é 👩‍👩‍👧 " * 500])
def test_a_short_text_is_read_as_it_is(text: str) -> None:
    short = ends(text)
    assert short.text == text
    assert short.skipped == 0


@given(st.text(alphabet="ab \n👍é\u0301", min_size=2 * END + 1, max_size=2 * END + 9))
def test_of_a_long_text_both_ends_are_read(text: str) -> None:
    short = ends(text)
    beginning, end = short.text[: short.head], short.text[short.head + 1 :]
    assert text.startswith(beginning)
    assert text.endswith(end)
    assert short.text[short.head] == "\n"
    assert len(beginning) + len(end) + short.skipped == len(text)
    assert all(END - 100 <= len(part) <= END for part in (beginning, end))


def test_an_end_ends_between_two_words() -> None:
    short = ends(MIDDLE)
    beginning, end = short.text.split("\n")
    assert set(beginning.split()) | set(end.split()) == set(MIDDLE.split())


def spans(reading: Reading) -> list[tuple[int, int, str]]:
    found = [span for tone in reading.tones for span in tone.evidence]
    found += [span for cue in reading.cues for span in cue.evidence]
    found += [*reading.asked, *(one.span for one in reading.mentions)]
    return [(span.start, span.end, span.text) for span in found]


def test_places_are_those_of_the_whole_text(reader: Reader) -> None:
    text = f"👍 My parcel has not arrived. {MIDDLE}\nOrder 12345. I am furious! Where is it?"
    reading = reader.read(text)
    assert reading.truncated
    found = spans(reading)
    assert {"has not arrived", "furious", "12345", "Where is it?"} <= {
        words for _, _, words in found
    }
    assert all(text[start:end] == words for start, end, words in found)


def test_words_that_go_over_the_gap_are_cut_at_it(reader: Reader) -> None:
    text = "never arrived " * 5000
    reading = placed(reader.read(ends(text).text), ends(text))
    assert reading.truncated
    assert spans(reading)
    assert all(text[start:end] == words for start, end, words in spans(reading))
    assert all(len(words) <= END for _, _, words in spans(reading))


def test_a_text_that_is_read_whole_is_not_called_truncated(reader: Reader) -> None:
    assert not reader.read("never arrived " * 100).truncated
