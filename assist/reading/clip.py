"""A text and a length -> its beginning, without half of what people see as one character.

An accent that was typed by itself, a skin colour, a family joined of four emoji, a flag of two
letters: who cuts inside shows something else, or a box.
"""

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_SKINS: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_REGIONS: Final = range(0x1F1E6, 0x1F200)
_MARKS: Final = frozenset(["Mn", "Me", "Mc"])
_FARTHEST: Final = 40
"""Code points; what is longer than that is no character but a heap of marks, and may be cut."""


def clipped(text: str, most: int) -> str:
    """Return the first `most` code points of `text`, or some less where that cuts a character."""
    if len(text) <= most:
        return text
    return text[: boundary(text, most)]


def boundary(text: str, at: int) -> int:
    """Return the last place up to `at` where one character ends and another begins."""
    for place in range(at, max(0, at - _FARTHEST), -1):
        if not _joined(text, place):
            return place
    return at


def _joined(text: str, at: int) -> bool:
    """Return whether the code points before and after `at` are parts of one character."""
    after = text[at]
    if text[at - 1] == _JOINER or after == _JOINER or ord(after) in _SKINS or ord(after) in _TAGS:
        return True
    if ord(after) in _REGIONS:
        start = at
        while start and ord(text[start - 1]) in _REGIONS and at - start < _FARTHEST:
            start -= 1
        return (at - start) % 2 == 1
    return unicodedata.category(after) in _MARKS
