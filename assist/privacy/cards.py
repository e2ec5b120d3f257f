"""A plain text -> the payment card numbers in it.

A number is a card's when a scheme's first digits and length, the check digit (Luhn), the way it
is grouped and the words beside it agree. Masked once, the text gives the same answer again: bullets
count as digits wherever something ends.
"""

import re
from collections.abc import Iterator
from typing import Final

from assist.privacy import context, schemes
from assist.privacy.values import Found

_BETWEEN: Final = r"(?:[^\w•]|_){1,3}"
_NO_DIGIT: Final = r"(?![0-9•])"
_WINDOW: Final = re.compile(
    r"(?<![0-9•])(?=[1-689])(?:"
    rf"([0-9]{{12,19}}){_NO_DIGIT}"
    rf"|(([0-9]{{4}}){_BETWEEN}(?:"
    rf"[0-9]{{4}}{_BETWEEN}[0-9]{{4}}{_BETWEEN}[0-9]{{1,4}}{_NO_DIGIT}"
    rf"|[0-9]{{6}}{_BETWEEN}[0-9]{{4,5}}{_NO_DIGIT}|[0-9]{{3}}(?:{_BETWEEN}[0-9]{{3}}){{2}}{_NO_DIGIT}))"
    rf"({_BETWEEN}[0-9]{{3}}{_NO_DIGIT})?"
    rf"|([0-9]{{6}}{_BETWEEN}[0-9]{{13}}|[0-9]{{8}}{_BETWEEN}[0-9]{{8}}){_NO_DIGIT})"
)
"""Numbers as cards show them: solid, 4-4-4-4 (and 3 more), 4-6-5, 4-6-4, 4-3-3-3, 6-13, 8-8."""
_RUN: Final = re.compile(r"[0-9•](?:(?:[^\w•]|_){0,3}[0-9•]){11,}")
_ITEM: Final = re.compile(r"•[^\w•]{1,3}(?=[0-9])")
"""The bullet of a list."""
_APART: Final = re.compile(r"[^0-9•]+")
_ODD: Final = re.compile(r"[^\w\s./|-]")
"""What no one puts between digits of a card in other groups than the card's own."""
_MOST: Final = 19
_LONGEST: Final = 80
"""Code points of a number of 19 digits with three characters between any two."""
_UNDATED: Final = 15
"""Digits from which any grouping will do: shorter ones may be two dates, or a company's number."""

_EXPIRY: Final = re.compile(
    r"[\s,;|/-]{1,3}(?:exp[a-z]*[\s.:]{0,3}|valid[a-z]*[\s:]{0,3})?"
    r"(?:0[1-9]|1[0-2])\s?[/.-]\s?(?:20)?[2-4][0-9•](?![0-9•])"
)
_JOINED_BEFORE: Final = re.compile(
    r"(?:(?<![a-z])[a-z]{1,2}|[0-9•][a-z]+|[_@+]|[a-z0-9•][-/]|[0-9•]\.)\Z"
)
_JOINED_AFTER: Final = re.compile(r"[a-z]+[0-9•]|[a-z](?![a-z])|[_@+]|[-/][a-z0-9•]|\.[0-9•]")
_IBAN_BEFORE: Final = re.compile(
    r"(?<![a-z])[a-z]{2}[0-9]{2}[ .-]{0,3}(?:[a-z0-9]{4}[ .-]{0,3})*\Z"
)
_TAIL: Final = re.compile(r"[0-9][^\w•]{0,3}(?:•[^\w•]{0,3}){2,9}\Z")


def find(text: str, *, typos: bool = False) -> Iterator[Found]:
    """Yield the card numbers; with `typos` also those whose check digit alone is wrong."""
    taken = 0
    for start, end, digits in _candidates(text):
        if start >= taken and is_card(text, start, end, digits, typos=typos):
            taken = end
            yield Found(sort="card", start=start, end=end, first=6, last=4)


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the digits that look like a card's, windows of a run before whole runs."""
    for run in _RUN.finditer(text):
        start, end = run.span()
        if bullet := _ITEM.match(run[0]):
            start += bullet.end()
        yield from _windows(text, start, end)
        if end - start <= _LONGEST:
            parts = _APART.split(text[start:end])
            digits = "".join(parts)
            if len(digits) <= _MOST and len(parts) > 1 and digits.isdigit():
                yield start, end, digits


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    found = _WINDOW.search(text, start, end)
    while found:
        solid, grouped, first, more, other = found.groups()
        if grouped:
            digits = _APART.sub("", grouped)
            yield found.start(), found.end(2), digits
            if more:
                yield found.start(), found.end(), digits + _APART.sub("", more)
            step = found.start() + len(first)
        else:
            digits = solid or _APART.sub("", other)
            yield found.start(), found.end(), digits
            step = found.end() if solid else found.start() + 6
        found = _WINDOW.search(text, step, end)


def is_card(text: str, start: int, end: int, digits: str, *, typos: bool = False) -> bool:
    """Return whether the number at `text[start:end]` is a card's."""
    common = schemes.COMMON.fullmatch(digits) is not None
    if not common and not schemes.RARE.fullmatch(digits):
        return False
    right = schemes.luhn(digits)
    if not right and not typos:
        return False
    if _TAIL.search(text[max(0, start - 40) : start]):
        return False
    if right and _EXPIRY.match(text, end):
        return True
    if context.of_another_thing(text, start, end):
        return False
    if context.of_a_card(text, start, end):
        return True
    return (
        right and common and _stands_alone(text, start, end) and _is_grouped_well(text, start, end)
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether the number is no part of a longer one (a UUID, a decimal, an account)."""
    before = text[max(0, start - 40) : start]
    return not (
        _JOINED_BEFORE.search(before)
        or _JOINED_AFTER.match(text, end)
        or _IBAN_BEFORE.search(before)
    )


def _is_grouped_well(text: str, start: int, end: int) -> bool:
    groups = [len(part) for part in _APART.split(text[start:end])]
    if len(groups) == 1 or groups[0] == 4 or groups in ([6, 13], [8, 8]):
        return True
    even = set(groups[:-1]) in ({1}, {2})
    return not _ODD.search(text, start, end) and (even or sum(groups) >= _UNDATED)
