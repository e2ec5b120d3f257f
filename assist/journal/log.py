"""The write-ahead log -> emptied into the file, beside the writer or for good.

By itself SQLite empties its log within the commit that fills it. That commit, and everybody who
waits for it or comes after it, took 40 to 100 ms longer, every two seconds at 640 messages a second
(measured): no rate above 500 kept its p99 below 50 ms. Here a thread of its own copies the pages
while commits go on, again and again until hardly any are left; those the writer copies itself,
behind its next commit, in 4 to 8 ms. Only then does the log begin anew.
"""

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

from assist.journal.records import Unavailable
from assist.journal.threads import OneThread

LOG_ROWS: Final = 8000
"""Changed rows after which the log is emptied; each takes a page of 4 KB or a little more. A page
is written to the file once, however often it changed since: by SQLite's own 1,000 pages writing
costs a fifth more."""
LOG_PAGES: Final = 4 * LOG_ROWS
"""Pages from which on SQLite empties the log within a commit after all: nobody else could."""
FEW: Final = 20
"""Pages, at most, that a round may find new if it is to be the last: three messages fill them."""

_ROUNDS: Final = 5
"""Each leaves what was written while it ran; the first takes 10 to 70 ms."""
_TRIES: Final = 20
_WAIT: Final = 0.5
"""Seconds for which each try waits for those who read or write."""


class Log:
    """The log of the journal at `path`, which is there. A write is told by `grown`."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path, isolation_level=None, timeout=_WAIT, check_same_thread=False
        )
        self._thread = OneThread("journal-log")
        self._emptied = 0
        self._is_left = False
        self._asked = self._wiped = 0
        self._wiping = asyncio.Lock()

    def grown(self, rows: int) -> None:
        """Hear how many rows the writer has changed in all; empty the log where that is due."""
        if rows - self._emptied >= LOG_ROWS and not self._thread.busy:
            self._emptied = rows
            self._thread.submit(self._empty)

    def finish(self, writer: sqlite3.Connection) -> None:
        """Copy what is left, between two transactions, if the log is all but empty."""
        if self._is_left:
            self._is_left = False
            _copy(writer)

    async def wipe(self) -> None:
        """Empty the log and cut it off, for it holds pages as they were.

        One time does for all who asked before it began.

        Raises:
            Unavailable: somebody reads on.
        """
        self._asked += 1
        mine = self._asked
        async with self._wiping:
            if self._wiped >= mine:
                return
            covers = self._asked
            if not await self._thread.run(self._cut):
                raise Unavailable("a long reader keeps what was erased: ask again when it is done")
            self._wiped = covers

    async def close(self) -> None:
        """End what is under way."""
        await self._thread.close()
        self._connection.close()

    def _empty(self) -> None:
        copied = 0
        for _ in range(_ROUNDS):
            pages = _copy(self._connection)
            if pages - copied <= FEW:
                break
            copied = pages
        self._is_left = True

    def _cut(self) -> bool:
        for _ in range(_TRIES):
            (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
        return False


def _copy(connection: sqlite3.Connection) -> int:
    """Copy the log's pages into the file, as far as nobody reads them; return how many it has.

    What fails stays in the log, where it is durable: it is copied the next time.
    """
    with suppress(sqlite3.Error):
        (_, pages, _) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(pages)
    return 0
