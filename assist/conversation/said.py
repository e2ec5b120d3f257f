"""A message -> what is kept of its wording: hashes, by which a repetition is noticed later.

The chat keeps no transcript. Of the agents' sentences it keeps hashes of every five words in a
row, of the customer's words a number of 16 bits each: many words share one, so that nobody can
tell which was said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from assist.reading.folding import fold

ROW: Final = 5
"""Words in a row that make one hash."""
MOST: Final = 400
"""Hashes of each sort that a chat keeps, the latest."""
READ: Final = 4000
"""Code points of a message that are looked at."""

_SENTENCE: Final = re.compile(r"[^.!?;\n]+")
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said before: `rows` by the agents, `words` by the customer."""

    rows: tuple[int, ...] = ()
    words: tuple[int, ...] = ()


NOTHING: Final = Said()


def after_agent(said: Said, text: str) -> Said:
    """Return what was said, with an agent's message."""
    rows = [row for _, _, words in sentences(text) for row in rows_of(words)]
    return Said(rows=_kept(said.rows, rows), words=said.words)


def after_customer(said: Said, text: str) -> Said:
    """Return what was said, with a customer's message."""
    words = [word_hash(word) for word in _WORD.findall(fold(text[:READ])[0]) if len(word) > 1]
    return Said(rows=said.rows, words=_kept(said.words, words))


def sentences(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield where each sentence of a text starts and ends, and its folded words."""
    for found in _SENTENCE.finditer(text[:READ]):
        yield found.start(), found.end(), _WORD.findall(fold(found[0])[0])


def rows_of(words: list[str]) -> list[int]:
    """Return a hash for every five words in a row, none for a shorter sentence."""
    return [
        _hashed(" ".join(words[first : first + ROW]), 6) for first in range(len(words) - ROW + 1)
    ]


def word_hash(word: str) -> int:
    """Return the number of one folded word; many words share it."""
    return _hashed(word, 2)


def _hashed(words: str, size: int) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=size).digest())


def _kept(before: tuple[int, ...], new: list[int]) -> tuple[int, ...]:
    """Return the latest hashes, each once."""
    known = frozenset(before)
    fresh = tuple(dict.fromkeys(one for one in new if one not in known))
    return (*before, *fresh)[-MOST:] if fresh else before
