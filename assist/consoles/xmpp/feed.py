"""A user of an XMPP server -> what is said to and by them, or in rooms, as it is said.

Without `rooms` it is the user's chats of two, seen as copies (carbons) beside the agent's own
client. With `rooms` it is these alone. It never sends a message. What was missed comes from the
archive; a stream is not resumed (XEP-0198): for what a lost session had not confirmed Prosody
0.12.3 sends errors (`mod_smacks.lua`), and the agent would see them.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import Coroutine, Iterable
from typing import Any, Final

from assist.config.tenants import Stream
from assist.consoles import said
from assist.consoles.contract import Heard, Take
from assist.consoles.xmpp.archive import Place, latest, mark_of, places_of, since
from assist.consoles.xmpp.client import Client, Refused
from assist.consoles.xmpp.ear import Ear
from assist.consoles.xmpp.entry import beat, copies, join, watch
from assist.consoles.xmpp.rooms import Room
from assist.consoles.xmpp.server import server_at
from assist.consoles.xmpp.stanzas import Line, bare, live

NAME: Final = "warmline"
"""The resource, and the name in rooms, of a user who has none."""
FORGED: Final = "a copy that the server did not make"
_NOT_NOW: Final = frozenset(
    {"internal-server-error", "resource-constraint", "remote-server-timeout"}
)

log = logging.getLogger("warmline.consoles")


class Xmpp:
    """The feed of one account.

    Args:
        stream: `user` is an address, `secrets` its password; `rooms` the rooms, or none.
        trusted: the certificates that are; None: the machine's.
        every: seconds between two questions whether the server is still there.
    """

    def __init__(
        self, stream: Stream, *, trusted: ssl.SSLContext | None = None, every: float = 20.0
    ) -> None:
        self._stream = stream
        self._trusted = trusted
        self._every = every
        user, nick = bare(stream.user or ""), (stream.user or "").partition("/")[2] or NAME
        self._address = f"{user}/{nick}"
        names = [bare(jid) for jid in stream.rooms]
        self._rooms = {jid: Room(jid, nick, user, stream.agents) for jid in names}
        self._ear = Ear(user, stream.agents, self._rooms)
        self._learnt: set[str] = set()

    async def run(self, since: str | None, take: Take) -> None:
        """Connect, hand on what was missed since the mark, then what is said, until it breaks.

        Raises:
            ConnectionError: the connection broke or could not be made.
            ConfigError: the server refuses the address, the user, the password or a room.
        """
        rooms, secrets = self._rooms, self._stream.secrets
        password = secrets[0].decode() if secrets else ""
        server = server_at(self._stream.url)
        if server.security != "none" and self._trusted is None:
            self._trusted = await asyncio.to_thread(ssl.create_default_context)
        client = Client(server, self._address, password, self._trusted)
        following = Following(client, self._ear, rooms, places_of(since), take, self._learnt)
        try:
            await client.open()
            await _first(client.ended(), join(client, rooms) if rooms else copies(client))
            await _first(client.ended(), following.catch_up())
            await _first(beat(client, rooms, self._every), watch(client, rooms), following.live())
        finally:
            await client.close()


class Following:
    """One connection's way through the archives, and then along with what is said.

    Args:
        places: how far each archive was read; of one that is not named, from now on.
        learnt: the archives whose last page was read for the names of its messages.
    """

    def __init__(
        self,
        client: Client,
        ear: Ear,
        rooms: dict[str, Room],
        places: dict[str, Place],
        take: Take,
        learnt: set[str],
    ) -> None:
        self._client = client
        self._ear = ear
        self._rooms = rooms
        self._user = client.user
        self._places = places
        self._take = take
        self._learnt = learnt

    async def catch_up(self) -> None:
        """Hand on what was missed; a server without an archive has nothing to give.

        Raises:
            ConnectionError: an archive does not answer.
        """
        for room in self._rooms or (None,):
            try:
                await self._missed(room)
            except Refused as error:
                if str(error) in _NOT_NOW:
                    raise ConnectionError("the archive does not answer now") from None
                self._places.pop(room or self._user, None)
                log.warning("no archive: what is said while the connection is cut is not followed")
                await self._hand_on(Heard())

    async def live(self) -> None:
        """Hand on what comes in.

        Raises:
            ConnectionError: the connection broke, and all that came before is handed on.
        """
        while True:
            message = await self._client.inbox.get()
            sender = bare(message.get("from", ""))
            archive = sender if sender in self._rooms else self._user
            line = live(message, archive)
            found = said.left_out(FORGED) if line is None else self._ear.hear(line)
            if line and line.archived and archive in self._places:
                self._reached(archive, line.archived, line)
            await self._hand_on(found)

    async def _missed(self, room: str | None) -> None:
        archive = room or self._user
        place = self._places.get(archive)
        if place is None or archive not in self._learnt:
            page = await latest(self._client, room, place)
            self._hear(page.lines)
            self._learnt.add(archive)
            if place is None:
                self._reached(archive, page.last or "")
                await self._hand_on(Heard())
                return
        async for page in since(self._client, room, place):
            if page.last:
                self._reached(archive, page.last, *page.lines[-1:])
            await self._hand_on(self._hear(page.lines))

    def _hear(self, lines: Iterable[Line]) -> Heard:
        return sum(map(self._ear.hear, lines), Heard())

    def _reached(self, archive: str, last: str, *lines: Line) -> None:
        at = next((line.at for line in lines if line.at is not None), time.time())
        self._places[archive] = Place(id=last, at=at)

    async def _hand_on(self, found: Heard) -> None:
        await self._take(found, mark_of(self._places) if self._places else None)
        self._ear.took(found)


async def _first(*all_of: Coroutine[Any, Any, None]) -> None:
    """Run several until one ends; raise as it does, or return."""
    tasks = [asyncio.ensure_future(one) for one in all_of]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
