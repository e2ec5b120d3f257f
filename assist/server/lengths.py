"""The bytes of a websocket's frames -> the same bytes, or an error where a length is too wide.

RFC 6455, 5.2: a length takes as few bytes as it needs. The library reads wider ones too.
"""

from collections.abc import Callable, Generator
from typing import Final

from websockets.exceptions import ProtocolError

Read = Callable[[int], Generator[None, None, bytes | bytearray]]

_LEAST: Final = {126: 126, 127: 2**16}
"""What the head says of the length -> the smallest one that is written so."""


def shortest(read: Read) -> Read:
    """Return `read` with a check; it must read what a client sends, from a frame's first byte.

    Each frame is read in these parts: head, a wide length, mask, payload.
    """
    parts = _parts()
    next(parts)

    def read_exact(size: int) -> Generator[None, None, bytes | bytearray]:
        part = yield from read(size)
        parts.send(part)
        return part

    return read_exact


def _parts() -> Generator[None, bytes | bytearray, None]:
    while True:
        head = yield
        if least := _LEAST.get(head[1] & 0x7F):
            length = yield
            if int.from_bytes(length, "big") < least:
                raise ProtocolError("a length takes as few bytes as it needs")
        _mask = yield
        _payload = yield
