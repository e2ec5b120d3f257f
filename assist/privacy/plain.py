"""A text as typed -> one of plain characters to look for numbers in, place by place.

Digits of any script become 0 to 9, letters lose case and accents, dashes and blanks become one of
each kind, and what cannot be seen (zero-width characters, combining marks) goes.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_LONGEST: Final = 4
"""Characters that one character may become: one ligature of Arabic becomes eighteen."""
_PLAIN: Final = {"\u2212": "-", "·": ".", "‧": ".", "∙": ".", "。": ".", "’": "'", "｡": "."}
_BREAKS: Final = "\r\n\v\f\x85\u2028\u2029"
_STRANGE: Final = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A plain text, and each character's place in the original; None where nothing moved."""

    text: str
    places: tuple[int, ...] | None = None

    def where(self) -> Sequence[int]:
        """Return each character's place in the original."""
        return range(len(self.text)) if self.places is None else self.places

    def place(self, at: int) -> int:
        """Return the place in the original of the plain text's character `at`."""
        return at if self.places is None else self.places[at]


def plain(text: str) -> Plain:
    """Return the plain form of a text."""
    if text.isascii():
        return Plain(text=text.lower())
    # Most such texts are French: each letter has one plain one, and few letters are strange.
    strange = {one: _folded(one) for one in set(_STRANGE.findall(text))}
    if all(len(plain) == 1 for plain in strange.values()):
        return Plain(text=text.translate(_ASCII | str.maketrans(strange)))
    characters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        for character in _folded(original):
            characters.append(character)
            places.append(place)
    return Plain(text="".join(characters), places=tuple(places))


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    """Return what one character becomes: nothing, itself or a few others."""
    known = _PLAIN.get(character)
    if known is not None:
        return known
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if character in _BREAKS:
        return "\n"
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Cf"):
        return ""
    if kind == "Pd":
        return "-"
    if kind == "Zs" or character == "\t":
        return " "
    parts = unicodedata.normalize("NFKD", character).lower()
    if len(parts) > _LONGEST:
        return character
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf"))


_ASCII: Final = {code: _folded(chr(code)) for code in range(128) if _folded(chr(code)) != chr(code)}
