"""What becomes durable -> the sockets that follow it; each event is encoded once for each form."""

from typing import Protocol

from assist.events import NAMES
from assist.journal.records import Entry, Key
from assist.wire.encode import Payload, encode
from assist.wire.frames import Pushed
from assist.wire.subprotocols import Form


class Broadcast:
    """One event on its way to many sockets."""

    __slots__ = ("_conversation", "_encoded", "_event", "epoch", "offset")

    def __init__(self, key: Key, epoch: str, entry: Entry) -> None:
        self.epoch = epoch
        self.offset = entry.offset
        self._conversation = key.conversation
        self._event = entry.event
        self._encoded: dict[tuple[Form, bool], Payload] = {}

    def payload(self, form: Form, *, with_epoch: bool) -> Payload:
        """Return the event as sockets of this form send it."""
        if (known := self._encoded.get((form, with_epoch))) is not None:
            return known
        frame = Pushed(
            c=self._conversation,
            e=self.epoch if with_epoch else None,
            o=self.offset,
            k=NAMES[type(self._event)],
            d=self._event,
        )
        encoded = self._encoded[form, with_epoch] = encode(frame, form)
        return encoded


class Follower(Protocol):
    """One socket's interest in one conversation."""

    def hear(self, broadcast: Broadcast) -> None:
        """Take note of a new event; called in the order of offsets."""

    def missed(self) -> None:
        """Take note that something may have been written that nobody told."""

    def erased(self) -> None:
        """Take note that nothing of the conversation is left: it begins anew, if ever."""


class Hub:
    """Who follows which conversation."""

    def __init__(self) -> None:
        self._followers: dict[Key, set[Follower]] = {}

    def add(self, key: Key, follower: Follower) -> None:
        """Let `follower` hear every event of `key` from now on."""
        self._followers.setdefault(key, set()).add(follower)

    def remove(self, key: Key, follower: Follower) -> None:
        """Let `follower` hear no more."""
        followers = self._followers.get(key)
        if followers is not None:
            followers.discard(follower)
            if not followers:
                del self._followers[key]

    def publish(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Tell the followers of `key` of new events; a listener of the journal."""
        followers = self._followers.get(key)
        if not followers:
            return
        for entry in entries:
            broadcast = Broadcast(key, epoch, entry)
            for follower in tuple(followers):
                follower.hear(broadcast)

    def missed(self) -> None:
        """Have every follower look for what nobody told it."""
        for followers in tuple(self._followers.values()):
            for follower in tuple(followers):
                follower.missed()

    def erased(self, key: Key) -> None:
        """Tell the followers of `key` that the journal has nothing of it any more."""
        for follower in tuple(self._followers.get(key, ())):
            follower.erased()
