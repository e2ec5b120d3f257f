"""Steps from the event loop -> transactions in one thread, many steps to a sync of the disk.

The thread takes all that waits, runs it in one transaction, commits, and only then answers:
what is not durable is never acknowledged. It knows nothing of tables or events.
"""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from assist.journal.check import DAMAGED
from assist.journal.records import Unavailable

Answer = TypeVar("Answer")
Step = Callable[[sqlite3.Connection], Answer]
"""One change. It reads and raises first and writes last, so that a refusal leaves nothing."""

BATCH: Final = 512
"""Steps after which a transaction takes no more: beyond it the first ones would wait too long."""
SPACING: Final = 0.003
"""Seconds from the start of a transaction to that of the next, at least. Begin, commit and sync
take some 0.2 ms of CPU however many steps share them. A lone step waits for nothing."""

_PASSING: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM})
"""Errors after which the next transaction may succeed; after all others the file is doubted."""

log = logging.getLogger("warmline.journal")


@dataclass(frozen=True, slots=True)
class _Job:
    step: Step[Any]
    announce: Callable[[Any], None] | None
    future: asyncio.Future[Any]


class Writer:
    """The thread that writes. `failed` says why it has stopped for good, if it has.

    `committed` is told, in the thread, how many steps became durable together, and in how many
    seconds.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.failed: str | None = None
        self.committed: Callable[[int, float], None] = lambda steps, seconds: None
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._fresh: list[_Job] = []
        self._jobs: SimpleQueue[list[_Job] | None] = SimpleQueue()
        self._closed = False
        self._begun = 0.0
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    async def run(
        self, step: Step[Answer], announce: Callable[[Answer], None] | None = None
    ) -> Answer:
        """Make `step` durable and return its answer; `announce` hears it first.

        Steps take effect, and are announced, in the order of these calls.

        Raises:
            Unavailable: it is not durable, and never will be.
        """
        if self._closed or self.failed:
            raise Unavailable(self.failed or "the journal is closed")
        future: asyncio.Future[Answer] = self._loop.create_future()
        # To wake a thread may cost more than its work: once for all steps of this turn.
        if not self._fresh:
            self._loop.call_soon(self._hand_over)
        self._fresh.append(_Job(step, announce, future))
        return await future

    async def close(self) -> None:
        """Finish what was handed in, then end the thread and its connection."""
        if not self._closed:
            self._closed = True
            self._hand_over()
            self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _hand_over(self) -> None:
        if self._fresh:
            self._jobs.put(self._fresh)
            self._fresh = []

    def _run(self) -> None:
        ended = False
        while not ended:
            jobs, ended = self._take()
            if jobs:
                outcomes = self._transact(jobs)
                self._loop.call_soon_threadsafe(_answer, jobs, outcomes)
        self._connection.close()

    def _take(self) -> tuple[list[_Job], bool]:
        jobs: list[_Job] = []
        more = self._jobs.get()
        if (early := self._begun + SPACING - time.monotonic()) > 0:
            time.sleep(early)
        self._begun = time.monotonic()
        try:
            while more is not None:
                jobs += more
                if len(jobs) >= BATCH:
                    return jobs, False
                more = self._jobs.get_nowait()
        except Empty:
            return jobs, False
        return jobs, True

    def _transact(self, jobs: list[_Job]) -> list[object]:
        if self.failed:
            return [Unavailable(self.failed)] * len(jobs)
        try:
            begun = time.perf_counter()
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._outcome(job) for job in jobs]
            self._connection.execute("COMMIT")
            self.committed(len(jobs), time.perf_counter() - begun)
        except sqlite3.Error as error:
            return [self._give_up(error)] * len(jobs)
        return outcomes

    def _outcome(self, job: _Job) -> object:
        try:
            return job.step(self._connection)
        except sqlite3.Error:
            raise
        except Exception as refusal:
            return refusal

    def _give_up(self, error: sqlite3.Error) -> Unavailable:
        what = getattr(error, "sqlite_errorname", type(error).__name__)
        log.error("nothing was written: %s", what)
        # After a failed sync the kernel may have dropped the pages: to try again and then
        # acknowledge would be a lie, so nothing but a new start helps.
        code = getattr(error, "sqlite_errorcode", -1) & 0xFF
        if code in DAMAGED:
            self.failed = f"the journal is damaged ({what}); `warmline doctor` explains"
        elif code not in _PASSING:
            self.failed = f"the disk failed ({what}); look after it, then start again"
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self.failed = self.failed or f"the disk failed ({what})"
        return Unavailable(self.failed or f"nothing can be written now ({what})")


def _answer(jobs: list[_Job], outcomes: list[object]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if isinstance(outcome, Exception):
            if not job.future.done():
                job.future.set_exception(outcome)
            continue
        if job.announce:
            job.announce(outcome)
        if not job.future.done():
            job.future.set_result(outcome)
