"""Steps from the event loop -> transactions, many steps to a sync of the disk.

Steps run on the loop, some 0.1 ms each; a thread commits, which waits for the disk, and what is not
durable is never acknowledged. Were the steps run in the thread, it would have to have Python's lock
from the loop for each statement: under load that took longer than the statements, and each time up
to 5 ms. What may take long, or has to wait for the file, is run in the thread as a whole. While the
thread is at it, the loop leaves the connection alone. It knows nothing of tables or events.
"""

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from assist.journal.check import DAMAGED
from assist.journal.log import Log
from assist.journal.records import Unavailable
from assist.journal.threads import OneThread

Answer = TypeVar("Answer")
Step = Callable[[sqlite3.Connection], Answer]
"""One change. It reads and raises first and writes last, so that a refusal leaves nothing."""

Announce = Callable[[Answer], Callable[[], None] | None]
"""Hears of a step that is durable; what it returns is called once the step was answered."""

BATCH: Final = 64
"""Steps after which a transaction takes no more: beyond it they would hold up the loop."""
SPACING: Final = 0.005
"""Seconds from the start of a transaction to that of the next, at least. Begin, commit and sync
take some 0.2 ms of CPU however many steps share them. A lone step waits for nothing."""

WAIT: Final = 5000
"""Milliseconds for which the thread waits for a file that another connection holds."""

_PASSING: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM})
"""Errors after which the next transaction may succeed; after all others the file is doubted."""

log = logging.getLogger("warmline.journal")


@dataclass(frozen=True, slots=True)
class _Job:
    step: Step[Any]
    announce: Announce[Any] | None
    future: asyncio.Future[Any]
    long: bool


class Writer:
    """What writes. `failed` says why it has stopped for good, if it has.

    `committed` is told, in the thread, how many steps became durable together, and in how many
    seconds.
    """

    def __init__(self, connection: sqlite3.Connection, log: Log) -> None:
        self.failed: str | None = None
        self.committed: Callable[[int, float], None] = lambda steps, seconds: None
        self._connection = connection
        self._log = log
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Job] = deque()
        self._planned = self._closed = False
        self._begun = 0.0
        self._idle = asyncio.Event()
        self._thread = OneThread("journal-writer")
        connection.execute("PRAGMA busy_timeout = 0")  # the loop must not wait

    async def run(
        self,
        step: Step[Answer],
        announce: Announce[Answer] | None = None,
        *,
        long: bool = False,
    ) -> Answer:
        """Make `step` durable and return its answer; `announce` hears it first.

        Steps take effect, and are announced, in the order of these calls. One that is `long` is
        run in the thread.

        Raises:
            Unavailable: it is not durable, and never will be.
        """
        if self._closed or self.failed:
            raise Unavailable(self.failed or "the journal is closed")
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting.append(_Job(step, announce, future, long))
        self._plan()
        return await future

    async def close(self) -> None:
        """Finish what was handed in, then end the thread and its connection."""
        self._closed = True
        if self._planned:
            await self._idle.wait()
        await self._thread.close()
        self._connection.close()

    def _plan(self) -> None:
        """Have the next transaction begin, unless one is under way or due."""
        if self._planned or not self._waiting:
            return
        self._planned = True
        early = self._begun + SPACING - self._loop.time()
        if early > 0:
            self._loop.call_later(early, self._transact)
        else:
            # Not at once: all steps of this turn go together.
            self._loop.call_soon(self._transact)

    def _transact(self) -> None:
        """Run the steps that wait, and have the thread commit."""
        self._begun = self._loop.time()
        jobs = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        try:
            if self.failed:
                raise Unavailable(self.failed)
            ending = self._begin(jobs)
        except (sqlite3.Error, Unavailable) as error:
            self._ended(jobs, [self._refusal(error)] * len(jobs))
        else:
            ended = self._thread.submit(ending)
            ended.add_done_callback(lambda ended: self._ended(jobs, ended.result()))

    def _begin(self, jobs: list[_Job]) -> Callable[[], list[object]]:
        """Begin a transaction, and return what is left of it for the thread."""
        begun = time.perf_counter()
        if any(job.long for job in jobs):
            return partial(self._all, jobs)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                return partial(self._all, jobs)
            raise
        return partial(self._commit, [self._outcome(job) for job in jobs], begun)

    def _all(self, jobs: list[_Job]) -> list[object]:
        """Run a whole transaction, in the thread."""
        begun = time.perf_counter()
        try:
            self._connection.execute(f"PRAGMA busy_timeout = {WAIT}")
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._outcome(job) for job in jobs]
        except sqlite3.Error as error:
            return [self._refusal(error)] * len(jobs)
        finally:
            self._connection.execute("PRAGMA busy_timeout = 0")
        return self._commit(outcomes, begun)

    def _commit(self, outcomes: list[object], begun: float) -> list[object]:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            return [self._refusal(error)] * len(outcomes)
        self.committed(len(outcomes), time.perf_counter() - begun)
        self._log.finish(self._connection)
        return outcomes

    def _ended(self, jobs: list[_Job], outcomes: list[object]) -> None:
        self._planned = False
        self._log.grown(self._connection.total_changes)
        _answer(jobs, outcomes)
        self._plan()
        if self._closed and not self._planned:
            self._idle.set()

    def _outcome(self, job: _Job) -> object:
        try:
            return job.step(self._connection)
        except sqlite3.Error:
            raise
        except Exception as refusal:
            return refusal

    def _refusal(self, error: sqlite3.Error | Unavailable) -> Unavailable:
        """Return why a transaction is not durable, and doubt the file where that is the reason."""
        if isinstance(error, Unavailable):
            return error
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
        later = job.announce(outcome) if job.announce else None
        if not job.future.done():
            job.future.set_result(outcome)
        if later:
            # Who waits for the answer has its turn first.
            asyncio.get_running_loop().call_soon(later)
