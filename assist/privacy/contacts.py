"""A plain text -> the e-mail addresses and phone numbers in it.

What a phone number is in a country, the tables of `phonenumbers` say. Numbers of companies (free,
premium) are nobody's own and stay.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

from assist.privacy import context
from assist.privacy.values import Found

_DOMAIN: Final = re.compile(r"@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@•])")
_LOCAL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}\Z")
_FAREST: Final = 64

_RUN: Final = re.compile(
    r"(?<![\w•@#/.,-])(\+\s?)?\(?[0-9](?:[\s().\-/]{0,3}[0-9]){6,}(?=([\w•@])?)"
)
_GROUP: Final = re.compile(r"[0-9]+")
_WRITTEN: Final = range(7, 18)
_ABROAD: Final = range(8, 16)
"""Digits of a phone number as written, and of one with its country's code (E.164)."""
_MOST_GROUPS: Final = 10
_AMERICAN: Final = "1"
_NAMED: Final = re.compile(
    r"(?<![a-z])(?:phone|telephone|tel|mobile|cell|call|ring|text|sms|whatsapp|portable|fixe"
    r"|appel[a-z]*|rappel[a-z]*|joindre|joignable|numero de tel|reach me|contact)(?![a-z])"
)
_NEAR: Final = 40


def emails(text: str) -> Iterator[Found]:
    """Yield the e-mail addresses."""
    for domain in _DOMAIN.finditer(text):
        least = max(0, domain.start() - _FAREST)
        local = _LOCAL.search(text[least : domain.start()])
        if local:
            yield Found(sort="email", start=least + local.start(), end=domain.end())


def phones(text: str, countries: tuple[str, ...]) -> Iterator[Found]:
    """Yield the phone numbers as they are dialled in these countries, and all with a + in front."""
    dialled = tuple(map(_dialled, countries))
    for run in _RUN.finditer(text):
        groups = [group.span() for group in _GROUP.finditer(text, run.start(), run.end())]
        if run[2]:
            groups.pop()
        at = 0
        while at < len(groups):
            size = _size(
                text, groups[at : at + _MOST_GROUPS], dialled, plus=at == 0 and bool(run[1])
            )
            if size:
                yield Found(sort="phone", start=groups[at][0], end=groups[at + size - 1][1])
            at += size or 1


def _size(
    text: str,
    groups: Sequence[tuple[int, int]],
    dialled: Sequence[tuple[str, re.Pattern[str]]],
    *,
    plus: bool,
) -> int:
    """Return how many of the groups of digits are one phone number: the most that can be, or 0."""
    start = groups[0][0]
    parts = [text[begin:end] for begin, end in groups]
    shape = [len(part) for part in parts]
    likely = [one for one in dialled if one[0] in ("", _AMERICAN) or parts[0][0] == one[0][0]]
    named = _NAMED.search(text[max(0, start - _NEAR) : start]) is not None
    totals = list(accumulate(shape))
    for size in range(len(parts), 0, -1):
        if totals[size - 1] not in _WRITTEN:
            continue
        digits = "".join(parts[:size])
        if plus:
            found = _is_abroad(digits)
        elif digits.startswith("00"):
            found = _is_abroad(digits[2:])
        else:
            found = any(_is_dialled(digits, shape[:size], *one, named=named) for one in likely)
        end = groups[size - 1][1]
        if found and (plus or named or not context.of_another_thing(text, start, end)):
            return size
    return 0


def _is_dialled(
    digits: str, shape: list[int], prefix: str, numbers: re.Pattern[str], *, named: bool
) -> bool:
    """Return whether a country's number is written as one: with its 0 in front, or in groups."""
    american = prefix == _AMERICAN
    trunk = bool(prefix) and digits.startswith(prefix)
    if prefix and not american and not trunk:
        return False
    spaced = shape[-3:] == [3, 3, 4] if american else len(shape) > 2
    if not (named or spaced or (trunk and not american)):
        return False
    return numbers.fullmatch(digits[len(prefix) :] if trunk else digits) is not None


def _is_abroad(digits: str) -> bool:
    """Return whether digits begin with a country's code and are as many as a number has."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # 12 ms: only where phones are masked

    return len(digits) in _ABROAD and any(
        int(digits[:length]) in COUNTRY_CODE_TO_REGION_CODE for length in (1, 2, 3)
    )


@lru_cache(maxsize=256)
def _dialled(country: str) -> tuple[str, re.Pattern[str]]:
    """Return what a country dials before its numbers, and the form of those of persons."""
    from phonenumbers import PhoneMetadata  # 12 ms: only where phones are masked

    known = PhoneMetadata.metadata_for_region(country)
    if known is None:
        return "", re.compile(r"(?!)")
    kinds = (known.fixed_line, known.mobile, known.personal_number, known.voip)
    forms = [
        kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern
    ]
    return known.national_prefix or "", re.compile("|".join(forms) or r"(?!)", re.ASCII)
