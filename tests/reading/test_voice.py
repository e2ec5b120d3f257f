"""What is not the customer's own voice is blanked, in its place."""

import pytest

from assist.reading.voice import voice


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ok thanks\n> I am furious\n> about this", "ok thanks"),
        (
            "Still waiting.\n\nOn Mon, 3 Mar 2025, Shop <a@b.c> wrote:\nWe are so sorry",
            "Still waiting.",
        ),
        (
            "Toujours rien.\nLe lun. 3 mars 2025 à 10:02, Boutique a écrit :\nDésolés",
            "Toujours rien.",
        ),
        ("see below\n2025-03-01 10:11:12 ERROR fatal crash\nhelp", "see below help"),
        (
            'Traceback (most recent call last):\n  File "a.py", line 3\nValueError: bad\nwhat now',
            "what now",
        ),
        ('he said "you are a complete idiot" to me', "he said to me"),
        ("on m'a dit « vous êtes vraiment nul monsieur » hier", "on m'a dit hier"),
        ('{"error": "fatal", "code": 3}\nwhat is it', "what is it"),
    ],
)
def test_only_the_customers_words_are_left_in_their_places(text: str, kept: str) -> None:
    own = voice(text)
    assert " ".join(own.split()) == kept
    assert len(own) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, own, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "where is my parcel",
        'so much for "next day" delivery',
        '"I am absolutely furious with all of you"',
        "5 > 3 and a < b",
        "On Monday I wrote to you. No answer.",
        "the box says 1:30",
        '"><b>my parcel is late and nobody calls me back "><b>',
    ],
)
def test_their_own_words_stay(text: str) -> None:
    assert voice(text) == text


def test_hostile_text_takes_no_time_to_speak_of() -> None:
    for text in ('"' * 60_000, "> " * 30_000, "\n" * 60_000, "on " * 20_000 + "\n", "[" * 60_000):
        assert len(voice(text)) == len(text)
