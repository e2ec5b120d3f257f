"""One stream -> listened to as long as the server runs, over one connection after another."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from assist.config import Stream, Streamed
from assist.consoles.contract import Feed
from assist.errors import ConfigError
from assist.journal.records import Unavailable
from assist.server.streams.mark import Followed
from assist.server.streams.metrics import StreamCounts
from assist.server.streams.taking import Taking

Make = Callable[[Streamed], Callable[[Stream], Feed]]
"""The name of a console -> what makes a connection to it from the settings of a stream."""

log = logging.getLogger("warmline.streams")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Seconds.

    Args:
        least, most: until a connection that broke is made again, at random between them.
        wrong: until one is tried again that the console refuses.
        healthy: after so many without a break, the next one counts as the first.
        mark: between two marks that are stored.
        stop: that connections have to end.
    """

    least: float = 1.0
    most: float = 30.0
    wrong: float = 60.0
    healthy: float = 60.0
    mark: float = 1.0
    stop: float = 2.0

    def after(self, breaks: int) -> float:
        """Return how long to wait after so many breaks in a row."""
        return random.uniform(self.least, min(self.most, self.least * 2.0 ** min(breaks, 10)))


class Listener:
    """Holds one connection, and makes it again whenever it breaks."""

    def __init__(
        self,
        name: str,
        stream: Stream,
        taking: Taking,
        followed: Followed,
        counts: StreamCounts,
        pauses: Pauses,
        make: Make,
    ) -> None:
        self._name = name
        self._stream = stream
        self._taking = taking
        self._followed = followed
        self._counts = counts
        self._pauses = pauses
        self._make = make
        self._feed: Feed | None = None
        self._breaks = 0

    async def run(self) -> None:
        """Listen until it is cancelled."""
        keeping = asyncio.create_task(self._followed.keep(self._pauses.mark))
        own = asyncio.current_task()
        try:
            # Even if the connection swallowed that we were told to stop.
            while own is None or not own.cancelling():
                wait = await self._pause()
                await asyncio.sleep(wait)
        finally:
            keeping.cancel()
            await self._followed.store()

    async def _pause(self) -> float:
        """Listen until the connection breaks; return the seconds until it may be made again."""
        begun = asyncio.get_running_loop().time()
        try:
            await self._listen()
            why = "it ended"
        except ConfigError as error:
            self._counts.breaks.inc()
            log.error("%s cannot be listened to: %s", self._name, error)
            return self._pauses.wrong
        except (ConnectionError, Unavailable) as error:
            why = str(error)
        except Exception:
            log.exception("%s: a mistake of ours ended the connection", self._name)
            why = "a mistake of ours"
        finally:
            self._counts.connected.set(0)
        self._counts.breaks.inc()
        healthy = asyncio.get_running_loop().time() - begun >= self._pauses.healthy
        self._breaks = 1 if healthy else self._breaks + 1
        wait = self._pauses.after(self._breaks)
        log.warning("%s: the connection broke (%s); again in %.1f s", self._name, why, wait)
        return wait

    async def _listen(self) -> None:
        if self._feed is None:
            await self._followed.load()
            # What a console needs is loaded off the event loop: it takes a while.
            self._feed = (await asyncio.to_thread(self._make, self._stream.console))(self._stream)
        await self._feed.run(self._followed.mark, self._taking.take)
