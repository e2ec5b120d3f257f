"""Conversations as they were last committed -> at hand for their next event, with its news.

The latest are kept as values, those before them as they were packed (a third of the bytes, and ten
microseconds to unpack), the rest is in the journal. What this process hears of a conversation is
kept beside it: as long as no offset is missing, its next step need not read the journal. Where one
is missing, another node has written, and the journal tells.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from assist import codec
from assist.conversation.state import Conversation
from assist.journal.records import Commit, Committed, Entry, Key, Page
from assist.session import Session

KEPT: Final = 20_000
AS_VALUES: Final = 1000
"""Of those, the latest that are not packed."""

Begin = Callable[[Conversation], Session]


@dataclass(slots=True)
class Chat:
    """A conversation in memory, as the last commit left it.

    `told`: up to this offset nothing is missing here; `latest`: the last one heard of; `news`: the
    inbound events beyond the checkpoint, up to `told`. `value` is None while it is packed.
    """

    value: Session | None
    epoch: str
    checkpoint: int
    revision: int
    wake_at: float | None
    state: bytes | None = None
    told: int = 0
    latest: int = 0
    news: list[Entry] = field(default_factory=list)

    @property
    def session(self) -> Session:
        """The conversation itself; whoever took it has it unpacked."""
        assert self.value is not None
        return self.value

    @property
    def next_offset(self) -> int | None:
        """Where the next event comes to rest; None where some before it are yet to be folded."""
        return None if self.news or self.latest > self.told else self.told + 1

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


class Chats:
    """What is at hand; `begin` makes the session of a conversation."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._kept: OrderedDict[Key, Chat] = OrderedDict()
        self._values: OrderedDict[Key, None] = OrderedDict()
        self._taken: dict[Key, Chat] = {}

    def hear(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Take note of new events; a listener of the journal."""
        chat = self._taken.get(key) or self._kept.get(key)
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
        if (chat := self._taken.get(key)) is not None:
            return chat
        if (chat := self._kept.pop(key, None)) is None:
            return None
        self._values.pop(key, None)
        if chat.value is None and chat.state is not None:
            chat.value = self._begin(codec.unpack(Conversation, chat.state))
        self._taken[key] = chat
        return chat

    def bring(self, key: Key, chat: Chat) -> None:
        """Let a conversation that came from the journal hear news."""
        self._taken[key] = chat

    def look(self, key: Key) -> Chat | None:
        """Return a conversation that is at hand as a value."""
        chat = self._taken.get(key) or self._kept.get(key)
        return chat if chat is not None and chat.value is not None else None

    def keep(self, key: Key, chat: Chat) -> None:
        """Have a conversation at hand again, unless it was let go of since it was taken."""
        if self._taken.pop(key, None) is chat:
            self._put(key, chat)

    def forget(self, key: Key) -> None:
        """Hold nothing of a conversation."""
        for kept in (self._taken, self._kept, self._values):
            kept.pop(key, None)

    def _put(self, key: Key, chat: Chat) -> None:
        """Hold a conversation; of too many the oldest is packed, or gone."""
        self._kept[key] = chat
        self._values[key] = None
        if len(self._values) > AS_VALUES:
            oldest, _ = self._values.popitem(last=False)
            # One that has never been committed is no bytes yet.
            if self._kept[oldest].state is not None:
                self._kept[oldest].value = None
        if len(self._kept) > KEPT:
            oldest, _ = self._kept.popitem(last=False)
            self._values.pop(oldest, None)
