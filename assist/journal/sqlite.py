"""The journal in one SQLite file: group commits in one thread, reads in another.

Durable means durable: write-ahead log, `synchronous=FULL`, and an answer only after the sync.
"""

import asyncio
import base64
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, Self, TypeVar

from assist.events import Inbound
from assist.journal import tables
from assist.journal.contract import (
    Appended,
    Commit,
    Entry,
    Key,
    Listener,
    Loaded,
    Page,
    Unavailable,
)
from assist.journal.lock import FileLock
from assist.journal.schema import open_reader, open_writer
from assist.journal.writer import Writer
from assist.ledger import Memory

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

KEEP_IDS: Final = 96 * 3600.0
"""Seconds for which a message's id is known; platforms repeat a message for up to three days."""
_FORGET_EVERY: Final = 60.0
FORGET_BATCH: Final = 1000


def random_epoch() -> str:
    """Return 64 random bits in base32: the identity of a new stream."""
    return base64.b32encode(secrets.token_bytes(8)).decode("ascii").rstrip("=").lower()


class SqliteJournal:
    """The `Journal` of a single process; `open` makes one."""

    def __init__(
        self,
        writer: Writer,
        reader: sqlite3.Connection,
        lock: FileLock,
        new_epoch: Callable[[], str],
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="journal-reader")
        self._lock = lock
        self._new_epoch = new_epoch
        self._listeners: list[Listener] = []
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
        except BaseException:
            lock.release()
            raise
        return cls(Writer(connection), reader, lock, new_epoch)

    @property
    def failed(self) -> str | None:
        """Why nothing more can be written until the next start; None while all is well."""
        return self._writer.failed

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of all that becomes durable from now on."""
        self._listeners.append(listener)

    async def append(
        self, key: Key, message_id: str, body_hash: bytes, event: Inbound, now: float
    ) -> Appended:
        """Make `event` durable, then return where it rests."""

        def step(connection: sqlite3.Connection) -> Appended:
            self._forget(connection, now)
            return tables.append(
                connection, key, message_id, body_hash, event, now, self._new_epoch
            )

        def announce(done: Appended) -> None:
            if not done.duplicate:
                self._tell(key, done.epoch, (Entry(offset=done.offset, event=event, inbound=True),))

        return await self._writer.run(step, announce)

    async def read(self, key: Key, epoch: str | None, offset: int, limit: int) -> Page | None:
        """Return up to `limit` events after `offset`; None if the conversation is unknown."""
        return await self._read(tables.read, key, epoch, offset, limit)

    async def load(self, key: Key) -> Loaded | None:
        """Return the committed state; None if the conversation is unknown."""
        return await self._read(tables.load, key)

    async def commit(self, commit: Commit) -> tuple[Entry, ...] | None:
        """Write one step; return its outputs with their offsets, None when it came too late."""

        def announce(done: tuple[str, tuple[Entry, ...]] | None) -> None:
            if done is not None and done[1]:
                self._tell(commit.key, *done)

        done = await self._writer.run(partial(tables.commit, step=commit), announce)
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

    async def erase(self, key: Key) -> None:
        """Remove everything of a conversation, ids included."""
        await self._writer.run(partial(tables.erase, key=key))

    async def close(self) -> None:
        """Finish what was accepted, then let go of the files."""
        if not self._open:
            return
        self._open = False
        await self._writer.close()
        await asyncio.to_thread(self._reads.shutdown)
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
        loop = asyncio.get_running_loop()
        call = partial(query, self._reader, *args, **kwargs)
        try:
            return await loop.run_in_executor(self._reads, call)
        except sqlite3.Error as error:
            what = getattr(error, "sqlite_errorname", type(error).__name__)
            raise Unavailable(f"cannot be read now ({what})") from error

    def _tell(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        for listener in self._listeners:
            listener(key, epoch, entries)

    def _forget(self, connection: sqlite3.Connection, now: float) -> None:
        # A batch rides on an append; while batches come back full, the next append takes one.
        if now < self._forget_at:
            return
        if tables.forget(connection, now - KEEP_IDS, FORGET_BATCH) < FORGET_BATCH:
            self._forget_at = now + _FORGET_EVERY
