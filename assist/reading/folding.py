"""A text as typed -> in lower case, without accents and stretched letters, place by place."""

import re
import unicodedata

CHARACTERS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
    | {"–": "-", "—": "-", "…": ".", "œ": "oe", "æ": "ae", "\u00a0": " ", "\u202f": " "}
)
"""Typographic characters as a keyboard has them."""
STRETCH = re.compile(r"(.)\1\1+", re.DOTALL)


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
    for place, original in enumerate(text):
        plain = unicodedata.normalize("NFKD", original.translate(CHARACTERS)).lower()
        for character in plain:
            if unicodedata.category(character) in ("Mn", "Cf", "Me", "Cs"):
                continue
            if characters[-3:] == [character] * 3:
                continue
            characters.append(character)
            places.append(place)
    return "".join(characters), tuple(places)
