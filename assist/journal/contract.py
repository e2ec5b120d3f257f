"""What any engine of the journal promises; assist/journal/sqlite.py keeps it in one file.

A conversation is a stream: `offset` counts its events from 1 without a gap, `epoch` names the
stream's identity (another epoch: every offset seen before is void). Inbound events are
appended; a node that takes work folds all inbound events beyond the checkpoint, in offset
order, and commits outputs, checkpoint, state and next timer in one step by compare-and-set.
Two nodes at once: one commit wins, the other is refused and drops its result.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assist.events import Event, Inbound, Output
from assist.ledger import Memory

MarkSort = Literal["revoked", "held", "opted-out", "erased", "followed"]


class Unavailable(Exception):
    """The engine cannot make anything durable now; nothing was acknowledged, try again."""


class IdConflict(Exception):
    """This id was used before for something else; the first stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A conversation: ids are the platform's, unique within the tenant alone."""

    tenant: str
    conversation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Where the event rests. `duplicate`: it had been there before, and nothing changed."""

    epoch: str
    offset: int
    duplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A request that its sender may repeat: the same id of an endpoint gets the first answer."""

    endpoint: str
    id: str
    body_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A small fact of a tenant that outlives restarts; the same (tenant, sort, id) replaces it.

    `revoked`: a token, a session or a subject; `held`: a conversation that retention leaves alone;
    `opted-out`: a customer; `erased`: a conversation that was there; `followed`: a stream of a
    console, `data` is where it goes on. `until`: forgotten after it.
    The ids of customers and of what was erased rest as hashes alone, and come back as such.
    """

    tenant: str
    sort: MarkSort
    id: str
    at: float
    data: str = ""
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who answers a conversation now, as `context.given` said last."""

    key: Key
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a stream. Inbound ones were appended, outputs were committed."""

    offset: int
    event: Event
    inbound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The events after an offset, complete up to the last one; `more` when others follow.

    Where they cannot be had, `reason` says why: `epoch` (another identity), `future` (beyond
    `top`), `erased` (`epoch` is empty if nothing has come since), `trimmed` (some are not kept:
    `entries` are those that are left, else there are none).
    """

    epoch: str
    top: int
    entries: tuple[Entry, ...] = ()
    more: bool = False
    reason: Literal["epoch", "future", "trimmed", "erased"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The state as last committed.

    `checkpoint` is the last offset it has folded (0 at first); `revision` counts commits, so
    that a step of time alone, which moves no checkpoint, cannot be committed twice.
    """

    epoch: str
    top: int
    checkpoint: int
    revision: int
    state: bytes | None
    wake_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What one node made of a conversation: all of it at once, or nothing.

    Where the `customer` is known, `memory` is what their next conversation begins with; it takes
    the place of what the conversations in `recalled` left open, for it holds that as well.
    `keep` False: neither the outputs nor the events up to the checkpoint rest any longer; offsets
    go on as if they did. `epoch`: the stream that was folded; None where it cannot be another.
    `taken_back`: messages whose words the stream holds no longer, nor what was read in them.
    """

    key: Key
    expected_revision: int
    new_checkpoint: int
    outputs: Sequence[Output]
    state: bytes
    wake_at: float | None
    customer: str | None = None
    memory: Memory | None = None
    recalled: tuple[str, ...] = ()
    keep: bool = True
    epoch: str | None = None
    taken_back: tuple[str, ...] = ()


Listener = Callable[[Key, str, tuple[Entry, ...]], None]
"""Is told of a conversation's new events, with its epoch, on the event loop."""


class Journal(Protocol):
    """The engine's contract. Every method may raise `Unavailable`."""

    @property
    def failed(self) -> str | None:
        """Why nothing more can be written until the next start; None while all is well."""

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of all that becomes durable from now on.

        A conversation's events come in the order of their offsets, before the call that
        wrote them returns. A listener is quick and never raises.
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
    ) -> Appended:
        """Make `event` durable, then return where it rests.

        The same id again returns the first answer with `duplicate`. An id belongs to its
        conversation and to its kind of event, and is kept for 96 h; that of a `delivery` belongs
        to its endpoint in its tenant.

        Raises:
            IdConflict: the id was used before with another `body_hash`.
        """

    async def read(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return up to `limit` events after `offset`; None if the conversation is unknown.

        `epoch` is the one that the caller's offset belongs to; None for a caller with none.
        """

    async def past(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return the same without outputs, but for how messages were read."""

    async def load(self, key: Key) -> Loaded | None:
        """Return the committed state; None if the conversation is unknown."""

    async def commit(self, commit: Commit) -> tuple[Entry, ...] | None:
        """Write one step; return its outputs with their offsets, None when it came too late.

        It comes too late when another commit moved the revision on. `new_checkpoint` is the
        last offset folded; outputs take the offsets after the stream's top.
        """

    async def recall(self, key: Key, customer: str, since: float) -> tuple[Memory, ...]:
        """Return what the customer's other conversations left open since a time, oldest first."""

    async def work(self, now: float, limit: int) -> tuple[Key, ...]:
        """Return conversations with inbound events beyond their checkpoint or a timer due."""

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
