"""The text of a signed time -> seconds since the epoch, if it is near enough to now."""

import re
from datetime import UTC, datetime
from typing import Final

from assist.webhooks.values import SignatureError

_SECONDS: Final = re.compile(rb"[0-9]{10}")
_ISO: Final = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def seconds(text: bytes) -> float:
    """Return the time that ten digits say.

    Raises:
        SignatureError: they are no ten digits.
    """
    if not _SECONDS.fullmatch(text):
        raise SignatureError("ts_invalid")
    return float(text)


def iso(text: bytes) -> float:
    """Return the time that `2021-07-25T10:00:00Z` says.

    Raises:
        SignatureError: it is written in another way, or there is no such time.
    """
    if not _ISO.fullmatch(text):
        raise SignatureError("ts_invalid")
    try:
        moment = datetime.strptime(text.decode("ascii"), "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        raise SignatureError("ts_invalid") from None
    return moment.replace(tzinfo=UTC).timestamp()


def near(at: float, now: float, tolerance: float) -> float:
    """Return `at`.

    Raises:
        SignatureError: it differs from `now` by more than `tolerance` seconds, or is no number.
    """
    if at < now - tolerance:
        raise SignatureError("ts_old")
    if not at <= now + tolerance:
        raise SignatureError("ts_future")
    return at
