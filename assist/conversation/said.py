"""A message -> what is kept of its wording: hashes, by which a repetition is noticed later.

The chat keeps no transcript. Of the agents' sentences it keeps hashes of every five words in a
row, of the customer's words a number of 16 bits each: many words share one, so that nobody can
tell which was said. Of the cards it keeps a hash of each one's words.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Final
from zlib import crc32

from msgspec import Struct

from assist.reading.folding import folded

ROW: Final = 5
"""Words in a row that make one hash."""
MOST: Final = 400
"""Hashes of each sort that a chat keeps, the latest."""
READ: Final = 4000
"""Code points of a message that are looked at."""

_SENTENCE: Final = re.compile(r"[^.!?;\n]+")
_WORD: Final = re.compile(r"[^\W_]+")
_LONG_WORD: Final = re.compile(r"[^\W_]{2,}")


class Said(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What was said before: `rows` by the agents, `words` by the customer.

    The hashes stand one after the other, all of one size: as numbers they would take ten times
    the memory.
    """

    rows: bytes = b""
    words: bytes = b""


NOTHING: Final = Said()


def after_agent(said: Said, text: str) -> Said:
    """Return what was said, with an agent's message."""
    rows: list[bytes] = []
    for _, _, words in sentences(text):
        if len(words) >= ROW:
            rows += rows_of(words)
    return Said(rows=kept(said.rows, rows), words=said.words) if rows else said


def after_customer(said: Said, text: str) -> Said:
    """Return what was said, with a customer's message."""
    words = map(word_hash, _LONG_WORD.findall(folded(text[:READ])))
    return Said(rows=said.rows, words=kept(said.words, words))


def sentences(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield where each sentence of a text starts and ends, and its folded words."""
    for found in _SENTENCE.finditer(text[:READ]):
        yield found.start(), found.end(), _WORD.findall(folded(found[0]))


def rows_of(words: list[str]) -> list[bytes]:
    """Return a hash for every five words in a row, none for a shorter sentence."""
    last = len(words) - ROW + 1
    rows = [" ".join(words[first : first + ROW]) for first in range(last)]
    return [crc32(row.encode()).to_bytes(4) for row in rows]


def hashed(words: str) -> bytes:
    """Return a hash of four bytes."""
    return crc32(words.encode()).to_bytes(4)


@lru_cache(maxsize=8192)
def word_hash(word: str) -> bytes:
    """Return the hash of one folded word; many words share it."""
    return blake2b(word.encode(), digest_size=2).digest()


def is_known(one: bytes, known: bytes) -> bool:
    """Return whether a hash is among those kept, which are all of its size."""
    return _place(one, known) >= 0


def kept(before: bytes, new: Iterable[bytes]) -> bytes:
    """Return the latest hashes, each once."""
    # What is not there at all, as most words, need not be looked for place by place.
    fresh = [one for one in dict.fromkeys(new) if one not in before or not is_known(one, before)]
    return (before + b"".join(fresh))[-MOST * len(fresh[0]) :] if fresh else before


def without(known: bytes, one: bytes) -> bytes:
    """Return the hashes that are kept but this."""
    place = _place(one, known)
    return known if place < 0 else known[:place] + known[place + len(one) :]


def _place(one: bytes, known: bytes) -> int:
    """Return where a hash begins, -1 where it is not; bytes of two neighbours are none."""
    place = known.find(one)
    while place >= 0 and place % len(one):
        place = known.find(one, place + 1)
    return place
