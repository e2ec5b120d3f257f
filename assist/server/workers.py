"""Settings for several processes -> those processes on one port, each ended one begun anew.

The rules are loaded once, before the processes are forked: they share that memory, and a process
that was killed is back within a moment. What each of them knows of the others it has from the
journal, like nodes on other machines; this module knows nothing of chats.
"""

import contextlib
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from assist.errors import ConfigError

PAUSE: Final = 1.0
"""Seconds between two starts of a process that ends again at once."""
BRIEF: Final = 5.0
"""Seconds below which a process ended at once."""
GRACE: Final = 35.0
"""Seconds that processes may take to stop; then they are killed."""

Run = Callable[["Worker", socket.socket], int]
"""Serves until it is told to stop; returns the exit code. It runs in the process of its own."""

log = logging.getLogger("warmline.workers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One of `count` processes.

    Args:
        number: from 1.
        orphaned: a descriptor that ends (reads empty) when the parent is gone.
        ready: a descriptor that takes a byte once the port is served.
    """

    number: int
    count: int
    orphaned: int
    ready: int


class Workers:
    """The parent of the processes.

    Args:
        listening: a socket for each of them.
        run: what each does.
    """

    def __init__(self, listening: list[socket.socket], run: Run) -> None:
        self._listening = listening
        self._run = run
        self._alive: dict[int, tuple[int, float]] = {}
        self._due: dict[int, float] = dict.fromkeys(range(1, len(listening) + 1), 0.0)
        self._stopping = 0
        self._deadline = 0.0
        self._codes: list[int] = []
        self._signals: list[int] = []
        self._ready, self._say_ready = os.pipe()
        self._orphaned, self._parent = os.pipe()
        self._woken, self._wake = os.pipe()

    def serve(self) -> int:
        """Serve until a signal; return the exit code.

        A process that cannot even start ends all of them: the next one could not either.
        """
        for one in (self._woken, self._wake):
            os.set_blocking(one, False)
        signal.set_wakeup_fd(self._wake)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            # Noted alone: one that is heard in the middle of a fork must reach that worker too.
            signal.signal(number, lambda heard, frame: self._signals.append(heard))
        waiting = len(self._listening)
        while self._alive or not self._stopping:
            self._begin_due()
            readable, _, _ = select.select([self._woken, self._ready], [], [], self._pause())
            if self._woken in readable:
                os.read(self._woken, 4096)
            if self._ready in readable and waiting > 0:
                waiting -= len(os.read(self._ready, waiting))
            while self._signals:
                self._hear(self._signals.pop(0))
            self._reap(failed_start=waiting > 0)
            if self._stopping and time.monotonic() > self._deadline:
                self._tell(signal.SIGKILL)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            # Python gives its handlers back on its way out: a second signal would end us by itself.
            signal.signal(number, signal.SIG_IGN)
        return max(self._codes, default=0)

    def _pause(self) -> float:
        if self._stopping:
            return 0.2
        return max(0.0, min((at - time.monotonic() for at in self._due.values()), default=60.0))

    def _begin_due(self) -> None:
        now = time.monotonic()
        for number, at in tuple(self._due.items()):
            if not self._stopping and at <= now:
                del self._due[number]
                self._fork(number)

    def _fork(self, number: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        if (pid := os.fork()) == 0:
            self._become(number)
        self._alive[pid] = number, time.monotonic()

    def _become(self, number: int) -> NoReturn:
        """Be a worker, to the end."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
                signal.signal(one, signal.SIG_DFL)
            for descriptor in (self._parent, self._ready, self._woken, self._wake):
                os.close(descriptor)
            worker = Worker(
                number=number,
                count=len(self._listening),
                orphaned=self._orphaned,
                ready=self._say_ready,
            )
            code = self._run(worker, self._listening[number - 1])
        except ConfigError as error:
            log.error("%s", error)
            code = 2
        except Exception:
            log.exception("worker %d ended by a mistake of ours", number)
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _reap(self, *, failed_start: bool) -> None:
        while self._alive:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            number, since = self._alive.pop(pid)
            code = os.waitstatus_to_exitcode(status)
            if self._stopping:
                self._codes.append(max(0, code))
                continue
            if failed_start and code > 0:
                self._codes.append(code)
                self._stop(signal.SIGTERM)
                continue
            log.error("worker %d ended (%s); another takes its place", number, _how(code))
            brief = time.monotonic() - since < BRIEF
            self._due[number] = time.monotonic() + (PAUSE if brief else 0.0)

    def _hear(self, number: int) -> None:
        if number == signal.SIGHUP:
            self._tell(signal.SIGHUP)
        elif number != signal.SIGCHLD:
            self._stop(signal.Signals(number))

    def _stop(self, number: signal.Signals) -> None:
        if not self._stopping:
            self._deadline = time.monotonic() + GRACE
        self._stopping += 1
        self._tell(signal.SIGTERM if number != signal.SIGINT else signal.SIGINT)

    def _tell(self, number: signal.Signals) -> None:
        for pid in tuple(self._alive):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _how(code: int) -> str:
    return f"by signal {-code}" if code < 0 else f"with {code}"
