"""A draft -> the finding `no-next-step`: a problem is open, and nobody does or asks anything."""

import re
from collections.abc import Iterator
from typing import Final

from assist.conversation.issues import open_issues
from assist.conversation.state import Conversation
from assist.drafts.draft import Draft
from assist.findings import DraftFinding
from assist.reading.folding import fold
from assist.vocabulary import Act, Cue, Tone

_STEPS: Final[frozenset[Act]] = frozenset(
    {"acted", "follow-up-given", "escalation-given", "clarification-given", "celebration-given"}
)
_TELLS: Final[frozenset[Cue | Tone]] = frozenset(
    {
        *("problem", "repeat-contact", "long-wait", "broken-promise", "unanswered", "effort"),
        *("fraud-worry", "refund-request", "churn-risk", "expectation-gap"),
    }
)
"""What the customer has just told that wants something done."""
_DAY: Final = re.compile(
    r"(?<![£$€\d.,])(?:[01]?\d|2[0-3])[:.h][0-5]\d\b(?! ?(?:[€£$]|euros))"
    r"|\b\d{1,2} ?(?:am|pm|h)\b|tomorrow|tonight|demain|ce soir"
    r"|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)\b"
)
_DO: Final = re.compile(
    r"(?:then |and |so |just |first |please |now )?(?:hold|go|open|take|put|turn|pull|push|remove"
    r"|insert|connect|use|keep|leave|write|call|send|enter|type|check|look|close|follow|clear|delete"
    r"|move|set|run|charge|replace|pick|bring|sign|fill|add|make|start|stop|pay|give|print|swap"
    r"|ring)\b(?! was)"
    r"|(?:puis |et |alors |d'abord |ensuite )?(?!assez|chez|desole)\w{3,15}ez\b"
)
"""A clause that opens with an order ("Hold the button", "Redémarrez la box")."""
_DONE: Final = re.compile(
    r"(?:done|changed|corrected|fixed|sent|moved|cancell?ed|refunded|booked|added|removed|updated"
    r"|ordered|replaced|reset|sorted|restored|extended|credited|resent|released|unlocked|rebooked"
    r"|c'est fait|modifie|corrige|change|rembourse|envoye|ajoute|annule|deplace|remplace|retire"
    r"|regle)e?s?\b"
)
"""A clause that opens with what was done ("Changed to the 14th")."""
_PAST: Final = re.compile(
    r"\b(?:from \w+day|last|left|went|closing|closes?|since|ago|was|were|been|yesterday"
    r"|depuis|derniere?|hier|il y a|etait|etaient|ete)\b"
)
_OVER: Final = frozenset({"resolved", "farewell"})


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the finding where a problem is open and the draft only remarks on it."""
    chat = draft.chat
    if not _is_open(chat) or draft.reading.question or (chat.turn.asks and chat.questions):
        return
    if draft.acts & _STEPS or draft.gives("no-next-step") or _tells(draft.text):
        return
    last = open_issues(chat.issues)[-1:]
    yield from draft.found("no-next-step", about=last[0].words if last else "")


def _tells(text: str) -> bool:
    """Return whether a sentence tells what to do, or names a day or an hour still to come."""
    parts = re.split(r"(?<=[.!?;:,\n])\s", fold(text)[0])
    if any(_DO.match(part) or _DONE.match(part) for part in parts):
        return True
    return any(_DAY.search(part) and not _PAST.search(part) for part in parts)


def _is_open(chat: Conversation) -> bool:
    """Return whether the customer waits for something to be done."""
    if chat.closing or chat.turn.labels & _OVER or not chat.turn.message_ids:
        return False
    if not chat.turn.labels & _TELLS:
        return False
    taken = chat.acts & {"ownership-given", "follow-up-given"} and "problem" not in chat.turn.labels
    if taken or chat.rung("solution").spoken:
        return False  # somebody is on it already
    waiting = [issue for issue in open_issues(chat.issues) if issue.status != "acted"]
    return bool(waiting)
