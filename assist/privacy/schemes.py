"""Digits -> whether they make a payment card's number: the schemes' first digits and lengths."""

import re
from typing import Final

COMMON: Final = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"  # Visa
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)"
    r"[0-9]{12}"  # Mastercard
    r"|3[47][0-9]{13}"  # American Express
    r"|(?:30[0-5]|309|36[0-9]|3[89][0-9])[0-9]{11}(?:[0-9]{2})?"  # Diners Club
    r"|(?:6011|64[4-9][0-9]|65[0-9]{2})[0-9]{12}(?:[0-9]{3})?"  # Discover, RuPay
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12}(?:[0-9]{3})?"  # JCB, RuPay
    r"|(?:62|81)[0-9]{14,17}"  # UnionPay
    r"|220[0-4][0-9]{12,15}"  # Mir
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{8,15}"  # Maestro
    r"|(?:50|5[6-8]|6[03-9]|82)[0-9]{14}"  # other Maestro, RuPay, Verve, Elo: of 16 digits
)
"""Numbers that are a card's unless something speaks against it."""
RARE: Final = re.compile(
    r"(?:50|5[6-8]|6[0-9])[0-9]{10,17}|9792[0-9]{12}|1[0-9]{14}"  # Maestro, Troy, UATP
)
"""Numbers that are a card's where something speaks for it: too many other numbers look so."""

_WHOLE: Final = {"2": 16, "34": 15, "37": 15, "30": 14, "36": 14, "38": 14, "39": 14, "35": 16}
_DOUBLED: Final = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))


def luhn(digits: str) -> bool:
    """Return whether the check digit is right."""
    line = digits.encode("ascii")
    odd, even = line[-1::-2], line[-2::-2].translate(_DOUBLED)
    return (sum(odd) - 48 * len(odd) + sum(even)) % 10 == 0


def begun(digits: str) -> bool:
    """Return whether the digits may be the first ones of a card's number, and not yet all."""
    if digits[:1] not in ("2", "3", "4", "5", "6"):
        return False
    whole = _WHOLE.get(digits[:1]) or _WHOLE.get(digits[:2]) or (16 if digits[0] != "3" else 0)
    return len(digits) < whole
