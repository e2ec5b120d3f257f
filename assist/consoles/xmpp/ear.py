"""Lines in the order in which they come -> what is said, and was not taken before."""

import uuid
from collections import OrderedDict
from typing import Final

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.xmpp.rooms import Room
from assist.consoles.xmpp.said import Names, heard, in_room, named, one_to_one
from assist.consoles.xmpp.stanzas import Line
from assist.errors import FrameError
from assist.wire.requests import MessageRequest, RevisionRequest, Said

KEPT: Final = 5000
"""Things said of which it is known that they were taken."""
TOO_LONG: Final = "a name that is too long"


class Ear:
    """What one user hears; it is kept from one connection to the next.

    Args:
        user: the bare address.
        agents: addresses of colleagues; in rooms, of those who answer there.
        rooms: by their addresses; none: the chats of two are followed.
    """

    def __init__(self, user: str, agents: tuple[str, ...], rooms: dict[str, Room]) -> None:
        self._user = user
        self._agents = agents
        self._rooms = rooms
        self._names = Names()
        self._taken: OrderedDict[tuple[str, str], None] = OrderedDict()

    def hear(self, line: Line) -> Heard:
        """Return what a line says that was not taken before; its names are learnt."""
        if self._rooms:
            who = in_room(line, self._rooms)
        else:
            who = one_to_one(line, self._user, self._agents)
        if isinstance(who, str):
            return said.left_out(who)
        try:
            found = heard(line, who, self._names, uuid.uuid4().hex)
        except FrameError:
            return said.left_out(TOO_LONG)
        news = Heard(left_out=found.left_out)
        for one in found.said:
            if _key(one) not in self._taken:
                news += self._whose(one) + Heard(said=(one,))
        return news

    def took(self, found: Heard) -> None:
        """Note what is durable by now."""
        for one in found.said:
            self._taken[_key(one)] = None
        while len(self._taken) > KEPT:
            self._taken.popitem(last=False)

    def _whose(self, one: Said) -> Heard:
        """Return who answers a chat of two, and whom; a room is nobody's."""
        if self._rooms or not isinstance(one, MessageRequest):
            return Heard()
        return said.context(
            conversation=one.conversation,
            context_id=named("agent", one.message_id),
            agent=self._user,
            customer=one.conversation,
        )


def _key(one: Said) -> tuple[str, str]:
    if isinstance(one, MessageRequest):
        return one.conversation, one.message_id
    if isinstance(one, RevisionRequest):
        return one.conversation, one.revision_id
    return one.conversation, one.context_id
