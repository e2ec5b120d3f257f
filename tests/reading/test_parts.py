"""A message in two languages -> each sentence by its own rules."""

import pytest

from assist.findings import Reading
from assist.reading.parts import joined
from assist.reading.reader import Reader


def test_each_sentence_is_read_by_its_own_language(reader: Reader) -> None:
    text = (
        "Hello, I am so furious with all of you. Je n'ai pas reçu mon colis et je suis inquiète !"
    )
    reading = reader.read(text)
    assert {read.tone for read in reading.tones} == {"anger", "anxiety"}
    assert [read.cue for read in reading.cues] == ["problem"]
    shown = [read.evidence for read in reading.tones] + [read.evidence for read in reading.cues]
    for span in (span for spans in shown for span in spans):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "text", ["I am furious about my colis", "Bonjour, my parcel has not arrived"]
)
def test_a_foreign_word_makes_no_second_language(reader: Reader, text: str) -> None:
    assert reader.read(text).language == "en"


def test_joined_keeps_the_strongest(reader: Reader) -> None:
    calm, hot = reader.read("hello there my friend"), reader.read("I am furious")
    both: Reading = joined("en", [calm, hot])
    assert both.tones == hot.tones
    assert both.intensity == hot.intensity
    assert both.scores["anger"] == hot.scores["anger"]
