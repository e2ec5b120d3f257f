"""Events of a Matrix room, as any client may have written them -> what is said in it.

The conversation is the room's id, as it stands in the address of its page. There is no word in
Matrix for who answers whom: agents are those that the settings list, everybody else is a customer.
Sources: the Matrix specification 1.13, client-server API: m.room.message, event replacements
(m.replace), m.room.redaction, rich replies, m.room.member; run against Synapse 1.163.2.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.payload import decode, seconds
from assist.errors import FrameError

ENCRYPTED: Final = "encrypted"
UNREADABLE: Final = "an event that cannot be read"
CHANNEL: Final = "matrix"
KINDS: Final = ("m.room.message", "m.room.redaction", "m.room.encrypted", "m.room.member")
"""The types of events that say something here."""
_FILES: Final = frozenset({"m.image", "m.file", "m.audio", "m.video"})


class _Relation(msgspec.Struct):
    rel_type: str | None = None
    event_id: str | None = None
    in_reply_to: dict[str, str] | None = msgspec.field(default=None, name="m.in_reply_to")


class _Words(msgspec.Struct):
    body: str | None = None
    msgtype: str | None = None
    filename: str | None = None


class _Content(_Words):
    relates_to: _Relation | None = msgspec.field(default=None, name="m.relates_to")
    new_content: _Words | None = msgspec.field(default=None, name="m.new_content")
    redacts: str | None = None
    membership: str | None = None
    displayname: str | None = None


class _Unsigned(msgspec.Struct):
    prev_content: _Content | None = None


class Event(msgspec.Struct):
    """One event of a room."""

    type: str
    event_id: str
    sender: str
    content: _Content
    room_id: str | None = None
    origin_server_ts: float | None = None
    redacts: str | None = None
    state_key: str | None = None
    unsigned: _Unsigned | None = None

    @property
    def at(self) -> float | None:
        """When it was sent, in seconds since the epoch, as the sender's server says."""
        return None if self.origin_server_ts is None else seconds(self.origin_server_ts / 1000)

    @property
    def edits(self) -> str | None:
        """The id of the message that this one says anew."""
        relation = self.content.relates_to
        replaces = relation is not None and relation.rel_type == "m.replace"
        return relation.event_id if relation is not None and replaces else None

    @property
    def member(self) -> str | None:
        """Whose membership this is."""
        return self.state_key if self.type == "m.room.member" else None

    def lets_in(self, user: str) -> bool:
        """Whether somebody is in the room by this event who was not before."""
        before = self.unsigned.prev_content if self.unsigned else None
        stays = before is not None and before.membership == "join"
        return self.member == user and self.content.membership == "join" and not stays


class _Stripped(msgspec.Struct):
    type: str
    sender: str
    state_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who is who in a room.

    Args:
        agents: names of those who answer; `*` stands for any characters.
        me: our own name: what we say is not followed.
        names: how people are called there.
    """

    agents: Sequence[str]
    me: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def answers(self, user: str) -> bool:
        """Whether somebody is an agent."""
        return any(fnmatchcase(user, pattern) for pattern in self.agents)


def event_of(raw: msgspec.Raw) -> Event | None:
    """Return an event; None for what is none: in a room anybody may send anything."""
    try:
        return decode(bytes(raw), Event)
    except FrameError:
        return None


def events_of(raws: Iterable[msgspec.Raw]) -> list[Event]:
    """Return those of the events that can be read."""
    return [event for event in map(event_of, raws) if event is not None]


def names_of(events: Iterable[Event]) -> dict[str, str]:
    """Return how those are called whose membership is among the events."""
    return {
        event.member: event.content.displayname
        for event in events
        if event.member and event.content.displayname
    }


def inviters(raws: Iterable[msgspec.Raw], user: str) -> list[str]:
    """Return who lets somebody into a room, by what is shown of it to those who are invited."""
    found = []
    for raw in raws:
        try:
            shown = decode(bytes(raw), _Stripped)
        except FrameError:
            continue
        if (shown.type, shown.state_key) == ("m.room.member", user):
            found.append(shown.sender)
    return found


def heard(event: Event, room: str, people: People) -> Heard:
    """Return what an event says; nothing for what we did ourselves."""
    if people.me is not None and people.me in (event.sender, event.member):
        return Heard()
    try:
        match event.type:
            case "m.room.message":
                return _message(event, room, people)
            case "m.room.redaction":
                return _redaction(event, room)
            case "m.room.encrypted":
                return said.left_out(ENCRYPTED)
            case "m.room.member" if event.member == event.sender:
                return _arrival(event, room, people)
    except FrameError:
        return said.left_out(UNREADABLE)
    return said.left_out(said.EVENT if event.state_key is None else said.SYSTEM)


def _message(event: Event, room: str, people: People) -> Heard:
    if event.edits is not None:
        return _edit(event, room, event.edits)
    if (why := _unsaid(event.content)) is not None:
        return said.left_out(why)
    spoken = said.message(
        conversation=room,
        message_id=event.event_id,
        speaker="agent" if people.answers(event.sender) else "customer",
        text=_reply(event.content),
        at=event.at,
        name=people.names.get(event.sender),
    )
    return _who(event, room, people) + spoken if spoken.said else spoken


def _edit(event: Event, room: str, edited: str) -> Heard:
    words = event.content.new_content or _Words()
    if (why := _unsaid(words)) is not None:
        return said.left_out(why)
    return said.revision(
        conversation=room,
        message_id=edited,
        revision_id=event.event_id,
        text=words.body,
        at=event.at,
    )


def _who(event: Event, room: str, people: People) -> Heard:
    """Return whom the speaker makes known: the agent who answers now, or the customer."""
    agent = people.answers(event.sender)
    return said.context(
        conversation=room,
        context_id=f"{event.event_id}/who",
        at=event.at,
        agent=event.sender if agent else None,
        agent_name=people.names.get(event.sender) if agent else None,
        customer=None if agent else event.sender,
        channel=CHANNEL,
    )


def _arrival(event: Event, room: str, people: People) -> Heard:
    """Return that an agent takes the room, who has come into it."""
    if event.content.membership != "join" or not people.answers(event.sender):
        return said.left_out(said.SYSTEM)
    return _who(event, room, people)


def _redaction(event: Event, room: str) -> Heard:
    target = event.redacts or event.content.redacts
    if target is None:
        return said.left_out(UNREADABLE)
    return said.revision(
        conversation=room,
        message_id=target,
        revision_id=event.event_id,
        text=None,
        at=event.at,
    )


def _unsaid(words: _Words) -> str | None:
    """Return why a content has no words of a person, if it has none."""
    if words.msgtype in _FILES:
        captioned = words.filename is not None and words.filename != words.body
        return None if captioned else said.EMPTY
    match words.msgtype:
        case "m.text" | "m.emote":
            return None
        case "m.notice":
            return said.BOT
        case None:
            return said.EMPTY  # It was taken back before we read it.
    return said.EVENT


def _reply(content: _Content) -> str:
    """Return the words without those that older clients quote of the message that they answer."""
    body = content.body or ""
    if content.relates_to is None or content.relates_to.in_reply_to is None:
        return body
    lines = body.split("\n")
    own = next((n for n, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    if own and own < len(lines) and not lines[own]:
        own += 1
    return "\n".join(lines[own:])
