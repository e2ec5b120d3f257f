"""Message after message of one speaker -> each masked, also where a card's number is cut in two.

What was said before is stored already and stays as it is, so two things are done. A number of a
card that merely begins at a message's end is hidden from its seventh digit on, where the words
speak of a card. And when the next message completes a number, its part of it is hidden: but the
last four digits where the beginning was hidden too, else wholly.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from assist.privacy import context, schemes
from assist.privacy.mask import Hidden, hide
from assist.privacy.plain import plain
from assist.privacy.values import ALWAYS, Found, Masked, Sort

_SHOWN: Final = 6
_LAST: Final = 4
_SUSPICIOUS: Final = 8
"""Digits from which the beginning of a number is hidden."""
_AFTER: Final = 6
"""Code points that may follow the digits at a message's end."""
_DIGIT: Final = re.compile(r"[0-9]")
_TELLING: Final = re.compile("|".join((*"0123456789@", context.IN_CARD)))
"""What a plain text holds of which anything is hidden, or that speaks of a card.

The digits one by one: with a set in front the search would take half as long again.
"""
_TRAILING: Final = re.compile(
    rf"(?<![0-9•])[0-9](?:[\s._/|-]{{0,3}}[0-9]){{0,17}}(?=[^0-9a-z•]{{0,{_AFTER}}}\Z)"
)
_LEADING: Final = re.compile(r"[^0-9•]{0,32}?([0-9](?:[\s._/|-]{0,3}[0-9]){0,24})(?![0-9•])")
_HIDDEN: Final = re.compile(
    r"(?<![0-9•])([0-9](?:[\s._/|-]{0,3}[0-9]){0,17})((?:[\s._/|-]{0,3}•)+)(?=[^0-9a-z•]{0,6}\Z)"
)
"""A number of a card that begins at the end of a text, as it was masked."""
_MASKED: Final = re.compile(r"[0-9][\s._/|-]{0,3}•")
_TAIL: Final = 64
_LENGTHS: Final = (16, 15, 14, 19, 13, 17, 18)
_MEMORY: Final = 3
"""Messages for which the word for a card counts."""
_ASKED: Final = 2000
"""Code points at a message's end in which it may ask for a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """What a speaker's last messages leave for the next one: kept in memory, never written down.

    `digits` ended the last message (at most 18), the first ones of them readable: `open` tells
    whether all are. After them come so many `hidden` ones that nobody knows any more. `card` counts
    the messages in which a card still counts as spoken of, `given` those in which bare digits still
    count as what belongs to a card.
    """

    digits: str = field(default="", repr=False)
    open: bool = True
    hidden: int = 0
    card: int = 0
    given: int = 0


_NOTHING: Final = Carry()


@dataclass(frozen=True, slots=True, kw_only=True)
class Masker:
    """What a tenant hides; see `mask`."""

    sorts: AbstractSet[Sort] = ALWAYS
    locales: Sequence[str] = ()
    typos: bool = False

    def mask(self, text: str, carry: Carry | None = None) -> tuple[Masked, Carry]:
        """Return a speaker's message masked, and what to hand in with their next one.

        `carry` is what their last message left, None for their first one.
        """
        masked, after, _ = self.turn(text, carry or _NOTHING, _NOTHING)
        return masked, after

    def turn(self, text: str, mine: Carry, other: Carry) -> tuple[Masked, Carry, Carry]:
        """Return a message masked, and what it leaves: `mask` and `asked` in one look at it.

        Args:
            text: what is said.
            mine: what the speaker's last message left.
            other: what the other side's last one left.
        """
        folded = plain(text)
        spoken = mine.card if mine.digits else max(0, mine.card - 1)
        given = max(0, mine.given - 1)
        if not _TELLING.search(folded):
            # Most messages: a third of the time that the stages take to find nothing.
            return Masked(text=text), _left(spoken, given), other
        asks = context.asks_for_a_card(folded)
        if asks:
            spoken = _MEMORY
        if asks or len(text) > _ASKED:
            other = self.asked(text, other)
        hidden = Hidden(text, folded)
        joined = hidden.hide(_completed(folded, mine))
        hide(hidden, self.sorts, self.locales, typos=self.typos, after_card=mine.given > 0)
        if hidden.found and any(found.sort == "card" for found in hidden.found):
            given = _MEMORY
        after = _left(spoken, given)
        if not joined:
            after = _begun(hidden, mine, after)
        return hidden.masked(), after, other

    def resumed(self, text: str, carry: Carry | None = None) -> Carry:
        """Return what a message leaves for the next one, of which only the masked text is left.

        Where a card's number begins at its end, some digits are not known any more: then whatever
        may complete it is hidden.
        """
        _, after = self.mask(text, carry)
        if _MASKED.search(text):
            after = replace(after, given=_MEMORY)
        if found := _HIDDEN.search(text, max(0, len(text) - _TAIL)):
            digits = "".join(filter(str.isdigit, found[1]))
            if schemes.begun(digits):
                hidden = found[2].count("•")
                return replace(after, digits=digits, hidden=hidden, open=False)
        return after

    def asked(self, text: str, carry: Carry | None = None) -> Carry:
        """Return the carry after the other side spoke: asked for a card, digits are suspicious.

        A long text asks at its end.
        """
        before = carry or _NOTHING
        if context.asks_for_a_card(plain(text[-_ASKED:])):
            return replace(before, card=_MEMORY + 1)
        return before


@cache
def _left(card: int, given: int) -> Carry:
    """Return what most messages leave: no digits. Of few numbers, so it is made once for each."""
    return Carry(card=card, given=given)


def _completed(text: str, carry: Carry) -> list[Found]:
    """Return the part of a number that the last message began, if this message completes it."""
    found = _LEADING.match(text) if carry.digits else None
    if not found:
        return []
    places = [at for at in range(*found.span(1)) if text[at].isdigit()]
    for length in _LENGTHS:
        missing = length - len(carry.digits) - carry.hidden
        if not 0 < missing <= len(places):
            continue
        if missing < len(places) and places[missing] == places[missing - 1] + 1:
            continue
        digits = carry.digits + "".join(text[at] for at in places[:missing])
        if carry.hidden or _is_whole(digits, spoken=carry.card > 0):
            last = 0 if carry.open and len(carry.digits) > _SHOWN else min(_LAST, missing)
            begun = len(carry.digits) + carry.hidden
            first = max(0, _SHOWN - begun) if not carry.open or missing > _SHOWN else 0
            return [Found(sort="card", start=places[0], end=places[missing - 1] + 1,
                          first=min(first, missing - last), last=last)]  # fmt: skip
    return []


def _is_whole(digits: str, *, spoken: bool) -> bool:
    rare = spoken and schemes.RARE.fullmatch(digits) is not None
    return schemes.luhn(digits) and (rare or schemes.COMMON.fullmatch(digits) is not None)


def _begun(hidden: Hidden, before: Carry, after: Carry) -> Carry:
    """Return the carry with the digits that end the text; hide them where they are suspicious."""
    text = hidden.text
    # Most digits stand further in, and the pattern would be tried at each of them.
    at_end = _DIGIT.search(text, max(0, len(text) - _AFTER - 1))
    found = at_end and _TRAILING.search(text, max(0, len(text) - _TAIL))
    if not found:
        return after
    start, end = found.span()
    new = "".join(filter(str.isdigit, found[0]))
    alone = not text[:start].strip()
    continues = before.hidden > 0 and alone
    digits = before.digits + new if alone else new
    if not schemes.begun(digits):
        digits = new
    if not (continues or schemes.begun(digits)) or context.of_another_thing(text, start, start):
        return after
    if continues:
        hidden.hide([Found(sort="card", start=start, end=end)])
        return replace(after, digits=before.digits, hidden=before.hidden + len(new), open=False)
    seen = len(digits) - len(new)
    opened = before.open or not seen
    if after.card and len(digits) >= _SUSPICIOUS:
        hidden.hide([Found(sort="card", start=start, end=end, first=max(0, _SHOWN - seen))])
        opened = seen > _SHOWN and opened
    return Carry(digits=digits, open=opened, card=after.card, given=after.given)
