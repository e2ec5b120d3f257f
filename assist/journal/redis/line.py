"""Calls of this node -> batches on one connection, each answered in its order.

While one batch is under way the next gathers: a command costs redis-py about 50 us of a processor
alone, and under 2 in a batch of a hundred (measured). A connection that fails is made anew, with
growing pauses, and what had no answer is sent again: every script may run twice (see scripts.py). A
call that finds no answer in time is refused; it may have been written nevertheless.
"""

import asyncio
import logging
import math
import random
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Final

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

from assist.journal.redis import scripts
from assist.journal.redis.calls import Answer, Call, Finish, packed
from assist.journal.redis.layout import Argument, Reply, pack
from assist.journal.redis.terms import Refused, Terms

BATCH: Final = 512
BATCH_BYTES: Final = 4 * 1024 * 1024
"""The most of one batch: it has to be sent and answered in time."""
PATIENCE: Final = 3.0
"""Seconds after which a call is given up."""
ANSWER: Final = 1.5
"""Seconds for the answers to one batch; replicas have one of them."""
WAIT: Final = 1.0
_PAUSES: Final = (0.02, 0.5)
_TOO_FEW: Final = "too few replicas of the journal's Redis have what was written"

log = logging.getLogger("warmline.journal")


class Line:
    """One connection and what waits for it.

    Args:
        connect: makes a connection.
        terms: joins each.
        replicas: how many must have a batch before it is answered.
        doubtful: is told, once there are answers again, that calls which may have been written were
            given up.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[AbstractConnection]],
        terms: Terms,
        *,
        replicas: int = 0,
        doubtful: Callable[[], None] = lambda: None,
    ) -> None:
        self.committed: Callable[[int, float], None] = lambda calls, seconds: None
        self._connect = connect
        self._terms = terms
        self._replicas = replicas
        self._doubtful = doubtful
        self._connection: AbstractConnection | None = None
        self._calls: deque[Call] = deque()
        self._news = asyncio.Event()
        self._down: tuple[float, str] | None = None
        self._refusal: str | None = None
        self._answered = monotonic()
        self._failures = 0
        self._doubt = False
        self._closing = False
        self._task = asyncio.create_task(self._run())

    @property
    def trouble(self) -> str | None:
        """Why calls are not answered now; None while all is well."""
        if self._terms.failed:
            return self._terms.failed
        if self._down:
            return self._down[1]
        if self._refusal is None and self._calls and monotonic() - self._answered > 2 * WAIT:
            return "Redis is slow to answer"
        return self._refusal

    def run(self, script: str, *args: Argument, finish: Finish[Answer]) -> asyncio.Future[Answer]:
        """Have a script run with these arguments; its reply goes through `finish`.

        Raises:
            Unavailable: there is no answer in time, or none is to be had now.
        """
        return self._put(script, args, finish)

    def ask(
        self, *command: Argument, finish: Finish[Answer], optional: bool = False
    ) -> asyncio.Future[Answer]:
        """Have a command run; its reply goes through `finish`, and a refusal where `optional`."""
        return self._put(None, command, finish, optional)

    async def close(self) -> None:
        """Finish what was handed in, then let go of the connection."""
        self._closing = True
        self._news.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._task
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._give_up("the journal is closed", math.inf)
        await self._drop()

    def _put(
        self,
        script: str | None,
        args: tuple[Argument, ...],
        finish: Finish[Answer],
        optional: bool = False,
    ) -> asyncio.Future[Answer]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        now = monotonic()
        call = Call(script, len(args), packed(args), finish, future, now, optional)
        if self._closing or self._terms.failed:
            why: str | None = self._terms.failed or "the journal is closed"
        else:
            why = self._down[1] if self._down and now - self._down[0] > PATIENCE else None
        if why is None:
            self._calls.append(call)
            self._news.set()
        else:
            # Not at once: who tries again at once would let nothing else come to pass.
            loop.call_soon(call.refuse, why)
        return future

    async def _run(self) -> None:
        while not (self._terms.failed or (self._closing and not self._calls)):
            try:
                connection = self._connection or await self._enter()
                if self._calls:
                    await self._send(connection)
                    await asyncio.sleep(0)
                else:
                    self._news.clear()
                    await self._news.wait()
            except Refused as error:
                log.error("%s", error)
                self._give_up(str(error), math.inf)
            except Exception as error:
                await self._fail(error)

    async def _enter(self) -> AbstractConnection:
        connection = await self._connect()
        try:
            async with asyncio.timeout(2 * ANSWER):
                await self._terms.enter(connection)
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        self._connection = connection
        self._down = None
        return connection

    async def _send(self, connection: AbstractConnection) -> None:
        """Send a batch and settle what is answered; what is not stays in its place."""
        calls, data = self._batch()
        count = len(calls) + bool(self._replicas)
        if self._replicas:
            data.append(pack("WAIT", self._replicas, int(WAIT * 1000)))
        begun, term = monotonic(), self._terms.head[0]
        async with asyncio.timeout(ANSWER):
            await connection.send_packed_command(data, check_health=False)
            replies = [await _reply(connection) for _ in range(count)]
        if term != self._terms.head[0]:
            # The other line is at a new server already: what this one still answered may be lost.
            raise RedisError("the term is over")
        self._answered = monotonic()
        self._failures = 0
        have = replies.pop() if self._replicas else 0
        kept = isinstance(have, int) and have >= self._replicas
        self.committed(len(calls), self._answered - begun)
        self._settle(calls, replies, kept)

    def _batch(self) -> tuple[list[Call], list[bytes]]:
        calls: list[Call] = []
        data: list[bytes] = []
        size = 0
        heads: dict[str | None, tuple[int, bytes]] = {}
        for call in self._calls:
            if len(calls) == BATCH or size > BATCH_BYTES:
                break
            call.sent = True
            begins = heads.get(call.script)
            if begins is None:
                begins = heads[call.script] = self._head(call.script)
            calls.append(call)
            data += [b"*%d\r\n" % (call.count + begins[0]), begins[1], call.args]
            size += len(call.args)
        return calls, data

    def _head(self, script: str | None) -> tuple[int, bytes]:
        """Return what goes before a call's own arguments, and how much it is."""
        if script is None:
            return 0, b""
        head = ("EVALSHA", scripts.HASHES[script], 1, self._terms.meta, *self._terms.head)
        return len(head), packed(head)

    def _settle(self, calls: list[Call], replies: list[Reply], kept: bool) -> None:
        """Answer the calls; those that this server cannot answer stay for the next.

        Without enough replicas none is answered, and nobody is told what it wrote.
        """
        again: list[Call] = []
        refusal = None if kept else _TOO_FEW
        for call, reply in zip(calls, replies, strict=True):
            self._calls.popleft()
            if call.has_moved(reply):
                again.append(call)
            elif kept:
                refusal = call.take(reply) or refusal
            else:
                call.refuse(_TOO_FEW)
        self._refusal = refusal
        self._calls.extendleft(reversed(again))
        if kept and self._doubt:
            self._doubtful()
        self._doubt = not kept
        if again:
            raise RedisError("the server is no primary, or in another term")

    async def _fail(self, error: Exception) -> None:
        """Let go of the connection, give up what is old, and pause before the next try."""
        await self._drop()
        self._failures += 1
        why = f"Redis cannot be reached ({type(error).__name__})"
        now = monotonic()
        if self._down is None:
            self._down = (now, why)
            log.warning("the journal waits: %s", why)
        self._give_up(why, now - PATIENCE)
        shortest, longest = _PAUSES
        pause = min(longest, shortest * 2 ** min(self._failures, 10))
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))

    def _give_up(self, why: str, before: float) -> None:
        while self._calls and self._calls[0].since <= before:
            call = self._calls.popleft()
            self._doubt |= call.sent
            call.refuse(why)

    async def _drop(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(RedisError, OSError):
                await connection.disconnect(nowait=True)


async def _reply(connection: AbstractConnection) -> Reply:
    try:
        # `inf`: the deadline is that of the batch.
        return await connection.read_response(disable_decoding=True, timeout=math.inf)
    except ResponseError as error:
        return error
