"""A Matrix account's rooms -> what is said in them, as it is said; the mark is `next_batch`.

It joins rooms that it is invited to, and writes nothing. An invitation counts if the settings list
the room or, where they list none, if an agent invites: no stranger puts a room before the agents.
"""

import asyncio
import logging
import ssl

from assist.config import Stream
from assist.consoles.contract import Heard, Take
from assist.consoles.matrix.client import PATIENCE, Client, Invited, UnknownMark
from assist.consoles.matrix.events import People, inviters
from assist.consoles.matrix.room import Room
from assist.errors import ConfigError

log = logging.getLogger("warmline.consoles")


class Matrix:
    """Listens by `/sync`.

    Args:
        stream: `url` of the homeserver, `user` as @name:host, its password or an access token,
            `rooms` by their ids, `agents`.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._token: str | None = None
        self._trusted: ssl.SSLContext | None = None

    async def run(self, since: str | None, take: Take) -> None:
        """Listen from the mark on, or from now on, until the connection breaks.

        Raises:
            ConnectionError: it broke or could not be made.
            ConfigError: the server refuses the address, the user or the secret.
        """
        if not self._stream.agents:
            raise ConfigError("agents: missing; write who answers, as @ana:example.com")
        if self._trusted is None and self._stream.url.startswith("https://"):
            self._trusted = await asyncio.to_thread(ssl.create_default_context)
        async with Client(self._stream, self._token, self._trusted) as client:
            try:
                await self._listen(client, await client.log_in(), since, take)
            finally:
                self._token = client.token

    async def _listen(self, client: Client, me: str, since: str | None, take: Take) -> None:
        patience = 0.0  # So that it is known at once that we listen.
        while True:
            try:
                news = await client.sync(since, patience, self._stream.rooms)
            except UnknownMark:
                log.warning("a Matrix server does not know where we left off: we begin from now on")
                since = None
                continue
            if since is not None:
                for id, joined in (news.rooms.join | news.rooms.leave).items():
                    if self._follows(id):
                        room = Room(client=client, id=id, agents=self._stream.agents, me=me)
                        await room.follow(joined, since, take)
            for id, invited in news.rooms.invite.items():
                if self._welcomes(id, me, invited) and not await client.join(id):
                    log.warning("a room of Matrix that we are invited to cannot be joined")
            await take(Heard(), news.next_batch)
            since, patience = news.next_batch, PATIENCE

    def _follows(self, room: str) -> bool:
        return not self._stream.rooms or room in self._stream.rooms

    def _welcomes(self, room: str, me: str, invited: Invited) -> bool:
        if self._stream.rooms:
            return room in self._stream.rooms
        people = People(agents=self._stream.agents)
        return any(map(people.answers, inviters(invited.invite_state.events, me)))
