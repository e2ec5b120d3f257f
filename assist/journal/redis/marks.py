"""Small facts that outlive restarts -> a hash of each sort; those about customers under a hash."""

from typing import Final

from assist.journal.records import Mark, MarkSort
from assist.journal.redis import layout
from assist.journal.redis.layout import Reply
from assist.journal.redis.server import Server

_HASHED: Final[frozenset[MarkSort]] = frozenset({"opted-out", "erased"})
_QUIET: Final[MarkSort] = "followed"
"""Written often, and of no interest to other nodes before they take over."""


class Marks:
    """The part of the journal that keeps marks."""

    _server: Server

    async def mark(self, mark: Mark) -> None:
        """Make a mark durable, and tell the other nodes."""
        server = self._server
        id = self._named(mark.tenant, mark.sort, mark.id)
        await server.writes.run(
            "mark",
            mark.sort,
            layout.joined(mark.tenant, id),
            layout.mark_value(mark, id),
            "" if mark.until is None else repr(mark.until),
            "" if mark.sort == _QUIET else layout.news(server.node, mark),
            finish=self._counted,
        )

    async def unmark(self, tenant: str, sort: MarkSort, id: str) -> bool:
        """Take a mark back; False where there was none."""
        field = layout.joined(tenant, self._named(tenant, sort, id))
        call = self._server.call()
        return await self._server.writes.run(
            "unmark", call, sort, field, finish=lambda reply: bool(reply[1])
        )

    async def marked(self, tenant: str, sort: MarkSort, id: str) -> bool:
        """Return whether there is such a mark."""
        field = layout.joined(tenant, self._named(tenant, sort, id))
        key = self._server.key("m:", sort)
        return await self._server.reads.ask("HEXISTS", key, field, finish=bool)

    async def marks(self, sort: MarkSort, now: float) -> tuple[Mark, ...]:
        """Return all marks of a sort that hold at a time, of every tenant."""
        found = await self._server.reads.ask("HVALS", self._server.key("m:", sort), finish=list)
        marks = (layout.mark_of(sort, value) for value in found)
        return tuple(mark for mark in marks if mark.until is None or mark.until >= now)

    def _counted(self, reply: list[Reply]) -> None:
        self._server.terms.saw(reply[1])

    def _named(self, tenant: str, sort: MarkSort, id: str) -> str:
        return self._server.secret.name(tenant, id) if sort in _HASHED else id
