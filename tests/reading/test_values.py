"""The words of a cue -> its count or time."""

import pytest

from assist.reading.text import Tokenizer
from assist.reading.values import value_of
from assist.vocabulary import Cue, Language

TOKENIZERS: dict[Language, Tokenizer] = {"en": Tokenizer("en"), "fr": Tokenizer("fr")}


@pytest.mark.parametrize(
    ("language", "cue", "text", "value"),
    [
        ("en", "repeat-contact", "third time", "3"),
        ("en", "repeat-contact", "called twice", "2"),
        ("en", "repeat-contact", "sent 4 emails in two weeks", "4"),
        ("en", "repeat-contact", "wrote again", None),
        ("fr", "repeat-contact", "la troisième fois", "3"),
        ("fr", "repeat-contact", "3e message", "3"),
        ("en", "long-wait", "waiting for three weeks", "P3W"),
        ("en", "long-wait", "45 mins on hold", "PT45M"),
        ("fr", "long-wait", "depuis 12j", "P12D"),
        ("fr", "long-wait", "une heure", "PT1H"),
        ("en", "deadline", "by Friday", "friday"),
        ("en", "deadline", "in 2 hours", "PT2H"),
        ("en", "deadline", "before 5pm", "T17:00"),
        ("en", "deadline", "by 12 am", "T00:00"),
        ("fr", "deadline", "avant 17h", "T17:00"),
        ("fr", "deadline", "dans 2 h", "PT2H"),
        ("fr", "deadline", "pour mardi", "tuesday"),
        ("fr", "deadline", "demain", "tomorrow"),
        ("en", "loyalty", "with you for ten years", "P10Y"),
        ("en", "problem", "three parcels", None),
    ],
)
def test_it_names_the_same_in_every_language(
    language: Language, cue: Cue, text: str, value: str | None
) -> None:
    assert value_of(cue, TOKENIZERS[language].words(text)) == value
