"""What one stream hears -> durable in its order; what cannot be taken now is taken later."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from assist.consoles.contract import Heard
from assist.server.ingest import LONGEST_DELAY
from assist.server.posts import RequestError
from assist.server.streams.mark import Followed
from assist.server.streams.metrics import StreamCounts
from assist.server.telemetry import Transport
from assist.wire.requests import MessageRequest, Said

PIECE: Final = 50
"""What is taken at once: so many the pace of a tenant lets through, sooner or later."""

log = logging.getLogger("warmline.streams")


class TakeHeard(Protocol):
    """Makes durable what a tenant's console says; RequestError: not now, once more later."""

    async def __call__(self, tenant: str, heard: Heard, *, transport: Transport) -> None:
        """Return once all of it is durable."""


class Taking:
    """Takes what one stream hears.

    Args:
        tenant, name: whose stream it is, and its name in the settings.
        take_heard: makes durable.
        followed: is moved by each mark.
        counts: of this stream.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        *,
        tenant: str,
        name: str,
        take_heard: TakeHeard,
        followed: Followed,
        counts: StreamCounts,
        clock: Callable[[], float],
    ) -> None:
        self._tenant = tenant
        self._name = name
        self._take_heard = take_heard
        self._followed = followed
        self._counts = counts
        self._clock = clock
        self._told: set[str] = set()

    async def take(self, heard: Heard, mark: str | None) -> None:
        """Return once all of it is durable, however long that takes."""
        self._counts.connected.set(1)
        self._leave_out(heard)
        said = tuple(map(self._at_its_time, heard.said))
        for first in range(0, len(said), PIECE):
            await self._durable(Heard(said=said[first : first + PIECE]))
        self._counts.heard.inc(len(said))
        if mark is not None:
            self._followed.move(mark)

    async def _durable(self, heard: Heard) -> None:
        waits = False
        while True:
            try:
                return await self._take_heard(self._tenant, heard, transport="stream")
            except RequestError as error:
                if not waits:
                    what = "the stream %s of %s waits, nothing of it is lost: %s"
                    log.warning(what, self._name, self._tenant, error)
                waits = True
                await asyncio.sleep(error.retry_after)

    def _at_its_time(self, said: Said) -> Said:
        """Return it as late where it was said while nobody listened: its time is believed then."""
        if not isinstance(said, MessageRequest) or said.at is None:
            return said
        late = said.at < self._clock() - LONGEST_DELAY
        return replace(said, late=True) if late else said

    def _leave_out(self, heard: Heard) -> None:
        self._counts.left_out.inc(len(heard.left_out))
        for why in {*heard.left_out} - self._told:
            self._told.add(why)
            what = "the stream %s of %s leaves out what is: %s (this is said once)"
            log.info(what, self._name, self._tenant, why)
