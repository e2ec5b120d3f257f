"""A position in a stream -> every event after it, once and in order: first replayed, then live.

While it replays, live events only say that there is more to read; it goes live in the same
turn of the loop in which a read found nothing newer. So nothing is buffered, lost or doubled,
and whatever does not fit (a gap, another epoch) is mended by reading again.
"""

import asyncio
from typing import Literal, Protocol

from assist.journal.contract import Journal, Key, Page, Unavailable
from assist.server.hub import Broadcast
from assist.wire.codes import UNRECOVERABLE_POSITION
from assist.wire.encode import Payload
from assist.wire.frames import Failed, ServerFrame, Subscribed
from assist.wire.subprotocols import Form

Reason = Literal["epoch", "future", "trimmed", "erased"]


class Socket(Protocol):
    """What a subscription needs of its connection."""

    form: Form

    def say(self, frame: ServerFrame) -> None:
        """Queue a frame now; a connection without room for it ends."""

    def push(self, payload: Payload) -> None:
        """Queue an encoded frame now; a connection without room for it ends."""

    async def push_later(self, payload: Payload) -> None:
        """Queue an encoded frame once there is room to spare."""

    def lost(self, conversation: str, request_id: int | None) -> None:
        """Hear that the journal could not be read: the subscription has ended."""


class Subscription:
    """One socket follows one conversation from (`epoch`, `offset`); `epoch` None: from its start.

    `request_id` is answered with the first `sub` frame.
    """

    def __init__(
        self,
        key: Key,
        journal: Journal,
        socket: Socket,
        *,
        epoch: str | None,
        offset: int,
        page: int,
        request_id: int | None = None,
    ) -> None:
        self._key = key
        self._journal = journal
        self._socket = socket
        self._epoch = epoch or None
        self._last = offset if epoch else 0
        self._page = page
        self._request_id = request_id
        self._answered = False
        self._told = self._epoch
        self._live = False
        self._more_to_read = False
        self._replay: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to replay; the subscription hears live events already."""
        self._live = False
        if self._replay is None or self._replay.done():
            self._replay = asyncio.create_task(self._catch_up())

    def stop(self) -> None:
        """Send nothing more."""
        self._live = False
        if self._replay is not None:
            self._replay.cancel()

    def hear(self, broadcast: Broadcast) -> None:
        """Push a live event if it is the next one."""
        if not self._live:
            self._more_to_read = True
        elif self._epoch not in (None, broadcast.epoch) or broadcast.offset > self._last + 1:
            self.start()
        elif broadcast.offset == self._last + 1:
            self._socket.push(self._payload(broadcast))

    async def _catch_up(self) -> None:
        try:
            while not self._live:
                self._more_to_read = False
                page = await self._journal.read(self._key, self._epoch, self._last, self._page)
                more = await self._take(page)
                self._live = not more and not self._more_to_read
        except Unavailable:
            self._socket.lost(self._key.conversation, self._request_id)

    async def _take(self, page: Page | None) -> bool:
        """Send what was read; return whether there is more to read."""
        if page is None:
            if self._epoch is None:
                self._answer(None)
            else:
                self._begin_anew(None, "epoch")
            return False
        if page.reason is not None:
            self._begin_anew(page, page.reason)
            return True
        self._answer(page)
        for entry in page.entries:
            broadcast = Broadcast(self._key, page.epoch, entry)
            await self._socket.push_later(self._payload(broadcast))
        return page.more

    def _answer(self, page: Page | None) -> None:
        if self._answered:
            return
        self._say(page, recovered=True, more=(page is not None and page.more) or None)

    def _begin_anew(self, page: Page | None, reason: Reason) -> None:
        if reason == "future":
            refusal = UNRECOVERABLE_POSITION
            self._socket.say(
                Failed(
                    code=refusal.code,
                    key=refusal.key,
                    temporary=refusal.temporary,
                    c=self._key.conversation,
                )
            )
        self._say(page, recovered=False, reason=reason)
        self._last = 0

    def _say(
        self,
        page: Page | None,
        *,
        recovered: bool,
        more: bool | None = None,
        reason: Reason | None = None,
    ) -> None:
        self._epoch = self._told = page.epoch if page else None
        frame = Subscribed(
            c=self._key.conversation,
            epoch=self._epoch,
            top=page.top if page else 0,
            recovered=recovered,
            id=None if self._answered else self._request_id,
            more=more,
            reason=reason,
        )
        self._answered = True
        self._socket.say(frame)

    def _payload(self, broadcast: Broadcast) -> Payload:
        new = broadcast.epoch != self._told
        self._epoch = self._told = broadcast.epoch
        self._last = broadcast.offset
        return broadcast.payload(self._socket.form, with_epoch=new)
