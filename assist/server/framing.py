"""A payload -> the websocket message that holds it, as a server sends it; and back, a client's."""

from struct import Struct
from typing import Final

from websockets.frames import apply_mask  # type: ignore[attr-defined]  # C, or else Python

from assist.wire.encode import Payload

_TEXT: Final = 0x81
_BINARY: Final = 0x82
_MASKED: Final = 0x80
_SHORT: Final = Struct("!BB").pack
_MEDIUM: Final = Struct("!BBH").pack
_LONG: Final = Struct("!BBQ").pack


def framed(payload: Payload) -> bytes:
    """Return one whole, unmasked message: text of a `str`, binary of `bytes`."""
    # Not by `websockets`: every event comes by here for every follower, in a fifth of the time.
    head, data = (_TEXT, payload.encode()) if isinstance(payload, str) else (_BINARY, payload)
    size = len(data)
    if size < 126:
        return _SHORT(head, size) + data
    if size < 2**16:
        return _MEDIUM(head, 126, size) + data
    return _LONG(head, 127, size) + data


def unframed(data: bytes, at: int) -> tuple[Payload, int] | None:
    """Return the payload of the whole, masked message that begins at `at`, and where it ends.

    None: it is cut off, a fragment, a control frame, longer than 64 KiB or not as the protocol
    says. The library reads that, and would read the others alike, in ten times as long.
    """
    if len(data) < at + 6 or (head := data[at]) not in (_TEXT, _BINARY):
        return None
    size, mask = data[at + 1] - _MASKED, at + 2
    if size == 126:
        size, mask = int.from_bytes(data[mask : mask + 2], "big"), mask + 2
        if size < 126:
            return None
    elif not 0 <= size < 126:
        return None
    start, end = mask + 4, mask + 4 + size
    if end > len(data):
        return None
    payload = apply_mask(data[start:end], data[mask:start])
    if head == _BINARY:
        return payload, end
    try:
        return payload.decode(), end
    except UnicodeDecodeError:
        return None
