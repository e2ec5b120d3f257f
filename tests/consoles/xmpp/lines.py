"""XML -> lines of a stream, and an ear for them, without a server."""

from xml.etree.ElementTree import fromstring

from assist.consoles.xmpp.ear import Ear
from assist.consoles.xmpp.rooms import Room
from assist.consoles.xmpp.stanzas import Line

AGENT, CUSTOMER, ROOM = "agent@example.com", "customer@example.com", "support@muc.example.com"


def ear(*rooms: str) -> Ear:
    """Return the ear of an agent, with a colleague."""
    made = {jid: Room(jid, "warmline", AGENT, ()) for jid in rooms}
    return Ear(AGENT, ("colleague@example.com",), made)


def line(inside: str, archived: str | None = None, **attributes: str) -> Line:
    """Return a line of the customer's, unless it is told otherwise."""
    given = {"from": f"{CUSTOMER}/web", "to": AGENT, "type": "chat"} | attributes
    pairs = " ".join(f"{name}='{value}'" for name, value in given.items() if value)
    stanza = fromstring(f"<message xmlns='jabber:client' {pairs}>{inside}</message>")
    return Line(stanza=stanza, archived=archived)
