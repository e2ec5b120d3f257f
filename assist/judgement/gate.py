"""A kind of card and a conversation -> why it is held back, or None where it may be shown.

Needs first, then the licence for jokes and the governor of apologies. Each refusal is a reason
in plain words, so that silence can be explained too.
"""

from typing import Final

from assist.conversation.needs import first_unmet
from assist.conversation.state import Conversation
from assist.judgement import apology, licence
from assist.vocabulary import NEED_OF, NEEDS, Kind

_PROTECTS: Final[frozenset[Kind]] = frozenset(["de-escalation", "agent-care", "escalation"])
"""Kinds that shield a person: no lower need holds them back."""


def refusal(kind: Kind, chat: Conversation) -> str | None:
    """Return why a card of this kind is held back now, None where it may be shown."""
    held = needs_first(kind, chat) or apology.refusal(kind, chat)
    return held or (licence.refusal(chat) if kind == "humour" else None)


def needs_first(kind: Kind, chat: Conversation) -> str | None:
    """Return which need comes first: no warm words while a lower one fails unspoken."""
    need, unmet = NEED_OF[kind], first_unmet(chat.needs)
    if need is None or unmet is None or kind in _PROTECTS:
        return None
    rung = NEEDS.index("clarity") if kind == "clarification" else NEEDS.index(need)
    if kind == "clarification" and unmet.need in ("solution", "speed"):
        return None
    return f"{unmet.need} comes first" if NEEDS.index(unmet.need) < rung else None
