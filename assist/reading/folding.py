"""A text as typed -> in lower case, without accents and stretched letters, place by place."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

CHARACTERS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
    | {"–": "-", "—": "-", "…": ".", "œ": "oe", "æ": "ae", "\u00a0": " ", "\u202f": " "}
)
"""Typographic characters as a keyboard has them."""
STRETCH = re.compile(r"(.)\1\1+", re.DOTALL)
_UNSEEN: Final = frozenset(["Mn", "Cf", "Me", "Cs"])
_LONGEST_ROW: Final = 3


def fold(text: str) -> tuple[str, tuple[int, ...] | None]:
    """Return `text` in lower case without accents, and each character's place in `text`.

    Compatibility forms become plain ones (NFKD), marks and invisible characters go, a character
    that stands more than three times in a row is kept three times. None for the places means
    that nothing moved.
    """
    if text.isascii() and not STRETCH.search(text):
        return text.lower(), None
    characters: list[str] = []
    places: list[int] = []
    last, row = "", 0
    for place, original in enumerate(text):
        for character in _plain(original):
            row = row + 1 if character == last else 1
            last = character
            if row <= _LONGEST_ROW:
                characters.append(character)
                places.append(place)
    return "".join(characters), tuple(places)


def folded(text: str) -> str:
    """Return what `fold` makes of `text`, without the places: half the work."""
    if text.isascii() and not STRETCH.search(text):
        return text.lower()
    return STRETCH.sub(r"\1\1\1", "".join(map(_plain, text)))


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    """Return what one character becomes: nothing, itself or a few others."""
    parts = unicodedata.normalize("NFKD", character.translate(CHARACTERS)).lower()
    return "".join(part for part in parts if unicodedata.category(part) not in _UNSEEN)
