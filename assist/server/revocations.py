"""What was taken back -> tokens that are refused from now on, and sockets that end at once.

A revocation names a subject, a session or one token of a tenant. It rests as a mark of the
journal for as long as a token from before it could hold, so it survives a restart.
"""

from typing import Final, Literal, Protocol

from assist.config import Settings
from assist.journal.contract import Journal
from assist.journal.records import Mark
from assist.server.auth import LEEWAY, Grant, longest_life
from assist.wire.codes import REVOKED, Close

What = Literal["subject", "session", "token_id"]

_FOREVER: Final[What] = "token_id"
"""A token that was revoked comes back under no date; the others may get new tokens."""


class Holder(Protocol):
    """A socket that was let in with a token."""

    @property
    def grant(self) -> Grant:
        """What it may do now."""

    def end(self, close: Close, *, drop: bool = False) -> None:
        """Say bye and close; `drop` what still waits to be sent."""


class Revocations:
    """What has been revoked, and the sockets that it may concern.

    Args:
        journal: where the marks rest.
        settings: how long the tokens of a tenant may hold.
    """

    def __init__(self, journal: Journal, settings: Settings) -> None:
        self._journal = journal
        self._settings = settings
        self._marks: dict[tuple[str, str], Mark] = {}
        self._holders: set[Holder] = set()

    async def load(self, now: float) -> None:
        """Take up what the journal knows.

        Raises:
            Unavailable: it could not be read.
        """
        for mark in await self._journal.marks("revoked", now):
            self.told(mark)

    def add(self, holder: Holder) -> None:
        """End this socket too once its token is revoked."""
        self._holders.add(holder)

    def remove(self, holder: Holder) -> None:
        """Forget a socket."""
        self._holders.discard(holder)

    def covers(self, grant: Grant) -> bool:
        """Whether the token behind `grant` has been revoked.

        Clocks of issuers may be ahead: so tokens from the first seconds afterwards count as well.
        """
        for what, name in _names(grant):
            mark = self._marks.get((grant.tenant, _id(what, name)))
            if mark and (what == _FOREVER or grant.issued_at <= mark.at + LEEWAY):
                return True
        return False

    async def revoke(self, tenant: str, what: What, name: str, now: float) -> int:
        """Refuse what was issued until now; return how many sockets ended.

        Raises:
            Unavailable: it holds, but a restart would forget it: ask again.
        """
        until = now + longest_life(self._settings, tenant) + 3 * LEEWAY
        mark = Mark(tenant=tenant, sort="revoked", id=_id(what, name), at=now, until=until)
        self._forget(now)
        ended = self.told(mark)
        await self._journal.mark(mark)
        return ended

    def told(self, mark: Mark) -> int:
        """Refuse what a mark says, whichever node made it; return how many sockets ended."""
        if self._marks.get((mark.tenant, mark.id)) == mark:
            return 0
        self._marks[mark.tenant, mark.id] = mark
        concerned = [holder for holder in self._holders if self.covers(holder.grant)]
        for holder in concerned:
            holder.end(REVOKED, drop=True)
        self._holders.difference_update(concerned)
        return len(concerned)

    def _forget(self, now: float) -> None:
        over = [key for key, mark in self._marks.items() if mark.until and mark.until < now]
        for key in over:
            del self._marks[key]


def _names(grant: Grant) -> tuple[tuple[What, str], ...]:
    named: tuple[tuple[What, str], ...] = (
        ("subject", grant.subject),
        ("session", grant.session),
        ("token_id", grant.token_id),
    )
    return tuple((what, name) for what, name in named if name)


def _id(what: What, name: str) -> str:
    return f"{what}:{name}"
