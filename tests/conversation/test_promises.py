"""The agent's words for a time -> the promise that they make."""

import pytest

from assist.conversation.promises import promise


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("give me five minutes", 300),
        ("5 min", 300),
        ("in about 10mins", 600),
        ("a couple of minutes", 120),
        ("within the hour... in one hour", 3600),
        ("half an hour", 1800),
        ("un instant, 2 minutes", 120),
        ("d'ici une heure", 3600),
        ("quelques minutes", 180),
        ("30 secondes", 30),
    ],
)
def test_lengths_of_time_are_read(words: str, seconds: float) -> None:
    made = promise(words, 1000.0)
    assert made is not None
    assert made.due == 1000.0 + seconds


@pytest.mark.parametrize(
    "words", ["by Friday", "before 5pm", "soon", "", "300 hours", "some minutes"]
)
def test_what_names_no_length_makes_no_promise(words: str) -> None:
    assert promise(words, 0.0) is None
