"""A message of an XMPP stream -> what is said in which conversation, or why it is left out.

One to one the conversation is the other's bare address, as converse.js has it in `jid`; in a room
it is the room's address. A message is named by who said it and the id of the stanza: the same
live, as a copy and in the archive, and nobody can correct what another said.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.xmpp.rooms import Room, is_among
from assist.consoles.xmpp.stanzas import (
    ITEM,
    Line,
    bare,
    corrects,
    is_encrypted,
    nick,
    origin,
    retracts,
    words,
)
from assist.vocabulary import Speaker
from assist.wire.frames import LONGEST_NAME

KEPT: Final = 5000
"""Other names of messages that are kept."""
ENCRYPTED: Final = "encrypted from end to end"
ELSEWHERE: Final = "not said where is listened"
COLLEAGUES: Final = "said among colleagues"
UNKNOWN: Final = "takes back what is not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who says a line, and where.

    Args:
        key: tells them apart from everybody else who speaks there.
        moderates: it is the room itself, which may take back what anybody said.
    """

    conversation: str
    speaker: Speaker
    key: str
    name: str | None = None
    moderates: bool = False


class Names:
    """The other names that a message goes by: its sender's origin-id, the id in the archive."""

    def __init__(self) -> None:
        self._names: OrderedDict[tuple[str, str], tuple[str, str]] = OrderedDict()

    def learn(self, who: Who, line: Line, message_id: str, *aliases: str | None) -> None:
        """Keep under which names a message may be meant later."""
        for alias in (line.archived, *(alias and f"{who.key}/{alias}" for alias in aliases)):
            if alias:
                self._names[(who.conversation, alias)] = (who.key, message_id)
                self._names.move_to_end((who.conversation, alias))
        while len(self._names) > KEPT:
            self._names.popitem(last=False)

    def meant(self, who: Who, alias: str) -> str | None:
        """Return the message that `who` means; None for what is not known or not theirs."""
        for name in (f"{who.key}/{alias}", alias):
            key, message_id = self._names.get((who.conversation, name), ("", ""))
            if message_id and (who.moderates or key == who.key):
                return message_id
        return None


def one_to_one(line: Line, user: str, agents: tuple[str, ...]) -> Who | str:
    """Return who says a line of a chat of two, or why it is left out.

    Args:
        user: the bare address of the agent.
        agents: colleagues, with whom the agent's chats are not followed.
    """
    sent = bare(line.sender) == user
    other = bare(line.receiver if sent else line.sender)
    if line.kind not in ("chat", "normal"):
        return ELSEWHERE if line.kind == "groupchat" else said.SYSTEM
    if "@" not in other:
        return said.SYSTEM
    if other == user or is_among(agents, other):
        return COLLEAGUES
    if line.stanza.find("{http://jabber.org/protocol/muc#user}x") is not None:
        return ELSEWHERE
    speaker: Speaker = "agent" if sent else "customer"
    name = None if sent else nick(line.stanza)
    return Who(conversation=other, speaker=speaker, key=speaker, name=name)


def in_room(line: Line, rooms: dict[str, Room]) -> Who | str:
    """Return who says a line in a room, or why it is left out."""
    room = rooms.get(bare(line.sender))
    if room is None or line.kind != "groupchat":
        return ELSEWHERE
    name = line.sender.partition("/")[2]
    if not name:
        return Who(conversation=room.jid, speaker="agent", key="", moderates=True)
    noted = line.stanza.find(ITEM) if line.past else None
    speaker = room.speaker(name, noted)
    return Who(conversation=room.jid, speaker=speaker, key=name, name=name)


def heard(line: Line, who: Who, names: Names, spare: str) -> Heard:
    """Return what a line says, and learn its names.

    Args:
        spare: an id for a message that has none and is in no archive.

    Raises:
        FrameError: the address of the conversation is longer than a name may be.
    """
    stanza = line.stanza
    own = named(who.key, stanza.get("id") or line.archived or spare)
    taken_back = retracts(stanza)
    if taken_back is not None:
        meant = names.meant(who, taken_back)
        return said.left_out(UNKNOWN) if meant is None else _revision(line, who, meant, own, None)
    if who.moderates:
        return said.left_out(said.SYSTEM)
    if is_encrypted(stanza):
        return said.left_out(ENCRYPTED)
    text = words(stanza)
    corrected = corrects(stanza)
    # As converse.js shows it: what corrects nothing that is known is a message.
    meant = names.meant(who, corrected) if corrected and text.strip() else None
    if meant is not None:
        names.learn(who, line, meant, stanza.get("id"))
        return _revision(line, who, meant, own, text)
    names.learn(who, line, own, stanza.get("id"), origin(stanza))
    return said.message(
        conversation=who.conversation,
        message_id=own,
        speaker=who.speaker,
        text=text,
        at=line.at,
        name=who.name,
    )


def _revision(line: Line, who: Who, message_id: str, revision_id: str, text: str | None) -> Heard:
    return said.revision(
        conversation=who.conversation,
        message_id=message_id,
        revision_id=revision_id,
        text=text,
        at=line.at,
    )


def named(key: str, name: str) -> str:
    """Return one name of two, no longer than a name may be."""
    whole = f"{key}/{name}"
    if len(whole) <= LONGEST_NAME:
        return whole
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()
