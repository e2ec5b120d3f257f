"""What any engine of the journal promises.

`assist/journal/sqlite.py` keeps it in one file, for one process; `assist/journal/redis/` in a
Redis that many nodes share. A node is one process that serves.

A conversation is a stream: `offset` counts its events from 1 without a gap, `epoch` names the
stream's identity (another epoch: every offset seen before is void). Inbound events are
appended; a node that takes work folds all inbound events beyond the checkpoint, in offset
order, and commits outputs, checkpoint, state and next timer in one step by compare-and-set.
Two nodes at once: one commit wins, the other is refused and drops its result.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from assist.events import Inbound
from assist.journal.nodes import Nodes
from assist.journal.records import (
    Appended,
    Assignment,
    Commit,
    Committed,
    Delivery,
    Entry,
    Key,
    Loaded,
    Mark,
    MarkSort,
    Page,
)
from assist.ledger import Memory

Listener = Callable[[Key, str, tuple[Entry, ...]], None]
"""Is told of a conversation's new events, with its epoch, on the event loop."""


class Journal(Nodes, Protocol):
    """The engine's contract. Every method may raise `Unavailable`."""

    @property
    def failed(self) -> str | None:
        """Why nothing more can be written until the next start; None while all is well."""

    @property
    def backlogs(self) -> Mapping[str, int]:
        """How many inbound events of each tenant are durable and not answered, as known here."""

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of all that this node makes durable, and of what it watches.

        A conversation's events come in the order of their offsets, those of a call before it
        returns, those of an `answer` right after. What other nodes write may come twice, or not at
        all: a gap shows it, or `missed` of `hear` tells it. A listener is quick and never raises.
        """

    def measure(self, committed: Callable[[int, float], None]) -> None:
        """Tell `committed`, in any thread, how many changes each sync held, and its seconds."""

    async def append(
        self,
        key: Key,
        message_id: str,
        body_hash: bytes,
        event: Inbound,
        now: float,
        *,
        delivery: Delivery | None = None,
        after: str | None = None,
        answer: Commit | None = None,
    ) -> Appended:
        """Make `event` durable, then return where it rests; calls take effect in their order.

        The same id again returns the first answer with `duplicate`. An id belongs to its
        conversation and to its kind of event, and is kept for 96 h; that of a `delivery` belongs
        to its endpoint in its tenant. A message is written only right `after` the one of this id,
        late ones after late ones ("": it is the first, None: wherever it comes).

        `answer` is the step that follows if the event comes to rest, as it is here, at the step's
        `new_checkpoint`: both are then written at once. Otherwise, and by an engine that has other
        nodes, the event is written alone.

        Raises:
            IdConflict: the id was used before with another `body_hash`.
            Overtaken: another message has come since `after`.
        """

    async def read(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return up to `limit` events after `offset`; None if the conversation is unknown.

        `epoch` is the one that the caller's offset belongs to; None for a caller with none.
        """

    async def past(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return the same without outputs, but for how messages were read."""

    async def load(self, key: Key) -> Loaded | None:
        """Return the committed state; None if the conversation is unknown."""

    async def commit(self, commit: Commit) -> Committed | None:
        """Write one step; return its outputs with their offsets, None when it came too late.

        It comes too late when another commit moved the revision on. `new_checkpoint` is the
        last offset folded; outputs take the offsets after the stream's top.
        """

    async def recall(self, key: Key, customer: str, since: float) -> tuple[Memory, ...]:
        """Return what the customer's other conversations left open since a time, oldest first."""

    async def work(self, now: float, limit: int) -> tuple[Key, ...]:
        """Return conversations with inbound events beyond their checkpoint or a timer due.

        Those that another node looks after are left out until it has been silent for a while.
        """

    async def next_timer(self) -> float | None:
        """Return the earliest wake-up time, None when no conversation waits for one."""

    async def erase(self, key: Key, now: float) -> bool:
        """Remove everything of a conversation; False where there was nothing.

        Who comes back to it is told `erased`. Ids that were seen stay for their 96 h, as hashes
        alone, so that a message sent again brings nothing back. Its heirs lose what they had from
        it: their states are folded anew, and of their outputs the readings alone stay.

        Raises:
            Unavailable: not all of it is gone from the disk yet: ask again.
        """

    async def conversations(self, tenant: str, customer: str) -> tuple[Key, ...]:
        """Return the conversations that `context.given` said to be a customer's."""

    async def heirs(self, key: Key) -> tuple[Key, ...]:
        """Return the conversations that something was brought to from this one."""

    async def memory(self, key: Key) -> Memory | None:
        """Return what a conversation leaves to the next one of its customer."""

    async def idle(self, tenant: str, since: float, limit: int) -> tuple[Key, ...]:
        """Return up to `limit` conversations of a tenant without an event since a time.

        Those that a `held` mark names are left out.
        """

    async def tenants(self) -> tuple[str, ...]:
        """Return the tenants of which there is a conversation."""

    async def assignments(self) -> tuple[Assignment, ...]:
        """Return who answers which conversation."""

    async def mark(self, mark: Mark) -> None:
        """Make a mark durable."""

    async def unmark(self, tenant: str, sort: MarkSort, id: str) -> bool:
        """Take a mark back; False where there was none."""

    async def marks(self, sort: MarkSort, now: float) -> tuple[Mark, ...]:
        """Return all marks of a sort that hold at a time, of every tenant."""

    async def marked(self, tenant: str, sort: MarkSort, id: str) -> bool:
        """Return whether there is such a mark."""

    async def forget(self, now: float) -> None:
        """Drop ids seen before 96 h, memories of 30 days ago, marks that no longer hold.

        What a commit with `keep` False took away is gone from the disk afterwards.

        Raises:
            Unavailable: not all of it is: ask again.
        """

    async def close(self) -> None:
        """Finish what was accepted, then let go of the files."""
