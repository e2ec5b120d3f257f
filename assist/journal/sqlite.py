"""The journal in one SQLite file: many changes to a sync of the disk, reads in a thread.

Durable means durable: write-ahead log, `synchronous=FULL`, and an answer only after the sync.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, Self, TypeVar

from assist.events import Inbound, MessagePosted
from assist.journal import disk, erasing, marks, owners, secret, tables
from assist.journal.backlog import Backlog
from assist.journal.contract import Listener
from assist.journal.epochs import random_epoch
from assist.journal.erasing import KEEP_IDS as KEEP_IDS
from assist.journal.lock import FileLock
from assist.journal.log import Log
from assist.journal.nodes import Alone
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
    Unavailable,
)
from assist.journal.schema import open_reader, open_writer
from assist.journal.secret import Secret
from assist.journal.telling import Telling
from assist.journal.threads import OneThread
from assist.journal.writer import Writer
from assist.ledger import Memory

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_FORGET_EVERY: Final = 60.0
FORGET_BATCH: Final = 1000
RIDES: Final = 50
"""Of what has had its time, so many rows go with an append."""


class SqliteJournal(Alone):
    """The `Journal` of a single process; `open` makes one."""

    def __init__(
        self,
        writer: Writer,
        log: Log,
        reader: sqlite3.Connection,
        lock: FileLock,
        secret: Secret,
        path: Path,
        new_epoch: Callable[[], str],
    ) -> None:
        super().__init__()
        self._secret = secret
        self._path = path
        self._writer = writer
        self._log = log
        self._reader = reader
        self._reads = OneThread("journal-reader")
        self._lock = lock
        self._new_epoch = new_epoch
        self._telling = Telling()
        self._backlog = Backlog()
        self._forget_at = 0.0
        self._open = True

    @classmethod
    async def open(cls, path: Path, *, new_epoch: Callable[[], str] = random_epoch) -> Self:
        """Open the file at `path`, made where there is none, for this process alone.

        Raises:
            ConfigError: another process uses it, or it is no journal of this version.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock.take(path.with_name(path.name + ".lock"))
        try:
            connection = await asyncio.to_thread(open_writer, path)
            reader = await asyncio.to_thread(open_reader, path)
            key = secret.load(path)
        except BaseException:
            lock.release()
            raise
        log = Log(path)
        return cls(Writer(connection, log), log, reader, lock, key, path, new_epoch)

    def measure(self, committed: Callable[[int, float], None]) -> None:
        """Tell `committed`, in another thread, the size and the seconds of each commit from now."""
        self._writer.committed = committed

    @property
    def failed(self) -> str | None:
        """Why nothing more can be written until the next start; None while all is well."""
        return self._writer.failed

    @property
    def backlogs(self) -> Mapping[str, int]:
        """How many inbound events of each tenant wait to be answered; of this run alone."""
        return self._backlog.tenants

    async def trouble(self) -> str | None:
        """Return why nothing can be written: the disk is full, or read-only."""
        # In a thread: a disk that hangs must not hold up those who are here.
        return await asyncio.to_thread(disk.trouble, self._path.parent)

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of all that becomes durable from now on."""
        self._telling.follow(listener)

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
        """Make `event` durable, then return where it rests."""

        def step(connection: sqlite3.Connection) -> tuple[Appended, Inbound]:
            self._forget(connection, now)
            return tables.append(
                *(connection, self._secret, key, message_id, body_hash, event, now),
                self._new_epoch,
                delivery,
                after,
                answer,
            )

        def announce(written: tuple[Appended, Inbound]) -> Callable[[], None] | None:
            done, event = written
            if done.duplicate:
                return None
            entry = Entry(offset=done.offset, event=event, inbound=True)
            self._telling.tell(key, done.epoch, (entry,))
            if done.answer is not None:
                return self._telling.later(key, done.epoch, done.answer.entries)
            self._backlog.took(key)
            self.wake(key)
            return None

        # A late message is looked for among all that were said.
        long = isinstance(event, MessagePosted) and event.late
        return (await self._writer.run(step, announce, long=long))[0]

    async def read(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return up to `limit` events after `offset`; None if the conversation is unknown."""
        return await self._read(tables.read, key, epoch, offset, limit, self._secret)

    async def past(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return the same without outputs, but for how messages were read."""
        told = tables.TOLD
        return await self._read(tables.read, key, epoch, offset, limit, self._secret, kinds=told)

    async def load(self, key: Key) -> Loaded | None:
        """Return the committed state; None if the conversation is unknown."""
        return await self._read(tables.load, key)

    async def commit(self, commit: Commit) -> Committed | None:
        """Write one step; return its outputs with their offsets, None when it came too late."""

        def announce(done: tuple[str, Committed] | None) -> None:
            if done is None:
                return
            self._backlog.answered(commit.key, commit.answered)
            if done[1].entries:
                self._telling.tell(commit.key, done[0], done[1].entries)

        long, write = bool(commit.taken_back), partial(tables.commit, step=commit)
        done = await self._writer.run(write, announce, long=long)
        return None if done is None else done[1]

    async def recall(self, key: Key, customer: str, since: float) -> tuple[Memory, ...]:
        """Return what the customer's other conversations left open since a time, oldest first."""
        return await self._read(tables.recall, key, customer, since)

    async def work(self, now: float, limit: int) -> tuple[Key, ...]:
        """Return conversations with inbound events beyond their checkpoint or a timer due."""
        return await self._read(tables.work, now, limit)

    async def next_timer(self) -> float | None:
        """Return the earliest wake-up time, None when no conversation waits for one."""
        return await self._read(tables.next_timer)

    async def erase(self, key: Key, now: float) -> bool:
        """Remove everything of a conversation, from the write-ahead log too."""
        done = await self._writer.run(
            lambda connection: erasing.erase(connection, self._secret, key, now),
            lambda done: self._backlog.forget(key),
            long=True,
        )
        await self._log.wipe()
        return done

    async def heirs(self, key: Key) -> tuple[Key, ...]:
        """Return the conversations that something was brought to from this one."""
        return await self._read(owners.heirs, key)

    async def memory(self, key: Key) -> Memory | None:
        """Return what a conversation leaves to the next one of its customer."""
        return await self._read(tables.memory, key)

    async def conversations(self, tenant: str, customer: str) -> tuple[Key, ...]:
        """Return the conversations that `context.given` said to be a customer's."""
        return await self._read(owners.conversations, tenant, customer)

    async def idle(self, tenant: str, since: float, limit: int) -> tuple[Key, ...]:
        """Return up to `limit` conversations of a tenant without an event since a time."""
        return await self._read(owners.idle, tenant, since, limit)

    async def tenants(self) -> tuple[str, ...]:
        """Return the tenants of which there is a conversation."""
        return await self._read(owners.tenants)

    async def assignments(self) -> tuple[Assignment, ...]:
        """Return who answers which conversation."""
        return await self._read(owners.assignments)

    async def mark(self, mark: Mark) -> None:
        """Make a mark durable."""
        await self._writer.run(lambda connection: marks.mark(connection, self._secret, mark))

    async def unmark(self, tenant: str, sort: MarkSort, id: str) -> bool:
        """Take a mark back; False where there was none."""
        return await self._writer.run(
            lambda connection: marks.unmark(connection, self._secret, tenant, sort, id)
        )

    async def marks(self, sort: MarkSort, now: float) -> tuple[Mark, ...]:
        """Return all marks of a sort that hold at a time, of every tenant."""
        return await self._read(marks.marks, sort, now)

    async def marked(self, tenant: str, sort: MarkSort, id: str) -> bool:
        """Return whether there is such a mark."""
        return await self._read(marks.marked, self._secret, tenant, sort, id)

    async def forget(self, now: float) -> None:
        """Drop what has had its time, and what is not kept from the write-ahead log."""
        forget = partial(erasing.forget, now=now, limit=FORGET_BATCH)
        while await self._writer.run(forget, long=True):
            pass
        await self._log.wipe()

    async def close(self) -> None:
        """Finish what was accepted, then let go of the files."""
        if not self._open:
            return
        self._open = False
        await self._writer.close()
        await self._log.close()
        await self._reads.close()
        self._reader.close()
        self._lock.release()

    async def _read(
        self,
        query: Callable[Concatenate[sqlite3.Connection, Given], Answer],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Answer:
        if not self._open:
            raise Unavailable("the journal is closed")
        call = partial(query, self._reader, *args, **kwargs)
        try:
            return await self._reads.run(call)
        except sqlite3.Error as error:
            what = getattr(error, "sqlite_errorname", type(error).__name__)
            raise Unavailable(f"cannot be read now ({what})") from error

    def _forget(self, connection: sqlite3.Connection, now: float) -> None:
        # A batch rides on an append; while batches come back full, the next append takes one.
        if now < self._forget_at:
            return
        if erasing.forget(connection, now, RIDES) < RIDES:
            self._forget_at = now + _FORGET_EVERY
