"""A plain text and its cards -> the security codes and expiry dates beside them.

They are worth nothing to the conversation and all to a thief: they go wholly.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assist.privacy.values import Found

_REACH: Final = 120
_JUST_BEFORE: Final = 24
_MONTHS: Final = (
    r"(?:jan|feb|fev|mar|apr|avr|may|mai|jun|juin|jul|juil|aug|aout|sep|oct|nov|dec)[a-z]{0,6}\.?"
)
_END: Final = r"(?![0-9•])(?!\s?(?:€|eur|usd|gbp|chf|[$£%]|dollar|pound|livre|fois|times))"
_DATE: Final = (
    r"(?:(?:0?[1-9]|1[0-2])\s{0,2}[/.|-]\s{0,2}(?:20)?[2-4][0-9]"
    r"|••?\s{0,2}[/.|-]\s{0,2}(?:••)?••"
    r"|(?:0[1-9]|1[0-2])[\s-]{0,3}(?:20)?[2-4][0-9]"
    rf"|{_MONTHS}\s?(?:20)?[2-4][0-9])"
)
_WORD: Final = (
    r"(?:exp[a-z]*|valid[a-z]*|valable|until|thru|date|jusqu|au|le|la|du|de|d|fin|end|and|et|with|avec"
    r"|is|est|the|of|mon|ma|my|son|its|code|number|numero|visuel|security|securite|on|back|dos|a"
    r"|c|it|s|cvv2?|cvc2?|cvn|csc|cid|crypto(?:gramme)?|pin|secret|verso|card|carte)"
)
_FILL: Final = rf"(?:[\s,;:|/.()='\"-]{{1,4}}+(?:{_WORD}(?![a-z]))?+){{0,8}}+"
_NEXT: Final = re.compile(rf"{_FILL}[\s,;:|/.()=-]?(?:({_DATE})|([0-9•]{{3,4}})){_END}")
_NAMED: Final = (
    r"(?:cvv2?|cvc2?|cvn|csc|cryptogramme)", r"(?:crypto|cid|(?:security|secret|visual) code"
    r"|code (?:de )?(?:securite|secret|verso)|pin)",
)  # fmt: skip
_SURE: Final = re.compile(rf"(?<![a-z]){_NAMED[0]}{_FILL}[\s:=]?([0-9]{{3,4}})(?![0-9•])")
_LIKELY: Final = re.compile(
    rf"(?<![a-z])(?:{_NAMED[0]}|{_NAMED[1]}){_FILL}[\s:=]?([0-9]{{3,4}})(?![0-9•])"
    rf"|(?<![a-z])(?:exp[a-z]*|valid|valable|fin de validite)(?![a-z])"
    rf"{_FILL}[\s:=]?({_DATE})(?![0-9•])"
)
_BEFORE: Final = re.compile(rf"(?<![0-9•])(?<![0-9•][^\w•])({_DATE})[\s,;|/-]{{1,3}}\Z")
_ALONE: Final = re.compile(
    rf"\s*(?P<secret>{_DATE}(?:[\s,;|/-]{{1,3}}[0-9•]{{3,4}})?|[0-9]{{3,4}})\s*[.!]?\s*"
)
_SEP: Final = r"[^\w•]{0,3}"
_MASKED_CARD: Final = re.compile(
    r"[0-9](?<![0-9•][0-9])"
    rf"(?:(?:{_SEP}[0-9]){{5}}(?=•)|[^\w•]{{1,3}}(?:[0-9][^\w•]{{1,3}}){{5}}"
    rf"|[0-9]{_SEP}(?:[0-9]{{2}}{_SEP}){{2}})"
    rf"(?:•{_SEP}){{2,9}}(?:{_SEP}[0-9]){{4}}(?![0-9•])"
)


def find(text: str, cards: Sequence[Found], *, after_card: bool = False) -> Iterator[Found]:
    """Yield codes and dates beside the cards of a text, masked ones too.

    `after_card` says that a card stood in the speaker's last message.
    """
    spans = {(card.start, card.end) for card in cards}
    if "••" in text:
        spans |= {found.span() for found in _MASKED_CARD.finditer(text)}
    secrets: set[tuple[int, int]] = set()
    for found in (_LIKELY if spans or after_card else _SURE).finditer(text):
        secrets.add(found.span(found.lastindex or 0))
    if after_card and (alone := _ALONE.fullmatch(text)):
        secrets.add(alone.span("secret"))
    for start, end in spans:
        secrets |= set(_after(text, end))
        least = max(0, start - _JUST_BEFORE)
        if before := _BEFORE.search(text[least:start]):
            secrets.add((least + before.start(1), least + before.end(1)))
    taken = 0
    for start, end in sorted(secrets):
        if start >= taken and any(text[at].isdigit() for at in range(start, end)):
            taken = end
            yield Found(sort="cvv", start=start, end=end)


def _after(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield what stands right after a card's number: a date and a code, two at most."""
    limit = at + _REACH
    for _ in range(2):
        found = _NEXT.match(text, at, limit)
        if not found:
            return
        yield found.span(found.lastindex or 0)
        at = found.end()
