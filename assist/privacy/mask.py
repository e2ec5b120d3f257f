"""A text, the sorts to hide and the tenant's locales -> the text without personal data.

Each stage sees the text as the stages before it left it, so that no number is found inside another
one's bullets. Masked twice is masked once.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from assist.privacy import cards, contacts, iban, identity, security
from assist.privacy.places import countries
from assist.privacy.plain import places, plain
from assist.privacy.values import ALWAYS, MASK, Found, Hit, Masked, Sort

_DIGIT: Final = re.compile(r"[0-9]")
_MOST_DIGITS: Final = 600
_MOST_ADDRESSES: Final = 200
_NO_DIGITS: Final = str.maketrans("0123456789", MASK * 10)
_WORD: Final = re.compile(r"\S+")
_LETTER: Final = re.compile(r"[^\W•]")


def mask(
    text: str,
    sorts: AbstractSet[Sort] = ALWAYS,
    locales: Sequence[str] = (),
    *,
    typos: bool = False,
) -> Masked:
    """Return a text with its personal data hidden.

    Args:
        text: any text.
        sorts: what to hide; cards, what belongs to them, and bank accounts are hidden always.
        locales: whose phone numbers and national ids are meant: `fr-FR`, `en`, `CA`.
        typos: also hide what is called a card and has all of a card but the check digit.
    """
    hidden = Hidden(text, plain(text))
    hide(hidden, sorts, locales, typos=typos)
    return hidden.masked()


class Hidden:
    """A text while it is being masked: its plain form, and what was found so far."""

    def __init__(self, original: str, text: str) -> None:
        self.original = original
        self.text = text
        self.found: list[Found] = []

    def hide(self, found: Iterable[Found]) -> list[Found]:
        """Hide what was found, and return it."""
        new = list(found)
        if new:
            self.text = _without(self.text, new)
            self.found += new
        return new

    def flood(self, *, emails: bool) -> None:
        """Hide all digits of a text that is a flood of them, and all addresses likewise.

        Nobody types so many, and to judge each of them would take longer than a message may.
        """
        text = self.text
        if len(text) > _MOST_DIGITS and len(_DIGIT.findall(text)) > _MOST_DIGITS:
            self._replace(text.translate(_NO_DIGITS), "card")
        if emails and text.count("@") > _MOST_ADDRESSES:
            self._replace(_WORD.sub(_without_address, self.text), "email")

    def _replace(self, text: str, sort: Sort) -> None:
        self.text = text
        self.found.append(Found(sort=sort, start=0, end=len(text)))

    def masked(self) -> Masked:
        """Return the text as it may be kept."""
        if not self.found:
            return Masked(text=self.original)
        characters, place = list(self.original), places(self.original)
        for at in (at for found in self.found for at in range(found.start, found.end)):
            if self.text[at] == MASK:
                characters[place[at]] = MASK
        hits = (
            Hit(sort=found.sort, start=place[found.start], end=place[found.end - 1] + 1)
            for found in self.found
        )
        return Masked(text="".join(characters), hits=tuple(sorted(hits, key=lambda hit: hit.start)))


def hide(
    hidden: Hidden,
    sorts: AbstractSet[Sort],
    locales: Sequence[str],
    *,
    typos: bool = False,
    after_card: bool = False,
) -> None:
    """Hide the personal data of a text, stage by stage; see `mask`."""
    hidden.flood(emails="email" in sorts)
    if "email" in sorts:
        hidden.hide(contacts.emails(hidden.text))
    if not _DIGIT.search(hidden.text):
        return
    hidden.hide(iban.find(hidden.text))
    found = hidden.hide(cards.find(hidden.text, typos=typos))
    where = countries(tuple(locales))
    if "national-id" in sorts:
        hidden.hide(identity.find(hidden.text, where))
    if "phone" in sorts:
        hidden.hide(contacts.phones(hidden.text, where))
    hidden.hide(security.find(hidden.text, found, after_card=after_card))


def _without_address(word: re.Match[str]) -> str:
    return _LETTER.sub(MASK, word[0]) if "@" in word[0] else word[0]


def _without(text: str, found: Iterable[Found]) -> str:
    """Return a plain text with what was found turned into bullets, but for the digits shown."""
    characters = list(text)
    for one in found:
        for at in _secret(text, one):
            characters[at] = MASK
    return "".join(characters)


def _secret(text: str, found: Found) -> Iterator[int]:
    """Yield the places of the letters and digits that do not stay readable."""
    places = [at for at in range(found.start, found.end) if text[at].isalnum()]
    yield from places[found.first : len(places) - found.last]
