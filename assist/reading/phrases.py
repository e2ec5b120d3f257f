"""Phrases of the rules, known by their first two words -> where they stand in one text.

Nearly every word of a message opens some phrase; nearly no two words do. So a phrase is looked up
by two of its words at once, and what follows them is a tree of words.
"""

from collections.abc import Iterator, Sequence
from itertools import compress, count

from assist.reading.terms import pairs as pairs_of


class _Node:
    """What may follow, and the phrases that end here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.ends: list[int] = []


class Phrases:
    """Finds phrases, two words at once; a phrase is known by the numbers it came with."""

    def __init__(self) -> None:
        self._alone: dict[str, list[int]] = {}
        self._single: set[str] = set()
        """The words of `_alone`: a set tells faster than a dict that a text holds none."""
        self._opening: dict[str, _Node] = {}

    def add(self, number: int, words: Sequence[str]) -> None:
        """Add a phrase of folded words; an empty one is never found."""
        if len(words) < 2:
            for word in words:
                self._alone.setdefault(word, []).append(number)
            self._single.update(words)
            return
        node = self._opening.setdefault(f"{words[0]} {words[1]}", _Node())
        for word in words[2:]:
            node = node.next.setdefault(word, _Node())
        node.ends.append(number)

    def find(
        self, words: Sequence[str], pairs: Sequence[str] | None = None
    ) -> Iterator[tuple[int, int, int]]:
        """Yield (number, first word, last word and one) of each phrase in a text's words.

        Args:
            words: of the text.
            pairs: `terms.pairs` of them, where they are at hand.
        """
        followed = (pairs_of(words) if pairs is None else pairs)[1:-1]
        opened = [*map(self._opening.get, followed)]
        places = [*compress(count(), opened)]
        if not self._single.isdisjoint(words):
            places = sorted(
                {*places, *[at for at, word in enumerate(words) if word in self._single]}
            )
        for first in places:
            for number in self._alone.get(words[first], ()):
                yield number, first, first + 1
            node = opened[first] if first < len(opened) else None
            last = first + 2
            while node is not None:
                for number in node.ends:
                    yield number, first, last
                node = node.next.get(words[last]) if last < len(words) else None
                last += 1
