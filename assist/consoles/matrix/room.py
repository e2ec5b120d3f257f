"""What is new in one Matrix room -> handed on in its order, after what was missed before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from assist.consoles.contract import Heard, Take
from assist.consoles.matrix.client import Client, Joined, Page
from assist.consoles.matrix.events import UNREADABLE, People, event_of, events_of, heard, names_of
from assist.consoles.said import left_out

BEFORE: Final = 100
"""Events from before we were let in that are read, where the room shows them."""
FORGED: Final = "an edit of what somebody else said"
HIDDEN: Final = "a gap that the room does not show us"
_PAGE: Final = 25

Raws = Sequence[msgspec.Raw]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room that we are in.

    Args:
        id: its name, and the conversation's.
        agents: as the settings list them.
        me: our own name.
    """

    client: Client
    id: str
    agents: Sequence[str]
    me: str

    async def follow(self, joined: Joined, since: str, take: Take) -> None:
        """Hand on what is new since a mark, and what was said before we were let in."""
        new, state = joined.timeline, joined.state.events
        if self._lets_us_in(joined):
            before = await self.client.page(self.id, "b", since, None, BEFORE) or Page()
            await take(await self._heard(before.chunk[::-1], before.state), None)
        if new.limited and new.prev_batch is not None:
            await self._fill(since, new.prev_batch, take)
        await take(await self._heard(new.events, state), None)

    def _lets_us_in(self, joined: Joined) -> bool:
        """Whether we came into the room with this."""
        new, state = events_of(joined.timeline.events), events_of(joined.state.events)
        # Beside what somebody says the state has their membership, however old it is.
        spoke = any(event.sender == self.me and event.member is None for event in new)
        return any(event.lets_in(self.me) for event in (new if spoke else new + state))

    async def _fill(self, since: str, until: str, take: Take) -> None:
        """Hand on what does not fit the news."""
        begin: str | None = since
        while begin is not None:
            page = await self.client.page(self.id, "f", begin, until, _PAGE)
            if page is None:
                await take(left_out(HIDDEN), None)
                break
            await take(await self._heard(page.chunk, page.state), None)
            begin = page.end if page.end != begin else None

    async def _heard(self, raws: Raws, state: Raws) -> Heard:
        names = names_of(events_of([*state, *raws]))
        people = People(agents=self.agents, me=self.me, names=names)
        found = Heard()
        for raw in raws:
            found += await self._one(raw, people)
        return found

    async def _one(self, raw: msgspec.Raw, people: People) -> Heard:
        event = event_of(raw)
        if event is None:
            return left_out(UNREADABLE)
        # The server lets anybody say that they edit anything: clients look, and so do we.
        if event.edits is not None and await self._author(event.edits) != event.sender:
            return left_out(FORGED)
        return heard(event, self.id, people)

    async def _author(self, id: str) -> str | None:
        return await self.client.sender(self.id, id)
