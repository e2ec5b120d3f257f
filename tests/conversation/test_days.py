"""Plain words for days and hours -> the moment that they mean, by the wall clock of a place."""

from datetime import UTC, datetime

import pytest

from assist.conversation.days import TOKEN, hour_at, on_calendar, weekday
from assist.vocabulary import Language

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
"""A Wednesday."""


def day(folded: str, language: Language = "en", now: datetime = NOW) -> str | None:
    due = on_calendar(folded, now, language)
    return None if due is None else f"{datetime.fromtimestamp(due, UTC):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("folded", "hour"),
    [("5 pm", 17), ("12 am", 0), ("17:30", 17.5), ("avant 18 h", 18), ("3 o'clock", 15)],
)
def test_an_hour_of_the_clock(folded: str, hour: float) -> None:
    tokens = TOKEN.findall(folded)
    hours = [hour_at(tokens, place) for place in range(len(tokens))]
    assert [each for each in hours if each is not None] == [hour]


@pytest.mark.parametrize("folded", ["5", "dans 2 h", "25:00", "ici 2 h", "order 1730"])
def test_a_bare_number_and_a_length_are_no_hour(folded: str) -> None:
    tokens = TOKEN.findall(folded)
    assert all(hour_at(tokens, place) is None for place in range(len(tokens)))


def test_days_of_the_week_are_known_by_their_names() -> None:
    assert [weekday(word) for word in ("monday", "lundi", "dimanche", "tomorrow")] == [
        0,
        0,
        6,
        None,
    ]


def test_words_without_a_day_or_an_hour_name_none() -> None:
    assert day("as you like") is None


def test_a_date_is_the_next_one_and_keeps_the_year_that_it_names() -> None:
    assert day("on 12 march") == "2026-03-12 18:00"
    assert day("on 2 january") == "2027-01-02 18:00"
    assert day("12 march 2028") == "2028-03-12 18:00"
    assert day("le 29 fevrier", "fr") is None


def test_days_and_months_change_places_so_short_dates_are_read_in_french_alone() -> None:
    assert day("12/03", "fr") == "2026-03-12 18:00"
    assert day("12/03", "en") is None
    assert day("25/03", "en") == "2026-03-25 18:00"


def test_the_same_weekday_is_today_until_it_is_over() -> None:
    evening = NOW.replace(hour=20)
    assert day("by wednesday") == "2026-03-04 18:00"
    assert day("by wednesday", now=evening) == "2026-03-05 00:00"
    assert day("wednesday at 9 am") == "2026-03-11 09:00"
    assert day("before wednesday") == "2026-03-11 00:00"


def test_the_end_of_a_week_or_month() -> None:
    saturday = NOW.replace(day=7)
    assert day("by THISWEEK") == "2026-03-06 18:00"
    assert day("by THISWEEK", now=saturday) == "2026-03-07 18:00"
    assert day("before the WEEKEND") == "2026-03-07 00:00"
    assert day("NEXTWEEK") == "2026-03-13 18:00"
    assert day("MONTHEND") == "2026-03-31 18:00"
