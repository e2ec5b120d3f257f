"""A draft -> the finding `card-number`: a whole payment card number that would go out.

What a card's number is, `assist.privacy` says: what would be masked may not go out.
"""

import re
from collections.abc import Iterator
from typing import Final

from assist.drafts.draft import Draft
from assist.findings import DraftFinding, Edit, Span
from assist.privacy import mask

_MASK: Final = "••••"
_SHOWN: Final = 4
_NEAR: Final = 12
"""Code points between the name of another number ("order no.") and its digits."""


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the finding where the draft holds a whole card number; its edit masks it."""
    spans = tuple(numbers(draft.text))
    if not spans:
        return
    # What the house's rules excuse ("SIRET", "order number") stands right before the number.
    others = [draft.words.span(*place).end for place in draft.hits.given.get("card-number", ())]
    spans = tuple(s for s in spans if not any(0 <= s.start - end <= _NEAR for end in others))
    if spans:
        yield from draft.found("card-number", spans, edit=masked(spans[0]))


def numbers(text: str) -> Iterator[Span]:
    """Yield the card numbers in a text."""
    for hit in mask(text).hits:
        if hit.sort == "card":
            yield Span(start=hit.start, end=hit.end, text=text[hit.start : hit.end])


def masked(number: Span) -> Edit:
    """Return the edit that leaves the last four digits."""
    digits = re.sub(r"\D", "", number.text)
    return Edit(start=number.start, end=number.end, text=f"{_MASK} {digits[-_SHOWN:]}")
