"""Plain words for days and hours -> the moment that they mean, by the wall clock of a place.

`times` makes the words plain. `dateparser` reads dates with a month: asked for the rest it takes
"18h" for a length and "tomorrow at 3" for this hour of tomorrow, and leaves "ce soir" or "within
the hour" alone. It reads with one fixed setting, for it keeps each setting that it ever saw: to
give it the present moment would fill the memory.
"""

import importlib
import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, get_args

from assist.reading.values import value_of
from assist.vocabulary import Language

TOKEN: Final = re.compile(r"\d{1,2}[:h]\d\d(?!\d)|\d+(?:[.,]\d+)?|[a-z]+|[A-Z]+")
"""A word, an hour or a number; capitals are what `times` put for a set phrase."""
WORKDAY_ENDS: Final = 18
"""The hour at which a day that is named alone is over: "by Friday", "en fin de journée"."""

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DAYS: Final = dict.fromkeys(
    ("today", "NEXTWEEK", "THISWEEK", "WEEKEND", "MONTHEND", "DATE"), 0
) | {
    "tomorrow": 1,
    "tmrw": 1,
    "tmr": 1,
    "demain": 1,
    "OVERMORROW": 2,
}
_PARTS: Final = {
    "MORNING": (8, 12),
    "NOON": (12, 12),
    "AFTERNOON": (12, 18),
    "EVENING": (18, 22),
    "DAYEND": (18, 18),
    "MIDNIGHT": (24, 24),
}
"""When the parts of a day begin and end; "before" one of them means its beginning."""
_OF_THE_CLOCK: Final = frozenset(
    ["a", "avant", "vers", "des", "apres", "pour", "jusqu", "entre", "et", "before", "by", "until"]
)
"""Before these, French hours are of the clock: "avant 17h"; "dans 2h" is a length."""
_SHORT_DAYS: Final = frozenset(["mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun"])
_ON: Final = frozenset(["by", "before", "on", "until", "next", "this"])
_BEFORE: Final = frozenset({"before", "avant"})
_MONTH: Final = r"(?:jan|feb|fev|mar|apr|avr|may|mai|jun|jui|jul|aug|aou|sep|oct|nov|dec)[a-z]*\.?"
_DATE: Final = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er)? (?:of )?{_MONTH}(?: 20\d\d)?\b"
    rf"|\b{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,? 20\d\d\b)?"
    r"|\b\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?\b|\b20\d\d-\d\d-\d\d\b"
)
_ORDER_UNKNOWN: Final = re.compile(r"(?!(\d+)/\1\b)(?:0?\d|1[0-2])/(?:0?\d|1[0-2])\b.*")
_OF_MONTH: Final = re.compile(
    r"\bthe (\d{1,2})(?:st|nd|rd|th)\b|\ble (\d{1,2})(?= au plus|$|[.,!?])"
)
_DIGIT: Final = re.compile(r"\d")
_NO_YEAR: Final = 2000


def on_calendar(folded: str, now: datetime, language: Language) -> float | None:
    """Return the moment of a day, an hour of the day, or both; None where neither is named.

    Args:
        folded: the words, folded and made plain; at most some hundred.
        now: when they were said, with its time zone.
        language: of the words; `unsure` reads dates as in English or French.
    """
    date_named = _date(folded, now.date(), language)
    if date_named is not None:
        folded = _DATE.sub("DATE", _OF_MONTH.sub("DATE", folded))
    tokens = TOKEN.findall(folded)
    places = [place for place in range(len(tokens)) if _is_day(tokens, place, language)]
    hours, is_open = _hours(tokens, places)
    if hours is None:
        return None
    today = now.date()
    day, again = (date_named or today), 0
    if date_named is None and places:
        day, again = _day(tokens, places, today)
    elif date_named is None:
        again = 0 if is_open else 1
    due = _at(day, hours, now)
    if due > now.timestamp():
        return due
    if is_open and day == today:
        return _at(today, 24, now)
    return _at(day + timedelta(days=again), hours, now)


def _at(day: date, hours: float, now: datetime) -> float:
    """Return so many hours into a day by the wall clock where `now` is."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    return (midnight + timedelta(hours=hours)).timestamp()


def _hours(tokens: Sequence[str], places: Sequence[int]) -> tuple[float | None, bool]:
    """Return the hours into the day, and whether they only stand for the day's end."""
    clocks = [(p, hour) for p in range(len(tokens)) if (hour := hour_at(tokens, p)) is not None]
    if clocks:
        last = clocks[0]
        for before, after in pairwise(clocks):
            last = after if before == last and after[0] - before[0] <= 3 else last
        return last[1], False
    part = next((place for place, token in enumerate(tokens) if token in _PARTS), None)
    if part is not None:
        start, end = _PARTS[tokens[part]]
        return start if _is_before(tokens, part) else end, tokens[part] in ("EVENING", "DAYEND")
    if not places:
        return None, False
    return (0, False) if _is_before(tokens, places[0]) else (WORKDAY_ENDS, True)


def hour_at(tokens: Sequence[str], place: int) -> float | None:
    """Return the hour of the day whose number stands at `place`; a bare number is none."""
    token = tokens[place]
    if not token[0].isdecimal():
        return None
    rest = tokens[place + 1 : place + 3]
    following, before = (*rest, "")[0], tokens[place - 1] if place else ""
    value: str | None = None
    if following in ("am", "pm"):
        value = value_of("deadline", (token, following))
    elif list(rest) == ["o", "clock"] and token.isdecimal():
        return int(token) if int(token) >= 8 else int(token) + 12
    elif ":" in token or "h" in token:
        value = value_of("deadline", (token,))
    elif following in ("h", "heures", "heure") and _is_of_the_clock(token, before):
        value = value_of("deadline", ("avant", token, "heures"))
    if value is None or not value.startswith("T"):
        return None
    return int(value[1:3]) + int(value[4:6]) / 60


def _is_of_the_clock(number: str, before: str) -> bool:
    """Return whether French hours mean a time: "avant 2h", "d'ici 18h", not "d'ici 2h"."""
    if before == "ici":
        return number.isdecimal() and 8 <= int(number) <= 20 and number != "12"
    return before in _OF_THE_CLOCK or weekday(before) is not None or before in _DAYS


@lru_cache(maxsize=2000)
def weekday(token: str) -> int | None:
    """Return the day of the week that a word names, 0 for Monday."""
    value = value_of("deadline", (token,))
    return _WEEKDAYS.index(value) if value in _WEEKDAYS else None


def _is_before(tokens: Sequence[str], place: int) -> bool:
    return not _BEFORE.isdisjoint(tokens[max(0, place - 2) : place])


def _is_day(tokens: Sequence[str], place: int, language: Language) -> bool:
    token, before = tokens[place], tokens[place - 1] if place else ""
    if token in _DAYS:
        return True
    if weekday(token) is None or before == "last" or "dernier" in tokens[place + 1 : place + 2]:
        return False
    return token not in _SHORT_DAYS or (language != "fr" and (before in _ON or len(tokens) == 1))


def _day(tokens: Sequence[str], places: Sequence[int], today: date) -> tuple[date, int]:
    """Return the day, and after how many days the same words mean another (0: never)."""
    named = [tokens[place] for place in places]
    of_week = next(((p, d) for p in places if (d := weekday(tokens[p])) is not None), None)
    monday = today - timedelta(days=today.weekday())
    if "DATE" in named:
        return today, 0
    if "NEXTWEEK" in named:
        return monday + timedelta(days=7 + (of_week[1] if of_week else 4)), 0
    if of_week is not None:
        ahead = (of_week[1] - today.weekday()) % 7
        around = (*tokens[max(0, of_week[0] - 1) : of_week[0]], *tokens[of_week[0] + 1 :][:1])
        ahead = ahead or (7 if not {"next", "prochain"}.isdisjoint(around) else 0)
        return today + timedelta(days=ahead), 7
    if "MONTHEND" in named:
        return today.replace(day=monthrange(today.year, today.month)[1]), 0
    if "WEEKEND" in named:
        is_before = _is_before(tokens, tokens.index("WEEKEND"))
        return monday + timedelta(days=5 if is_before else 6), 7
    if "THISWEEK" in named:
        return monday + timedelta(days=max(4, today.weekday())), 0
    return today + timedelta(days=_DAYS[named[0]]), 0


def _date(folded: str, today: date, language: Language) -> date | None:
    """Return the next day of a date that is named with its month, or as "the 12th"."""
    if _DIGIT.search(folded) is None:
        return None
    if (found := _OF_MONTH.search(folded)) is not None:
        return _next_of_month(int(found[1] or found[2]), today)
    if (found := _DATE.search(folded)) is None:
        return None
    if language != "fr" and _ORDER_UNKNOWN.fullmatch(found[0]):
        return None
    named = _read(found[0], language)
    if named is None:
        return None
    if named.year != _NO_YEAR:
        return named
    day = _in_year(named, today.year)
    return day if day is None or day >= today else _in_year(named, today.year + 1)


@lru_cache(maxsize=2000)
def _read(words: str, language: Language) -> date | None:
    """Return the date that is named, in `_NO_YEAR` where its year is not."""
    read: datetime | None = _parser(language).get_date_data(words).date_obj
    return None if read is None else read.date()


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _next_of_month(number: int, today: date) -> date | None:
    """Return the next day of this number within the coming month."""
    days = (today + timedelta(days=ahead) for ahead in range(31))
    return next((day for day in days if day.day == number), None)


def get_ready() -> None:
    """Load what reads dates, a tenth of a second: for who must not wait at the first of them."""
    for language in get_args(Language):
        _read("12/03", language)
        _read("12 march", language)


@lru_cache(maxsize=3)
def _parser(language: Language) -> Any:  # noqa: ANN401
    """Return dateparser's reader, which takes half a millisecond a date."""
    return importlib.import_module("dateparser.date").DateDataParser(
        languages=[language] if language != "unsure" else ["en", "fr"],
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
            "RELATIVE_BASE": datetime(_NO_YEAR, 1, 1),
            "PREFER_DATES_FROM": "current_period",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
