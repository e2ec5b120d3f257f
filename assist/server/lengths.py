"""The bytes of a websocket's frames -> the same bytes, or an error where a length is too wide.

RFC 6455, 5.2: a length takes as few bytes as it needs. The library reads wider ones too.
"""

from collections.abc import Callable, Generator
from typing import Final

from websockets.exceptions import ProtocolError

Read = Callable[[int], Generator[None, None, bytes | bytearray]]

_LEAST: Final = {126: 126, 127: 2**16}
"""What the head says of the length -> the smallest one that is written so."""


class Lengths:
    """Checks what is read by `read` of what a client sends, from a frame's first byte.

    Each frame is read in these parts: head, a wide length, mask, payload.
    """

    def __init__(self, read: Read) -> None:
        self._parts = _parts()
        next(self._parts)
        self._plain = read
        self.between = True
        """Whether the next part is the head of a frame."""

    def read(self, size: int) -> Generator[None, None, bytes | bytearray]:
        """Read one part.

        Raises:
            ProtocolError: it is a length in more bytes than it needs.
        """
        part = yield from self._plain(size)
        self.between = self._parts.send(part)
        return part


def _parts() -> Generator[bool, bytes | bytearray, None]:
    while True:
        head = yield True
        if least := _LEAST.get(head[1] & 0x7F):
            length = yield False
            if int.from_bytes(length, "big") < least:
                raise ProtocolError("a length takes as few bytes as it needs")
        _mask = yield False
        _payload = yield False
