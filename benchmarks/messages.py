"""The corpus -> distinct messages of given lengths: short ones as they are, long ones joined.

What is measured comes from scenarios that trained nothing (dev and test), what warms up from the
others. No message is used twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Final

from assist.labelled.corpus import Message, read_corpus
from assist.resources import corpus_dir
from assist.vocabulary import Language

SINGLE: Final[dict[int, int]] = {20: 450, 10: 250, 5: 200}
"""Lengths in words that customers write in one go, and how many messages of each are taken."""

_JOINED: Final = (40, 80, 40, 150, 80, 40, 300, 150, 80, 40, 40)
"""The other lengths, in the order in which what is left is shared out."""
_WITHIN_SCENARIO: Final = 100
"""Up to here a joined message stays in one scenario; longer ones run on into its neighbours."""
_SPREAD: Final = 0.15

LENGTHS: Final = tuple(sorted({*SINGLE, *_JOINED}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Texts of one language: to warm up on, and to measure on by their length in words."""

    language: Language
    warm: tuple[str, ...]
    of: dict[int, tuple[str, ...]]


def messages(language: Language) -> Messages:
    """Return the corpus's messages; the same corpus gives the same ones in the same order."""
    unique = {one.text: one for one in read_corpus(corpus_dir()) if one.language == language}
    held_out = [one for one in unique.values() if one.split != "train"]
    warm = [one.text for one in unique.values() if one.split == "train"]
    of: dict[int, list[str]] = {length: [] for length in LENGTHS}
    order = Random(0)
    for one in order.sample(held_out, len(held_out)):
        length = next((size for size in SINGLE if _fits(_words(one.text), size)), None)
        if length is not None and len(of[length]) < SINGLE[length]:
            of[length].append(one.text)
    taken = {text for texts in of.values() for text in texts}
    for length, text in _joined([one for one in held_out if one.text not in taken]):
        of[length].append(text)
    for texts in (warm, *of.values()):
        order.shuffle(texts)
    return Messages(
        language=language,
        warm=tuple(warm),
        of={length: tuple(texts) for length, texts in of.items()},
    )


def _joined(left: Sequence[Message]) -> Iterator[tuple[int, str]]:
    """Yield long messages with the length that they were made for."""
    lengths = cycle(_JOINED)
    length, parts = next(lengths), list[Message]()
    for one in left:
        if parts and not _together(parts[0], one, length):
            parts = []
        parts.append(one)
        text = " ".join(part.text for part in parts)
        if _words(text) > length * (1 + _SPREAD):
            parts = [one]
        elif _fits(_words(text), length):
            yield length, text
            length, parts = next(lengths), []


def _together(one: Message, other: Message, length: int) -> bool:
    if length <= _WITHIN_SCENARIO:
        return one.group == other.group
    return one.sector == other.sector


def _words(text: str) -> int:
    return len(text.split())


def _fits(words: int, length: int) -> bool:
    return abs(words - length) <= _SPREAD * length
