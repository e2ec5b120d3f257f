"""Frames of a server -> how long after its message was due each of them came."""

import time
from array import array
from typing import Final

import msgspec

STEPS: Final = ("acknowledged", "message.posted", "message.read", "suggestion.offered")
"""What follows a message: the platform's answer, and what reaches the widget."""


class _Card(msgspec.Struct):
    message_id: str | None = None


class _Data(msgspec.Struct):
    message_id: str | None = None
    suggestion: _Card | None = None


class Frame(msgspec.Struct):
    """Of a frame, what a generator needs; the rest is skipped, not built."""

    t: str
    id: int | None = None
    k: str = ""
    d: _Data | None = None
    key: str = ""


decode: Final = msgspec.msgpack.Decoder(Frame).decode


class Tally:
    """Messages by their numbers, which are their ids: when they were due, and what came of them.

    Attributes:
        lags: seconds from the moment when a message was due, for those sent since `count_anew`.
        late: seconds by which the generator itself was late with them.
        answered: messages that were acknowledged or refused, of all that were sent.
        read: messages whose reading has reached a widget, of all.
        refused: those that were refused, by the key of the error.
        lost: what a server said that ends it all; "" while it goes on.
    """

    def __init__(self) -> None:
        self.due = array("d")
        self.lags: dict[str, array[float]] = {}
        self.late = array("d")
        self.answered = 0
        self.read = 0
        self.refused: dict[str, int] = {}
        self.lost = ""
        self._first = self._lost = 0
        self.count_anew()

    @property
    def waiting(self) -> int:
        """How many messages are not answered yet."""
        return len(self.due) - self.answered

    @property
    def unread(self) -> int:
        """How many messages were taken and have not reached a widget with what was read in them."""
        return len(self.due) - self._lost - self.read

    @property
    def counted(self) -> int:
        """How many messages were sent since `count_anew`."""
        return len(self.due) - self._first

    def count_anew(self) -> None:
        """Forget what was measured; messages that are still on their way do not count."""
        self._first = len(self.due)
        self.lags = {name: array("d") for name in STEPS}
        self.late = array("d")
        self.refused = {}

    def sent(self, due: float) -> int:
        """Take note of a message that goes out now; return its number."""
        self.due.append(due)
        self.late.append(time.monotonic() - due)
        return len(self.due) - 1

    def came(self, step: str, number: int) -> None:
        """Take note of what followed."""
        if number >= self._first:
            self.lags[step].append(time.monotonic() - self.due[number])

    def acknowledged(self, number: int) -> None:
        """Take note of an answer."""
        self.answered += 1
        self.came("acknowledged", number)

    def refuse(self, key: str) -> None:
        """Take note of a message that was not taken."""
        self.answered += 1
        self._lost += 1
        self.refused[key] = self.refused.get(key, 0) + 1

    def event(self, frame: Frame) -> None:
        """Take note of an event that reached a widget."""
        data = frame.d
        if data is not None and frame.k in self.lags:
            message_id = data.suggestion.message_id if data.suggestion else data.message_id
            self.read += frame.k == "message.read"
            if message_id is not None:
                self.came(frame.k, int(message_id))
