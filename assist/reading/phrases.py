"""Phrases of the rules as a tree of words -> where they stand in one text."""

from collections.abc import Iterator, Sequence


class _Node:
    """What may follow, and the phrases that end here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.ends: list[int] = []


class Phrases:
    """Finds phrases, word by word; a phrase is known by the numbers it came with."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, number: int, words: Sequence[str]) -> None:
        """Add a phrase of folded words; an empty one is never found."""
        node = self._root
        for word in words:
            node = node.next.setdefault(word, _Node())
        if words:
            node.ends.append(number)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Yield (number, first word, last word and one) of each phrase in a text's words."""
        opening = self._root.next
        for first, word in enumerate(words):
            node = opening.get(word)
            last = first + 1
            while node is not None:
                for number in node.ends:
                    yield number, first, last
                node = node.next.get(words[last]) if last < len(words) else None
                last += 1
