"""What became durable -> those who follow it, in the order of the offsets."""

from collections.abc import Callable

from assist.journal.contract import Listener
from assist.journal.records import Entry, Key


class Telling:
    """The listeners of a journal. What is told later is told before anything that follows it."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._held: dict[Key, tuple[str, tuple[Entry, ...]]] = {}

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of all from now on."""
        self._listeners.append(listener)

    def tell(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Tell all of a conversation's next events."""
        self.release(key)
        for listener in self._listeners:
            listener(key, epoch, entries)

    def later(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> Callable[[], None]:
        """Hold a conversation's next events; return what tells them."""
        self._held[key] = epoch, entries
        return lambda: self.release(key)

    def release(self, key: Key) -> None:
        """Tell what is held of a conversation, if anything is."""
        if (held := self._held.pop(key, None)) is not None:
            self.tell(key, *held)
