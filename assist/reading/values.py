"""The words of a cue -> the count or time that they name, the same in every language.

"third time" is 3, "for two weeks" P2W, "by Friday" friday, "before 5 pm" T17:00. Lengths of time
are ISO 8601 durations. The reader knows no clock and no time zone: what a day or hour means on
the calendar is for those who do.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from assist.vocabulary import Cue

_NUMBERS: Final = {
    word: number
    for number, words in {
        1: "one a an once first 1st un une premier premiere 1er 1ere",
        2: "two second twice 2nd couple deux deuxieme second seconde 2e 2eme 2nde",
        3: "three third 3rd few trois troisieme 3e 3eme",
        4: "four fourth 4th quatre quatrieme 4e 4eme",
        5: "five fifth 5th cinq cinquieme 5e 5eme",
        6: "six sixth 6th sixieme 6e 6eme",
        7: "seven seventh 7th sept septieme 7e 7eme",
        8: "eight eighth 8th huit huitieme 8e 8eme",
        9: "nine ninth 9th neuf neuvieme 9e 9eme",
        10: "ten tenth 10th dix dixieme 10e 10eme dizaine",
        11: "eleven eleventh 11th onze onzieme",
        12: "twelve twelfth 12th douze douzieme douzaine dozen",
        15: "fifteen fifteenth quinze quinzieme quinzaine",
        20: "twenty twentieth vingt vingtieme vingtaine",
        30: "thirty trente trentaine",
        40: "forty quarante",
        45: "forty-five",
        50: "fifty cinquante",
    }.items()
    for word in words.split()
}
UNITS: Final = {
    word: unit
    for unit, words in {
        "T{}S": "second seconds sec secs seconde secondes",
        "T{}M": "minute minutes min mins mn",
        "T{}H": "hour hours hr hrs heure heures h",
        "{}D": "day days jour jours j",
        "{}W": "week weeks wk wks semaine semaines",
        "{}M": "month months mois",
        "{}Y": "year years an ans annee annees yr yrs",
    }.items()
    for word in words.split()
}
_DAYS: Final = {
    word: day
    for day, words in {
        "monday": "monday mon lundi",
        "tuesday": "tuesday tue tues mardi",
        "wednesday": "wednesday wed mercredi",
        "thursday": "thursday thu thurs jeudi",
        "friday": "friday fri vendredi",
        "saturday": "saturday sat samedi",
        "sunday": "sunday sun dimanche",
        "today": "today",
        "tonight": "tonight",
        "tomorrow": "tomorrow tmrw tmr demain",
    }.items()
    for word in words.split()
}
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:h.](\d{2}))?")
_AT: Final = frozenset(
    {"a", "avant", "vers", "des", "apres", "pour", "jusqu'a", "before", "by", "until"}
)
"""Before these, French hours are of the clock: "avant 17 h"; "dans 2 h" is a length."""
_READ: Final = 100
"""Words of one sign that may name its time or number; a longer one is a row of signs."""
_COUNTED: Final = frozenset({"repeat-contact", "unanswered", "effort"})
_TIMED: Final = frozenset({"long-wait", "deadline", "broken-promise"})


def value_of(cue: Cue, words: Sequence[str]) -> str | None:
    """Return what the words of a cue name: a count, a length of time, a day, an hour.

    Args:
        cue: a cue that counts or names a time; others name nothing here.
        words: its folded words, in order.
    """
    words = words[:_READ]
    if cue in _COUNTED:
        return _count(words)
    if cue == "loyalty":
        return _length(words)
    if cue in _TIMED:
        return _length(words) or _hour(words) or _first(words, _DAYS)
    return None


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= 4:
        return int(word)
    return _NUMBERS.get(word)


def _first(words: Sequence[str], table: Mapping[str, str]) -> str | None:
    return next((table[word] for word in words if word in table), None)


def _count(words: Sequence[str]) -> str | None:
    """Return how often: the largest number that is no article and counts no time."""
    found = [
        number
        for word, following in zip(words, (*words[1:], ""), strict=True)
        if (number := _number(word)) is not None and number > 1 and following not in UNITS
    ]
    return str(max(found)) if found else None


def _length(words: Sequence[str]) -> str | None:
    """Return the first length of time: a number, at most two words on its unit."""
    for at, word in enumerate(words):
        number = _number(word)
        if number is None or _is_of_the_clock(words, at):
            continue
        for following in words[at + 1 : at + 3]:
            if unit := UNITS.get(following):
                return "P" + unit.format(number)
    return None


def _is_of_the_clock(words: Sequence[str], at: int) -> bool:
    """Return whether the number at a place is an hour of the day in French, "avant 17 h"."""
    if at == 0 or at + 1 == len(words):
        return False
    return words[at + 1] == "heures" and words[at - 1] in _AT


def _hour(words: Sequence[str]) -> str | None:
    """Return an hour of the day as T17:00; a bare number is none."""
    for at, word in enumerate(words):
        found = _CLOCK.fullmatch(word)
        if found is None or int(found[1]) > 24:
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        half = {"am": 0, "pm": 12}.get(following)
        if half is None and found[2] is None and not _is_of_the_clock(words, at):
            continue
        hour = int(found[1]) % 12 + half if half is not None else int(found[1])
        return f"T{hour:02d}:{int(found[2] or 0):02d}"
    return None
