"""A message -> whether it says something: an answer of substance, or a nod that wants none.

A greeting, "one moment" or "sorry to hear that" holds the line, and the customer still waits; an
"ok" of theirs waits for nothing.
"""

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from assist.conversation.issues import RAISING
from assist.findings import Reading
from assist.vocabulary import Act, Cue, Tone

_HOLDING: Final[frozenset[Act]] = frozenset(
    [
        "update-given",
        "ownership-given",
        "apology-given",
        "empathy-given",
        "gratitude-given",
        "reassurance-given",
        "celebration-given",
        "personal-touch-given",
        "humour-given",
    ]
)
_HOLDING_WORDS: Final = 6
"""A reply with at most so many words besides those that feel with the customer or ask for
patience holds the line: the customer still waits."""

_READ: Final = 1000
"""Code points of a message that tell whether it only greets or holds the line."""
_GREETING_WORDS: Final = 3
_OFFER: Final = (
    r"(?:how (?:can|may) i (?:help|assist)|what can i do"
    r"|comment puis-je|(?:que|en quoi) puis-je)\b[^.!?]*"
)
_PLEASANTRY: Final = re.compile(
    rf"\b(?:{_OFFER}|(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|welcome"
    r"|thanks?(?: you)?|my pleasure|you're (?:very )?welcome|no problem|sure|ok(?:ay)?|of course"
    r"|certainly|bonjour|bonsoir|salut|merci|avec plaisir|je vous en prie|de rien|d'accord"
    r"|très bien|bien sûr)\b)[.!?,]*"
)
"""What opens or closes politely, and says nothing yet."""
_HOLDS: Final = re.compile(
    r"\b(?:(?:please )?let me (?:see|look|check|find out)"
    r"|i(?:'| a)?m (?:just )?(?:looking|checking)|i'?ll (?:just )?(?:have a look|look|check)"
    r"|je (?:regarde|v[ée]rifie|consulte|vais voir)|laissez-moi (?:voir|regarder|v[ée]rifier))\b"
    r"(?: (?:what happened|into it|that|this|cela|[çc]a))?"
)
"""Words that an act's pattern may miss: they look into it, and say nothing yet."""
_YES_NO: Final = re.compile(
    r"\W*(?:yes|no(?! (?:problem|worries))|oui|non|aucun (?:problème|souci))\b", re.IGNORECASE
)
"""An answer to what was asked, however short."""
_LOOKS: Final[frozenset[Act]] = frozenset(
    {"update-given", "ownership-given", "follow-up-given", "escalation-given"}
)
"""Acts of a reply that goes and looks: the answer is still to come."""
_TIMES: Final[frozenset[Act]] = frozenset({"update-given"})
"""The act of a holding line, and of who names a time: "we close at four" goes nowhere to look."""
_WAITS: Final = re.compile(
    r"\b(?:moment|instant|(?:an?|one|une?|two|deux|few|of|quelques|[12]) min(?:ute)?s?"
    r"|sec(?:ond)?s?|secondes?|bear|bare|hold|hang|tight|stay|wait|waiting|brb|back|still|checking"
    r"|looking|working|loading|almost|nearly|investigat\w+|progress|pending|review|process|so far"
    r"|shortly|soon|eta|patient\w*|quitt\w+|attend\w*|encore|toujours|bient[oô]t|cours|presque"
    r"|regarde|v[ée]rifi\w+|cherche|traitement)\b"
)
"""What asks for patience: a time that is named without it is news, and an answer to who asked."""
_GOES: Final = re.compile(
    r"\b(?:i'?ll|i will|we'?ll|we will|i am going to|i'm going to|i'm asking|let me)\b"
    r"|\b(?:je|nous|on) (?:(?:vous|te|t'|le|la|lui|leur) ?)*(?:donn|dis|ti[ei]n|confirm|revi?en"
    r"|demand|rappel|[ée]cri|recontact|envo|appel|fais|va[is]s?|cherch|regard)\w*"
)
"""Who says so is to be back: the time in it is not the answer yet."""
_LENGTH: Final = re.compile(
    r"\W*(?:(?:just|only|about|in|give me|donnez-moi|dans|juste) )*\w+ min(?:ute)?s?\b"
    r"\W*(?:please|pls|svp|s'il vous pla[iî]t)?\W*"
)
"""A length of time and no more asks for as much patience."""
_NOTES: Final = re.compile(
    r"\W*(?:noted|understood|got it|i see|right|exactly|(?:ha|he){2,}|lol|mdr|doing|not[ée]|compris"
    r"|entendu|je vois|exact(?:ement)?|voil[aà])\b"
)
"""A short reply that begins so only says that the message was read."""
_AGREES: Final = re.compile(r"\W*(?:yes|yep|yeah|sure|oui|ouais|tout [aà] fait)\W*")
_REQUESTS: Final = re.compile(
    r"\b(?:can|could|will|would|can't|cant) (?:you|u|someone|somebody)\b"
    r"|\b(?:pou(?:vez|rriez)|peux|pourrais|voulez)[- ](?:vous|tu)\b"
    r"|\b(?:vous|tu) (?:pou(?:vez|rriez)|peux)\b"
)
"""Asks for something to be done: who says yes to that is about to do it."""
_NOD_WORDS: Final = 3
_THANKING_WORDS: Final = 8
_WAITING_WORDS: Final = 10
_THANKS: Final = re.compile(
    r"\b(?:thank(?:s| you| u)?|thx|tks|ty|cheers|merci\w*|mrc|mci|nickel|parfait)\b"
)
_GOES_ON: Final = re.compile(
    r"\b(?:wait(?:ing)?|hold(?:ing)?|but|still|when|please|pls|attend\w*|patient\w*|mais|encore"
    r"|toujours|quand|svp|stp)\b"
)
_CALM: Final[frozenset[Cue | Tone]] = frozenset(
    {"gratitude", "delight", "praise", "resolved", "farewell", "playfulness"}
)


_HAVE_US_WAIT: Final = re.compile(
    r"\W*(?:(?:ok(?:ay)?|oui|yes|yeah|sure|euh|hmm|sorry|pardon|just)\W+)*"
    r"(?:(?:hold|hang) on|bear with me|brb"
    r"|(?:wait|attend(?:ez|s)|patientez) (?:a|an|one|1|2|two|une?|deux|je)\b"
    r"|(?:one|1|2|two|just a|give me a|une?|deux)"
    r" (?:secs?|seconds?|mins?|minutes?|moment|instant|secondes?)\b"
    r"|(?:let me|i'?ll(?: go)?(?: and)?) (?:just )?(?:check|look|see|fetch|ask|grab)\b"
    r"|je (?:vais |vous |te )*(?:regarde|v[ée]rifie|voir|demande [aà]|reviens)\w*)"
)
"""A customer who says so has us wait: nobody waits for us."""


class Reply(Struct, frozen=True, kw_only=True, gc=False):
    """What an agent's message is worth to who waits for it.

    `acts`: what it does; to offer help in general does nothing yet. `substantive`: it says more
    than "hello" or "sorry to hear that, one moment". `informs`: it tells something now; it asks
    nothing, and does not go and look. `brief`: too short for substance ("Platform 8", "10 to 4"),
    but to who asked it is the answer. `agrees`: it says yes, and no more.
    """

    acts: frozenset[Act] = frozenset()
    substantive: bool = False
    informs: bool = False
    brief: bool = False
    agrees: bool = False


def reply_of(text: str, reading: Reading) -> Reply:
    """Return what an agent's message, as typed and as read, is worth."""
    left = _without_pleasantries(text)
    if not _says(left):
        return Reply()
    acts = frozenset(act.act for act in reading.acts)
    substantive = _is_substantive(text, left, reading)
    waits = _waits(left)
    looks = acts & (_LOOKS if waits or _GOES.search(left) else _LOOKS - _TIMES)
    tells = not reading.question and not looks
    return Reply(
        acts=acts,
        substantive=substantive,
        informs=substantive and tells,
        brief=tells and not waits and acts <= _TIMES and not _NOTES.match(left),
        agrees=_AGREES.fullmatch(left) is not None,
    )


def to_who_asked(reply: Reply, asked: Iterable[str]) -> Reply:
    """Return a reply as it is to a customer who has asked these: a brief one is an answer."""
    if not reply.brief or (reply.agrees and any(_REQUESTS.search(one.lower()) for one in asked)):
        return reply
    return replace(reply, substantive=True, informs=True)


def is_substantive(text: str, reading: Reading) -> bool:
    """Return whether a reply says more than "hello" or "sorry to hear that, one moment"."""
    return reply_of(text, reading).substantive


def _is_substantive(text: str, left: str, reading: Reading) -> bool:
    """Return the same of a reply that is more than its pleasantries; `left` is what is more."""
    words = len(text.split())
    if not reading.acts:
        return sum(map(_says, _HOLDS.sub("", left).split())) > _GREETING_WORDS
    if words > _GREETING_WORDS and _YES_NO.match(text):
        return True
    said = sum(len(span.text.split()) for act in reading.acts for span in act.evidence)
    holding = _HOLDING if _waits(left) else _HOLDING - _TIMES
    return any(act.act not in holding for act in reading.acts) or words - said > _HOLDING_WORDS


def _waits(left: str) -> bool:
    """Return whether a reply asks for patience."""
    return bool(_WAITS.search(left) or _LENGTH.fullmatch(left))


def is_greeting(text: str) -> bool:
    """Return whether a message only greets, or offers help before anything was told."""
    return not _says(_without_pleasantries(text))


def _without_pleasantries(text: str) -> str:
    """Return what is read of a text without them, in lower case: `re` is three times as fast
    where it need not see to the case."""
    return _PLEASANTRY.sub("", text.strip()[:_READ].lower())


def _says(text: str) -> bool:
    """Return whether there is a letter or a digit in it."""
    return any(map(str.isalnum, text))


def is_nod(text: str, labels: frozenset[Cue | Tone]) -> bool:
    """Return whether a message takes note of an answer ("ok", "ah, thanks") and wants none."""
    if not labels <= _CALM:
        return False
    words = len(text.split())
    if words <= _NOD_WORDS:
        return True
    said = text.lower() if words <= _THANKING_WORDS else ""
    return bool(_THANKS.search(said)) and not _GOES_ON.search(said)


def has_us_wait(text: str) -> bool:
    """Return whether a customer goes and looks ("2 sec", "attendez je demande a mon patron")."""
    short = len(text.split()) <= _WAITING_WORDS
    return short and _HAVE_US_WAIT.match(text.lower()) is not None


def inquires(reading: Reading) -> bool:
    """Return whether a message asks, and complains of nothing beside what it asks."""
    asked = [(span.start, span.end) for span in reading.asked]
    return bool(asked) and all(
        any(start <= span.start and span.end <= end for start, end in asked)
        for cue in reading.cues
        if cue.cue in RAISING
        for span in cue.evidence
    )
