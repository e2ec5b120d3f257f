"""A connection to an XMPP server -> the copies or the rooms that it listens to, and that it stays.

Sources: XEP-0280 1.0.1, XEP-0045 1.34, XEP-0410 1.1, XEP-0199. The presence: ejabberd
(`mod_carboncopy.erl`, 2019) copies to available resources only; a negative priority receives no
messages of its own and none that were kept for later (RFC 6121, 8.5.2.1).
"""

import asyncio
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assist.consoles.xmpp.client import PATIENCE, Client, Refused
from assist.consoles.xmpp.rooms import Change, Room
from assist.consoles.xmpp.stanzas import bare
from assist.errors import ConfigError

_MUC: Final = "{http://jabber.org/protocol/muc}"
_DISCO: Final = "{http://jabber.org/protocol/disco#info}"
_NOT_THERE: Final = frozenset({"item-not-found", "remote-server-not-found"})
_NOT_IN: Final = frozenset({"not-acceptable", "item-not-found"})
_NAMES: Final = 4
"""Names that are tried in a room where another has ours."""


async def copies(client: Client) -> None:
    """Have the server copy the user's chats of two.

    Raises:
        ConfigError: it cannot.
        ConnectionError: there is no answer.
    """
    try:
        await client.ask("set", Element("{urn:xmpp:carbons:2}enable"))
    except Refused:
        raise ConfigError("url: a server with message carbons (XEP-0280)") from None
    client.show(priority="-1", show="xa")


async def join(client: Client, rooms: dict[str, Room]) -> None:
    """Enter rooms that exist, and say nothing there.

    Raises:
        ConfigError: one does not exist, or does not let the user in; by its number.
        ConnectionError: there is no answer.
    """
    for number, room in enumerate(rooms.values()):
        try:
            await client.ask("get", Element(f"{_DISCO}query"), room.jid)
        except Refused as error:
            if str(error) in _NOT_THERE:
                raise ConfigError(f"rooms[{number}]: a room that exists") from None
        try:
            change = await asyncio.wait_for(_enter(client, room, rooms), PATIENCE)
        except TimeoutError:
            raise ConnectionError("no answer from a room in time") from None
        if change != "in":
            raise ConfigError(f"rooms[{number}]: a room that lets this user in")


async def watch(client: Client, rooms: dict[str, Room]) -> None:
    """Follow who is in the rooms until one of them puts us out.

    Raises:
        ConnectionError: it has.
    """
    while await _change(client, rooms) != "out":
        pass
    raise ConnectionError("put out of a room")


async def beat(client: Client, rooms: dict[str, Room], every: float) -> None:
    """Ask again and again whether the server is there, and whether we are still in the rooms.

    Args:
        every: seconds between two questions, and for an answer.

    Raises:
        ConnectionError: one of them is not so.
    """
    while True:
        await asyncio.sleep(every)
        ours = [f"{room.jid}/{room.nick}" for room in rooms.values()]
        for place in (client.user.rpartition("@")[2], *ours):
            let_go = client.inbox.let_go
            try:
                await client.ask("get", Element("{urn:xmpp:ping}ping"), place, patience=every)
            except Refused as error:
                if place in ours and str(error) in _NOT_IN:
                    raise ConnectionError("no longer in a room") from None
            except ConnectionError:
                # While the wire was held the answer waited in it, behind what is read first now.
                if not client.inbox.holds and client.inbox.let_go == let_go:
                    raise


async def _enter(client: Client, room: Room, rooms: dict[str, Room]) -> Change | None:
    change: Change | None = None
    for _ in range(_NAMES):
        asked = Element(f"{_MUC}x")
        SubElement(asked, f"{_MUC}history", maxstanzas="0")
        client.show(asked, to=f"{room.jid}/{room.nick}")
        change = await _change(client, rooms)
        while change is None:
            change = await _change(client, rooms)
        if change != "taken":
            return change
        room.nick += "-"
    return change


async def _change(client: Client, rooms: dict[str, Room]) -> Change | None:
    presence = await client.presences.get()
    room = rooms.get(bare(presence.get("from", "")))
    return None if room is None else room.seen(presence)
