"""A call that takes its time -> its answer, from a thread of its own.

What an executor of the standard library does for many threads and many kinds of callers takes ten
times as long as to hand a call over: that shows where each message is handed over.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Call:
    what: Callable[[], Any]
    answer: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class OneThread:
    """A thread that runs calls one after another, in the order in which they came."""

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._stopped = False
        self._handed_over = self._ended = 0  # each written by one thread alone
        # Nobody waits at exit for a call that does not end.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether it runs a call, or some wait."""
        return self._handed_over != self._ended

    async def run(self, what: Callable[[], Answer]) -> Answer:
        """Return what the call returns, or raise what it raises; it cannot be cut short.

        Raises:
            CancelledError: the thread was stopped before its turn.
        """
        return await self.submit(what)

    def submit(self, what: Callable[[], Answer]) -> asyncio.Future[Answer]:
        """Have a call run; the same without waiting."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        if not self._thread.is_alive():
            raise asyncio.CancelledError
        self._handed_over += 1
        self._calls.put(_Call(what, answer, loop))
        return answer

    async def close(self) -> None:
        """Run what waits, then end the thread."""
        await self._end(None)

    async def stop(self, patience: float) -> None:
        """Run nothing more; wait for what is run, for so many seconds at most."""
        self._stopped = True
        await self._end(patience)

    async def _end(self, patience: float | None) -> None:
        self._calls.put(None)
        await asyncio.to_thread(self._thread.join, patience)

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            if not call.answer.cancelled():
                outcome = asyncio.CancelledError() if self._stopped else _outcome(call.what)
                # Of a loop that is closed nobody waits for the answer.
                with suppress(RuntimeError):
                    call.loop.call_soon_threadsafe(_answer, call.answer, outcome)
            self._ended += 1


def _outcome(what: Callable[[], object]) -> object:
    try:
        return what()
    except Exception as error:
        return error


def _answer(future: asyncio.Future[Any], outcome: object) -> None:
    if future.done():
        return
    if isinstance(outcome, asyncio.CancelledError):
        future.cancel()
    elif isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
