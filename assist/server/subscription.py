"""A position in a stream -> every event after it, once and in order: first replayed, then live.

A follower replays from the journal until a read finds nothing newer, and goes live in the same
turn of the loop. Whatever does not fit (a gap, another epoch, a peer that reads too slowly) is
mended by replaying again, at the peer's own pace: so a queue that overflows loses and doubles
nothing. Where the events are not kept, or were not asked for one by one, a snapshot stands in
for them.
"""

import asyncio
from typing import Final, Literal, Protocol

from assist.journal.contract import Journal
from assist.journal.records import Key, Page, Unavailable
from assist.server.hub import Broadcast
from assist.server.snapshot import snapshot
from assist.wire.codes import UNRECOVERABLE_POSITION
from assist.wire.encode import Payload, encode
from assist.wire.frames import Failed, ServerFrame, Subscribed
from assist.wire.subprotocols import Form

Reason = Literal["epoch", "future", "trimmed", "limit", "erased"]

HELD: Final = 32
"""Live events that a replay keeps for its end; those beyond are read from the journal again."""


class Socket(Protocol):
    """What a subscription needs of its connection."""

    form: Form
    turn: asyncio.Lock
    """Held while a page is read and sent: a slow peer keeps one page in memory, not many."""

    def say(self, frame: ServerFrame) -> None:
        """Queue a frame now; a connection without room for it ends."""

    def offer(self, payload: Payload) -> bool:
        """Queue an encoded frame now; False when there is no room, and nothing was queued."""

    async def push_later(self, payload: Payload) -> None:
        """Queue an encoded frame once there is room to spare."""

    def lost(self, conversation: str, request_id: int | None) -> None:
        """Hear that the journal could not be read: the subscription has ended."""


class Subscription:
    """One socket follows one conversation from (`epoch`, `offset`); `epoch` None: from its start.

    `brief`: whoever is more than a `page` behind gets a snapshot instead of all events.
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
        brief: bool = False,
        request_id: int | None = None,
    ) -> None:
        self._key = key
        self._journal = journal
        self._socket = socket
        self._epoch = epoch or None
        self._last = offset if epoch else 0
        self._page = page
        self._brief = brief
        self._request_id = request_id
        self._answered = False
        self._told = self._epoch
        self._live = self._watched = False
        self._again = False
        self._held: list[Broadcast] = []
        self._replay: asyncio.Task[None] | None = None

    @property
    def unanswered(self) -> int | None:
        """The id of the request that still waits for its `sub`, if one does."""
        return None if self._answered else self._request_id

    def start(self) -> None:
        """Begin to replay; the subscription hears live events already."""
        self._live = False
        self._again = True
        if self._replay is None:
            self._replay = asyncio.create_task(self._catch_up())

    missed = start

    def stop(self) -> None:
        """Send nothing more."""
        self._live = False
        if self._replay is not None:
            self._replay.cancel()
            self._replay = None
        if self._watched:
            self._watched = False
            self._journal.unwatch(self._key)

    def hear(self, broadcast: Broadcast) -> None:
        """Push a live event if it is the next one."""
        if not self._live:
            self._held.append(broadcast)
            del self._held[:-HELD]
        elif self._epoch not in (None, broadcast.epoch) or broadcast.offset > self._last + 1:
            self.start()
        elif broadcast.offset == self._last + 1:
            if self._socket.offer(self._payload(broadcast)):
                self._pass(broadcast)
            else:
                self.start()

    def erased(self) -> None:
        """Tell that nothing is left, and follow what may begin."""
        self.stop()
        if self._answered:
            self._socket.say(self._subscribed(None, recovered=False, reason="erased"))
            self._last = 0
        self.start()

    async def _catch_up(self) -> None:
        try:
            if not self._watched:
                await self._journal.watch(self._key)
                self._watched = True
            while not self._live:
                async with self._socket.turn:
                    self._again = False
                    self._held.clear()
                    page = await self._journal.read(self._key, self._epoch, self._last, self._page)
                    more = await self._take(page)
                if not more and not self._again:
                    self._go_live()
        except Unavailable:
            self._socket.lost(self._key.conversation, self._request_id)
        finally:
            # Ten thousand chats are followed, and a task that is over takes as much as all else.
            if self._replay is asyncio.current_task():
                self._replay = None

    def _go_live(self) -> None:
        held, self._held = self._held, []
        self._live = True
        for broadcast in held:
            self.hear(broadcast)

    async def _take(self, page: Page | None) -> bool:
        """Send what was read; return whether there is more to read."""
        if page is None or (page.reason == "erased" and self._epoch is None):
            if self._epoch is None:
                await self._answer(None)
            else:
                await self._begin_anew(None, "epoch")
            return False
        if page.reason == "trimmed":
            return await self._stand(page, "trimmed")
        if page.reason is not None:
            await self._begin_anew(page, page.reason)
            return True
        if self._brief and page.more:
            return await self._stand(page, "limit")
        await self._answer(page)
        for entry in page.entries:
            broadcast = Broadcast(self._key, page.epoch, entry)
            await self._socket.push_later(self._payload(broadcast))
            self._pass(broadcast)
        return page.more

    async def _answer(self, page: Page | None) -> None:
        if self._answered:
            return
        more = (page is not None and page.more) or None
        await self._tell(page, recovered=True, more=more)

    async def _begin_anew(self, page: Page | None, reason: Reason) -> None:
        if reason == "future":
            refusal = UNRECOVERABLE_POSITION
            failed = Failed(
                code=refusal.code,
                key=refusal.key,
                temporary=refusal.temporary,
                c=self._key.conversation,
            )
            await self._send(failed)
        await self._tell(page, recovered=False, reason=reason)
        self._last = 0

    async def _stand(self, page: Page, reason: Reason) -> bool:
        """Send where the conversation stands; what was heard meanwhile follows it."""
        await self._tell(page, recovered=False, reason=reason)
        self._held.clear()
        found = await snapshot(self._journal, self._key)
        if found is None or found.e != self._epoch:
            return True
        await self._send(found)
        self._last = found.o
        return False

    async def _tell(
        self,
        page: Page | None,
        *,
        recovered: bool,
        more: bool | None = None,
        reason: Reason | None = None,
    ) -> None:
        await self._send(self._subscribed(page, recovered=recovered, more=more, reason=reason))
        self._answered = True

    def _subscribed(
        self,
        page: Page | None,
        *,
        recovered: bool,
        more: bool | None = None,
        reason: Reason | None = None,
    ) -> Subscribed:
        """Return the `sub` frame; from here on its epoch is the one that the peer knows."""
        self._epoch = self._told = (page.epoch or None) if page else None
        return Subscribed(
            c=self._key.conversation,
            epoch=self._epoch,
            top=page.top if page else 0,
            recovered=recovered,
            id=self.unanswered,
            more=more,
            reason=reason,
        )

    async def _send(self, frame: ServerFrame) -> None:
        await self._socket.push_later(encode(frame, self._socket.form))

    def _payload(self, broadcast: Broadcast) -> Payload:
        return broadcast.payload(self._socket.form, with_epoch=broadcast.epoch != self._told)

    def _pass(self, broadcast: Broadcast) -> None:
        self._epoch = self._told = broadcast.epoch
        self._last = broadcast.offset
