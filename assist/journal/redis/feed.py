"""What other nodes publish -> this node's listeners, on a connection of its own.

Nothing here is the truth: what is published while nobody listens is gone. Whoever was cut off is
told that something was missed, and reads.
"""

import asyncio
import logging
import math
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Final

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from assist.journal.records import Unavailable
from assist.journal.redis.layout import Reply, pack

PING: Final = 0.5
SILENCE: Final = 1.5
"""Seconds without a word, pings included, after which the connection is made anew."""
PATIENCE: Final = 3.0
"""Seconds for a channel to be subscribed to."""
_MOST: Final = 500
"""Channels in one command."""
_PAUSES: Final = (0.05, 0.5)

log = logging.getLogger("warmline.journal")


class Feed:
    """The channels that this node listens to.

    Args:
        connect: makes a connection.
        heard: is told of a channel and what came there.
        missed: is called when the connection is back, all its channels with it.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[AbstractConnection]],
        heard: Callable[[str, bytes], None],
        missed: Callable[[], None],
    ) -> None:
        self._connect = connect
        self._heard = heard
        self._missed = missed
        self._wanted: Counter[str] = Counter()
        self._asked: set[str] = set()
        self._there: set[str] = set()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._change = asyncio.Event()
        self._word = monotonic()
        self._restoring: set[str] = set()
        self._lost = False
        self._task = asyncio.create_task(self._run())

    async def watch(self, channel: str) -> None:
        """Listen to a channel from when this returns.

        Raises:
            Unavailable: it cannot be subscribed to now.
        """
        self._wanted[channel] += 1
        if channel in self._there:
            return
        waiting = self._waiting.get(channel)
        if waiting is None:
            waiting = self._waiting[channel] = asyncio.get_running_loop().create_future()
            self._change.set()
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(waiting)
        except BaseException as error:
            self.unwatch(channel)
            if isinstance(error, TimeoutError):
                raise Unavailable("Redis does not let this node listen now") from None
            raise

    def unwatch(self, channel: str) -> None:
        """Listen no more, once this was called as often as `watch`."""
        self._wanted[channel] -= 1
        if self._wanted[channel] <= 0:
            del self._wanted[channel]
            self._change.set()

    async def close(self) -> None:
        """Listen to nothing any more."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Unavailable("the journal is closed"))
                waiting.exception()  # Heard, if nobody waits for it any longer.

    async def _run(self) -> None:
        failures = 0
        while True:
            begun = monotonic()
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                log.warning("what other nodes write is not heard: %s", type(error).__name__)
            failures = 0 if monotonic() - begun > 2 * SILENCE else failures + 1
            shortest, longest = _PAUSES
            pause = min(longest, shortest * 2 ** min(failures, 10))
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))

    async def _listen(self) -> None:
        connection = await self._connect()
        self._asked.clear()
        self._restoring = set(self._wanted)
        self._change.set()
        self._word = monotonic()
        speaking = asyncio.create_task(self._speak(connection))
        try:
            await self._hear(connection)
        finally:
            # No task group: where a task of it fails as it is cancelled, it forgets the latter.
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)
            self._there.clear()
            self._lost = True
            await _close(connection)

    async def _speak(self, connection: AbstractConnection) -> None:
        """Subscribe to what is wanted, and ping; where nothing comes back, end the connection."""
        try:
            while monotonic() - self._word < SILENCE:
                self._change.clear()
                await connection.send_packed_command(self._commands(), check_health=False)
                with suppress(TimeoutError):
                    async with asyncio.timeout(PING):
                        await self._change.wait()
        finally:
            await _close(connection)

    def _commands(self) -> list[bytes]:
        wanted = set(self._wanted)
        more = list(wanted - self._asked)
        # What is not confirmed yet is not taken back: its answer would pass for a later one's.
        less = list(self._there - wanted)
        self._asked.update(more)
        self._asked.difference_update(less)
        self._there.difference_update(less)
        commands = [pack("PING")]
        for verb, channels in (("SUBSCRIBE", more), ("UNSUBSCRIBE", less)):
            commands += [
                pack(verb, *channels[first : first + _MOST])
                for first in range(0, len(channels), _MOST)
            ]
        return commands

    async def _hear(self, connection: AbstractConnection) -> None:
        while True:
            reply = await connection.read_response(disable_decoding=True, timeout=math.inf)
            self._word = monotonic()
            self._take(reply)

    def _take(self, reply: Reply) -> None:
        match reply:
            case [b"message", channel, data]:
                self._heard(channel.decode(), data)
            case [b"subscribe", channel, _]:
                self._confirm(channel.decode())

    def _confirm(self, channel: str) -> None:
        self._there.add(channel)
        if (waiting := self._waiting.pop(channel, None)) and not waiting.done():
            waiting.set_result(None)
        if channel not in self._wanted:
            self._change.set()
        if self._restoring:
            self._restoring.discard(channel)
            if not self._restoring and self._lost:
                self._missed()


async def _close(connection: AbstractConnection) -> None:
    with suppress(RedisError, OSError):
        await connection.disconnect(nowait=True)
