"""A draft -> the finding `ignores-question`: it passes over something real that was asked.

In doubt a draft answers: it need not say the question's words again. To look it up, to name who
answers when, and to ask back for what is needed are answers too.
"""

import re
from collections.abc import Iterator
from typing import Final

from assist.conversation.matter import READ
from assist.conversation.replies import is_greeting, is_substantive
from assist.drafts.asked import is_answered, praises
from assist.drafts.draft import Draft
from assist.findings import DraftFinding
from assist.reading.folding import fold
from assist.vocabulary import Act, Cue, Tone

_RUN: Final = re.compile(r"(\W)\W{4,}")
"""Rows of marks and blanks, which expressions that look for words would try one by one."""
_LOOKS: Final[frozenset[Act]] = frozenset(
    {"ownership-given", "follow-up-given", "escalation-given"}
)
_PLAYS: Final[frozenset[Cue | Tone]] = frozenset({"playfulness", "shared-reference"})
_LATER: Final[frozenset[Act]] = frozenset({"follow-up-given", "escalation-given"})
"""Somebody answers, and says so."""
_WILL_LOOK: Final = re.compile(
    r"\b(?:(?:let me|i'?ll|i will|i'm going to) (?:just |quickly )?"
    r"(?:check|look|see|find|ask|answer)"
    r"|i'?m (?:just |now )?(?:checking|looking|asking)"
    r"|(?:checking|looking at|answering) (?:that|it|this)"
    r"|je (?:vais |me |m'en )*(?:regarde|verifie|voir|renseigne|demande|occupe|consulte)r?\b"
    r"|laissez-moi|laisse-moi)"
)
_OPENING: Final = re.compile(r"([^.!?:;,\n]{1,60})([.!?:;,\n])(?!\S)")
_ELLIPSIS: Final = 4
"""Words of an opening that is the answer by itself: "A small one:", "Thirty days."."""
_PHRASE: Final = 3
"""The same before a comma; more of them begin a clause."""
_STARTS: Final = re.compile(
    r"(?:up to|until|from|only|within|before|after|about|around|roughly|between|under|via|through"
    r"|by|without|on top|one|two|three|four|five|six|seven|eight|nine|ten|half|twice|once a|every"
    r"|any|both|jusqu'|de \d|a partir|seulement|uniquement|sous|avant|environ|entre|sans|deux|trois"
    r"|quatre|cinq|six|sept|huit|neuf|dix|tous|toutes|chaque|[€$£]?\d)(?:\b|(?<='))"
    r"(?! (?:of our|de nos|the way|by the way))"
)
"""A draft that opens with a limit or a number is a clause cut short: an answer."""
_COURTESY: Final = re.compile(
    r"\b(?:hi|hello|hey|dear|good|great|thanks?|welcome|sorry|apologies|bonjour|bonsoir|salut"
    r"|coucou|merci|bonne|super|parfait|tres bien|desolee?|navree?|madame|monsieur|understood"
    r"|noted?)\b"
)
_AND: Final = re.compile(
    r",?\s+(?:and|but|also|et|mais|ou)\s+(?=(?:will|can|could|do|does|is|are|what|when|where|how"
    r"|why|which|who|est-ce|combien|quand|ou|comment|pourquoi|quels?|quelles?|dois|peut)\b)",
    re.IGNORECASE,
)


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the finding for the first question that the draft passes over."""
    chat = draft.chat
    if not chat.questions or draft.reading.question or draft.acts & _LATER:
        return
    if chat.frame is not None or chat.turn.labels & _PLAYS:
        return  # "will there be a parade?" is part of the game
    brief = _RUN.sub(r"\1 ", draft.text[:READ])
    said = fold(brief)[0].strip()
    parts = [(one.words, part) for one in chat.questions for part in _AND.split(one.words)]
    if _is_holding(draft, brief, said, alone=len(parts) == 1):
        return
    for words, part in parts:
        if not is_answered(part, draft, said, alone=len(parts) == 1):
            yield from draft.found("ignores-question", about=words)
            return


def _is_holding(draft: Draft, brief: str, said: str, *, alone: bool) -> bool:
    """Return whether a draft looks it up, greets, or is by itself the answer to one question."""
    if _WILL_LOOK.search(said) or (alone and _is_elliptic(said)):
        return True
    if is_substantive(brief, draft.reading):
        return False
    informs = alone and "update-given" in draft.acts and not praises(said)
    return informs or bool(draft.acts & _LOOKS) or is_greeting(brief)


def _is_elliptic(said: str) -> bool:
    """Return whether a draft opens with a few words that are an answer, and no courtesy."""
    opening = _OPENING.match(said)
    if _STARTS.match(said):
        return True
    return (
        opening is not None
        and len(opening[1].split()) <= (_PHRASE if opening[2] == "," else _ELLIPSIS)
        and not _COURTESY.search(opening[1])
    )
