"""Words that name a time, and when they were said -> the moment that they mean.

Set phrases are made plain first, then lengths are read ("in 5 more minutes", "sous 3 jours
ouvrés"), in English and French alike; what stands on the calendar is left to `days`. A range means
its later end.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from assist.conversation.days import TOKEN, hour_at, on_calendar, weekday
from assist.reading.folding import fold
from assist.reading.values import value_of
from assist.vocabulary import Language

LONGEST: Final = 30 * 86400.0
"""Seconds; what lies farther ahead is not watched."""
SOON: Final = 300
"""Seconds of "right away", "tout de suite"."""
_READ: Final = 300
_EPOCH: Final = range(1_000_000_000, 10_000_000_000)
"""Times within are of the calendar; below, a replay counts from the start of its chat."""
_SECONDS: Final = {"TS": 1, "TM": 60, "TH": 3600, "D": 86400, "W": 7 * 86400, "M": 30 * 86400}
_ISO: Final = re.compile(r"P(T?)(\d{1,4})([SMHDWY])")
_CLOCK_VALUE: Final = re.compile(r"^T(?=\d\d:\d\d$)")
_WISHED: Final = r"(?:bon|bonne|excellente?|belle)"
_MEANINGS: Final = (
    (r"(?:before|avant) (?:the |la )?(?=end of|close of|fin d)", "by "),
    (r"(?:have|enjoy|had) (?:an? |the |your )(?:\w+ ){0,3}(?:day|evening|week)\b", ""),
    (r"(?:have|enjoy|had) (?:an? |the |your )(?:\w+ ){0,3}week-? ?end", ""),
    (r"good (?:morning|afternoon|evening|night)\b", ""),
    (rf"{_WISHED} (?:fin de |fin d'|debut de )?(?:journee|soiree|semaine)", ""),
    (rf"{_WISHED} (?:week-?end|apres-midi|matinee)", ""),
    (r"(?:an|one|1) hour and a half|(?:une|1) ?h(?:eure)? et demie?", "90 minutes"),
    (r"half[- ](?:an? )?hour|demi[- ]heure", "30 minutes"),
    (r"three quarters of an hour|trois quarts d'heure", "45 minutes"),
    (r"quarter (?:of an )?hour|quart d'heure", "15 minutes"),
    (r"(?:with)?in the (?:next |coming )?hour|(?:dans|sous) l'heure", "1 hour"),
    (r"right away|straight ?away|immediately|tout de suite|immediatement", "SOON"),
    (r"quelques\b", "few"),
    (r"sous huitaine", "8 days"),
    (r"sous quinzaine", "15 days"),
    (r"([ap])\.m\b\.?", r"\1m"),
    (r"(?:the )?day after tomorrow|apres-demain", "OVERMORROW"),
    (r"(?:end of |fin de )?(?:the )?(?:next week|(?:la )?semaine prochaine)", "NEXTWEEK"),
    (r"(?:end of|within) (?:the |this )?week\b|(?:this|cette) (?:week|semaine)\b", "THISWEEK"),
    (r"(?:fin de|dans|courant de) (?:la |cette )?semaine", "THISWEEK"),
    (r"end of (?:the |this )?month|fin (?:du|de ce) mois", "MONTHEND"),
    (r"week-?end", "WEEKEND"),
    (r"(?:end|close) of (?:the |my |our )?(?:working |business )?(?:day|business)\b", "DAYEND"),
    (r"within the day\b|end of (?:the |my )?shift|(?:eod|cob|later today)\b", "DAYEND"),
    (r"(?:fin de|dans|courant de|au cours de) (?:la )?journee", "DAYEND"),
    (r"aujourd'hui", "today"),
    (r"tonight|ce soir|cette nuit", "today EVENING"),
    (r"(?:this|cet(?:te)?) (?:afternoon|apres-midi|aprem)", "today AFTERNOON"),
    (r"(?:this|ce) (?:morning|matin)|dans la matinee", "today MORNING"),
    (r"this evening|dans la soiree", "today EVENING"),
    (r"afternoon|apres-midi|aprem\b", "AFTERNOON"),
    (r"first thing|morning|matin(?:ee)?\b", "MORNING"),
    (r"evening|night\b|soir(?:ee)?\b", "EVENING"),
    (r"noon|midday|lunchtime|midi\b", "NOON"),
    (r"midnight|minuit", "MIDNIGHT"),
)
"""What says the same in fewer words; folded text is in lower case, what it means in capitals."""
_PHRASES: Final = tuple(
    (re.compile(rf"\b(?:{expression})"), meaning) for expression, meaning in _MEANINGS
)
_ANY_PHRASE: Final = re.compile(rf"\b(?:{'|'.join(expression for expression, _ in _MEANINGS)})")
_WORD: Final = re.compile(r"[^\W_]+")
_TIME_WORDS: Final = frozenset(
    word
    for words in (
        "today tonight tomorrow tmrw tmr demain aujourd eod cob business shift weekend",
        "morning afternoon evening night noon midday midnight lunchtime",
        "matin matinee aprem midi soir soiree minuit nuit journee huitaine quinzaine",
        "away straightaway immediately immediatement suite thing",
    )
    for word in words.split()
)
"""Besides numbers, units and days: without one of these words no time is named."""
_MOSTLY_OTHER: Final[dict[Language, frozenset[str]]] = {
    "en": frozenset({"j", "h", "an"}),
    "fr": frozenset({"j", "h", "an", "mon"}),
    "unsure": frozenset({"j", "h"}),
}
"""Units and days that are other words far more often, and need a number beside them to be one."""
_HOURS_MINUTES: Final = re.compile(r"\b(dans|in|sous|within|ici) (\d)h ?(\d\d)\b")
_ARTICLES: Final = frozenset({"a", "an", "un", "une"})
_NO_COUNTS: Final = frozenset({"once", "first", "second", "seconde", "premier", "premiere"})
_BUSINESS: Final = frozenset(
    ["business", "working", "work", "ouvre", "ouvres", "ouvrable", "ouvrables"]
)
_SINCE: Final = frozenset({"since", "depuis", "past", "last", "derniers", "dernieres"})


def moment(words: str, at: float, *, language: Language, timezone: str | None) -> float | None:
    """Return the moment that words mean, None where they name none.

    Days and hours are of `timezone`, an unknown one and None mean UTC. An hour or part of a day
    that names no day is the next one. A day alone ends at `days.WORKDAY_ENDS` ("by Friday"), and
    "before" it is before its first hour. "right away" is `SOON`; "one second" is a way of
    speaking and no time. A replay knows no calendar: there lengths work, "tomorrow" is a day
    later, "next week" seven, and every other day or hour is None.

    Args:
        words: as typed, or a value of `reading.values` (`PT10M`, `T17:00`, `friday`).
        at: when they were said: seconds since the epoch, or since a replayed chat began.
        language: of the words; `unsure` reads dates as in English or French.
        timezone: an IANA name, "Europe/Paris".

    Returns:
        Seconds as `at`: later than it, by at most `LONGEST`.
    """
    words = words[:_READ]
    if not any(_may_name(word, language) for word in _WORD.findall(words)):
        return None
    if (value := _ISO.fullmatch(words)) is not None:
        code, count = value[1] + value[3], int(value[2])
        due = at + count * _SECONDS[code] if code in _SECONDS else None
    else:
        folded = _plain(fold(_CLOCK_VALUE.sub("", words))[0])
        tokens = TOKEN.findall(folded)
        zone = _zone(timezone, at)
        due = _after_length(tokens, at, language, zone)
        if due is None and zone is not None:
            due = on_calendar(folded, datetime.fromtimestamp(at, zone), language)
        elif due is None:
            due = _without_calendar(tokens, at)
    return due if due is not None and at < due <= at + LONGEST else None


@lru_cache(maxsize=5000)
def _may_name(word: str, language: Language) -> bool:
    """Return whether a word as typed may belong to a time; most messages name none."""
    if any(map(str.isdecimal, word)):
        return True
    folded = fold(word)[0]
    return folded in _TIME_WORDS or (
        folded not in _MOSTLY_OTHER[language] and (_unit(folded) or weekday(folded)) is not None
    )


def _zone(name: str | None, at: float) -> tzinfo | None:
    """Return the time zone, None where `at` is no time of the calendar."""
    if not _EPOCH.start <= at < _EPOCH.stop:
        return None
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        return UTC


def _plain(folded: str) -> str:
    """Return folded words with set phrases in their plain form."""
    folded = _HOURS_MINUTES.sub(lambda m: f"{m[1]} {int(m[2]) * 60 + int(m[3])} minutes", folded)
    # One search spares most texts fifty.
    if _ANY_PHRASE.search(folded):
        for expression, meaning in _PHRASES:
            folded = expression.sub(meaning, folded)
    return folded


def _after_length(
    tokens: Sequence[str], at: float, language: Language, zone: tzinfo | None
) -> float | None:
    """Return `at` and the first length of time together, None where none is named."""
    if "SOON" in tokens:
        return at + SOON
    for place, token in enumerate(tokens):
        unit = _unit(token)
        if unit is None or (count := _count(tokens, place, language)) is None:
            continue
        if unit == "TS" and count <= 1:
            continue
        if unit == "D" and not _BUSINESS.isdisjoint(tokens[max(0, place - 2) : place + 2]):
            return _after_workdays(int(count), at, zone)
        return at + count * _SECONDS[unit]
    return None


@lru_cache(maxsize=2000)
def _unit(token: str) -> str | None:
    """Return the unit that a word names, as in `_SECONDS`."""
    found = _ISO.fullmatch(value_of("loyalty", ("1", token)) or "")
    unit = found[1] + found[3] if found else ""
    return unit if unit in _SECONDS else None


@lru_cache(maxsize=2000)
def _number(token: str) -> float | None:
    """Return the number that a word is."""
    if token[0].isdecimal():
        plain = token.replace(",", ".")
        return float(plain) if plain.replace(".", "").isdecimal() and len(plain) <= 5 else None
    found = _ISO.fullmatch(value_of("loyalty", (token, "days")) or "")
    return float(found[2]) if found and token not in _NO_COUNTS else None


def _count(tokens: Sequence[str], place: int, language: Language) -> float | None:
    """Return the number that counts the unit at `place`: the nearest, at most three words ahead."""
    for back in range(1, min(3, place) + 1):
        token, before = tokens[place - back], tokens[max(0, place - back - 3) : place - back]
        if (number := _number(token)) is None or (token in _ARTICLES and back > 2):
            continue
        if token == "a" and language == "fr":
            return None
        is_past = not _SINCE.isdisjoint(before[-2:]) or before[-2:] == ["y", "a"]
        if is_past or "ago" in tokens[place + 1 : place + 2]:
            return None
        if back == 1 and hour_at(tokens, place - 1) is not None:
            return None
        tens = _number(before[-1]) if before and token.isalpha() and number < 10 else None
        return number + tens if tens in (20, 30, 40, 50) else number
    return None


def _after_workdays(count: int, at: float, zone: tzinfo | None) -> float:
    """Return the same hour so many days later, weekends not counted where they are known."""
    if zone is None:
        return at + count * 86400
    day = datetime.fromtimestamp(at, zone)
    for _ in range(min(count, 30)):
        day += timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))
    return day.timestamp()


def _without_calendar(tokens: Sequence[str], at: float) -> float | None:
    days = {"tomorrow": 1, "demain": 1, "OVERMORROW": 2, "NEXTWEEK": 7}
    return next((at + days[token] * 86400 for token in tokens if token in days), None)
