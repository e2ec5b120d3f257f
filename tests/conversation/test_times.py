"""Words that name a time, and when they were said -> the moment that they mean."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.conversation.times import LONGEST, SOON, moment
from assist.vocabulary import Language

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 4, 10, 30, tzinfo=PARIS).timestamp()
"""A Wednesday."""


def in_paris(words: str, language: Language = "en", at: float = NOW) -> str | None:
    due = moment(words, at, language=language, timezone="Europe/Paris")
    return None if due is None else f"{datetime.fromtimestamp(due, PARIS):%a %d %H:%M}"


def length(words: str, language: Language = "en") -> float | None:
    """The seconds of a length, said at the start of a replay."""
    return moment(words, 0.0, language=language, timezone=None)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("give me five minutes", 300),
        ("5 min", 300),
        ("in about 10mins", 600),
        ("a couple of minutes", 120),
        ("a few more minutes", 180),
        ("within the hour", 3600),
        ("half an hour", 1800),
        ("in the next half hour", 1800),
        ("an hour and a half", 5400),
        ("1.5 hours", 5400),
        ("forty-five minutes", 2700),
        ("within 48 hours", 172_800),
        ("5 to 10 minutes", 600),
        ("in two or three days", 3 * 86400),
        ("in a week", 7 * 86400),
        ("right away", SOON),
        ("30 seconds", 30),
        ("P2W", 14 * 86400),
        ("PT10M", 600),
    ],
)
def test_english_lengths_of_time(words: str, seconds: float) -> None:
    assert length(words) == seconds


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("un instant, 2 minutes", 120),
        ("d'ici 10 minutes", 600),
        ("d’ici une heure", 3600),
        ("d'ici 2h", 7200),
        ("quelques minutes", 180),
        ("dans la demi-heure", 1800),
        ("dans l'heure", 3600),
        ("un quart d'heure", 900),
        ("une heure et demie", 5400),
        ("dans 1h30", 5400),
        ("sous 48h", 172_800),
        ("sous 24 à 48 heures", 172_800),
        ("quarante-cinq minutes", 2700),
        ("dans les 24 prochaines heures", 86400),
        ("sous huitaine", 8 * 86400),
        ("tout de suite", SOON),
    ],
)
def test_french_lengths_of_time(words: str, seconds: float) -> None:
    assert length(words, "fr") == seconds


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("by 5pm", "Wed 04 17:00"),
        ("by 5.30 p.m.", "Wed 04 17:30"),
        ("T17:00", "Wed 04 17:00"),
        ("at 3 o'clock", "Wed 04 15:00"),
        ("before noon", "Wed 04 12:00"),
        ("by 9am", "Thu 05 09:00"),
        ("between 9am and 12pm tomorrow", "Thu 05 12:00"),
        ("by tomorrow noon", "Thu 05 12:00"),
        ("Tomorrow morning", "Thu 05 12:00"),
        ("before tomorrow evening", "Thu 05 18:00"),
        ("tonight", "Wed 04 22:00"),
        ("by the end of the day", "Wed 04 18:00"),
        ("end of day Friday", "Fri 06 18:00"),
        ("by Friday", "Fri 06 18:00"),
        ("friday", "Fri 06 18:00"),
        ("before Friday", "Fri 06 00:00"),
        ("Friday at 3pm", "Fri 06 15:00"),
        ("next Wednesday", "Wed 11 18:00"),
        ("end of the week", "Fri 06 18:00"),
        ("this weekend", "Sun 08 18:00"),
        ("by the end of next week", "Fri 13 18:00"),
        ("in 2-3 business days", "Mon 09 10:30"),
        ("by the 12th", "Thu 12 18:00"),
        ("on March 12th", "Thu 12 18:00"),
        ("12 March at 5pm", "Thu 12 17:00"),
        ("2026-03-20", "Fri 20 18:00"),
        ("Good morning, by 5pm", "Wed 04 17:00"),
    ],
)
def test_english_days_and_hours(words: str, when: str) -> None:
    assert in_paris(words) == when


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("avant 18h", "Wed 04 18:00"),
        ("d'ici 18h", "Wed 04 18:00"),
        ("vers 17 heures", "Wed 04 17:00"),
        ("d'ici demain midi", "Thu 05 12:00"),
        ("demain à 14h30", "Thu 05 14:30"),
        ("vendredi 14h", "Fri 06 14:00"),
        ("entre 8h et 12h demain", "Thu 05 12:00"),
        ("avant vendredi", "Fri 06 00:00"),
        ("d'ici vendredi soir", "Fri 06 22:00"),
        ("lundi prochain", "Mon 09 18:00"),
        ("mardi de la semaine prochaine", "Tue 10 18:00"),
        ("dans la journée", "Wed 04 18:00"),
        ("en fin de journée", "Wed 04 18:00"),
        ("ce soir", "Wed 04 22:00"),
        ("après-demain", "Fri 06 18:00"),
        ("avant la fin de la semaine", "Fri 06 18:00"),
        ("sous 3 jours ouvrés", "Mon 09 10:30"),
        ("le 12 mars", "Thu 12 18:00"),
        ("le 12 mars à 14h", "Thu 12 14:00"),
        ("12/03", "Thu 12 18:00"),
        ("1er avril", "Wed 01 18:00"),
        ("avant le 15", "Sun 15 00:00"),
        ("fin du mois", "Tue 31 18:00"),
    ],
)
def test_french_days_and_hours(words: str, when: str) -> None:
    assert in_paris(words, "fr") == when


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "one second",
        "2 hours ago",
        "for the last 3 days",
        "in due course",
        "your 2 items are here",
        "I sat down",
        "have a great day!",
        "by 5",
        "12/03",
        "300 days",
        "by Feb 30",
        "on January 2nd",
        "last Friday",
        "today at 9am",
        "the sun is out",
        "3 months",
    ],
)
def test_what_names_no_time_ahead_is_none(words: str) -> None:
    assert in_paris(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "avant mon départ",
        "à quelle heure ?",
        "une seconde",
        "il y a 2 jours",
        "depuis 3 jours",
        "Bonne journée !",
        "Passez une excellente soirée",
        "vendredi dernier",
        "bientôt",
    ],
)
def test_french_words_without_a_time_ahead_are_none(words: str) -> None:
    assert in_paris(words, "fr") is None


def test_a_day_that_is_over_ends_at_midnight() -> None:
    evening = NOW + 9 * 3600
    assert in_paris("by the end of the day", at=evening) == "Thu 05 00:00"
    assert in_paris("today", at=evening) == "Thu 05 00:00"


def test_hours_follow_the_clock_through_a_change_of_time() -> None:
    eve = datetime(2026, 3, 28, 20, 0, tzinfo=PARIS).timestamp()
    assert in_paris("tomorrow at 9am", at=eve) == "Sun 29 09:00"


def test_without_a_zone_days_are_of_utc() -> None:
    paris, nowhere = (
        moment("by 5pm", NOW, language="en", timezone=zone) for zone in ("Europe/Paris", None)
    )
    assert paris is not None
    assert nowhere == paris + 3600
    assert moment("by 5pm", NOW, language="en", timezone="Mars/Crater") == nowhere
    assert moment("by 5pm", NOW, language="en", timezone="../etc") == nowhere


def test_a_replay_knows_lengths_and_tomorrow_but_no_calendar() -> None:
    assert length("by tomorrow noon") == 86400
    assert length("in 3 business days") == 3 * 86400
    assert length("by Friday") is None
    assert length("by 5pm") is None


@given(
    st.lists(
        st.sampled_from(["in", "by", "before", "3", "12", "31", "99", "2h", "5pm", "24h", "12/13"])
        | st.sampled_from(["2026-13-40", "mars", "may", "1er", "friday", "demain", "the end of"])
        | st.sampled_from(["week", "jours ouvrés", "next", "à", "noon", "le", "00:00", "the 31st"])
        | st.text(max_size=4),
        max_size=8,
    ).map(" ".join),
    st.sampled_from(["en", "fr", "unsure"]),
    st.floats(allow_nan=True, allow_infinity=True) | st.floats(1e9, 4e9),
)
def test_any_words_at_any_time_give_a_moment_ahead_or_none(
    words: str, language: Language, at: float
) -> None:
    due = moment(words, at, language=language, timezone="America/New_York")
    assert due is None or at < due <= at + LONGEST
