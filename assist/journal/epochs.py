"""Random bits -> the name of a new stream."""

import secrets
from typing import Final

_BASE32: Final = b"abcdefghijklmnopqrstuvwxyz234567" * 8
"""The letter of each byte, by its last five bits."""


def random_epoch() -> str:
    """Return 65 random bits in base32: the identity of a new stream."""
    # Made for every append: `base64` takes ten times as long.
    return secrets.token_bytes(13).translate(_BASE32).decode("ascii")
