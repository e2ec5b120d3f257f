"""What was given and what would be right -> whether they are the same, in constant time."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence

from assist.webhooks.values import SignatureError


def require(given: Sequence[bytes], right: Iterable[bytes]) -> None:
    """Pass when one of `given` is one of `right`.

    Texts are compared whole, as they are written: another way to write the same bytes is refused.

    Raises:
        SignatureError: nothing was given, or nothing of it is right.
    """
    if not any(given):
        raise SignatureError("sig_missing")
    found = False
    for one in right:
        for other in given:
            found |= hmac.compare_digest(one, other)
    if not found:
        raise SignatureError("sig_invalid")


def require_token(given: bytes, right: Iterable[bytes]) -> None:
    """Pass when `given` is one of `right`; their length does not show in the time it takes.

    Raises:
        SignatureError: it was not given, or is none of them.
    """
    if not given:
        raise SignatureError("sig_missing")
    require(
        [hashlib.sha256(given).digest()], [hashlib.sha256(one).digest() for one in right if one]
    )
