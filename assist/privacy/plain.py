"""A text as typed -> one of plain characters to look for numbers in, place by place.

Digits of any script become 0 to 9, letters lose case and accents, dashes and blanks become one of
each kind, and what cannot be seen (zero-width characters, combining marks) goes.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

_LONGEST: Final = 4
"""Characters that one character may become: one ligature of Arabic becomes eighteen."""
_PLAIN: Final = {"\u2212": "-", "·": ".", "‧": ".", "∙": ".", "。": ".", "’": "'", "｡": "."}
_BREAKS: Final = "\r\n\v\f\x85\u2028\u2029"
_KEPT: Final = 8192


def plain(text: str) -> str:
    """Return the plain form of a text."""
    return text.lower() if text.isascii() else text.translate(_KNOWN)


def places(text: str) -> Sequence[int]:
    """Return where each character of the plain form stands in the text."""
    if text.isascii():
        return range(len(text))
    return [place for place, one in enumerate(text) for _ in _KNOWN[ord(one)]]


class _Known(dict[int, str]):
    """What characters become, as far as they were met; bounded."""

    def __missing__(self, code: int) -> str:
        if len(self) >= _KEPT:
            self.clear()
        folded = self[code] = _folded(chr(code))
        return folded


_KNOWN: Final = _Known()


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
