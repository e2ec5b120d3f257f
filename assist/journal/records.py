"""What goes into a journal and comes out of it, whichever engine keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from assist.events import Event, MessagePosted, Output
from assist.ledger import Memory

MarkSort = Literal["revoked", "held", "opted-out", "erased", "followed"]


class Unavailable(Exception):
    """The engine cannot make anything durable now; nothing was acknowledged, try again."""


class IdConflict(Exception):
    """This id was used before for something else; the first stays."""


class Overtaken(Exception):
    """Another message has come since the one that the caller goes on from; nothing was written.

    Attributes:
        since: the latest messages of the conversation, a few, the oldest first; none where they
            are not kept.
        last: the id of the latest.
    """

    def __init__(self, since: tuple[MessagePosted, ...], last: str) -> None:
        super().__init__()
        self.since = since
        self.last = last


class Key(NamedTuple):
    """A conversation: ids are the platform's, unique within the tenant alone."""

    # A tuple: it is looked up a dozen times a message, and a data class hashes in Python.

    tenant: str
    conversation: str


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

    `revision` counts the commits of the stream, as `Loaded` does.

    Where they cannot be had, `reason` says why: `epoch` (another identity), `future` (beyond
    `top`), `erased` (`epoch` is empty if nothing has come since), `trimmed` (some are not kept:
    `entries` are those that are left, else there are none).
    """

    epoch: str
    top: int
    entries: tuple[Entry, ...] = ()
    more: bool = False
    reason: Literal["epoch", "future", "trimmed", "erased"] | None = None
    revision: int = 0


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
    `answered`: how many inbound events were folded.
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
    answered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """The outputs with their offsets; `more`: inbound events lie beyond the new checkpoint."""

    entries: tuple[Entry, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Where the event rests. `duplicate`: it had been there before, and nothing changed.

    `answer`: what was written with it; None where the conversation is yet to be looked after.
    """

    epoch: str
    offset: int
    duplicate: bool
    answer: Committed | None = None
