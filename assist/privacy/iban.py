"""A plain text -> the bank accounts (IBAN) in it, of every country that has them.

The country says the length and what stands where, the check digits must be right: an account is
found where it begins in the middle of a word, and exactly as long as it is.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from assist.privacy.values import Found

_KINDS: Final = {"n": "[0-9]", "a": "[a-z]", "c": "[a-z0-9]"}
_BEGINS: Final = re.compile(r"[a-z]{2}(?=[\s.-]{0,2}[0-9][0-9])")
_PART: Final = re.compile(r"([0-9]+)!([nac])")
_APART: Final = re.compile(r"[^a-z0-9]+")
_LETTERS: Final = {
    ord(letter): str(at) for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 10)
}


def find(text: str) -> Iterator[Found]:
    """Yield the accounts."""
    found = _BEGINS.search(text)
    while found:
        form = _form(found[0])
        whole = form.match(text, found.start()) if form else None
        if whole and _is_right(_APART.sub("", whole[0])):
            yield Found(sort="iban", start=whole.start(), end=whole.end())
            found = _BEGINS.search(text, whole.end())
        else:
            found = _BEGINS.search(text, found.start() + 1)


def _is_right(account: str) -> bool:
    """Return whether the check digits are right (ISO 7064, modulo 97)."""
    return int((account[4:] + account[:4]).translate(_LETTERS)) % 97 == 1


@cache
def _form(country: str) -> re.Pattern[str] | None:
    """Return the form of a country's accounts, None for a country that has none."""
    from stdnum import numdb  # 17 ms: not for commands that mask nothing

    known = numdb.get("iban").info(country.upper())[0][1]
    if not known:
        return None
    places = [kind for count, kind in _PART.findall(known["bban"]) for _ in range(int(count))]
    parts = "".join(rf"[\s.-]{{0,2}}{_KINDS[kind]}" for kind in places)
    return re.compile(rf"[a-z]{{2}}[\s.-]{{0,2}}[0-9][0-9]{parts}")
