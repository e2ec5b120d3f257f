"""Conversations as they were last committed -> at hand for their next event, with its news.

The latest are kept as values, those before them as they were packed (a fifth of the bytes), the
rest is in the journal. What this process hears of a conversation is kept beside it: as long as no
offset is missing, its next step need not read the journal. Where one is missing, another node has
written, and the journal tells.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from assist import codec
from assist.conversation.state import Conversation
from assist.journal.records import Commit, Committed, Entry, Key, Page
from assist.session import Session

AS_VALUES: Final = 1000
PACKED: Final = 10_000

Begin = Callable[[Conversation], Session]


@dataclass(slots=True)
class Chat:
    """A conversation in memory, as the last commit left it.

    `told`: up to this offset nothing is missing here; `latest`: the last one heard of; `news`: the
    inbound events beyond the checkpoint, up to `told`.
    """

    session: Session
    epoch: str
    checkpoint: int
    revision: int
    wake_at: float | None
    state: bytes | None = None
    told: int = 0
    latest: int = 0
    news: list[Entry] = field(default_factory=list)

    def page(self, limit: int) -> Page | None:
        """Return the next news; None where there are none, or the journal must tell."""
        if not self.news or self.latest > self.told:
            return None
        return Page(
            epoch=self.epoch,
            top=self.told,
            entries=tuple(self.news[:limit]),
            more=len(self.news) > limit,
            revision=self.revision,
        )

    def hear(self, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Take note of new events."""
        for entry in entries:
            self.latest = max(self.latest, entry.offset)
            if epoch == self.epoch and entry.offset == self.told + 1:
                self.told = entry.offset
                if entry.inbound:
                    self.news.append(entry)
        if epoch != self.epoch:
            self.latest = self.told + 1

    def committed(self, step: Commit, done: Committed) -> None:
        """Take note of a step that was written."""
        self.checkpoint = step.new_checkpoint
        self.revision += 1
        self.state = step.state
        self.wake_at = step.wake_at
        self.news = [entry for entry in self.news if entry.offset > self.checkpoint]
        if not done.more:
            # No inbound event lies between the checkpoint and the outputs.
            top = done.entries[-1].offset if done.entries else self.checkpoint
            self.told, self.latest = max(self.told, top), max(self.latest, top)


@dataclass(frozen=True, slots=True)
class _Packed:
    """A conversation at rest; it hears no news."""

    epoch: str
    checkpoint: int
    revision: int
    wake_at: float | None
    state: bytes


class Chats:
    """What is at hand; `begin` makes the session of a conversation."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._values: OrderedDict[Key, Chat] = OrderedDict()
        self._packed: OrderedDict[Key, _Packed] = OrderedDict()
        self._taken: dict[Key, Chat] = {}

    def hear(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Take note of new events; a listener of the journal."""
        chat = self._taken.get(key) or self._values.get(key)
        if chat is not None:
            chat.hear(epoch, entries)
        elif entries and entries[0].offset == 1:
            chat = Chat(self._begin(Conversation.new()), epoch, 0, 0, None)
            chat.hear(epoch, entries)
            self._put(key, chat)

    def take(self, key: Key) -> Chat | None:
        """Return a conversation that is at hand; it goes on hearing news until it is back.

        Who does not bring it back with `keep` or lets go of it with `forget` leaves nothing here.
        """
        chat = self._values.pop(key, None)
        if chat is None and (packed := self._packed.pop(key, None)) is not None:
            conversation = codec.unpack(Conversation, packed.state)
            chat = Chat(
                self._begin(conversation),
                *(packed.epoch, packed.checkpoint, packed.revision, packed.wake_at, packed.state),
            )
        if chat is not None:
            self._taken[key] = chat
        return chat

    def bring(self, key: Key, chat: Chat) -> None:
        """Let a conversation that came from the journal hear news."""
        self._taken[key] = chat

    def look(self, key: Key) -> Chat | None:
        """Return a conversation that is at hand as a value."""
        return self._taken.get(key) or self._values.get(key)

    def keep(self, key: Key, chat: Chat) -> None:
        """Have a conversation at hand again, unless it was let go of since it was taken."""
        if self._taken.pop(key, None) is chat:
            self._put(key, chat)

    def forget(self, key: Key) -> None:
        """Hold nothing of a conversation."""
        for kept in (self._taken, self._values, self._packed):
            kept.pop(key, None)

    def _put(self, key: Key, chat: Chat) -> None:
        """Hold a conversation; of too many the oldest is packed, or gone."""
        self._values[key] = chat
        if len(self._values) > AS_VALUES:
            self._pack(*self._values.popitem(last=False))

    def _pack(self, key: Key, chat: Chat) -> None:
        # With news it is about to be taken: then the journal tells.
        if chat.state is None:
            return
        self._packed[key] = _Packed(
            chat.epoch, chat.checkpoint, chat.revision, chat.wake_at, chat.state
        )
        if len(self._packed) > PACKED:
            self._packed.popitem(last=False)
