"""The presence of a room's occupants -> who of them is an agent, and whether we are in it.

Sources: XEP-0045 1.34; Prosody 0.12.3 (run), which writes who spoke into the archive of a room
that shows its occupants' addresses.
"""

from typing import Final, Literal
from xml.etree.ElementTree import Element

from assist.consoles.xmpp.stanzas import CLIENT, ITEM, bare
from assist.vocabulary import Speaker

Change = Literal["in", "out", "taken", "refused"]
"""What a presence says of ourselves; `taken`: somebody else has our name there."""
_STATUS: Final = (
    "{http://jabber.org/protocol/muc#user}x/{http://jabber.org/protocol/muc#user}status"
)
_SELF: Final = "110"
_CONFLICT: Final = f"{CLIENT}error/{{urn:ietf:params:xml:ns:xmpp-stanzas}}conflict"
_STAFF: Final = frozenset({"owner", "admin", "member"})


def is_among(agents: tuple[str, ...], jid: str) -> bool:
    """Whether an address is one of `ada@example.com` or, all of a server, `*:example.com`."""
    name = bare(jid)
    return any(one.lower() in (name, f"*:{name.rpartition('@')[2]}") for one in agents)


class Room:
    """A room that is listened to.

    An occupant is an agent if it is the user, if its address is among `agents`, or, where no
    agents are named, if the room has it as an owner, admin, member or moderator.
    """

    def __init__(self, jid: str, nick: str, user: str, agents: tuple[str, ...]) -> None:
        self.jid = jid
        self.nick = nick
        self._user = user
        self._agents = agents
        self._here: dict[str, Speaker] = {}
        self._staff: set[str] = set()

    def seen(self, presence: Element) -> Change | None:
        """Take in a presence from the room; return what it changes for ourselves."""
        nick = presence.get("from", "").partition("/")[2]
        kind = presence.get("type")
        if kind == "error":
            return "refused" if presence.find(_CONFLICT) is None else "taken"
        ours = any(one.get("code") == _SELF for one in presence.findall(_STATUS))
        if kind == "unavailable":
            self._here.pop(nick, None)
            return "out" if ours else None
        item = presence.find(ITEM)
        if item is not None:
            self._enter(nick, self._judged(item))
        if ours:
            self.nick = nick
        return "in" if ours else None

    def speaker(self, nick: str, noted: Element | None = None) -> Speaker:
        """Return who an occupant is to us, or was; one of whom nothing is known is a customer.

        Args:
            noted: what the room's archive says of who spoke.
        """
        if nick == self.nick:
            return "agent"
        if nick in self._here:
            return self._here[nick]
        if nick in self._staff:
            return "agent"
        return "customer" if noted is None else self._judged(noted)

    def _enter(self, nick: str, speaker: Speaker) -> None:
        self._here[nick] = speaker
        if speaker == "agent":
            self._staff.add(nick)
        else:
            self._staff.discard(nick)

    def _judged(self, item: Element) -> Speaker:
        jid = item.get("jid", "")
        if jid and (bare(jid) == self._user or is_among(self._agents, jid)):
            return "agent"
        staff = item.get("affiliation") in _STAFF or item.get("role") == "moderator"
        return "agent" if staff and not self._agents else "customer"
