"""What a message plays -> the frame of the joke that the customer opened, moved by it.

"Can I be Odin?" opens a frame; it is remembered for the whole chat, so that a second agent can
play inside it. Whether anybody may play now is for the licence to say.
"""

import re
from typing import Final

from msgspec.structs import replace

from assist.conversation.state import HeardLabel
from assist.ledger import Frame
from assist.vocabulary import Act

_AROUND: Final = " \t\n,.;:!?…\"'«»“”()-–"


def after_customer(
    frame: Frame | None, heard: tuple[HeardLabel, ...], *, message_id: str, at: float
) -> Frame | None:
    """Return the frame after a customer's message; `heard` are the message's labels.

    A reference to another name opens a new frame. One that names nothing, or the same again,
    leaves the frame with the words that opened it.
    """
    opened = next((one for one in reversed(heard) if one.label == "shared-reference"), None)
    if opened is None:
        return frame
    name = (opened.value or "").strip(_AROUND) or None
    if frame is not None and (name is None or _same(name, frame.name)):
        return frame
    return Frame(name=name, words=opened.words, message_id=message_id, at=at)


def recalled(frame: Frame | None, text: str, *, message_id: str) -> HeardLabel | None:
    """Return the reference in a customer's message that says the frame's name, None for none.

    "Odin is pleased" plays on, though the words alone do not show it. Only a proper name does
    that: of a printer one may have to speak in earnest.
    """
    if frame is None or frame.name is None or not frame.name[0].isupper():
        return None
    found = _named(frame.name, text)
    if found is None:
        return None
    return HeardLabel(
        label="shared-reference", words=found[0], message_id=message_id, value=frame.name
    )


def after_agent(frame: Frame | None, acts: frozenset[Act], text: str) -> Frame | None:
    """Return the frame after an agent's message: one turn more inside it where they play.

    To play is to joke, or to say the frame's name.
    """
    if frame is None:
        return None
    names = frame.name is not None and _named(frame.name, text) is not None
    return replace(frame, played=frame.played + 1) if names or "humour-given" in acts else frame


def _same(name: str, other: str | None) -> bool:
    return other is not None and name.casefold() == other.casefold()


def _named(name: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)
