"""What other nodes do -> what this one hears, takes over, and leaves to them."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import Final

from redis.exceptions import ResponseError

from assist.errors import FrameError
from assist.journal.contract import Listener
from assist.journal.nodes import News
from assist.journal.records import Entry, Key, Unavailable
from assist.journal.redis import layout
from assist.journal.redis.feed import Feed
from assist.journal.redis.layout import Reply
from assist.journal.redis.leases import BEAT, TAKE, Leases
from assist.journal.redis.server import Server

_FULL: Final = 0.95
"""Of `maxmemory`: beyond it others should take the traffic."""
_GOODBYE: Final = 1.0
"""Seconds to let go of what is held: where Redis is away, the leases end on their own."""
_COUNTS: Final = 2
"""Beats between two looks at what is counted."""

log = logging.getLogger("warmline.journal")


class Together:
    """The part of the journal that makes its nodes one. It needs `_begin`, and `_end` at last."""

    _server: Server

    def __init__(self) -> None:
        self._leases = Leases()
        self._looks: list[Callable[[], None]] = []
        self._listeners: list[Listener] = []
        self._ears: list[tuple[Callable[[News], None], Callable[[], None]]] = []
        self._backlogs: dict[str, int] = {}
        self._full: str | None = None
        self._wipe = self._forbidden = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._feed: Feed

    async def _begin(self) -> None:
        server = self._server
        self._feed = Feed(server.address.connect, self._heard, self._missed)
        await self._feed.watch(server.key("news"))
        self._do(self._beat())

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        server = self._server
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self.release(self._leases.keys)
                await server.writes.ask("ZREM", server.key("nodes"), server.node, finish=int)
        await self._feed.close()

    @property
    def sweep(self) -> float:
        """Seconds after which to ask for `work` again: what a dead node left comes up there."""
        return BEAT

    @property
    def shared(self) -> bool:
        """Whether other nodes may look after what this one releases."""
        return True

    def clock(self) -> float:
        """Return the time that all nodes agree upon, in seconds since the epoch."""
        return self._server.clock.now()

    @property
    def backlogs(self) -> Mapping[str, int]:
        """How many inbound events of each tenant are durable and not answered, as known here."""
        return self._backlogs

    async def trouble(self) -> str | None:
        """Return why nothing can be made durable now; None while all is well."""
        return self._server.trouble or self._full

    def employ(self, wake: Callable[[Key], None], look: Callable[[], None]) -> None:
        """Call `wake` with each conversation that this node should look after now."""
        self._leases.employ(wake)
        self._looks.append(look)

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of all that this node makes durable, and of what it watches."""
        self._listeners.append(listener)

    def hear(self, news: Callable[[News], None], missed: Callable[[], None]) -> None:
        """Call `news` with what other nodes write that every node must know."""
        self._ears.append((news, missed))

    async def watch(self, key: Key) -> None:
        """Follow what other nodes write in a conversation, from when this returns."""
        await self._feed.watch(self._channel(key))

    def unwatch(self, key: Key) -> None:
        """Follow it no more, once this was called as often as `watch`."""
        self._feed.unwatch(self._channel(key))

    async def claim(self, task: str, seconds: float) -> bool:
        """Return whether a task is this node's alone for the next seconds; ask again in time."""
        milliseconds = max(1, int(seconds * 1000))
        return await self._server.writes.run(
            "claim", task, milliseconds, finish=lambda reply: bool(reply[1])
        )

    async def release(self, keys: Sequence[Key]) -> None:
        """Let other nodes look after these conversations: this one does not begin."""
        names = [layout.name(key) for key in keys]
        self._leases.let_go(names)
        if names:
            news = layout.news(self._server.node, None)
            await self._server.writes.run("release", news, *names, finish=lambda reply: None)

    async def work(self, now: float, limit: int) -> tuple[Key, ...]:
        """Return conversations with inbound events beyond their checkpoint or a timer due."""
        taken = await self._look(repr(now), min(limit, TAKE))
        # What is new to this node comes first: it knows of the others.
        return tuple(dict.fromkeys((*taken, *self._leases.keys)))[:limit]

    async def _look(self, due: str, limit: int) -> tuple[Key, ...]:
        names = self._leases.names
        return await self._server.writes.run(
            "look", due, limit, len(names), *names, finish=self._looked
        )

    def _looked(self, reply: list[Reply]) -> tuple[Key, ...]:
        # With what others wrote in mind, whoever is first at a server that lost some finds it out.
        self._server.terms.saw(reply[-1])
        return self._leases.settle(reply)

    async def _beat(self) -> None:
        """Renew what this node holds, and keep what it knows of the others fresh."""
        beats = 0
        while True:
            try:
                await self._look("-inf", 0)
                if beats % _COUNTS == 0:
                    await self._count()
                if self._server.clock.stale:
                    await self._server.set_clock()
                if self._wipe:
                    await self._rewrite()
            except Unavailable:
                pass
            except Exception as error:
                # Whatever it is, the leases have to be renewed.
                log.error("a beat of the journal failed: %s", type(error).__name__)
            beats += 1
            await asyncio.sleep(BEAT)

    async def _count(self) -> None:
        server = self._server
        flat = await server.reads.ask("HGETALL", server.key("backlog"), finish=list)
        counts = zip(flat[::2], flat[1::2], strict=True)
        self._backlogs = {one.decode(): int(count) for one, count in counts if int(count) > 0}
        text = await server.reads.ask("INFO", "memory", finish=bytes.decode)
        memory = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        most = int(memory.get("maxmemory", 0))
        full = most and int(memory["used_memory"]) > _FULL * most
        self._full = "Redis is nearly full: it needs more memory (`maxmemory`)" if full else None

    async def _rewrite(self) -> None:
        """Have Redis write its file anew: until then it holds what was erased."""
        if await self.claim("rewrite", 60.0):
            refused = await self._server.writes.ask("BGREWRITEAOF", finish=_error, optional=True)
            # One that is under way may have begun before the words went.
            self._wipe = "in progress" in refused
            if refused and not self._wipe and not self._forbidden:
                self._forbidden = True
                log.warning(
                    "Redis does not write its file anew when told: see to it, or set "
                    "`auto-aof-rewrite-percentage`"
                )

    def _owes(self, tenant: str, waiting: int) -> None:
        if waiting > 0:
            self._backlogs[tenant] = waiting
        else:
            self._backlogs.pop(tenant, None)

    def _heard(self, channel: str, data: bytes) -> None:
        try:
            if channel == self._server.key("news"):
                self._take_news(data)
            else:
                self._take_entries(channel, data)
        except (FrameError, ValueError):
            log.warning("another node told what this version does not know")

    def _take_news(self, data: bytes) -> None:
        node, item = layout.news_of(data)
        if node == self._server.node:
            return
        if item is None:
            for look in self._looks:
                look()
            return
        for news, _ in self._ears:
            news(item)

    def _take_entries(self, channel: str, data: bytes) -> None:
        node, term, seq, epoch, first, *packed = layout.from_lua(data)
        self._server.terms.heard(term.decode(), seq)
        if node.decode() == self._server.node:
            return
        key = layout.key_of(channel.removeprefix(self._server.key("n:")).encode())
        entries = tuple(layout.entry(offset, one) for offset, one in enumerate(packed, first))
        self._tell(key, epoch.decode(), entries)

    def _tell(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        for listener in self._listeners:
            listener(key, epoch, entries)

    def _missed(self) -> None:
        for _, missed in self._ears:
            missed()

    def _channel(self, key: Key) -> str:
        return self._server.key("n:", layout.name(key))

    def _do(self, what: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _error(reply: Reply) -> str:
    return str(reply) if isinstance(reply, ResponseError) else ""
