"""The agent's words for a time -> the promise that they make, with the moment it falls due.

Only lengths of time are read here ("give me five minutes", "d'ici une heure"); a clock time or
a day is left alone, because the chat does not know the customer's time zone.
"""

import re
from typing import Final

from assist.conversation.state import Promise

LONGEST: Final = 24 * 3600.0
"""Seconds; what lies beyond a day is not watched from inside one chat."""

_NUMBERS: Final = {
    word: value
    for value, words in {
        1: "a an one un une",
        2: "two couple deux",
        3: "three few trois quelques",
        4: "four quatre",
        5: "five cinq",
        10: "ten dix",
        15: "fifteen quinze",
        20: "twenty vingt",
        30: "thirty trente",
        45: "forty-five quarante-cinq",
    }.items()
    for word in words.split()
}
_PARTS: Final = {
    "quarter of an hour": 900,
    "quart d'heure": 900,
    "half an hour": 1800,
    "half hour": 1800,
    "demi-heure": 1800,
    "demi heure": 1800,
}
_LENGTH: Final = re.compile(
    r"(?P<count>\d{1,3}|[a-zé-]+)(?:\s+of)?\s*"
    r"(?P<unit>seconds?|secondes?|sec|minutes?|mins?|mn|hours?|hrs?|heures?|h)\b",
    re.IGNORECASE,
)


def promise(words: str, now: float) -> Promise | None:
    """Return the promise in an agent's words at `now`, None where they name no length of time."""
    for part, seconds in _PARTS.items():
        if part in words.lower():
            return Promise(words=part, due=now + seconds)
    for found in _LENGTH.finditer(words):
        count, unit = found["count"].lower(), found["unit"].lower()
        number = int(count) if count.isdecimal() else _NUMBERS.get(count)
        seconds = 1 if unit.startswith("s") else 60 if unit.startswith("m") else 3600
        if number is not None and number * seconds <= LONGEST:
            return Promise(words=found[0], due=now + number * seconds)
    return None
